"""Resetting the second factor of somebody who lost it, by the security administrator."""

from typing import Any

from flask import flash, redirect, url_for

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _
from riskassess.queries import account_story
from riskassess.services.second_factors import reset_second_factor as reset
from riskassess.web import context
from riskassess.web.control.accounts import acting
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.final_acts import Final, final_act
from riskassess.web.forms import ConfirmForm


@bp.post("/roles/<int:account_id>/second-factor-reset")
def reset_second_factor(account_id: int) -> Any:
    """Take away a second factor that was lost; asks once."""
    require_role(Role.SECURITY_ADMIN)
    account = account_story.get_account(context.db_session(), account_id, actor=context.actor())
    to = url_for("control.edit_roles", account_id=account_id)
    answer = final_act(
        ConfirmForm(),
        lambda: reset(context.db_session(), **acting(account_id)),
        ask=lambda: _question(account),
        again=lambda _status: redirect(to, code=303),
    )
    if answer is not None:
        return answer
    flash(_("两步验证已重置，该账号的登录已结束。"), "success")
    return redirect(to, code=303)


def _question(account: Any) -> Final:
    return Final(
        title=_("重置%(name)s的两步验证？", name=account.display_name),
        button=_("重置"),
        happens=[
            _("原来的验证器应用和恢复码立即失效，该账号在所有设备上的登录结束。"),
            _("请先当面或通过电话核实是本人提出；下次登录只凭密码，随后须重新设置。"),
        ],
        entries=[(_("账号"), account.login)],
        about=account.display_name,
    )
