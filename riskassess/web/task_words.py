"""What tasks are called, who has to act, and how many; one table each."""

from typing import NamedTuple

from riskassess.domain.tasks import Bucket, Party, TaskKind
from riskassess.i18n import LazyText, _l


class Words(NamedTuple):
    """What a task is called, and the verb of its button."""

    what: LazyText
    verb: LazyText


WORDS: dict[TaskKind, Words] = {
    TaskKind.FINISH_DRAFT: Words(_l("填完登记并提交"), _l("填写")),
    TaskKind.ANSWER_RETURN: Words(_l("逐条答复退回意见并重新提交"), _l("答复")),
    TaskKind.RUN_SURVEY: Words(_l("开展风险调查并登记数据"), _l("登记数据")),
    TaskKind.PREPARE: Words(_l("编制因素、自评、措施并提交评审材料"), _l("编制")),
    TaskKind.ANSWER_REVISION: Words(_l("按评审意见修改并答复"), _l("答复")),
    TaskKind.PROVE_MEASURES: Words(_l("提交措施落实佐证"), _l("提交佐证")),
    TaskKind.CHECK_REGISTRATION: Words(_l("审核登记材料"), _l("审核")),
    TaskKind.CHECK_PREPARATION: Words(_l("审核评审材料，确定因素清单"), _l("审核")),
    TaskKind.OPEN_REVIEW: Words(_l("抽取专家，发起评审"), _l("发起")),
    TaskKind.ENTER_VALUES: Words(_l("抽取已公告，录入产生的数值"), _l("录入")),
    TaskKind.THROW_DICE: Words(_l("抽取已公告，掷骰并录入点数"), _l("录入")),
    TaskKind.CONFIRM_VALUES: Words(_l("抽取的数值已录入，对照来源复核"), _l("复核")),
    TaskKind.DECIDE_DRAW_REQUEST: Words(_l("审批重新抽取或直接指定的申请"), _l("审批")),
    TaskKind.FILL_PANEL: Words(_l("专家组有缺席，没有候补可递补"), _l("补抽")),
    TaskKind.CLOSE_ROUND: Words(_l("评分表已够法定份数，结束本轮评分"), _l("结束本轮")),
    TaskKind.GIVE_SCORES: Words(_l("专家评分"), _l("查看")),
    TaskKind.OPEN_LOCKED_ROUND: Words(_l("本轮已截止，由两位持钥人开启"), _l("开启")),
    TaskKind.DECIDE_RISKS: Words(_l("专家提出的风险待处理"), _l("处理")),
    TaskKind.LEAD_CONSULTATION: Words(_l("本轮会诊已结束，发起下一轮或结束会诊"), _l("办理")),
    TaskKind.SEND_MATERIALS: Words(_l("评审材料应送达专家"), _l("办理")),
    TaskKind.HOLD_MEETING: Words(_l("评审会将召开"), _l("查看")),
    TaskKind.PUT_OFF_REVIEW: Words(_l("已过截止日期，评分表还不够：催办、补抽或延期"), _l("办理")),
    TaskKind.PROPOSE_GRADE: Words(_l("查看计算结果，提出等级"), _l("提出")),
    TaskKind.APPROVE_GRADE: Words(_l("审批等级"), _l("审批")),
    TaskKind.RECORD_DECISION: Words(_l("登记决策机关的决定"), _l("登记决定")),
    TaskKind.START_TRACKING: Words(_l("开始跟踪措施落实"), _l("开始")),
    TaskKind.CHECK_MEASURES: Words(_l("核查措施落实佐证"), _l("核查")),
    TaskKind.CLOSE_CASE: Words(_l("结案"), _l("结案")),
    TaskKind.SEAL_DOSSIER: Words(_l("生成并封存评估档案"), _l("封存")),
    TaskKind.RESUME_CASE: Words(_l("评估已中止，具备条件后恢复"), _l("恢复")),
    TaskKind.DECIDE_CORRECTION: Words(_l("项目单位申请更正登记"), _l("核对")),
    TaskKind.ANSWER_INVITATION: Words(_l("答复评审邀请"), _l("答复")),
    TaskKind.DECLARE: Words(_l("填写回避与保密声明"), _l("填写")),
    TaskKind.FILL_SHEET: Words(_l("填写评分表"), _l("评分")),
    TaskKind.ANSWER_REOPENING: Words(_l("答复是否重新打开已提交的评分表"), _l("答复")),
    TaskKind.READ_FEEDBACK: Words(_l("查看上一轮的匿名反馈，可以参加讨论"), _l("查看")),
    TaskKind.JOIN_MEETING: Words(_l("参加现场会诊，与大家同步评分"), _l("进入")),
    TaskKind.SIGN_PAGE: Words(_l("在签字页上签名"), _l("签名")),
    TaskKind.ELECT_LEADER: Words(_l("推选专家组组长"), _l("投票")),
    TaskKind.DRAFT_OPINION: Words(_l("起草专家组意见并提交表决"), _l("起草")),
    TaskKind.VOTE_OPINION: Words(_l("对专家组意见表决"), _l("表决")),
    TaskKind.AGREE_OPINION: Words(_l("专家组起草、表决组意见"), _l("查看")),
    TaskKind.END_VOTE: Words(_l("专家组意见表决已到期，结束表决"), _l("结束表决")),
    TaskKind.MAKE_SIGNATURE_PAGE: Words(_l("组意见已通过，制作签字页"), _l("制作")),
    TaskKind.REMAKE_SIGNATURE_PAGE: Words(_l("签字页已失效，核对变动后重新制作"), _l("查看")),
    TaskKind.COLLECT_SIGNATURES: Words(_l("签字页待成员签名，手签的登记扫描件"), _l("查看")),
    TaskKind.RENEW_TERM: Words(_l("专家聘期将满"), _l("查看")),
    TaskKind.JUDGE_WORK: Words(_l("评价专家在这次评审中的工作"), _l("评价")),
    TaskKind.APPROVE_MANUAL: Words(_l("审批导入的评估手册"), _l("审批")),
    TaskKind.CHECK_APPLICATION: Words(_l("形式审查入库申请"), _l("审查")),
    TaskKind.CHECK_CLASS: Words(_l("审查类别和专业"), _l("审查")),
    TaskKind.START_PUBLICITY: Words(_l("公示拟入库专家"), _l("公示")),
    TaskKind.APPOINT_EXPERT: Words(_l("公示期满，办理聘任"), _l("聘任")),
    TaskKind.DECIDE_HEARING: Words(_l("已听取专家意见，作出处理"), _l("处理")),
    TaskKind.DECIDE_CONTEST: Words(_l("处理专家提出的回避异议"), _l("处理")),
    TaskKind.ENLARGE_POOL: Words(_l("专家库人数不足，请补充专家"), _l("查看")),
    TaskKind.RULE_NAMES: Words(_l("单位名称待判断：专家的单位与项目的单位名称相近"), _l("判断")),
    TaskKind.RECUSE_MEMBER: Words(_l("专家组成员的单位与项目的单位有关，应当回避"), _l("登记回避")),
    TaskKind.KNOW_ACCESS: Words(_l("应急访问正在进行：有人正在查看这项评估"), _l("查看")),
    TaskKind.ANSWER_HEARING: Words(_l("对拟作的出库处理陈述意见"), _l("陈述")),
}
PARTY_WORDS: dict[Party, LazyText] = {
    Party.SPONSOR: _l("项目单位"),
    Party.OFFICER: _l("稳定办承办人"),
    Party.APPROVER: _l("审批人"),
    Party.ARCHIVIST: _l("档案员"),
    Party.EXPERTS: _l("专家"),
    Party.POOL_KEEPER: _l("专家库管理员"),
    Party.KEY_HOLDERS: _l("持钥人"),
}
BUCKET_WORDS: dict[Bucket, LazyText] = {
    Bucket.TODAY: _l("今天"),
    Bucket.WEEK: _l("一周内"),
    Bucket.LATER: _l("以后"),
    Bucket.WAITING: _l("等待他人"),
}
COUNTED: dict[TaskKind, LazyText] = {
    TaskKind.PROVE_MEASURES: _l("%(n)s 项措施"),
    TaskKind.CHECK_MEASURES: _l("%(n)s 项措施"),
    TaskKind.GIVE_SCORES: _l("还差 %(n)s 份"),
    TaskKind.CLOSE_ROUND: _l("已交 %(n)s 份"),
    TaskKind.FILL_PANEL: _l("缺 %(n)s 位"),
    TaskKind.DECIDE_RISKS: _l("%(n)s 条"),
    TaskKind.DECIDE_CORRECTION: _l("%(n)s 项"),
    TaskKind.PUT_OFF_REVIEW: _l("还差 %(n)s 份"),
    TaskKind.COLLECT_SIGNATURES: _l("还差 %(n)s 位"),
    TaskKind.JUDGE_WORK: _l("%(n)s 位"),
    TaskKind.ENLARGE_POOL: _l("%(n)s 类或席位"),
    TaskKind.RULE_NAMES: _l("%(n)s 处"),
    TaskKind.RECUSE_MEMBER: _l("%(n)s 位"),
}
