"""Announcing a draw: lists frozen, source named, digests signed; nobody is drawn or invited yet."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from expert_pool.draw_record import rule_record, snapshot_record
from expert_pool.frozen import RESERVE, FrozenLists, lists_record
from expert_pool.record import announcement_of, signed_announcement
from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import DrawKind, DrawState, LedgerKind
from models import Draw, Office, Review, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.filters import date_text, local
from riskassess.i18n import _
from riskassess.proof.canonical import canonical_json, digest
from riskassess.queries.assessments import Case
from riskassess.queries.draws import utc_moment
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.appointed_seats import as_appointed
from riskassess.services.audit import record
from riskassess.services.candidates import (
    Exclusions,
    exclusions_for,
    panel_rule,
    refuse_open_questions,
    seat_name,
    store_exclusions,
)
from riskassess.services.certificates import MadeSignature, Sign, keep_key, utc_text
from riskassess.services.draw_freezing import POOL_EXHAUSTED, Seals, freeze_lists
from riskassess.services.draw_sources import SourceChoice, announced_sources
from riskassess.services.ledger import add_entry, not_before
from riskassess.services.seats import list_members

CODE_BYTES = 12
SALT_BYTES = 16
LINE_OF = {
    DrawKind.FIRST: LedgerKind.ANNOUNCEMENT,
    DrawKind.SUPPLEMENT: LedgerKind.SUPPLEMENT,
    DrawKind.REDRAW: LedgerKind.REDRAW,
}


def new_salt() -> str:
    """Return 128 bits that nobody knows, in hexadecimal digits."""
    return secrets.token_hex(SALT_BYTES)


@dataclass(frozen=True)
class Desk:
    """Who acts when, with the office's key and with what compares names of units.

    `salt` gives another salt each time it is called.
    """

    actor: Actor
    now: datetime
    sign: Sign
    names: NameTools
    salt: Callable[[], str] = field(default=new_salt)

    def keeping(self, session: Session, office: Office) -> Sign:
        """Return the signer that keeps the public half of each key it uses."""

        def sign(code: str, payload: bytes) -> MadeSignature:
            made = self.sign(code, payload)
            # two cases may be the first to use a key; the other one keeps it as well
            with suppress(IntegrityError), session.begin_nested():
                keep_key(session, office=office, signature=made, now=self.now)
            return made

        return sign


def announce(
    session: Session,
    case: Case,
    review: Review,
    *,
    choice: SourceChoice,
    desk: Desk,
    replaces: Draw | None = None,
) -> Draw:
    """Announce the next draw of a review within the caller's transaction.

    `replaces` is the cancelled draw that this one stands for. Raises InvalidInput when the pool
    cannot fill a seat that is not left vacant, or the source is none of the manual's, does not lie
    in the future, is known too late for the review, or brings fewer bits than the draw needs.
    """
    # no line of the ledger is earlier than the one before it
    desk = replace(desk, now=not_before(session, case.id, desk.now))
    manual = pool_manual_of(session, review.office_id)
    sources = announced_sources(manual, choice, now=desk.now)
    known_at = max(utc_moment(source["expected_at"]) for source in sources)
    _refuse_late(session, review, known_at)
    found = exclusions_for(
        session, case, members=list_members(session, row_id(review)),
        today=local(desk.now).date(), due_on=review.due_on, names=desk.names,
    )  # fmt: skip
    refuse_open_questions(found, case=case)
    seals = Seals(desk.salt(), desk.salt())
    held = replace(found, standing=as_appointed(session, case, review, found.standing))
    frozen = freeze_lists(case, held, seals, leaves_vacant=_leaves_vacant(manual, choice))
    _refuse_little_chance(manual, choice, needed=frozen.needed_bits)
    draw = _add_draw(session, case, review, found, (frozen.lists, seals), (desk, replaces))
    draw.expected_at = known_at
    office = session.get_one(Office, review.office_id)
    announcement = announcement_of(
        frozen=frozen.lists,
        rule=panel_rule(case),
        names={each.code: _stratum_name(case, each.code) for each in frozen.lists.strata},
        sources=sources,
        facts={
            **_facts(case, review, draw, (office, manual, replaces), desk),
            "needed_bits": frozen.needed_bits,
            "vacant": frozen.vacancies(case),
        },
        algorithm=manual.draw.algorithm,
    )
    _sign(draw, announcement, desk.keeping(session, office))
    store_exclusions(session, found, draw=draw, assessment_id=case.id)
    add_entry(
        session, review=review, kind=LINE_OF[draw.kind], draw=draw, actor=desk.actor, now=desk.now,
        reason_code=POOL_EXHAUSTED if frozen.vacant else "",
        note=(choice.vacancy or "") if frozen.vacant else "",
    )  # fmt: skip
    after = {"draw": draw.id, "number": draw.number, "announcement": draw.announcement_digest}
    record(session, actor=desk.actor, action="draw:announce", subject=review, after=after,
           now=desk.now)  # fmt: skip
    return draw


def _sign(draw: Draw, announcement: Mapping[str, Any], sign: Sign) -> None:
    draw.announcement = canonical_json(announcement)
    draw.announcement_digest = digest(announcement)
    draw.announcement_signature = canonical_json(signed_announcement(announcement, sign))


def _refuse_late(session: Session, review: Review, known_at: datetime) -> None:
    """Refuse a source that is known only when the review is due; the first draw sets no day yet."""
    if review.due_on > local(known_at).date():
        return
    if _next_draw(session, row_id(review)) == 1:
        raise InvalidInput("due_before_draw", where="due_on", day=date_text(known_at))
    day = review.due_on.isoformat()
    raise InvalidInput("draw_after_due", where="expected_at", day=day)


def _leaves_vacant(manual: PoolManual, choice: SourceChoice) -> bool:
    """Return whether a seat may be left vacant: by the manual's reason, with a note."""
    if choice.vacancy is None:
        return False
    if manual.reason(manual.draw.appointment_reasons, POOL_EXHAUSTED) is None:
        raise InvalidInput("draw_reason_unknown", where="leaves_vacant")
    if not choice.vacancy.strip():
        raise InvalidInput("draw_note_missing", where="vacancy")
    return True


