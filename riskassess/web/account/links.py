"""The page behind a one-time link: the first administrator, an invitation, a new password."""

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_login import current_user, logout_user

from riskassess.domain.errors import NotFound
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.i18n import _
from riskassess.queries.account_links import OpenLink, find_link
from riskassess.services import account_links
from riskassess.services.first_administrator import FirstAdministrator, use_first_link
from riskassess.services.sign_in_sessions import end_own_session
from riskassess.web import context
from riskassess.web.account.blueprint import bp
from riskassess.web.account.forms import FirstAdministratorForm, NewPasswordForm
from riskassess.web.acts import done_by


@bp.get("/account-links/<token>")
def show_link(token: str) -> Any:
    """Show the form behind a link, or calmly that it no longer works."""
    found = _found(token)
    return _page(found, _form_of(found)) if found else _ended()


@bp.post("/account-links/<token>")
def use_link(token: str) -> Any:
    """Set the password; every session of the account ends, and this browser signs in anew."""
    found = _found(token)
    if found is None:
        return _ended()
    form = _form_of(found)
    try:
        is_done = done_by(form, lambda: _use(token, found, form))
    except NotFound:
        return _ended()
    if not is_done:
        return _page(found, form, 422)
    _leave()
    flash(_("密码已设置，请登录。"), "success")
    return redirect(url_for("account.sign_in"), code=303)


def _leave() -> None:
    """End the session of whoever was signed in in this browser: its row, too, not the cookie only.

    Those of the link's own account have ended with its use.
    """
    if current_user.is_authenticated:
        end_own_session(
            context.db_session(),
            session_id=context.session_id(),
            actor=context.actor(),
            now=context.clock(),
        )
    logout_user()
    session.clear()


def _use(token: str, found: OpenLink, form: Any) -> None:
    how: dict[str, Any] = {
        "token": token,
        "rule": context.password_rule(),
        "make_hash": context.passwords().make,
        "now": context.clock(),
    }
    if found.purpose is not LinkPurpose.FIRST_ADMINISTRATOR:
        account_links.use_link(
            context.db_session(),
            password=form.password.data,
            request_id=context.request_id(),
            **how,
        )
        return
    given = {name: form[name].data or "" for name in FirstAdministrator.__dataclass_fields__}
    use_first_link(
        context.db_session(),
        given=FirstAdministrator(**given),
        demonstration=context.settings().demonstration,
        **how,
    )


def _found(token: str) -> OpenLink | None:
    return find_link(
        context.db_session(),
        token,
        now=context.clock(),
        demonstration=context.settings().demonstration,
    )


def _form_of(found: OpenLink) -> Any:
    if found.purpose is not LinkPurpose.FIRST_ADMINISTRATOR:
        return NewPasswordForm()
    form = FirstAdministratorForm()
    if found.office_name:  # the link is for an office that is there
        for field in (form.office_code, form.office_name):
            field.validators = []
    return form


def _page(found: OpenLink, form: Any, status: int = 200) -> Any:
    least = context.password_rule().least
    return render_template("account/link.html", found=found, form=form, least=least), status


def _ended() -> Any:
    return render_template("account/link.html", found=None), 404
