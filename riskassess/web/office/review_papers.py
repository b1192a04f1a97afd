"""The papers of a review: which are there, which not yet and why, and their files."""

from functools import partial
from typing import Any

from flask import render_template, url_for

from riskassess.domain.room.papers import PAPERS, PaperFacts, find_paper
from riskassess.domain.vocabulary import Role
from riskassess.queries.review_record import ReviewRecord, get_review_record
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.review_papers import paper_lines, send_paper

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
        lines=paper_lines(_facts(record), CODES, url),
    )


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