def _refuse_little_chance(manual: PoolManual, choice: SourceChoice, *, needed: int) -> None:
    bits = manual.offered_bits(choice.offer)
    if bits < needed:
        raise InvalidInput("draw_bits_short", where="offer", bits=bits, needed=needed)


def _stratum_name(case: Case, code: str) -> str:
    return _("候补") if code == RESERVE else seat_name(case, code)


def _add_draw(
    session: Session,
    case: Case,
    review: Review,
    found: Exclusions,
    sealed: tuple[FrozenLists, Seals],
    given: tuple[Desk, Draw | None],
) -> Draw:
    (desk, replaces), (frozen, seals) = given, sealed
    snapshot = {
        **snapshot_record(
            found.profiles,
            exclusions=found.reasons,
            standing=found.standing,
            groups=frozen.groups(),
        ),
        "group_secret": seals.groups,
    }
    number = _next_draw(session, row_id(review))
    again = DrawKind.REDRAW if replaces else DrawKind.SUPPLEMENT
    draw = Draw(
        office_id=review.office_id,
        review_id=row_id(review),
        number=number,
        kind=DrawKind.FIRST if number == 1 else again,
        state=DrawState.ANNOUNCED,
        code=secrets.token_urlsafe(CODE_BYTES),
        algorithm=pool_manual_of(session, review.office_id).draw.algorithm,
        rule=canonical_json(rule_record(panel_rule(case))),
        pool_snapshot=canonical_json(snapshot),
        pool_digest=digest(snapshot),
        lists=canonical_json(lists_record(frozen)),
        replaces_id=replaces.id if replaces else None,
        announced_by_id=desk.actor.account_id,
        announced_at=desk.now,
    )
    session.add(draw)
    session.flush()  # exclusions and the ledger point to it
    return draw


def _next_draw(session: Session, review_id: int) -> int:
    query = select(sa.func.max(Draw.number)).where(Draw.review_id == review_id)
    return (session.exec(query).one() or 0) + 1


def _facts(
    case: Case,
    review: Review,
    draw: Draw,
    given: tuple[Office, PoolManual, Draw | None],
    desk: Desk,
) -> Mapping[str, Any]:
    office, manual, replaces = given
    return {
        "code": draw.code,
        "office": {"code": office.code, "name": office.name},
        "assessment": case.assessment.code,
        "review": {"number": review.number, "kind": str(review.kind)},
        "draw": draw.number,
        "kind": str(draw.kind),
        "manual_digest": case.manual.digest,
        "pool_manual_digest": manual.digest,
        "announced_at": utc_text(desk.now),
        "replaces": replaces.number if replaces else None,
    }
