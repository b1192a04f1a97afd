"""Draws that anybody can check: announced with frozen lists, decided by values nobody could know.

When the last value is in and confirmed, the selection is made in the same transaction: there is no
moment at which somebody could look at a result and decide whether to keep it (RFC 3797).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlmodel import Session

from expert_pool.vocabulary import DrawState
from models import Draw, DrawValue, Review, row_id
from models.engine import transaction
from riskassess.domain.draw_policy import (
    CONFIRMERS,
    DrawRefusal,
    refuse_announcement,
    refuse_confirmation,
    refuse_values,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.draws import (
    DrawView,
    draw_view,
    list_values,
    newest_draw,
    panel_facts,
    source_facts,
)
from riskassess.queries.own_rows import own_row
from riskassess.services.audit import record
from riskassess.services.draw_announcing import Desk, announce
from riskassess.services.draw_making import choose, make_draw
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.draw_values import read_values
from riskassess.services.uploads import Upload


@dataclass(frozen=True)
class Proof:
    """What shows that values are as entered: a note with an address, a stored file, or both."""

    note: str = ""
    file: Upload | None = None


@dataclass(frozen=True)
class Entered:
    """The values that were entered, whether they were the last, and the invitations to send."""

    value: DrawValue
    is_drawn: bool
    message_ids: tuple[int, ...] = ()


def announce_draw(session: Session, *, review_id: int, choice: SourceChoice, desk: Desk) -> Draw:
    """Announce a draw for places that nobody holds; earlier draws stay on record.

    After a cancelled draw it is a redraw, else a supplementary one. The randomness is always
    another: no value of an earlier draw is used again.

    Raises
    ------
    Refused
        While another draw waits for its values, when no place is free or the round is over.
    InvalidInput
        `draw_after_due`, `draw_offer_unknown`, `draw_source_past`, `draw_time_missing`, or a seat
        that the pool cannot fill.
    """
    with transaction(session):
        review = own_row(session, Review, review_id, actor=desk.actor, named="review")
        case = lock_case(session, review.assessment_id, actor=desk.actor)
        if reason := refuse_announcement(desk.actor, panel_facts(session, review)):
            raise Refused(reason, where=f"review:{review_id}")
        last = newest_draw(session, review_id)
        cancelled = last if last and last.state is DrawState.CANCELLED else None
        return announce(session, case, review, choice=choice, desk=desk, replaces=cancelled)


def enter_values(
    session: Session,
    *,
    draw_id: int,
    source: str,
    values: str,
    proof: Proof,
    public_url: str,
    desk: Desk,
) -> Entered:
    """Enter the values of one announced source; with the last one that is settled it is drawn.

    Thrown values are settled at once, published ones when another person has confirmed them; until
    then they may be corrected: a correction without a file keeps the file of the entry before.

    Parameters
    ----------
    values : str
        Numbers as somebody reads them off, apart by blanks or commas.
    proof : Proof
        At least a note or a file.

    Raises
    ------
    Refused
        Before the announced moment, without the role, for a source that is in already, and for a
        second throw by the same person.
    InvalidInput
        `proof_missing`, or a code of `draw_values.read_values`.
    """
    with transaction(session):
        draw, case = _locked(session, draw_id, desk)
        line = _checked_source(draw_view(session, draw), source, desk)
        before = _corrected(line.value)
        row = _value(draw, line, read_values(values, line.announced), proof, desk)
        session.add(row)
        entry = _Trace("draw:enter_values", before, {"proof": row.proof_digest})
        return _settle(session, case, row, entry, (desk, public_url))


def confirm_values(
    session: Session, *, draw_id: int, source: str, seen: str, public_url: str, desk: Desk
) -> Entered:
    """Confirm the published values that another person entered; with the last one the draw is made.

    Parameters
    ----------
    seen : str
        The values as they stood on the page of whoever confirms, canonical JSON.

    Raises
    ------
    Refused
        `draw_confirm_own` for who entered them, `draw_nothing_to_confirm`, `draw_value_changed`
        when they were corrected meanwhile, or without a role.
    """
    with transaction(session):
        draw, case = _locked(session, draw_id, desk)
        line = _line(draw_view(session, draw), source)
        facts = source_facts(draw_view(session, draw), line)
        if reason := refuse_confirmation(desk.actor, facts):
            raise Refused(reason, where=f"draw:{draw_id}")
        row = line.value
        if row.values != seen:
            raise Refused(DrawRefusal.VALUE_CHANGED, where=f"draw:{draw_id}")
        row.confirmed_by_id, row.confirmed_at = desk.actor.account_id, max(desk.now, row.entered_at)
        row.confirmed_role = str(next(each for each in CONFIRMERS if desk.actor.has(each)))
        return _settle(session, case, row, _Trace("draw:confirm_values"), (desk, public_url))


def _locked(session: Session, draw_id: int, desk: Desk) -> tuple[Draw, Case]:
    """Return a draw with its case, locked and read anew: somebody may have acted meanwhile."""
    draw = own_row(session, Draw, draw_id, actor=desk.actor, named="draw")
    review = session.get_one(Review, draw.review_id)
    case = lock_case(session, review.assessment_id, actor=desk.actor)
    session.refresh(draw)
    for row in list_values(session, draw_id).values():
        session.refresh(row)
    return draw, case


class _Trace(NamedTuple):
    """What the audit entry of an act says beside draw and source."""

    action: str
    before: dict[str, Any] | None = None
    more: Mapping[str, Any] = {}


def _settle(
    session: Session, case: Case, row: DrawValue, entry: _Trace, given: tuple[Desk, str]
) -> Entered:
    """Write the trace of an act and make the draw when every value is in and confirmed.

    Whom the values give is locked before the audit chain is, as everywhere.
    """
    (desk, public_url), view = given, draw_view(session, session.get_one(Draw, row.draw_id))
    selection = None if view.unsettled else choose(session, view)
    record(
        session, actor=desk.actor, action=entry.action, subject=view.review, now=desk.now,
        before=entry.before, after={"draw": view.id, "source": row.source, **entry.more},
    )  # fmt: skip
    if selection is None:
        return Entered(row, is_drawn=False)
    sent = make_draw(session, case, view, selection, desk=desk, public_url=public_url)
    return Entered(row, True, sent)


def _line(view: DrawView, source: str) -> Any:
    line = next((each for each in view.sources if each.code == source), None)
    if line is None:
        raise NotFound("not_found", where=f"source:{source}")
    return line


def _checked_source(view: DrawView, source: str, desk: Desk) -> Any:
    line = _line(view, source)
    if reason := refuse_values(desk.actor, source_facts(view, line), now=desk.now):
        raise Refused(reason, where=f"draw:{view.id}")
    return line


def _corrected(row: DrawValue | None) -> dict[str, Any] | None:
    """Return what a correction replaces, for the trace: the row itself has one entry only."""
    if row is None:
        return None
    return {"values": row.values, "note": row.note, "proof": row.proof_digest}


def _value(
    draw: Draw, line: Any, values: Sequence[int | Decimal], proof: Proof, desk: Desk
) -> DrawValue:
    if not proof.note.strip() and proof.file is None:
        raise InvalidInput("proof_missing", where="note")
    given: dict[str, Any] = {
        "values": canonical_json(list(values)),
        "note": proof.note.strip(),
        "role": str(line.role or ""),
        "entered_by_id": desk.actor.account_id or 0,  # nobody enters values without an account
        "entered_at": desk.now,
        **_stored(proof.file),
    }
    if line.value is None:
        around: dict[str, Any] = {
            "office_id": draw.office_id,
            "draw_id": row_id(draw),
            "source": line.code,
        }
        return DrawValue(**around, **given)
    row: DrawValue = line.value
    row.sqlmodel_update(given)
    return row


def _stored(file: Upload | None) -> dict[str, Any]:
    """Return the columns of a proof file; without a file they stay as they are."""
    if file is None:
        return {}
    return {
        "proof_filename": file.filename,
        "proof_media_type": file.media_type,
        "proof_size": file.size,
        "proof_digest": file.digest,
    }
