"""Making a draw of which every value is in: selected, recorded, signed and seated at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from expert_pool.draw_record import read_rule
from expert_pool.errors import PoolError
from expert_pool.frozen import read_lists
from expert_pool.record import announced_values, record_of, selection_record
from expert_pool.selection import Selection, select
from expert_pool.vocabulary import DrawState, LedgerKind
from models import DrawValue, Office
from riskassess.domain.errors import InvalidInput
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case
from riskassess.queries.draws import DrawView, read_json
from riskassess.queries.ledger import ledger_rows
from riskassess.services.audit import record
from riskassess.services.certificates import utc_text
from riskassess.services.draw_announcing import Desk
from riskassess.services.ledger import add_entry
from riskassess.services.seats import Act, lock_experts, seat_drawn


def value_records(view: DrawView) -> list[dict[str, Any]]:
    """Return the entered values as the record holds them, persons as p1, p2 … in their order."""
    rows = [line.value for line in view.sources if line.value]
    ids = [key for row in rows for key in (row.entered_by_id, row.confirmed_by_id) if key]
    persons = {key: f"p{number}" for number, key in enumerate(dict.fromkeys(ids), start=1)}
    return [_value_record(row, persons) for row in rows]


def _value_record(row: DrawValue, persons: Mapping[int, str]) -> dict[str, Any]:
    proof = {"filename": row.proof_filename, "digest": row.proof_digest}
    return {
        "source": row.source,
        "values": read_json(row.values),
        "note": row.note,
        "role": row.role,
        "proof": proof if row.proof_digest else None,
        "by": persons[row.entered_by_id],
        "entered_at": utc_text(row.entered_at),
        "confirmed": _confirmation(row, persons),
    }


def _confirmation(row: DrawValue, persons: Mapping[int, str]) -> dict[str, str] | None:
    if row.confirmed_by_id is None or row.confirmed_at is None:
        return None
    person, at = persons[row.confirmed_by_id], utc_text(row.confirmed_at)
    return {"by": person, "role": row.confirmed_role, "at": at}


def _moments(view: DrawView) -> list[datetime]:
    """Return when values were entered and confirmed."""
    rows = [line.value for line in view.sources if line.value]
    found = [moment for row in rows for moment in (row.entered_at, row.confirmed_at)]
    return [moment for moment in found if moment is not None]


def choose(session: Session, view: DrawView) -> Selection:
    """Select from the announced lists by the values; whom they give is locked from here on.

    Raises InvalidInput when the values cannot decide the draw.
    """
    announcement, values = view.announcement, value_records(view)
    frozen = read_lists(announcement, read_json(view.draw.lists))
    try:
        chosen = select(
            frozen,
            rule=read_rule(announcement["rule"]),
            sources=announced_values(announcement, values),
            algorithm=announcement["algorithm"],
        )
    except PoolError as error:
        raise InvalidInput(error.code, where="values", **error.facts) from error
    codes = [*(code for code, _stratum in chosen.members), *chosen.reserves]
    lock_experts(session, view.draw.office_id, codes)
    return chosen


def make_draw(
    session: Session,
    case: Case,
    view: DrawView,
    selection: Selection,
    *,
    desk: Desk,
    public_url: str,
) -> tuple[int, ...]:
    """Record, sign and seat what was selected; return the ids of the invitations."""
    draw, announcement = view.draw, view.announcement
    draw.state, draw.drawn_at, draw.drawn_by_id = DrawState.DRAWN, desk.now, desk.actor.account_id
    line = add_entry(
        session, review=view.review, kind=LedgerKind.DRAW, draw=draw, actor=desk.actor,
        now=max(desk.now, *_moments(view)),
    )  # fmt: skip
    made = record_of(
        announcement=announcement,
        announcement_signature=read_json(draw.announcement_signature),
        values=value_records(view),
        frozen=read_lists(announcement, read_json(draw.lists)),
        selection=selection,
        ledger=ledger_rows(session, case.id),
        sign=desk.keeping(session, session.get_one(Office, draw.office_id)),
    )
    draw.result = canonical_json(selection_record(selection))
    draw.record = canonical_json(made)
    # nothing of what came out: the trail is read before the panel is known
    record(session, actor=desk.actor, action="draw:make", subject=view.review,
           after={"draw": draw.id, "number": draw.number}, now=desk.now)  # fmt: skip
    act = Act(desk.actor, desk.now, public_url)
    return seat_drawn(session, case, draw, selection=selection, line=line, act=act)
