"""Break-glass access."""

from riskassess.i18n import _l

EMERGENCY = {
    "emergency_no_case": (
        _l("没有编号为“%(asked)s”的评估。"),
        _l("请核对评估编号；尚未提交的登记不能申请。"),
    ),
    "emergency_reason": (
        _l("理由太短，至少 %(least)s 个字。"),
        _l("请写明发生了什么、为什么必须查看这项评估。"),
    ),
    "emergency_hours": (
        _l("时长应为 1 至 %(most)s 小时。"),
        _l("请改填整数小时；到期后仍需要的，可以重新申请。"),
    ),
    "emergency_already": (
        _l("您对这项评估的申请还在等待答复，或仍在有效期内。"),
        _l("请使用已有的申请。"),
    ),
    "emergency_own": (_l("不能同意自己的申请。"), _l("请由另一位管理员或审计员决定。")),
    "emergency_lent": (
        _l("代理人不能决定应急访问的申请。"),
        _l("请由三员中本人担任另一种角色的人决定。"),
    ),
    "emergency_same_role": (
        _l("同意人与申请人担任同一种角色。"),
        _l("请由三员中担任另一种角色的人决定。"),
    ),
    "emergency_not_asked": (
        _l("这项申请已经有人决定，或已过期。"),
        _l("请刷新页面查看现状；仍需要的请重新申请。"),
    ),
    "emergency_not_open": (
        _l("这项应急访问没有开启，或已经结束。"),
        _l("仍需要的请重新申请。"),
    ),
}
