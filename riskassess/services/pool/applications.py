"""Ways into the pool: application, recommendation, and what the person corrects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from expert_pool.standing import Facts, Party, refuse
from expert_pool.vocabulary import ExpertAction, ExpertState, WayIn
from models import Expert, Unit, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.offices import lock_office
from riskassess.queries.pool import records
from riskassess.queries.pool.lives import Life
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.letters import Outbox
from riskassess.services.pool import facts as rules
from riskassess.services.pool.addresses import find_holder, tell_holder
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.forms import (
    Application,
    Seal,
    check_application,
    check_files,
    fill,
    keep_files,
    keep_past,
)
from riskassess.services.pool.letters import PoolLetter, write_letter
from riskassess.services.pool.links import lock_by_link
from riskassess.services.pool.numbers import next_applications
from riskassess.services.pool.unit_links import find_written
from riskassess.services.uploads import Upload


@dataclass(frozen=True)
class Papers:
    """An application with its attachments by code, and whether the person consents."""

    given: Application
    files: Mapping[str, Upload] = field(default_factory=dict)
    consents: bool = False


def apply(
    session: Session,
    *,
    office_id: int,
    papers: Papers,
    seal: Seal,
    now: datetime,
    outbox: Outbox,
    is_demonstration: bool = False,
) -> Expert | None:
    """Store an application that a person sends without an account, and write the status link.

    When the address is known already nothing is stored: whoever has it is told by mail, the caller
    answers as ever.

    Raises
    ------
    InvalidInput
        `where` is the field.
    Refused
        When the manual knows no application by the person, or the consent is missing.
    """
    with transaction(session):
        desk = Desk(Actor(None, office_id), now, Party.APPLICANT)
        manual = pool_manual_of(session, office_id)
        _check(session, papers, manual=manual, now=now)
        _require_papers(manual, papers.files)
        given = Facts(
            None,
            self_application=manual.admission.self_application,
            has_consented=papers.consents,
        )
        if code := refuse(ExpertAction.APPLY, Party.APPLICANT, given):
            raise Refused(code, where="pool")
        lock_office(session, office_id)  # two forms at once write one mail, and no number twice
        if holder := find_holder(session, papers.given.email, office_id=office_id):
            tell_holder(session, holder, outbox=outbox, now=now)
            return None
        expert = _new(session, papers.given, office_id=office_id, desk=desk)
        expert.way_in, expert.is_demonstration = WayIn.APPLICATION, is_demonstration
        rules.require(expert, ExpertAction.APPLY, desk, given)
        _keep(session, expert, papers, seal=seal, manual=manual, desk=desk)
        rules.add_act(session, expert, ExpertAction.APPLY, desk)
        _write(session, expert, PoolLetter.RECEIVED, desk, outbox)
        return expert


def recommend(
    session: Session,
    *,
    papers: Papers,
    unit_id: int,
    note: str,
    seal: Seal,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
    is_demonstration: bool = False,
) -> Expert:
    """Store a unit's recommendation; the person is asked to complete it and to consent.

    A unit recommends in its own name; the pool keeper enters what a unit sent on paper.

    Raises
    ------
    Refused, InvalidInput
        As `apply`; `not_your_role` for anybody else; `pool_known_email`, or
        `pool_staff_may_not_join` for the office's own people.
    """
    with transaction(session):
        unit = _unit(session, unit_id, actor=actor)
        desk = _proposing(actor, now)
        manual = pool_manual_of(session, actor.office_id)
        _check(session, papers, manual=manual, now=now)
        lock_office(session, actor.office_id)  # as `apply`: the address is asked about under it
        if holder := find_holder(session, papers.given.email, office_id=actor.office_id):
            raise holder.problem
        expert = _new(session, papers.given, office_id=actor.office_id, desk=desk)
        expert.way_in, expert.recommended_by_id = WayIn.RECOMMENDATION, unit_id
        expert.is_demonstration = is_demonstration
        rules.require(expert, ExpertAction.RECOMMEND, desk, Facts(None))
        _keep(session, expert, papers, seal=seal, manual=manual, desk=desk)
        rules.add_act(session, expert, ExpertAction.RECOMMEND, desk, note=note)
        _write(session, expert, PoolLetter.RECOMMENDED, desk, outbox, detail=unit.name)
        return expert


def support(
    session: Session, *, expert_id: int, unit_id: int, note: str, actor: Actor, now: datetime
) -> Expert:
    """Record that a unit recommends somebody who has applied."""
    with transaction(session):
        unit = _unit(session, unit_id, actor=actor)
        desk = _proposing(actor, now)
        expert = records.lock_expert(session, expert_id, office_id=actor.office_id)
        given = rules.facts_of(session, expert, desk)
        rules.require(expert, ExpertAction.RECOMMEND, desk, given)
        expert.recommended_by_id = row_id(unit)
        rules.add_act(session, expert, ExpertAction.RECOMMEND, desk, note=note)
        return expert


def correct(
    session: Session,
    *,
    digest: str,
    papers: Papers,
    answer: str,
    seal: Seal,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
) -> Expert:
    """Take over what the person corrected by the status link, with the consent where it lacked.

    The address stays: the link was sent there, and trying others would tell which are known.
    """
    with transaction(session):
        expert = lock_by_link(session, digest, now=now)
        desk = rules.applicant_desk(expert, now=now, calendar=calendar)
        manual = pool_manual_of(session, expert.office_id)
        rules.require(expert, ExpertAction.CORRECT, desk, rules.facts_of(session, expert, desk))
        if expert.consented_at is None and not papers.consents:
            raise InvalidInput("pool_consent_missing", where="consent")
        papers = replace(papers, given=replace(papers.given, email=expert.email))
        _check(session, papers, manual=manual, now=now)
        _keep(session, expert, papers, seal=seal, manual=manual, desk=desk)
        if missing := rules.missing_papers(session, expert, manual):
            raise InvalidInput("pool_attachment_missing", where=f"file_{missing[0]}")
        rules.add_act(session, expert, ExpertAction.CORRECT, desk, note=answer)
        return expert


def may_correct(life: Life) -> bool:
    """Return whether the person may change the application now, by the status link."""
    given = Facts(
        life.expert.state,
        has_consented=life.expert.consented_at is not None,
        is_returned=life.returned is not None,
    )
    return refuse(ExpertAction.CORRECT, Party.APPLICANT, given) is None


def _proposing(actor: Actor, now: datetime) -> Desk:
    is_keeper = actor.has(Role.POOL_KEEPER)
    return Desk(actor, now, Party.KEEPER if is_keeper else Party.UNIT)


def _unit(session: Session, unit_id: int, *, actor: Actor) -> Unit:
    is_sponsor = actor.has(Role.PROJECT_UNIT, Role.INSTITUTION)
    if not (actor.has(Role.POOL_KEEPER) or (is_sponsor and actor.unit_id == unit_id)):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where="pool")
    unit = session.get(Unit, unit_id)
    if unit is None or unit.office_id != actor.office_id:
        raise InvalidInput("pool_choice_unknown", where="unit")
    return unit


def _check(session: Session, papers: Papers, *, manual: PoolManual, now: datetime) -> None:
    check_application(session, papers.given, manual=manual, today=day_of(now))
    check_files(papers.files, manual=manual)


def _require_papers(manual: PoolManual, files: Mapping[str, Upload]) -> None:
    for row in manual.admission.attachments:
        if row.required and row.code not in files:
            raise InvalidInput("pool_attachment_missing", where=f"file_{row.code}")


def _new(session: Session, given: Application, *, office_id: int, desk: Desk) -> Expert:
    """Add a row with the next number of applications of this year; the caller locks them."""
    (code,) = next_applications(session, office_id, now=desk.now)
    expert = Expert(
        office_id=office_id,
        code=code,
        name=given.name.strip(),
        expert_class=given.expert_class,
        profession=given.profession,
        employer=given.employer.strip(),
        state=ExpertState.APPLIED,
        created_at=desk.now,
    )
    session.add(expert)
    session.flush()  # everything else points to it
    return expert


def _keep(
    session: Session, expert: Expert, papers: Papers, *, seal: Seal, manual: PoolManual, desk: Desk
) -> None:
    changed = fill(expert, papers.given, seal=seal)
    if expert.unit_id is None or "employer" in changed:
        expert.unit_id = find_written(session, expert.office_id, expert.employer)
    if keep_past(session, expert, papers.given.past, desk=desk):
        changed.append("employments")
    keep_files(session, expert, papers.files, desk=desk)
    if papers.consents and expert.consented_at is None:
        expert.consented_at = desk.now
        expert.consent_text = f"{manual.id} {manual.version} {manual.admission.consent_version}"
    rules.record_change(session, expert, changed, sorted(papers.files), desk)


def _write(
    session: Session,
    expert: Expert,
    letter: PoolLetter,
    desk: Desk,
    outbox: Outbox,
    *,
    detail: str = "",
) -> object:
    return write_letter(
        session, expert, letter, outbox=outbox, actor=desk.actor, now=desk.now, detail=detail
    )
