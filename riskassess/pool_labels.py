"""Words of the interface for the closed sets of the expert pool."""

from enum import StrEnum

from expert_pool.vocabulary import (
    Affiliation,
    Alike,
    CaseParty,
    Channel,
    ContestState,
    Disclosed,
    DrawKind,
    DrawState,
    ExclusionReason,
    ExpertAction,
    ExpertState,
    LedgerKind,
    MatchRuling,
    Nearness,
    RecusalGround,
    Relation,
    RequestKind,
    RequestState,
    RoundOutcome,
    SourceKind,
    WayIn,
)
from riskassess.i18n import LazyText, _l

POOL_LABELS: dict[type[StrEnum], dict[StrEnum, LazyText]] = {
    ExpertState: {
        ExpertState.APPLIED: _l("已申请"),
        ExpertState.RECOMMENDED: _l("已推荐"),
        ExpertState.UNDER_REVIEW: _l("审核中"),
        ExpertState.PUBLISHED: _l("公示中"),
        ExpertState.ACTIVE: _l("在库"),
        ExpertState.SUSPENDED: _l("暂停"),
        ExpertState.EXPIRED: _l("到期"),
        ExpertState.REMOVED: _l("出库"),
    },
    ExclusionReason: {
        ExclusionReason.TERM_ENDED: _l("聘期已满"),
        ExclusionReason.OUT_OF_POOL: _l("暂停或已出库"),
        ExclusionReason.SAME_UNIT: _l("任职于项目单位、评估机构或评估主体"),
        ExclusionReason.FORMER_UNIT: _l("近年曾在项目单位、评估机构或评估主体任职、担任顾问或持股"),
        ExclusionReason.AFFILIATE: _l("任职于项目单位、评估机构或评估主体的上下级或关联单位"),
        ExclusionReason.AUTHORSHIP: _l("参与过本项目材料编制"),
        ExclusionReason.PROPERTY: _l("在项目范围内有房产或土地"),
        ExclusionReason.SELF_DECLARED: _l("本人声明应当回避"),
        ExclusionReason.RECUSED: _l("已登记回避"),
        ExclusionReason.UNAVAILABLE: _l("本人登记的时间内不能参加"),
        ExclusionReason.ON_PANEL: _l("已在本专家组"),
        ExclusionReason.DECLINED: _l("已谢绝本次评审"),
    },
    RecusalGround: {
        RecusalGround.EMPLOYMENT: _l("近三年任职于相关单位、担任顾问或持有股份"),
        RecusalGround.AUTHORSHIP: _l("参与过本项目材料编制"),
        RecusalGround.KINSHIP: _l("与负责人有近亲属关系"),
        RecusalGround.PROPERTY: _l("在项目范围内有房产或土地"),
        RecusalGround.OTHER: _l("其他可能影响公正的关系"),
    },
    WayIn: {
        WayIn.APPLICATION: _l("本人申请"),
        WayIn.RECOMMENDATION: _l("单位推荐"),
        WayIn.REGISTRATION: _l("登记入库"),
    },
    ExpertAction: {
        ExpertAction.APPLY: _l("提出申请"),
        ExpertAction.RECOMMEND: _l("单位推荐"),
        ExpertAction.RETURN: _l("退回补正"),
        ExpertAction.CORRECT: _l("补正或更正"),
        ExpertAction.CHECK_FORM: _l("形式审查"),
        ExpertAction.CHECK_CLASS: _l("类别和专业审查"),
        ExpertAction.PUBLISH: _l("开始公示"),
        ExpertAction.OBJECT: _l("公示异议"),
        ExpertAction.APPOINT: _l("聘任"),
        ExpertAction.REFUSE: _l("不予入库"),
        ExpertAction.RENEW: _l("续聘"),
        ExpertAction.SUSPEND: _l("暂停"),
        ExpertAction.RESUME: _l("恢复"),
        ExpertAction.EXPIRE: _l("聘期届满"),
        ExpertAction.OPEN_HEARING: _l("告知并听取意见"),
        ExpertAction.HEAR: _l("专家陈述意见"),
        ExpertAction.CLOSE_HEARING: _l("听取意见后不作出库处理"),
        ExpertAction.REMOVE: _l("出库"),
        ExpertAction.ERASE: _l("删除个人信息"),
    },
    Relation: {
        Relation.EMPLOYEE: _l("任职"),
        Relation.ADVISER: _l("担任顾问"),
        Relation.SHAREHOLDER: _l("持有股份"),
    },
    MatchRuling: {
        MatchRuling.SAME: _l("同一单位"),
        MatchRuling.DIFFERENT: _l("不是同一单位"),
    },
    Alike: {
        Alike.SAME: _l("同一单位"),
        Alike.NEAR: _l("相近，待认定"),
        Alike.DIFFERENT: _l("不同单位"),
    },
    Nearness: {
        Nearness.FORM: _l("只差组织形式"),
        Nearness.BRANCH: _l("像是总部与分支，或同一集团"),
        Nearness.CONTAINED: _l("一个名称包含另一个"),
        Nearness.PLACE: _l("只差行政区划"),
        Nearness.ENDING: _l("只差院、所等后缀"),
        Nearness.ABBREVIATION: _l("像是简称"),
        Nearness.LIKENESS: _l("字面相近"),
    },
    CaseParty: {
        CaseParty.PROJECT_UNIT: _l("项目单位"),
        CaseParty.INSTITUTION: _l("评估机构"),
        CaseParty.ASSESSMENT_SUBJECT: _l("评估主体"),
    },
    Affiliation: {
        Affiliation.PARENT: _l("上级单位"),
        Affiliation.SUBSIDIARY: _l("下属单位"),
        Affiliation.SIBLING: _l("同属一个上级的单位"),
    },
    ContestState: {
        ContestState.OPEN: _l("待处理"),
        ContestState.UPHELD: _l("维持回避"),
        ContestState.LIFTED: _l("撤销回避"),
    },
    Disclosed: {
        Disclosed.PHONE: _l("联系方式（电话、邮箱）"),
        Disclosed.FILE: _l("附件"),
        Disclosed.PERSONAL_EXPORT: _l("个人信息导出"),
        Disclosed.DRAW_LIST: _l("抽取名单"),
        Disclosed.PANEL: _l("专家组名单"),
    },
    DrawState: {
        DrawState.ANNOUNCED: _l("已公告"),
        DrawState.DRAWN: _l("已抽取"),
        DrawState.CANCELLED: _l("已作废"),
    },
    DrawKind: {
        DrawKind.FIRST: _l("首次抽取"),
        DrawKind.SUPPLEMENT: _l("补充抽取"),
        DrawKind.REDRAW: _l("重新抽取"),
    },
    SourceKind: {
        SourceKind.PUBLISHED: _l("公开发布的数值"),
        SourceKind.THROWN: _l("现场掷骰"),
    },
    RoundOutcome: {
        RoundOutcome.TAKEN: _l("抽中"),
        RoundOutcome.DRAWN: _l("跳过：已经抽中"),
        RoundOutcome.EMPLOYER: _l("跳过：同一单位名额已满"),
        RoundOutcome.CLASS: _l("跳过：该类别名额已满"),
        RoundOutcome.RULE: _l("跳过：否则其余席位无法配齐"),
    },
    LedgerKind: {
        LedgerKind.ANNOUNCEMENT: _l("抽取公告"),
        LedgerKind.DRAW: _l("抽取"),
        LedgerKind.CANCELLATION: _l("抽取作废"),
        LedgerKind.SUPPLEMENT: _l("补充抽取公告"),
        LedgerKind.REDRAW: _l("重新抽取公告"),
        LedgerKind.REFUSAL: _l("专家谢绝"),
        LedgerKind.RECUSAL: _l("专家回避"),
        LedgerKind.REPLACEMENT: _l("候补递补"),
        LedgerKind.NO_RESERVE: _l("无候补可递补"),
        LedgerKind.DIRECT_APPOINTMENT: _l("直接指定"),
        LedgerKind.IMPORT: _l("随评估文件导入"),
    },
    RequestKind: {
        RequestKind.REDRAW: _l("申请重新抽取"),
        RequestKind.DIRECT_APPOINTMENT: _l("申请直接指定"),
    },
    RequestState: {
        RequestState.OPEN: _l("待审批"),
        RequestState.APPROVED: _l("已批准"),
        RequestState.REFUSED: _l("未批准"),
    },
    Channel: {Channel.MAIL: _l("邮件"), Channel.SMS: _l("短信")},
}


def avoidance_word(code: str) -> str:
    """Return why somebody is not drawn, or left a panel; an unknown code stays what it is."""
    for kind in (ExclusionReason, RecusalGround):
        if code in set(kind):
            return str(POOL_LABELS[kind][kind(code)])
    return code
