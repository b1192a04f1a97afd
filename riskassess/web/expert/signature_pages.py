"""The signature page in the own room: read, and signed by a deliberate act with the password."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from riskassess.domain.actor import system_actor
from riskassess.domain.errors import NotFound
from riskassess.i18n import _, _l
from riskassess.queries.assessments import get_case
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.queries.signature_pages import PageView, find_standing_page
from riskassess.services.signature_pages import sign_page
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.forms import Form
from riskassess.web.signature_page import page_values, send_page


class SigningForm(Form):
    """The password again, and the code of the page that was shown."""

    code = HiddenField()
    password = PasswordField(
        _l("登录密码"),
        [InputRequired(_l("请输入登录密码。"))],
        render_kw={"autocomplete": "current-password"},
    )


@bp.get("/reviews/<int:member_id>/signature-page")
def show_signature_page(member_id: int) -> Any:
    """Show what the panel signs, and who did."""
    seat, view = _seen(member_id)
    return render_template(
        "expert/show_signature_page.html",
        seat=seat,
        **page_values(view),
        may_sign=_signs(seat, view),
    )


def _seen(member_id: int) -> tuple[Seat, PageView | None]:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    reader = system_actor(seat.member.office_id)  # an expert's right is the seat, not the case
    case = get_case(session, seat.review.assessment_id, actor=reader)
    return seat, find_standing_page(session, case, seat.review)


def _signs(seat: Seat, view: PageView | None) -> bool:
    return view is not None and not view.is_void and seat.member.code in view.waiting


@bp.get("/reviews/<int:member_id>/signature-page/signing")
def confirm_signature(member_id: int) -> Any:
    """Say what is signed and what that means, and ask for the password."""
    seat, view = _seen(member_id)
    if view is None or not _signs(seat, view):
        return redirect(url_for("expert.show_signature_page", member_id=member_id), code=303)
    return _ask(seat, view, SigningForm(code=view.page.code))


def _ask(seat: Seat, view: PageView, form: SigningForm, status: int = 200) -> Any:
    return render_template(
        "expert/confirm_signature.html", seat=seat, form=form, **page_values(view)
    ), status


@bp.post("/reviews/<int:member_id>/signature-page/signing")
def sign(member_id: int) -> Any:
    """Sign the page in the own name."""
    seat, view = _seen(member_id)
    if view is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    form = SigningForm()
    if not done_by(form, lambda: _sign(form, member_id)):
        seat, view = _seen(member_id)  # it may just have become void
        return _ask(seat, view, form, 422) if view else redirect(url_for("expert.home"))
    flash(_("您已在签字页上签名。"), "success")
    return redirect(url_for("expert.show_signature_page", member_id=member_id), code=303)


def _sign(form: SigningForm, member_id: int) -> None:
    sign_page(
        context.db_session(),
        member_id=member_id,
        code=form.code.data or "",
        password=form.password.data,
        check=context.passwords().check,
        actor=context.actor(),
        now=context.clock(),
        desk=context.signatures(),
    )


@bp.get("/reviews/<int:member_id>/signature-page/file")
def download_signature_page(member_id: int) -> Any:
    """Send the file of the page."""
    _seat, view = _seen(member_id)
    if view is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    return send_page(view)
