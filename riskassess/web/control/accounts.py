"""Accounts for the system administrator: list, one account, locks, letting in and locking out."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.audit_words import action_words, nobody_words
from riskassess.domain.vocabulary import Role
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries import account_pages, account_story
from riskassess.queries.accounts import roles_of
from riskassess.services import account_control
from riskassess.services.account_links import NO_PASSWORD
from riskassess.services.role_changes import asked_roles
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.control.account_forms import DeactivationForm
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.handover_pages import work_of
from riskassess.web.paging import pager_of


@bp.get("/accounts")
def list_accounts() -> Any:
    """Show the office's accounts to the system administrator."""
    require_role(Role.SYSTEM_ADMIN)
    values = list_values()
    return render_template("control/list_accounts.html", is_first=lacks_security_admin(), **values)


def lacks_security_admin() -> bool:
    """Return whether nobody of the office can give roles yet."""
    return not account_pages.has_security_administrator(
        context.db_session(),
        context.actor().office_id,
        demonstration=context.settings().demonstration,
    )


def list_values(**order: bool) -> dict[str, Any]:
    """Return one page of accounts with the roles of each; `order` as in the query."""
    session, words = context.db_session(), request.args.get("q", "").strip()
    found = account_pages.list_accounts(
        session, context.actor(), words=words, page=request.args.get("page", 1, type=int), **order
    )
    return {
        "rows": found.rows,
        "roles": account_pages.roles_by_account(session, [row.id for row in found.rows]),
        "pager": pager_of(found),
        "words": words,
        "now": context.clock(),
    }


@bp.get("/accounts/<int:account_id>")
def show_account(account_id: int) -> Any:
    """Show one account: where it stands, what is open, what was changed."""
    require_role(Role.SYSTEM_ADMIN)
    return account_page(account_id)


def account_page(
    account_id: int, form: DeactivationForm | None = None, status: int = 200
) -> tuple[str, int]:
    """Return the page of one account with everything to be done with it."""
    session, actor = context.db_session(), context.actor()
    account = account_story.get_account(session, account_id, actor=actor)
    page = render_template(
        "control/show_account.html",
        **facts_of(account),
        form=form or DeactivationForm(formdata=None),
        work=work_of(account_id),
        alone=account_story.roles_held_alone(session, account),
        is_own=account_id == actor.account_id,
        is_new=account.password_hash == NO_PASSWORD,
        now=context.clock(),
    )
    return page, status


def facts_of(account: Any) -> dict[str, Any]:
    """Return what both administrators see of an account."""
    session = context.db_session()
    unit, expert = account_story.place_of(session, account)
    changes = account_story.list_changes(session, account)
    units = account_story.names_of_units(session, changes)
    return {
        "account": account,
        "unit": unit,
        "expert": expert,
        "roles": sorted(roles_of(session, account.id)),
        "asked": sorted(asked_roles(account)),
        "changes": [_told(each, units) for each in changes],
    }


def _told(change: account_story.Change, units: dict[int, str]) -> dict[str, Any]:
    """Return one change in words: what was, what is, and why."""
    return {
        "at": change.at,
        "by": change.by or nobody_words(change.action),
        "what": action_words(change.action),
        "before": _side(change.before, units),
        "after": _side(change.after, units),
        "reason": change.after.get("reason", ""),
    }


def _side(values: dict[str, Any], units: dict[int, str]) -> str:
    parts = []
    if "unit" in values or "post" in values:
        parts += [units.get(values.get("unit") or 0, ""), values.get("post", "")]
    if values.get("new_email"):
        parts.append(_("电子邮箱已更换"))
    if "roles" in values:
        parts.append(_("、").join(label(Role(each)) for each in values["roles"]) or _("没有角色"))
    return " · ".join(part for part in parts if part)


@bp.post("/accounts/<int:account_id>/unlocking")
def unlock_account(account_id: int) -> Any:
    """Let a locked account try again at once."""
    return do(
        lambda: account_control.unlock_account(context.db_session(), **acting(account_id)),
        done=_("已解除锁定。"),
        to=_back(account_id),
    )


@bp.post("/accounts/<int:account_id>/activation")
def activate_account(account_id: int) -> Any:
    """Let an account in again."""
    return do(
        lambda: account_control.activate_account(context.db_session(), **acting(account_id)),
        done=_("账号已启用。"),
        to=_back(account_id),
    )


@bp.post("/accounts/<int:account_id>/deactivation")
def deactivate_account(account_id: int) -> Any:
    """Lock an account out and end its sessions; open work is passed on or left knowingly."""
    require_role(Role.SYSTEM_ADMIN)
    form = DeactivationForm()
    if not done_by(form, lambda: _deactivate(form, account_id)):
        return account_page(account_id, form, 422)
    flash(_("账号已停用，正在使用的登录已结束。"), "success")
    return redirect(_back(account_id), code=303)


def _deactivate(form: DeactivationForm, account_id: int) -> None:
    account_control.deactivate_account(
        context.db_session(),
        **acting(account_id),
        leaves_work=bool(form.leaves_work.data),
        demonstration=context.settings().demonstration,
    )


def acting(account_id: int) -> dict[str, Any]:
    """Return what every act on an account is told."""
    return {"account_id": account_id, "actor": context.actor(), "now": context.clock()}


def _back(account_id: int) -> str:
    return url_for("control.show_account", account_id=account_id)
