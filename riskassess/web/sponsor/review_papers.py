"""What the sponsor may have of a review: the final group opinion and the own revision note."""

from functools import partial
from typing import Any

from flask import abort, render_template, url_for

from riskassess.domain.room.papers import OF_SPONSOR, PaperFacts
from riskassess.queries.review_record import ReviewRecord, get_review_record
from riskassess.queries.reviews import list_reviews
from riskassess.web import context
from riskassess.web.review_papers import paper_lines, send_paper
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp


@bp.get("/assessments/<int:assessment_id>/papers")
def show_review_papers(assessment_id: int) -> Any:
    """Show the papers of every review of the own case, newest review first."""
    case = own_case(assessment_id)
    reviews = list_reviews(context.db_session(), case.id)
    parts = [(review, _lines(case.id, review.number, review.id or 0)) for review in reviews]
    return render_template("sponsor/show_papers.html", case=case, parts=parts)


@bp.get("/assessments/<int:assessment_id>/papers/<int:number>/<code>/<form>")
def download_review_paper(assessment_id: int, number: int, code: str, form: str) -> Any:
    """Send a paper of one of the own case's reviews."""
    case = own_case(assessment_id)
    reviews = list_reviews(context.db_session(), case.id)
    review = next((row for row in reviews if row.number == number), None)
    if review is None:
        abort(404)
    record = _record(review.id or 0)
    return send_paper(record, _facts(record), (code, form), OF_SPONSOR, is_sponsor=True)


def _lines(assessment_id: int, number: int, review_id: int) -> list[dict[str, Any]]:
    url = partial(
        url_for, "sponsor.download_review_paper", assessment_id=assessment_id, number=number
    )
    return paper_lines(_facts(_record(review_id)), OF_SPONSOR, url)


def _record(review_id: int) -> ReviewRecord:
    return get_review_record(context.db_session(), review_id, actor=context.actor())


def _facts(record: ReviewRecord) -> PaperFacts:
    return record.facts(reads_panel=False, reads_opinions=True)
