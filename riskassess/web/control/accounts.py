"""Accounts for the system administrator, roles for the security administrator."""

from typing import Any

from flask import render_template, request, url_for

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _
from riskassess.queries import account_pages
from riskassess.services import account_control
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.paging import pager_of


@bp.get("/accounts")
def list_accounts() -> Any:
    """Show the office's accounts to the system administrator."""
    require_role(Role.SYSTEM_ADMIN)
    return render_template("control/list_accounts.html", **_page(), own=context.actor().account_id)


@bp.get("/roles")
def list_roles() -> Any:
    """Show who may what, and who is locked out, to the security administrator."""
    require_role(Role.SECURITY_ADMIN)
    return render_template("control/list_roles.html", **_page())


def _page() -> dict[str, Any]:
    session, words = context.db_session(), request.args.get("q", "").strip()
    found = account_pages.list_accounts(
        session, context.actor(), words=words, page=request.args.get("page", 1, type=int)
    )
    return {
        "rows": found.rows,
        "roles": account_pages.roles_by_account(session, [row.id for row in found.rows]),
        "pager": pager_of(found),
        "words": words,
        "now": context.clock(),
    }


@bp.post("/accounts/<int:account_id>/unlocking")
def unlock_account(account_id: int) -> Any:
    """Let a locked account try again at once."""
    return do(
        lambda: account_control.unlock_account(context.db_session(), **_acting(account_id)),
        done=_("已解除锁定。"),
        to=_back(),
    )


@bp.post("/accounts/<int:account_id>/activation")
def activate_account(account_id: int) -> Any:
    """Let an account in again."""
    return do(
        lambda: account_control.set_active(
            context.db_session(), **_acting(account_id), is_active=True
        ),
        done=_("账号已启用。"),
        to=_back(),
    )


@bp.post("/accounts/<int:account_id>/deactivation")
def deactivate_account(account_id: int) -> Any:
    """Lock an account out and end its sessions."""
    return do(
        lambda: account_control.set_active(
            context.db_session(), **_acting(account_id), is_active=False
        ),
        done=_("账号已停用，正在使用的登录已结束。"),
        to=_back(),
    )


def _acting(account_id: int) -> dict[str, Any]:
    return {"account_id": account_id, "actor": context.actor(), "now": context.clock()}


def _back() -> str:
    return url_for("control.list_accounts", q=request.form.get("q") or None)
