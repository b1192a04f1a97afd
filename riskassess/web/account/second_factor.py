"""The own second factor: setting up the app, recovery codes, another device."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from riskassess.domain.sign_in import needs_second_factor
from riskassess.i18n import _
from riskassess.queries.accounts import find_account
from riskassess.queries.second_factors import find_own_factor
from riskassess.services import second_factors
from riskassess.services.accounts import confirm_password
from riskassess.services.second_factor_tools import Tools
from riskassess.web import context
from riskassess.web.account.blueprint import bp
from riskassess.web.account.forms import CodeForm, FirstCodeForm
from riskassess.web.account.targets import safe_next
from riskassess.web.acts import do, done_by


@bp.get("/account/second-factor")
@login_required
def show_second_factor() -> Any:
    """Show whether the account has a second factor, or what its app has to scan."""
    return _page()


@bp.post("/account/second-factor/secret")
@login_required
def begin_second_factor() -> Any:
    """Make a secret for the app; the page that follows shows it."""
    return do(
        lambda: second_factors.begin_enrolment(
            context.db_session(), actor=context.actor(), tools=tools(), now=context.clock()
        ),
        done=_("请用验证器应用扫描下面的图。"),
        to=url_for("account.show_second_factor", next=safe_next()),
    )


@bp.post("/account/second-factor")
@login_required
def confirm_second_factor() -> Any:
    """Let the app count from its first code on; show the recovery codes, once."""
    form, codes = _enrol_form(), list[str]()
    if done_by(form, lambda: codes.extend(_confirmed(form))):
        return _shown_once(codes, is_new=True)
    return _page(422, enrol=form)


@bp.post("/account/second-factor/recovery-codes")
@login_required
def renew_recovery_codes() -> Any:
    """Replace the recovery codes; show the new ones, once."""
    form, codes = CodeForm(prefix="renew"), list[str]()
    renew = second_factors.renew_recovery_codes
    if done_by(form, lambda: codes.extend(renew(**_acting(form)))):
        return _shown_once(codes, is_new=False)
    return _page(422, renew=form)


@bp.post("/account/second-factor/removal")
@login_required
def remove_second_factor() -> Any:
    """Take the app away, to set up another one."""
    form = CodeForm(prefix="remove")
    if done_by(form, lambda: second_factors.remove_own(**_acting(form))):
        flash(_("两步验证已停用，原来的验证器应用和恢复码都已失效。"), "success")
        return redirect(url_for("account.show_second_factor"), code=303)
    return _page(422, remove=form)


def _enrol_form() -> CodeForm:
    """Return the form of the first code; the password is not asked for again right after it."""
    return CodeForm() if current_user.must_enrol else FirstCodeForm()


def _confirmed(form: CodeForm) -> list[str]:
    """Let the app count; whoever finds a screen unlocked must not lock its owner out."""
    acting = _acting(form)
    if isinstance(form, FirstCodeForm):
        known = {name: acting[name] for name in ("session", "actor", "now")}
        confirm_password(
            password=form.password.data or "", check=context.passwords().check, **known
        )
    return second_factors.confirm_enrolment(**acting, session_id=context.session_id())


def tools() -> Tools:
    """Return the reader of codes and the seal of secrets."""
    return Tools(context.one_time_codes(), context.personal_seal())


def _acting(form: CodeForm) -> dict[str, Any]:
    return {
        "session": context.db_session(),
        "actor": context.actor(),
        "code": form.code.data,
        "tools": tools(),
        "now": context.clock(),
    }


def _shown_once(codes: list[str], *, is_new: bool) -> Any:
    """Show recovery codes in the answer itself: they are kept as digests only."""
    return render_template(
        "account/recovery_codes.html",
        codes=codes,
        is_new=is_new,
        target=safe_next() or url_for("account.start"),
    )


def _page(status: int = 200, **forms: CodeForm) -> Any:
    actor, session = context.actor(), context.db_session()
    found = find_own_factor(session, actor)
    values = {"found": found, "is_required": _is_required(), "next": request.args.get("next")}
    if not found.is_on and found.is_begun:
        values |= _scanned(second_factors.open_pending(session, actor=actor, tools=tools()))
    forms = {
        "enrol": _enrol_form(),
        "renew": CodeForm(prefix="renew"),
        "remove": CodeForm(prefix="remove"),
        **forms,
    }
    return render_template("account/second_factor.html", **values, **forms), status


def _scanned(secret: str) -> dict[str, str]:
    account = find_account(context.db_session(), context.actor().account_id or 0)
    codes, login = context.one_time_codes(), account.login if account else ""
    address = codes.address(secret, login=login, issuer=str(_("稳评")))
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": codes.picture(address), "secret": grouped}


def _is_required() -> bool:
    return needs_second_factor(current_user.actor.roles, context.settings().second_factor_roles)
