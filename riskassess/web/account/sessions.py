"""The own sessions: where the account is signed in, and ending it there."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import login_required

from riskassess.i18n import _
from riskassess.queries.sign_in_sessions import list_own_sessions
from riskassess.services import sign_in_sessions
from riskassess.web import context
from riskassess.web.account.blueprint import bp
from riskassess.web.account.devices import device_words
from riskassess.web.acts import do


@bp.get("/account/sessions")
@login_required
def list_sessions() -> Any:
    """Show where the account is signed in."""
    rows = list_own_sessions(
        context.db_session(),
        context.actor(),
        idle_minutes=context.settings().idle_minutes,
        now=context.clock(),
    )
    return render_template(
        "account/sessions.html",
        rows=rows,
        own=context.session_id(),
        device_words=device_words,
        idle_minutes=context.settings().idle_minutes,
    )


@bp.post("/account/sessions/<int:sign_in_id>/end")
@login_required
def end_session(sign_in_id: int) -> Any:
    """End one session; the one in use ends by signing out."""
    if sign_in_id == context.session_id():
        flash(_("这是您正在使用的登录；要结束它，请退出。"), "warning")
        return redirect(url_for("account.list_sessions"), code=303)
    acting: dict[str, Any] = {
        "session_id": sign_in_id,
        "actor": context.actor(),
        "now": context.clock(),
    }
    return do(
        lambda: sign_in_sessions.end_own_session(context.db_session(), **acting),
        done=_("已结束那台设备上的登录。"),
        to=url_for("account.list_sessions"),
    )


@bp.post("/account/sessions/end-others")
@login_required
def end_other_sessions() -> Any:
    """End every session but this one."""
    acting: dict[str, Any] = {
        "but": context.session_id(),
        "actor": context.actor(),
        "now": context.clock(),
    }
    return do(
        lambda: sign_in_sessions.end_other_sessions(context.db_session(), **acting),
        done=_("已结束其他设备上的登录。"),
        to=url_for("account.list_sessions"),
    )
