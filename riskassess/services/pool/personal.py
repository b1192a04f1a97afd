"""Personal fields of experts: shown for a purpose and logged, handed out whole, erased for good."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlmodel import Session, col, select

from expert_pool.forbidden import forbidden_number
from expert_pool.vocabulary import Disclosed, ExpertAction, ExpertState
from models import Disclosure, Expert, ExpertAct, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.personal_policy import (
    LONGEST_PURPOSE,
    SHORTEST_PURPOSE,
    is_kept_long_enough,
    is_own,
    refuse_keeping,
)
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.personal import find_open_seat, personal_record
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool.records import lock_expert
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.stored_files import needed_among
from riskassess.services.audit import record
from riskassess.services.pool.blanking import blank_expert, list_erased_digests
from riskassess.wording.pool_files import FIELDS

ENDED = frozenset({ExpertState.EXPIRED, ExpertState.REMOVED})
Remover = Callable[[str], object]


class Seal(Protocol):
    """What seals and opens a text of an expert; `riskassess.adapters.personal_seal` does."""

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return the sealed text."""
        ...

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text that was sealed."""
        ...


@dataclass(frozen=True)
class Contact:
    """How an expert is reached."""

    phone: str
    email: str


def refuse_numbers(**texts: str) -> None:
    """Raise InvalidInput for the first text that holds a number that is never kept.

    The keyword is the field; `personal_number_id_card` or `personal_number_bank_card` is the code.
    """
    for name, text in texts.items():
        if kind := forbidden_number(text or ""):
            raise InvalidInput(f"personal_number_{kind}", where=name, field=FIELDS.get(name, name))


def show_contact(
    session: Session, *, expert_id: int, purpose: str, actor: Actor, now: datetime, seal: Seal
) -> Contact:
    """Return telephone and address to the pool keeper and record who looked, when and why.

    Raises
    ------
    NotFound
        For an expert of another office.
    Refused
        For anybody but a pool keeper; `seal_unreadable`, `seal_tampered`.
    InvalidInput
        `personal_purpose_missing`, `personal_number_…`.
    """
    with transaction(session):
        expert = lock_kept(session, expert_id, actor=actor)
        disclose(session, expert, Disclosed.PHONE, purpose=purpose, actor=actor, now=now)
        phone = seal.open(expert.phone_sealed, office_id=expert.office_id, expert=expert.code)
        return Contact(phone, expert.email)


def disclose(
    session: Session,
    expert: Expert,
    kind: Disclosed,
    *,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> Disclosure:
    """Record that something personal was shown, within the caller's transaction."""
    row = Disclosure(
        office_id=expert.office_id,
        kind=kind,
        expert_id=row_id(expert),
        account_id=actor.account_id,
        purpose=checked_purpose(purpose),
        at=now,
    )
    session.add(row)
    record(
        session,
        actor=actor,
        action=f"disclosure:{kind}",
        subject=row,
        after={"expert": expert.code},
        now=now,
    )
    return row


def checked_purpose(purpose: str) -> str:
    """Return the purpose as it is kept; raises InvalidInput when it says nothing."""
    text = " ".join(purpose.split())[:LONGEST_PURPOSE]
    if len(text) < SHORTEST_PURPOSE:
        raise InvalidInput("personal_purpose_missing", where="purpose", least=SHORTEST_PURPOSE)
    refuse_numbers(purpose=text)
    return text


def lock_kept(session: Session, expert_id: int, *, actor: Actor) -> Expert:
    """Return an expert of the pool that the actor keeps, locked; raises NotFound, Refused."""
    if reason := refuse_keeping(actor, office_id=actor.office_id):
        raise Refused(reason, where=f"expert:{expert_id}")
    return lock_expert(session, expert_id, office_id=actor.office_id)


def export_personal(
    session: Session, *, expert_id: int, purpose: str, actor: Actor, now: datetime, seal: Seal
) -> dict[str, Any]:
    """Return everything recorded about an expert, to the expert or on request to the keeper.

    The keeper says for what; the expert does not have to. Both are logged.
    """
    with transaction(session):
        expert = lock_expert(session, expert_id, office_id=actor.office_id)
        own = is_own(actor, office_id=expert.office_id, expert_id=expert.id)
        reason = None if own else refuse_keeping(actor, office_id=expert.office_id)
        if reason:
            raise Refused(reason, where=f"expert:{expert_id}")
        if own:
            record(session, actor=actor, action="expert:export_own", subject=expert, now=now)
        else:
            kind = Disclosed.PERSONAL_EXPORT
            disclose(session, expert, kind, purpose=purpose, actor=actor, now=now)
        phone = seal.open(expert.phone_sealed, office_id=expert.office_id, expert=expert.code)
        return {
            "format": "riskassess.personal/1",
            "made_at": now.isoformat(),
            **personal_record(session, expert, phone=phone),
        }


