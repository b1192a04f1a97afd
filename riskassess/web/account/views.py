"""Sign in, sign out, own password."""

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_login import login_required, login_user, logout_user

from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.sign_in import AWAITED as LONGEST_WAIT
from riskassess.domain.vocabulary import Group
from riskassess.i18n import _
from riskassess.services import accounts, second_factors
from riskassess.services.accounts import Admission
from riskassess.services.sign_in_sessions import end_other_sessions
from riskassess.web import context
from riskassess.web.access import key_of, load_signed_in
from riskassess.web.account.blueprint import bp
from riskassess.web.account.devices import device_of
from riskassess.web.account.forms import CodeForm, PasswordForm, SignInForm
from riskassess.web.account.second_factor import tools
from riskassess.web.account.targets import safe_next
from riskassess.web.acts import done_by, words
from riskassess.web.cookies import clear_session
from riskassess.web.errors import words_of

AWAITED, LEFT = "awaited", "left"
HOME = {
    Group.OFFICE: "office.home",
    Group.SPONSOR: "sponsor.home",
    Group.EXPERT: "expert.home",
    Group.CONTROL: "control.home",
}


@bp.get("/")
def start() -> Any:
    """Send everybody to the own to-do list; who has no role yet, to the own account."""
    if not context.signed_in():
        return redirect(url_for("account.sign_in"), code=303)
    groups = context.actor().groups
    endpoint = next((HOME[group] for group in HOME if group in groups), "")
    if not endpoint:
        flash(_("您的账号还没有角色。安全管理员授予角色后，重新登录即可使用。"), "warning")
    return redirect(url_for(endpoint or "account.list_sessions"), code=303)


@bp.get("/sign-in")
def sign_in() -> Any:
    """Show the sign-in form."""
    return render_template("account/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
def check_sign_in() -> Any:
    """Sign in and go where the reader wanted to go."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form), 422
    try:
        admission = _check(form)
    except Refused as error:
        form.password.errors = [words_of(error)[0]]
        return render_template("account/sign_in.html", form=form), 422
    if admission.session_id is None:
        return _await_code(admission.account)
    return _let_in(admission)


def _let_in(admission: Admission) -> Any:
    clear_session(admission.account.locale)
    login_user(load_signed_in(key_of(admission.account.id or 0, admission.session_id or 0)))
    return redirect(safe_next() or url_for("account.start"), code=303)


def _await_code(account: Any) -> Any:
    """Remember in the signed cookie whose code is awaited; nobody is signed in yet."""
    clear_session()
    session[AWAITED] = [account.id, account.session_epoch, int(context.clock().timestamp())]
    return redirect(url_for("account.ask_code", next=safe_next()), code=303)


def _awaited() -> tuple[int, int] | None:
    """Return account and epoch of whose code is awaited, or None when too long ago."""
    account_id, epoch, since = session.get(AWAITED, (0, 0, 0))
    waits = context.clock() - datetime.fromtimestamp(since, UTC)
    return (account_id, epoch) if account_id and waits <= LONGEST_WAIT else None


@bp.get("/sign-in/code")
def ask_code() -> Any:
    """Ask for the code of the second factor after the password."""
    if _awaited() is None:
        return redirect(url_for("account.sign_in", next=safe_next()), code=303)
    return render_template("account/code.html", form=CodeForm())


@bp.post("/sign-in/code")
def check_code() -> Any:
    """Let somebody in whose code is right, too."""
    form, awaited = CodeForm(), _awaited()
    if awaited is None:
        flash(_("等待验证码的时间已过，请重新登录。"), "warning")
        return redirect(url_for("account.sign_in", next=safe_next()), code=303)
    admitted: list[Admission] = []
    if done_by(form, lambda: admitted.append(_check_code(form, *awaited))):
        return _let_in(admitted[0])
    return render_template("account/code.html", form=form), 422


def _check_code(form: CodeForm, account_id: int, epoch: int) -> Admission:
    return second_factors.give_code(
        context.db_session(),
        account_id=account_id,
        epoch=epoch,
        code=form.code.data or "",
        tools=tools(),
        now=context.clock(),
        request_id=context.request_id(),
        device=device_of(request.user_agent.string),
    )


def _check(form: SignInForm) -> Any:
    return accounts.sign_in(
        context.db_session(),
        login=form.login.data.strip(),
        password=form.password.data,
        check=context.passwords().check,
        demonstration=not context.settings().is_production,
        now=context.clock(),
        request_id=context.request_id(),
        device=device_of(request.user_agent.string),
    )


@bp.post("/sign-out")
@login_required
def sign_out() -> Any:
    """Sign out; the page that follows clears this browser's drafts."""
    actor, everywhere = context.actor(), request.form.get("everywhere") == "yes"
    how: dict[str, Any] = {"actor": actor, "now": context.clock()}
    if everywhere:
        end_other_sessions(context.db_session(), but=None, **how)
    accounts.sign_out(context.db_session(), session_id=context.session_id(), **how)
    logout_user()
    clear_session()
    session[LEFT] = actor.account_id
    return redirect(url_for("account.signed_out"), code=303)


@bp.get("/signed-out")
def signed_out() -> Any:
    """Say that the session has ended and clear its drafts: once, and after a sign-out alone."""
    left = session.pop(LEFT, None)
    if left is None and context.signed_in():
        return redirect(url_for("account.start"), code=303)
    return render_template("account/signed_out.html", account=left)


@bp.get("/password")
@login_required
def edit_password() -> Any:
    """Show the form for the own password."""
    return _password_page(PasswordForm())


@bp.post("/password")
@login_required
def change_password() -> Any:
    """Change the own password; other sessions end."""
    form = PasswordForm()
    if form.validate_on_submit() and _changed(form):
        flash(_("密码已更改，其他设备上的登录已结束。"), "success")
        return redirect(url_for("account.start"), code=303)
    return _password_page(form), 422


def _password_page(form: PasswordForm) -> str:
    return render_template("account/password.html", form=form, least=context.password_rule().least)


def _changed(form: PasswordForm) -> bool:
    try:
        accounts.change_password(
            context.db_session(),
            actor=context.actor(),
            current=form.current.data,
            new=form.new.data,
            rule=context.password_rule(),
            check=context.passwords().check,
            make_hash=context.passwords().make,
            now=context.clock(),
            session_id=context.session_id(),
        )
    except InvalidInput as error:
        form[error.where].errors = [words(error)]
        return False
    return True
