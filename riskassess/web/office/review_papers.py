"""The papers of a review: which are there, which not yet and why, and their files."""

from functools import partial
from typing import Any

from flask import render_template, url_for

from riskassess.domain.room.papers import PAPERS, PaperFacts, find_paper, why_not_yet
from riskassess.domain.vocabulary import Role
from riskassess.exhibits.signature_page import page_line
from riskassess.i18n import _
from riskassess.queries.review_record import ReviewRecord, get_review_record
from riskassess.queries.signature_pages import find_standing_page
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.review_papers import paper_lines, send_paper
from riskassess.wording.review_papers import NOT_YET

_OPINION = next(rule for rule in PAPERS if rule.code == "group_opinion")
CODES = tuple(rule.code for rule in PAPERS)
READERS_OF_OPINIONS = (Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR)


@bp.get("/reviews/<int:review_id>/papers")
def show_review_papers(review_id: int) -> Any:
    """Show every paper of a review with its place in the dossier."""
    record = _record(review_id)
    url = partial(url_for, "office.download_review_paper", review_id=review_id)
    return render_template(
        "office/reviews/show_papers.html",
        **head_of(record.case),
        review=record.review,
        lines=[*paper_lines(_facts(record), CODES, url), _signature_line(record)],
    )


def _signature_line(record: ReviewRecord) -> dict[str, Any]:
    """Return the line of the signature page: its state as it is now, and where it is."""
    line: dict[str, Any] = {"document": "D22", "title": _("签字页"), "why_not": "", "files": []}
    facts, session = _facts(record), context.db_session()
    reason = why_not_yet(_OPINION, facts)
    if reason in ("review_open", "not_your_role"):
        return {**line, "why_not": str(NOT_YET[reason])}
    page = find_standing_page(session, record.case, record.review)
    if page is None:
        told = str(NOT_YET[reason]) if reason else _("还没有制作")
        return {**line, "why_not": told, "files": [_page_link(record)]}
    file = url_for(
        "office.download_signature_page", review_id=record.review.id, number=page.page.number
    )
    sign = "✕" if page.is_void else "●"
    return {
        **line,
        "state": f"{sign} {page_line(page)}",
        "files": [("PDF", file), _page_link(record)],
    }


def _page_link(record: ReviewRecord) -> tuple[str, str]:
    return _("查看"), url_for("office.show_signature_page", review_id=record.review.id)


@bp.get("/reviews/<int:review_id>/papers/<code>/<form>")
def download_review_paper(review_id: int, code: str, form: str) -> Any:
    """Send a paper; reading the names of a sealed panel is logged."""
    rule = find_paper(code)
    record = _record(review_id)
    facts = _facts(record)
    if rule is not None and rule.tells_names and facts.reads_panel:
        note_members_shown(record.review)
        record = _record(review_id, with_names=True)
    return send_paper(record, facts, (code, form), CODES)


def _record(review_id: int, *, with_names: bool = False) -> ReviewRecord:
    return get_review_record(
        context.db_session(), review_id, actor=context.actor(), with_names=with_names
    )


def _facts(record: ReviewRecord) -> PaperFacts:
    return record.facts(
        reads_panel=reads_panel(record.review),
        reads_opinions=context.actor().has(*READERS_OF_OPINIONS),
    )
