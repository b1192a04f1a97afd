"""Sign in, sign out, own password."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import login_required, login_user, logout_user

from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Group
from riskassess.i18n import _
from riskassess.services import accounts
from riskassess.web import context
from riskassess.web.access import load_signed_in
from riskassess.web.account.forms import PasswordForm, SignInForm
from riskassess.web.errors import words_of

bp = Blueprint("account", __name__)
# One slash, then nothing that a browser reads as another host or drops on the way.
LOCAL_ADDRESS = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")
HOME = {
    Group.OFFICE: "office.home",
    Group.SPONSOR: "sponsor.home",
    Group.EXPERT: "expert.home",
    Group.CONTROL: "control.home",
}


@bp.get("/")
def start() -> Any:
    """Send everybody to the own to-do list, or to the sign-in page."""
    if not context.signed_in():
        return redirect(url_for("account.sign_in"), code=303)
    groups = context.actor().groups
    endpoint = next((HOME[group] for group in HOME if group in groups), "account.sign_in")
    return redirect(url_for(endpoint), code=303)


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
        account = _check(form)
    except Refused as error:
        form.password.errors = [words_of(error)[0]]
        return render_template("account/sign_in.html", form=form), 422
    session.clear()
    login_user(load_signed_in(f"{account.id}.{account.session_epoch}"))
    return redirect(_safe_next() or url_for("account.start"), code=303)


def _check(form: SignInForm) -> Any:
    return accounts.sign_in(
        context.db_session(),
        login=form.login.data.strip(),
        password=form.password.data,
        check=context.passwords().check,
        demonstration=not context.settings().is_production,
        now=context.clock(),
        request_id=context.request_id(),
    )


@bp.post("/sign-out")
@login_required
def sign_out() -> Any:
    """Sign out; the page that follows clears this browser's drafts."""
    actor = context.actor()
    accounts.sign_out(context.db_session(), actor=actor, now=context.clock())
    logout_user()
    session.clear()
    return redirect(url_for("account.signed_out", account=actor.account_id), code=303)


@bp.get("/signed-out")
def signed_out() -> Any:
    """Say that the session has ended and clear drafts."""
    return render_template("account/signed_out.html", account=request.args.get("account", type=int))


@bp.get("/password")
@login_required
def edit_password() -> Any:
    """Show the form for the own password."""
    return render_template("account/password.html", form=PasswordForm())


@bp.post("/password")
@login_required
def change_password() -> Any:
    """Change the own password; other sessions end."""
    form = PasswordForm()
    if form.validate_on_submit() and _changed(form):
        flash(_("密码已更改，其他设备上的登录已结束。"), "success")
        return redirect(url_for("account.start"), code=303)
    return render_template("account/password.html", form=form), 422


def _changed(form: PasswordForm) -> bool:
    try:
        account = accounts.change_password(
            context.db_session(),
            actor=context.actor(),
            current=form.current.data,
            new=form.new.data,
            check=context.passwords().check,
            make_hash=context.passwords().make,
            now=context.clock(),
        )
    except InvalidInput as error:
        form[error.where].errors = [words_of(error)[0]]
        return False
    login_user(load_signed_in(f"{account.id}.{account.session_epoch}"))
    return True


def _safe_next() -> str | None:
    target = request.args.get("next", "")
    return target if LOCAL_ADDRESS.fullmatch(target) else None
