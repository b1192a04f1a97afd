"""Draws that anybody can check: announced with frozen lists, decided by values nobody could know.

When the last value is in, the selection is made in the same transaction: there is no moment at
which somebody could look at a result and decide whether to keep it (RFC 3797).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session

from expert_pool.announced import value_fault
from expert_pool.draw_record import read_rule
from expert_pool.errors import PoolError
from expert_pool.frozen import read_lists
from expert_pool.record import announced_values, record_of, selection_record
from expert_pool.selection import select
from expert_pool.vocabulary import DrawState, LedgerKind
from models import Draw, DrawValue, Office, Review, row_id
from models.engine import transaction
from riskassess.domain.draw_policy import refuse_announcement, refuse_values
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.filters import local
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.draws import (
    DrawView,
    draw_view,
    newest_draw,
    panel_facts,
    read_json,
    source_facts,
)
from riskassess.queries.ledger import ledger_rows
from riskassess.services.audit import record
from riskassess.services.certificates import utc_text
from riskassess.services.draw_announcing import Desk, SourceChoice, announce
from riskassess.services.ledger import add_entry
from riskassess.services.seats import Act, seat_drawn
from riskassess.services.uploads import Upload

ENTERED = {"value_range": "value_outside"}
"""What is said of entered values otherwise than of a record: with the figures allowed."""
SEPARATORS = str.maketrans(dict.fromkeys(",，、;；/|+\t\r\n", " "))


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
        `draw_after_due`, `draw_offer_unknown`, `draw_source_past`, `draw_issue_missing`, or a seat
        that the pool cannot fill.
    """
    with transaction(session):
        review = session.get(Review, review_id)
        if review is None:
            raise NotFound("not_found", where=f"review:{review_id}")
        case = lock_case(session, review.assessment_id, actor=desk.actor)
        if reason := refuse_announcement(desk.actor, panel_facts(session, review)):
            raise Refused(reason, where=f"review:{review_id}")
        if review.due_on <= local(choice.expected_at).date():
            day = review.due_on.isoformat()
            raise InvalidInput("draw_after_due", where="expected_at", day=day)
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
    """Enter the values of one announced source; with the last one the draw is made.

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
        `value_count`, `value_range`, `value_digits`, `value_decimals`, `value_no_number`,
        `proof_missing`.
    """
    with transaction(session):
        draw = session.get(Draw, draw_id)
        if draw is None:
            raise NotFound("not_found", where=f"draw:{draw_id}")
        review = session.get_one(Review, draw.review_id)
        case = lock_case(session, review.assessment_id, actor=desk.actor)
        session.refresh(draw)  # somebody may have drawn while this act waited
        line = _checked_source(draw_view(session, draw), source, desk)
        row = _value(draw, line, read_values(values, line.announced), proof, desk)
        session.add(row)
        record(
            session, actor=desk.actor, action="draw:enter_values", subject=review, now=desk.now,
            after={"draw": draw.id, "source": source, "proof": row.proof_digest},
        )  # fmt: skip
        view = draw_view(session, draw)
        if view.missing:
            return Entered(row, is_drawn=False)
        return Entered(row, True, _make(session, case, view, desk=desk, public_url=public_url))


def _checked_source(view: DrawView, source: str, desk: Desk) -> Any:
    line = next((each for each in view.sources if each.code == source), None)
    if line is None:
        raise NotFound("not_found", where=f"source:{source}")
    if reason := refuse_values(desk.actor, source_facts(view, line), now=desk.now):
        raise Refused(reason, where=f"draw:{view.id}")
    return line


