"""What a member of a panel may take along: the own opinion form, and the final group opinion."""

from functools import partial
from typing import Any

from flask import render_template, url_for

from riskassess.domain.room.papers import OF_EXPERT, PaperFacts
from riskassess.queries.panel_seal import panel_is_open
from riskassess.queries.review_record import ReviewRecord, get_members_record
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.web import context
from riskassess.web.expert.blueprint import bp
from riskassess.web.review_papers import paper_lines, send_paper


@bp.get("/reviews/<int:member_id>/papers")
def show_review_papers(member_id: int) -> Any:
    """Show the papers that the member may have."""
    seat, record = _read(member_id)
    url = partial(url_for, "expert.download_review_paper", member_id=member_id)
    lines = paper_lines(_facts(record, member_id), OF_EXPERT, url)
    return render_template("expert/show_papers.html", seat=seat, lines=lines)


@bp.get("/reviews/<int:member_id>/papers/<code>/<form>")
def download_review_paper(member_id: int, code: str, form: str) -> Any:
    """Send a paper that the member may have."""
    _seat, record = _read(member_id)
    facts = _facts(record, member_id)
    return send_paper(record, facts, (code, form), OF_EXPERT, member_id=member_id)


def _read(member_id: int) -> tuple[Seat, ReviewRecord]:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    return seat, get_members_record(session, seat.member)


def _facts(record: ReviewRecord, member_id: int) -> PaperFacts:
    is_open = panel_is_open(context.db_session(), record.review)
    return record.facts(reads_panel=is_open, reads_opinions=True).of_member(
        sheets=sum(one.member.id == member_id for one in record.last.sheets) if record.last else 0
    )