def refuse_erasure(session: Session, expert: Expert) -> Refused | None:
    """Return why the personal fields of an expert may not be erased now, or None."""
    where = f"expert:{expert.id}"
    if expert.erased_at is not None:
        return Refused("personal_erased", where=where)
    if expert.state is not ExpertState.REMOVED:
        return Refused("personal_in_pool", where=where)
    if find_open_seat(session, row_id(expert)) is not None:
        return Refused("personal_seated", where=where)
    return None


def erase_personal(
    session: Session, *, expert_id: int, note: str, actor: Actor, now: datetime, remove: Remover
) -> None:
    """Erase the personal fields of an expert who has left, as the expert asked.

    Acts, draws, sheets, evaluations and fees stay under the code. `remove` takes a file out of the
    store, unless it was brought anew; called after the transaction for what nothing else needs.

    Raises
    ------
    Refused
        `personal_in_pool`, `personal_seated`, `personal_erased`; or not a pool keeper.
    """
    if not note.strip():
        raise Refused(RefusalReason.REASON_MISSING, where="note")
    refuse_numbers(note=note)
    with transaction(session):
        expert = lock_kept(session, expert_id, actor=actor)
        if refusal := refuse_erasure(session, expert):
            raise refusal
        _erase(session, expert, note=note, actor=actor, now=now)
    remove_erased_files(session, office_id=actor.office_id, remove=remove)


def erase_expired(session: Session, *, now: datetime, remove: Remover) -> int:
    """Erase the personal fields of everybody whose retention period is over; return how many.

    Run by the sweep, as often as it likes: what is erased is not erased again, and files that a
    crash left behind are removed by the next run. Who sits in an open review waits.
    """
    done = 0
    for expert_id, office_id in _candidates(session):
        with transaction(session):
            try:
                expert = lock_expert(session, expert_id, office_id=office_id)
            except NotFound:
                continue
            if _is_over(session, expert, today=day_of(now)):
                _erase(session, expert, note="", actor=system_actor(office_id), now=now)
                done += 1
    remove_erased_files(session, office_id=None, remove=remove)
    return done


def remove_erased_files(session: Session, *, office_id: int | None, remove: Remover) -> None:
    """Take the files of erased papers out of the store, unless another row needs the content."""
    erased = list_erased_digests(session, office_id=office_id)
    needed = needed_among(session, erased)
    for digest in erased:
        if digest not in needed:
            remove(digest)


def _candidates(session: Session) -> list[tuple[int, int]]:
    rows = session.exec(
        select(Expert.id, Expert.office_id)
        .where(col(Expert.state).in_(ENDED), col(Expert.erased_at).is_(None))
        .order_by(col(Expert.id))
    ).all()
    session.rollback()  # each expert has a transaction of its own
    return [(key or 0, office_id) for key, office_id in rows]


def _is_over(session: Session, expert: Expert, *, today: date) -> bool:
    if expert.erased_at is not None or expert.state not in ENDED:
        return False
    since = day_of(expert.state_since or expert.created_at)
    ended_on = max(since, expert.term_until) if expert.term_until else since
    if expert.state is ExpertState.EXPIRED and expert.term_until:
        ended_on = expert.term_until
    years = pool_manual_of(session, expert.office_id).retention.years_after_term
    if not is_kept_long_enough(ended_on=ended_on, today=today, years=years):
        return False
    return find_open_seat(session, row_id(expert)) is None


def _erase(session: Session, expert: Expert, *, note: str, actor: Actor, now: datetime) -> None:
    session.add(
        ExpertAct(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            action=ExpertAction.ERASE,
            before=expert.state,
            after=expert.state,
            note=note.strip(),
            manual_digest=pool_manual_of(session, expert.office_id).digest,
            by_id=actor.account_id,
            at=now,
        )
    )
    kept = {"code": expert.code, "state": expert.state}
    blank_expert(session, expert, now=now)
    record(session, actor=actor, action="expert:erase", subject=expert, after=kept, now=now)
