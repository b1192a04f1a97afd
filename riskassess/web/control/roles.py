"""Roles for the security administrator, who alone gives and takes them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _
from riskassess.queries import account_pages, account_story
from riskassess.queries.accounts import has_second_factor
from riskassess.services.role_changes import change_roles as give_roles
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.control.account_forms import RolesForm
from riskassess.web.control.accounts import acting, facts_of, list_values
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role


@bp.get("/roles")
def list_roles() -> Any:
    """Show who may what, and who is locked out, to the security administrator.

    Who waits for roles stands first.
    """
    require_role(Role.SECURITY_ADMIN)
    waiting_only = request.args.get("waiting") == "yes"
    return render_template(
        "control/list_roles.html",
        waiting_only=waiting_only,
        waiting=account_pages.count_waiting(context.db_session(), context.actor()),
        **list_values(waiting_first=True, waiting_only=waiting_only),
    )


@bp.get("/roles/<int:account_id>")
def edit_roles(account_id: int) -> Any:
    """Show the roles of an account, with those that were asked for ticked."""
    require_role(Role.SECURITY_ADMIN)
    facts = facts_of(_account(account_id))
    return _page(RolesForm(roles=[*facts["roles"], *facts["asked"]]), facts)


def _account(account_id: int) -> Any:
    return account_story.get_account(context.db_session(), account_id, actor=context.actor())


def _page(form: RolesForm, facts: dict[str, Any], status: int = 200) -> Any:
    account_id = facts["account"].id
    values = {
        "is_own": account_id == context.actor().account_id,
        "has_second_factor": has_second_factor(context.db_session(), account_id),
        **facts,
    }
    return render_template("control/edit_roles.html", form=form, **values), status


@bp.post("/roles/<int:account_id>")
def change_roles(account_id: int) -> Any:
    """Give and take roles; the account's sessions end."""
    require_role(Role.SECURITY_ADMIN)
    form, facts = RolesForm(), facts_of(_account(account_id))
    if not done_by(form, lambda: _change(form, account_id)):
        return _page(form, facts, 422)
    flash(_("角色已更改，正在使用的登录已结束。"), "success")
    return redirect(url_for("control.edit_roles", account_id=account_id), code=303)


def _change(form: RolesForm, account_id: int) -> None:
    give_roles(
        context.db_session(),
        **acting(account_id),
        roles=[Role(each) for each in form.roles.data or []],
        reason=form.reason.data or "",
        demonstration=context.settings().demonstration,
    )
