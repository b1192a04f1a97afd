"""The signature page of a review in the office: made, followed, scans of ink taken in."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_wtf.file import FileField
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import Role
from riskassess.i18n import _, _l
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.signature_basis import final_opinion
from riskassess.queries.signature_pages import PageView, view_pages
from riskassess.services.signature_pages import make_page
from riskassess.services.signature_scans import check_scan, record_scan
from riskassess.services.uploads import Upload
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.final_acts import Final, entries_of, final_act, sent_file
from riskassess.web.forms import ConfirmForm, Form, NeededAtTimes
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.signature_page import page_values, send_page, send_scan


class ScanForm(Form):
    """The scan of a page signed in ink, and who signed on it."""

    code = StringField(
        _l("扫描件上印的签字页编码"),
        [InputRequired(_l("请照扫描件填写签字页编码。")), Length(max=20)],
    )
    members = SelectMultipleField(
        _l("在扫描件上签名的成员"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    file = FileField(_l("扫描件"), [NeededAtTimes()])

    def offering(self, view: PageView | None) -> "ScanForm":
        """Offer the members who have not signed."""
        waiting = view.waiting if view is not None else ()
        self.members.choices = [(code, code) for code in waiting]
        return self


@bp.get("/reviews/<int:review_id>/signature-page")
def show_signature_page(review_id: int) -> Any:
    """Show the page of a review, who signed, and whether it holds."""
    return _show(review_id)


def _show(review_id: int, form: ScanForm | None = None, status: int = 200) -> Any:
    review, pages = _pages(review_id)
    newest = pages[0] if pages else None
    opinion = final_opinion(context.db_session(), review.review)
    return render_template(
        "office/reviews/show_signature_page.html",
        **head_of(review.case),
        **page_values(newest),
        review=review.review,
        older=pages[1:],
        may_make=_is_officer() and opinion is not None and (newest is None or newest.is_void),
        waits_for_opinion=opinion is None,
        scan_form=(form or ScanForm()).offering(newest) if _takes_scans(newest) else None,
        form=ConfirmForm(),
        limit=limit_in_mebibytes(),
        office_code=_office_code(newest),
    ), status


def _pages(review_id: int) -> tuple[ReviewView, list[PageView]]:
    session, actor = context.db_session(), context.actor()
    review = get_review(session, review_id, actor=actor)
    if not may_read_sheets(actor, round_state=RoundState.CLOSED, owner_expert_id=None):
        raise NotFound("not_found", where=f"review:{review_id}")
    return review, view_pages(session, review.case, review.review)


def _is_officer() -> bool:
    return bool(context.actor().has(Role.CASE_OFFICER))


def _takes_scans(view: PageView | None) -> bool:
    return _is_officer() and view is not None and not view.is_void and bool(view.waiting)


def _office_code(view: PageView | None) -> str:
    return str(view.record["office"]["code"]) if view is not None else ""


@bp.post("/reviews/<int:review_id>/signature-page")
def make_signature_page(review_id: int) -> Any:
    """Make the page, or the next one after a void one."""
    return do(
        lambda: make_page(
            context.db_session(), review_id=review_id, actor=context.actor(),
            now=context.clock(), desk=context.signatures(),
        ),
        done=_("签字页已制成，请成员签名。"),
        to=url_for("office.show_signature_page", review_id=review_id),
    )  # fmt: skip


@bp.post("/reviews/<int:review_id>/signature-page/scans")
def record_signature_scan(review_id: int) -> Any:
    """Take in the scan of a page that was signed in ink."""
    _review, pages = _pages(review_id)
    view = pages[0] if pages else abort(404)
    form = ScanForm().offering(view)
    answer = final_act(
        form,
        lambda: _record(form, review_id),
        check=lambda: _check(form, view),
        ask=lambda: _question(form, view),
        again=lambda status: _show(review_id, form, status),
    )  # fmt: skip
    if answer is not None:
        return answer
    flash(_("扫描件已登记。"), "success")
    return redirect(url_for("office.show_signature_page", review_id=review_id), code=303)


def _check(form: ScanForm, view: PageView) -> None:
    members = form.members.data or ()
    check_scan(view, code=form.code.data or "", members=members, file=_file(form))


def _question(form: ScanForm, view: PageView) -> Final:
    return Final(
        title=_("登记扫描件？"),
        button=_("确认登记"),
        happens=[
            _("勾选的成员记为已亲笔签名，不能再改为电子签名。"),
            _("扫描件原样保存，不能更换。"),
        ],
        entries=entries_of(form),
        about=view.record["project"],
    )


def _file(form: ScanForm) -> Upload:
    file = sent_file(form.file.name)
    if file is None:
        raise InvalidInput("file_not_chosen", where="file")
    return file


def _record(form: ScanForm, review_id: int) -> None:
    record_scan(
        context.db_session(),
        review_id=review_id,
        code=form.code.data or "",
        members=form.members.data or (),
        file=_file(form),
        actor=context.actor(),
        now=context.clock(),
    )


@bp.get("/reviews/<int:review_id>/signature-page/<int:number>.pdf")
def download_signature_page(review_id: int, number: int) -> Any:
    """Send the file of a page, a void one too."""
    return send_page(_numbered(review_id, number))


@bp.get("/reviews/<int:review_id>/signature-page/<int:number>/scans/<int:signature_id>")
def download_signature_scan(review_id: int, number: int, signature_id: int) -> Any:
    """Send the scan behind a signature in ink."""
    return send_scan(_numbered(review_id, number), signature_id)


def _numbered(review_id: int, number: int) -> PageView:
    _review, pages = _pages(review_id)
    found = next((view for view in pages if view.page.number == number), None)
    return found if found is not None else abort(404)
