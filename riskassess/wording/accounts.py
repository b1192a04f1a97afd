"""Signing in and passwords."""

from riskassess.i18n import _l

ACCOUNTS = {
    "sign_in_failed": (  # the same for unknown and locked: who asks learns no login
        _l("账号或密码不对，或多次失败后暂时锁定。"),
        _l("请核对后稍候再试；忘记密码时请联系系统管理员。"),
    ),
    "password_short": (_l("新密码太短，至少 %(least)s 个字符。"), _l("请换一个更长的密码。")),
    "password_wrong": (
        _l("现在的密码不对，或多次失败后暂时锁定。"),
        _l("请核对后稍候再试。"),
    ),
    "two_officers": (
        _l("系统管理员、安全管理员、审计员是三个人：一个账号只能担任其中一个。"),
        _l("请另建账号，由另一个人担任。"),
    ),
    "officer_with_case_rights": (
        _l("系统管理员、安全管理员、审计员不能同时办理评估。"),
        _l("请只选其中一类角色；办理评估请用另一个人的账号。"),
    ),
    "own_account": (_l("不能停用自己的账号。"), _l("请由另一位系统管理员处理。")),
    "login_taken": (_l("账号“%(login)s”已有人使用。"), _l("请换一个账号名。")),
}
