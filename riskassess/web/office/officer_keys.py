"""An officer's own key: what it is for, making it, and the rounds it holds."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from riskassess.i18n import _, _l
from riskassess.queries.round_openings import find_own_key, list_own_held
from riskassess.services.officer_keys import SHORTEST_PASSPHRASE, make_officer_key
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.forms import Form
from riskassess.web.office.blueprint import bp


class KeyForm(Form):
    """A passphrase, twice: nobody can look it up or set it anew."""

    passphrase = PasswordField(_l("口令"), [InputRequired(_l("请填写口令。")), Length(max=200)])
    again = PasswordField(
        _l("再写一遍"),
        [InputRequired(_l("请再写一遍口令。")), EqualTo("passphrase", _l("两次写的口令不一样。"))],
    )


@bp.get("/my-key")
def show_own_key() -> Any:
    """Show the own key and the form that makes one."""
    return _show(KeyForm())


@bp.post("/my-key")
def make_own_key() -> Any:
    """Make a new key; an older one stays for the rounds that it holds."""
    form = KeyForm()
    if not done_by(form, lambda: _make(form)):
        return _show(form, 422)
    flash(_("密钥已设置。请记牢口令：系统不保存口令，忘记后无法找回。"), "success")
    return redirect(url_for("office.show_own_key"), code=303)


def _make(form: KeyForm) -> None:
    make_officer_key(
        context.db_session(), passphrase=form.passphrase.data, actor=context.actor(),
        now=context.clock(), seal=context.officer_seal(),
    )  # fmt: skip


def _show(form: KeyForm, status: int = 200) -> Any:
    session, actor = context.db_session(), context.actor()
    return render_template(
        "office/show_own_key.html",
        form=form,
        key=find_own_key(session, actor),
        held=list_own_held(session, actor),
        least=SHORTEST_PASSPHRASE,
    ), status
