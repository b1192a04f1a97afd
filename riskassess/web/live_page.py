"""A live meeting as its pages show it: where it stands, what was shown, what polling answers."""

from dataclasses import replace
from typing import Any

from flask import jsonify, request
from wtforms import TextAreaField

from riskassess.domain.manual import Manual
from riskassess.domain.room.live import read_shown
from riskassess.domain.room_vocabulary import RoundState, RoundWay
from riskassess.domain.sheet_document import SheetDocument
from riskassess.exhibits.round_feedback import FigureLine, figure_line
from riskassess.i18n import _l
from riskassess.queries.assessments import list_factors
from riskassess.queries.live_meetings import Meeting, get_meeting, list_steps
from riskassess.web import context
from riskassess.web.forms import REASON_LENGTH, Form

NOTHING = SheetDocument.blank([])


class ChairForm(Form):
    """Why a factor is shown or left although somebody is missing."""

    reason = TextAreaField(_l("还有人没有填好时，写明公布或跳过的理由"), [REASON_LENGTH])


def live_values(review: Any, round_: Any, manual: Manual, own: SheetDocument) -> dict[str, Any]:
    """Return what a page shows of a live round; `own` marks the reader's own figures."""
    session = context.db_session()
    factors = list_factors(session, review.assessment_id)
    meeting = get_meeting(session, round_, factors)
    by_id = {row.id: row for row in factors}
    shown = [
        (step, by_id[step.factor_id], _lines(step, manual, own))
        for step in list_steps(session, round_)
        if step.factor_id in by_id
    ]
    at_hand = shown[-1] if shown and meeting.is_shown else None
    return {
        "meeting": meeting,
        "version": version_of(meeting),
        "results": at_hand[2] if at_hand else [],
        "earlier": [row for row in shown if row[0].id != (meeting.step.id if meeting.step else 0)],
        "is_open": round_.state is RoundState.OPEN,
    }


def is_live(round_: Any) -> bool:
    """Return whether a round is worked in a meeting."""
    return round_ is not None and round_.way is RoundWay.LIVE


def _lines(step: Any, manual: Manual, own: SheetDocument) -> list[FigureLine]:
    """Return what was shown of a factor; nothing before it was."""
    if not step.shown:
        return []
    given = own.at(str(step.factor_id))
    return [
        figure_line(replace(figure, own=_number(given.get(figure.field))), manual, marks=marks)
        for figure, marks in read_shown(step.shown)
    ]


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def version_of(meeting: Meeting) -> str:
    """Return what changes when a page has to be shown anew: step, all in or shown, round."""
    position = meeting.step.position if meeting.step else 0
    stage = 2 if meeting.is_shown else int(meeting.is_all_in)
    return f"{position}-{stage}-{meeting.round.state}"


def state_answer(meeting: Meeting) -> Any:
    """Return the state for polling: version and counts, 304 while nothing changed."""
    version = version_of(meeting)
    answer = jsonify(version=version, ready=meeting.ready, present=meeting.present)
    answer.set_etag(f"{version}-{meeting.ready}-{meeting.present}")
    return answer.make_conditional(request)