def read_values(text: str, source: Any) -> list[int | Decimal]:
    """Return the numbers of a text as the source wants them.

    Raises InvalidInput with the code of `expert_pool.announced.value_fault`.

    One number made of digits, ten throws of a die, may be written with blanks between.

    >>> read_values("１２，3 4", {"count": 3, "smallest": 1, "largest": 33, "decimals": 0})
    [12, 3, 4]
    """
    words = unicodedata.normalize("NFKC", text).translate(SEPARATORS).split()
    if words and source["count"] == 1 and source.get("digits"):
        words = _one_number(words, source)
    try:
        numbers = [Decimal(word) for word in words]
        if not all(number.is_finite() for number in numbers):
            raise InvalidInput("value_no_number", where="values")
        values = [int(each) if each == each.to_integral_value() else each for each in numbers]
    except (InvalidOperation, ValueError, OverflowError) as problem:
        raise InvalidInput("value_no_number", where="values") from problem
    if fault := value_fault(values, source):
        facts = {key: source[key] for key in ("count", "smallest", "largest", "decimals")}
        facts["digits"] = "、".join(source.get("digits") or "")
        facts["width"] = len(str(source["largest"]))
        is_thrown = bool(facts["digits"]) and fault in {"value_range", "value_digits"}
        told = "value_thrown" if is_thrown else ENTERED.get(fault, fault)
        raise InvalidInput(told, where="values", **facts)
    return values


def _one_number(words: list[str], source: Any) -> list[str]:
    """Return the digits joined; raises InvalidInput when there are more or fewer than announced."""
    joined, wanted = "".join(words), len(str(source["largest"]))
    if joined.isdecimal() and len(joined) != wanted:
        raise InvalidInput("value_length", where="values", wanted=wanted, given=len(joined))
    return [joined]


def _value(
    draw: Draw, line: Any, values: Sequence[int | Decimal], proof: Proof, desk: Desk
) -> DrawValue:
    if not proof.note.strip() and proof.file is None:
        raise InvalidInput("proof_missing", where="note")
    file = proof.file
    return DrawValue(
        office_id=draw.office_id,
        draw_id=row_id(draw),
        source=line.code,
        values=canonical_json(list(values)),
        note=proof.note.strip(),
        role=str(line.role or ""),
        proof_filename=file.filename if file else "",
        proof_media_type=file.media_type if file else "",
        proof_size=file.size if file else 0,
        proof_digest=file.digest if file else "",
        entered_by_id=desk.actor.account_id or 0,  # nobody enters values without an account
        entered_at=desk.now,
    )


def value_record(line: Any) -> dict[str, Any]:
    """Return the entered values of a source as the record holds them."""
    row = line.value
    proof = {"filename": row.proof_filename, "digest": row.proof_digest}
    return {
        "source": row.source,
        "values": read_json(row.values),
        "note": row.note,
        "role": row.role,
        "proof": proof if row.proof_digest else None,
        "entered_at": utc_text(row.entered_at),
    }


def _make(
    session: Session, case: Case, view: DrawView, *, desk: Desk, public_url: str
) -> tuple[int, ...]:
    """Select, record, sign and seat; return the ids of the invitations."""
    draw, announcement = view.draw, view.announcement
    values = [value_record(line) for line in view.sources]
    frozen = read_lists(announcement, read_json(draw.lists))
    try:
        selection = select(
            frozen,
            rule=read_rule(announcement["rule"]),
            sources=announced_values(announcement, values),
            algorithm=announcement["algorithm"],
        )
    except PoolError as error:
        raise InvalidInput(error.code, where="values", **error.facts) from error
    draw.state, draw.drawn_at, draw.drawn_by_id = DrawState.DRAWN, desk.now, desk.actor.account_id
    line = add_entry(
        session, review=view.review, kind=LedgerKind.DRAW, draw=draw, actor=desk.actor,
        now=max(desk.now, *(each.value.entered_at for each in view.sources if each.value)),
    )  # fmt: skip
    made = record_of(
        announcement=announcement,
        announcement_signature=read_json(draw.announcement_signature),
        values=values,
        frozen=frozen,
        selection=selection,
        ledger=ledger_rows(session, case.id),
        sign=desk.keeping(session, session.get_one(Office, draw.office_id)),
    )
    draw.result = canonical_json(selection_record(selection))
    draw.record = canonical_json(made)
    after = {"draw": draw.id, "number": draw.number, "contents": made["contents"]["members"]}
    record(session, actor=desk.actor, action="draw:make", subject=view.review, after=after,
           now=desk.now)  # fmt: skip
    act = Act(desk.actor, desk.now, public_url)
    return seat_drawn(session, case, draw, selection=selection, line=line, act=act)
