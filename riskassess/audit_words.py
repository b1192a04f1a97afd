"""Words for the codes of the audit trail: actions, records and chains, as the auditor reads them.

The trail itself keeps the codes, for its digests cover them.
"""

from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import LABELS

_OWN_ACTIONS: dict[str, LazyText] = {
    "account:activate": _l("启用账号"),
    "account:change_password": _l("修改密码"),
    "account:change_password_refused": _l("修改密码被拒绝"),
    "account:create": _l("建立账号"),
    "account:deactivate": _l("停用账号"),
    "account:sign_in": _l("登录"),
    "account:sign_in_refused": _l("登录被拒绝"),
    "account:sign_out": _l("退出登录"),
    "account:unlock": _l("解除账号锁定"),
    "assessment:forecast": _l("填写措施后估计"),
    "assessment:import": _l("导入评估"),
    "assessment:register": _l("建立登记"),
    "certificate:issue": _l("签发证书"),
    "contest:decide": _l("处理回避异议"),
    "contest:raise": _l("提出回避异议"),
    "decision:record": _l("记录决策文书"),
    "document:add": _l("上传文件"),
    "document:withdraw": _l("撤下文件"),
    "dossier:fail": _l("案卷生成失败"),
    "dossier:request": _l("要求生成案卷"),
    "dossier:seal": _l("封存案卷"),
    "draw:announce": _l("公告抽取"),
    "draw:cancel": _l("作废抽取"),
    "draw:decide_request": _l("处理抽取申请"),
    "draw:enter_values": _l("录入随机数"),
    "draw:confirm_values": _l("复核随机数"),
    "draw:make": _l("抽取专家"),
    "draw:open_list": _l("查阅密封的抽取名单"),
    "draw:request": _l("提出抽取申请"),
    "evaluation:correct": _l("更正工作评价"),
    "evaluation:record": _l("登记工作评价"),
    "expert:apply": _l("提出入库申请"),
    "expert:recommend": _l("推荐专家入库"),
    "expert:return": _l("退回入库申请"),
    "expert:correct": _l("补正入库申请"),
    "expert:check_form": _l("形式审查通过"),
    "expert:check_class": _l("审查专家类别和专业"),
    "expert:publish": _l("公示拟入库专家"),
    "expert:object": _l("登记公示异议"),
    "expert:appoint": _l("聘任专家"),
    "expert:refuse": _l("不予专家入库"),
    "expert:renew": _l("续聘专家"),
    "expert:suspend": _l("暂停专家资格"),
    "expert:resume": _l("恢复专家资格"),
    "expert:expire": _l("专家聘期届满"),
    "expert:open_hearing": _l("告知专家并听取意见"),
    "expert:hear": _l("专家陈述意见"),
    "expert:close_hearing": _l("不作出库处理"),
    "expert:remove": _l("专家出库"),
    "expert:conditions": _l("记录入库条件审查"),
    "expert:edit": _l("修改入库申请"),
    "expert:letter": _l("生成聘书"),
    "job:appointment_letter": _l("后台任务：生成聘书"),
    "pool_manual:adopt": _l("启用专家库手册"),
    "disclosure:draw_list": _l("查看封存的抽取名单"),
    "disclosure:file": _l("查看专家附件"),
    "disclosure:panel": _l("查看密封的专家组名单"),
    "disclosure:personal_export": _l("导出专家全部记录"),
    "disclosure:phone": _l("查看联系方式"),
    "expert:add_absence": _l("专家登记不能参加的时间"),
    "expert:add_employment": _l("专家登记任职"),
    "expert:comment": _l("专家写下意见"),
    "expert:edit_profile": _l("专家修改本人资料"),
    "expert:end_employment": _l("专家登记离开单位"),
    "expert:erase": _l("删除专家个人信息"),
    "expert:export": _l("导出专家名单"),
    "expert:export_own": _l("专家导出本人记录"),
    "expert:import": _l("导入专家名单"),
    "expert:remove_absence": _l("专家删去不能参加的时间"),
    "factor:add": _l("添加风险因素"),
    "factor:estimate": _l("填写因素估计"),
    "factor:remove": _l("移除风险因素"),
    "fee:pay": _l("登记劳务费支付"),
    "fee:settle": _l("核定劳务费"),
    "grade:approve": _l("批准等级"),
    "grade:propose": _l("记录拟定等级"),
    "grade:send-back": _l("退回拟定等级"),
    "job:build_dossier": _l("后台任务：生成案卷"),
    "job:compute_certainty": _l("后台任务：计算结论稳健性"),
    "job:done": _l("后台任务完成"),
    "job:failed": _l("后台任务失败"),
    "job:read_text": _l("后台任务：读取文件文字"),
    "job:render_pages": _l("后台任务：生成页面图像"),
    "job:start": _l("后台任务开始"),
    "ledger:add": _l("登记抽取台账"),
    "manual_proposal:approve": _l("批准评估手册"),
    "manual_proposal:propose": _l("导入评估手册待审批"),
    "manual_proposal:send_back": _l("退回导入的评估手册"),
    "measure:add": _l("添加措施"),
    "measure:check": _l("记录措施核查"),
    "measure:edit": _l("修改措施"),
    "measure:prove": _l("记录措施佐证"),
    "measure:remove": _l("移除措施"),
    "member:accepted": _l("专家接受邀请"),
    "member:declare": _l("专家声明利害关系"),
    "member:declined": _l("专家谢绝邀请"),
    "member:invite": _l("邀请专家"),
    "member:recuse": _l("专家自行回避"),
    "member:remind": _l("催办专家"),
    "member:renew_link": _l("按请求更新邀请链接"),
    "member:replace": _l("递补专家"),
    "message:delivered": _l("消息已送达"),
    "message:failed": _l("消息发送失败"),
    "message:kept": _l("消息留存待取"),
    "message:queue": _l("消息排队待发"),
    "message:retry": _l("重发消息"),
    "message:sent": _l("消息已发送"),
    "message:undelivered": _l("消息未能送达"),
    "name:rule": _l("认定单位名称"),
    "name:rule_again": _l("更改单位名称认定"),
    "office_key:rotate": _l("更换签名密钥"),
    "personal_key:rotate": _l("更换个人信息密钥"),
    "recusal:record": _l("登记回避"),
    "result:certainty": _l("计算结论稳健性"),
    "result:compute": _l("计算评审结果"),
    "return_point:answer": _l("答复退回意见"),
    "return_point:preparation": _l("提出材料退回意见"),
    "return_point:registration": _l("提出补正意见"),
    "return_point:revision": _l("提出修改意见"),
    "review:open": _l("建立评审"),
    "round:open": _l("发起评分轮次"),
    "round:lock": _l("结束评分轮次，等待开启密钥"),
    "round:close": _l("结束评分轮次"),
    "round_key:share": _l("分持评分轮次的密钥"),
    "round_key:part": _l("提交本人持有的一份密钥"),
    "officer_key:make": _l("生成本人密钥"),
    "risk:decide": _l("处理专家列出的风险"),
    "review:end": _l("结束专家会诊"),
    "sheet:save": _l("保存评分表"),
    "sheet:submit": _l("提交评分表"),
    "survey:record": _l("记录调查数据"),
    "unit:alias": _l("添加单位别名"),
    "unit:alias_remove": _l("删除单位别名"),
    "unit:correct": _l("更正单位"),
    "unit:create": _l("登记单位"),
    "unit:merge": _l("合并单位"),
    "work:comment": _l("专家对工作记录写明意见"),
    "year_evaluation:confirm": _l("确认年度评价"),
    "year_evaluation:correct": _l("再次确认年度评价"),
}
ACTION_WORDS: dict[str, LazyText] = {
    **{f"assessment:{each}": LABELS[AssessmentAction][each] for each in AssessmentAction},
    **_OWN_ACTIONS,
}
SUBJECT_WORDS: dict[str, LazyText] = {
    "account": _l("账号"),
    "assessment": _l("评估"),
    "certificate": _l("证书"),
    "commitment": _l("措施承诺"),
    "contest": _l("回避异议"),
    "decision_record": _l("决策文书"),
    "document": _l("文件"),
    "dossier": _l("案卷"),
    "expert": _l("专家"),
    "disclosure": _l("查阅记录"),
    "office": _l("本办"),
    "factor": _l("风险因素"),
    "fee": _l("劳务费"),
    "grade_proposal": _l("拟定等级"),
    "grade_result": _l("评审结果"),
    "job": _l("后台任务"),
    "ledger_entry": _l("抽取台账"),
    "manual_proposal": _l("导入的评估手册"),
    "measure": _l("措施"),
    "message": _l("消息"),
    "name_ruling": _l("名称认定"),
    "office_key": _l("签名密钥"),
    "pool_manual_version": _l("专家库手册"),
    "recusal": _l("回避"),
    "return_point": _l("退回意见"),
    "review": _l("评审"),
    "sheet": _l("评分表"),
    "survey": _l("问卷调查"),
    "task_evaluation": _l("工作评价"),
    "unit": _l("单位"),
    "year_evaluation": _l("年度评价"),
}


def action_words(action: str) -> str:
    """Return what was done in words; an action nobody named stays its code."""
    return str(ACTION_WORDS.get(action, action))


# Done by who holds a personal link; without an account such an entry names nobody.
BY_LINK = frozenset(
    {
        "expert:apply",
        "expert:correct",
        "expert:edit",
        "expert:hear",
        "member:accepted",
        "member:declined",
        "member:renew_link",
    }
)


def nobody_words(action: str) -> str:
    """Return who acted where no account did: the expert by a personal link, or the system."""
    return _("专家本人（凭链接）") if action in BY_LINK else _("系统")


def subject_words(subject_type: str, subject_id: int) -> str:
    """Return a record in words, such as 账号 9; a kind nobody named stays its code."""
    return f"{SUBJECT_WORDS.get(subject_type, subject_type)} {subject_id}"


def chain_words(chain: str, code: str | None = None) -> str:
    """Return a chain in words; `code` is the assessment's code when the chain is one's."""
    if code is not None:
        return _("评估 %(code)s", code=code)
    return _("本办其他记录") if chain.startswith("office:") else chain
