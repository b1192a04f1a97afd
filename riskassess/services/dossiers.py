"""Dossiers: asked for by the archivist, built by a job, sealed in one transaction."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import AuditChain, AuditHead, Dossier, GradeResult, Job, Office, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.retention import RETENTIONS, is_long_enough, retention_code
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    DossierState,
    JobState,
    RefusalReason,
)
from riskassess.filters import local
from riskassess.queries.accounts import actor_for, find_account
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.dossiers import (
    JOB_KIND,
    LATER,
    find_dossier,
    missing_papers,
    shortest_retention,
)
from riskassess.queries.jobs import find_newest_job
from riskassess.queries.offices import lock_office
from riskassess.services.approved_content import require_as_approved
from riskassess.services.assessments import move, require
from riskassess.services.audit import chain_name, record
from riskassess.services.certificates import Sign, sign_head
from riskassess.services.documents import queue_rendering
from riskassess.services.jobs import PATIENCE, queue_job
from riskassess.services.uploads import Upload, place_document

_NUMBER = "{fonds}-WS·{year}-{retention}-WP-{item:04}"
_ITEM = re.compile(r"-(\d+)$")


@dataclass(frozen=True)
class SealedFiles:
    """What the job made: digests of PDF and package, and the seal as it stands in the package."""

    pdf_digest: str
    package_digest: str
    package_size: int
    seal: str


def request_seal(
    session: Session,
    *,
    assessment_id: int,
    actor: Actor,
    now: datetime,
    retention: str = "",
) -> tuple[Dossier, int]:
    """Queue the work that builds the numbered dossier; return it and the id of the job.

    Asked again while the work is under way, the same job is returned; after a failure a new one.
    Without a retention the manual's own is taken.

    Raises
    ------
    Refused, IllegalTransition
        When the rules forbid it, documents are missing that can still be brought (named), or
        what was approved is not what stands there (named).
    InvalidInput
        `retention_unknown`, or `retention_short` when the manual asks for more.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.ARCHIVE, actor=actor)
        result = require_as_approved(session, case)
        _require_complete(session, case, result)
        retention = _checked_retention(case, result, retention)
        dossier = find_dossier(session, case.id)
        if dossier and (job := _working(session, dossier, now=now)):
            return dossier, row_id(job)
        dossier = _numbered(session, case, dossier, retention=retention, act=(actor, now))
        job = queue_job(session, kind=JOB_KIND, subject_id=row_id(dossier), actor=actor, now=now)
        session.flush()  # the caller rings the bell with the id
        return dossier, row_id(job)


def _require_complete(session: Session, case: Case, result: GradeResult) -> None:
    missing = missing_papers(session, case, grade=result.initial_grade)
    if late := [paper.text for paper in missing if paper.can_be_added]:
        raise Refused(
            RefusalReason.DOCUMENTS_MISSING,
            where=f"assessment:{case.id}",
            missing="、".join(late),
        )


def _checked_retention(case: Case, result: GradeResult, retention: str) -> str:
    shortest = shortest_retention(case.manual, result.initial_grade)
    if not retention:
        return retention_code(shortest)
    if retention not in RETENTIONS:
        raise InvalidInput("retention_unknown", where="retention", value=retention)
    if not is_long_enough(retention, shortest):
        raise InvalidInput("retention_short", where="retention")
    return retention


def _working(session: Session, dossier: Dossier, *, now: datetime) -> Job | None:
    """Return the job that builds the dossier now, or None when it ended or its worker died."""
    job = find_newest_job(session, kind=JOB_KIND, subject_id=row_id(dossier))
    return job if job is not None and is_working(job, now=now) else None


def is_working(job: Job, *, now: datetime) -> bool:
    """Return whether a job waits or works, and its worker has not been silent for too long."""
    if job.state not in {JobState.QUEUED, JobState.RUNNING}:
        return False
    return abs(now - (job.heartbeat_at or job.created_at)) < PATIENCE  # the clock may be put back


def _numbered(
    session: Session,
    case: Case,
    dossier: Dossier | None,
    *,
    retention: str,
    act: tuple[Actor, datetime],
) -> Dossier:
    actor, now = act
    if dossier is None or dossier.retention != retention:
        number = _next_number(session, case.assessment.office_id, retention, now)
    else:
        number = dossier.number
    if dossier is None:
        dossier = Dossier(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            number=number,
            retention=retention,
            requested_at=now,
        )
        session.add(dossier)
    dossier.number, dossier.retention, dossier.state = number, retention, DossierState.BUILDING
    dossier.requested_by_id, dossier.requested_at = actor.account_id, now
    record(session, actor=actor, action="dossier:request", subject=dossier, now=now,
           after={"number": number, "retention": retention})  # fmt: skip
    return dossier


def _next_number(session: Session, office_id: int, retention: str, now: datetime) -> str:
    office = lock_office(session, office_id)
    parts = {"fonds": office.code, "year": local(now).year, "retention": retention}
    prefix = _ITEM.sub("-", _NUMBER.format(**parts, item=0))
    taken = session.exec(
        select(Dossier.number).where(
            Dossier.office_id == office_id, col(Dossier.number).startswith(prefix, autoescape=True)
        )
    )
    last = max((int(found[1]) for row in taken if (found := _ITEM.search(row))), default=0)
    return _NUMBER.format(**parts, item=last + 1)


def begin_seal(
    session: Session, *, dossier_id: int, sign: Sign, now: datetime
) -> tuple[Dossier, AuditHead] | None:
    """Sign the audit head that the dossier will hold; None when it is sealed already."""
    with transaction(session):
        dossier, case = _lock_dossier(session, dossier_id)
        if dossier.state is DossierState.SEALED:
            return None
        dossier.state = DossierState.BUILDING
        office = session.get_one(Office, dossier.office_id)
        head = sign_head(session, assessment=case.assessment, office=office, sign=sign, now=now)
        return dossier, head


def complete_seal(
    session: Session, *, dossier_id: int, sealed: SealedFiles, head: AuditHead, now: datetime
) -> Dossier:
    """Keep the seal and archive the assessment in the name of the archivist who asked for it.

    A dossier that another worker sealed meanwhile is left alone.

    Raises
    ------
    Conflict
        `dossier_outrun` when something was written to the case while the files were made.
    Refused
        When the rows are no longer what was approved, however they came to change.
    """
    with transaction(session):
        session.expire_all()  # rows as they stand now, not as they were read to be printed
        dossier, case = _lock_dossier(session, dossier_id)
        if dossier.state is DossierState.SEALED:
            return dossier
        chain = session.exec(
            select(AuditChain)
            .where(AuditChain.name == chain_name(case.assessment))
            .execution_options(populate_existing=True)
        ).one()
        if chain.sequence != head.sequence:
            raise Conflict("dossier_outrun", where=f"dossier:{dossier_id}")
        require_as_approved(session, case)
        actor = _archivist(session, dossier)
        dossier.pdf_digest, dossier.package_digest = sealed.pdf_digest, sealed.package_digest
        dossier.package_size, dossier.seal = sealed.package_size, sealed.seal
        dossier.state, dossier.sealed_at = DossierState.SEALED, head.signed_at
        move(session, case, action=AssessmentAction.ARCHIVE, actor=actor, now=now)
        record(session, actor=actor, action="dossier:seal", subject=dossier, now=now,
               after={"number": dossier.number, "package": sealed.package_digest,
                      "head": head.sequence})  # fmt: skip
        return dossier


def _archivist(session: Session, dossier: Dossier) -> Actor:
    account = find_account(session, dossier.requested_by_id or 0)
    if account is None:
        raise NotFound("not_found", where=f"account:{dossier.requested_by_id}")
    on = local(dossier.requested_at).date()  # a deputy who asked for it may be one no more
    return actor_for(session, account, on=on)


def fail_seal(
    session: Session, *, dossier_id: int, job_id: int, attempt: int, now: datetime
) -> None:
    """Note that the files could not be made; the archivist may try again.

    An attempt that lost the work to a later one, or to a newer job, says nothing.
    """
    with transaction(session):
        session.expire_all()
        dossier, _case = _lock_dossier(session, dossier_id)
        newest = find_newest_job(session, kind=JOB_KIND, subject_id=dossier_id)
        is_owner = newest is not None and (newest.id, newest.attempts) == (job_id, attempt)
        if dossier.state is not DossierState.BUILDING or not is_owner:
            return
        dossier.state = DossierState.FAILED
        actor = system_actor(dossier.office_id)
        record(session, actor=actor, action="dossier:fail", subject=dossier, now=now)


def _lock_dossier(session: Session, dossier_id: int) -> tuple[Dossier, Case]:
    dossier = session.get(Dossier, dossier_id)
    if dossier is None:
        raise NotFound("not_found", where=f"dossier:{dossier_id}")
    case = lock_case(session, dossier.assessment_id, actor=system_actor(dossier.office_id))
    session.refresh(dossier)  # read under the lock: another worker may have sealed it
    return dossier, case


def add_paper(
    session: Session,
    *,
    assessment_id: int,
    code: str,
    upload: Upload,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Add a document that came after the approval to a closed case; return the drawing job's id.

    Raises
    ------
    Refused, IllegalTransition
        When the actor may not archive the case now.
    NotFound
        For a document under the fingerprint: adding it would make the approval stale.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require_papers(session, case, code=code, actor=actor)
        document = place_document(session, case, code, upload, item="", actor=actor, now=now)
        return queue_rendering(session, document=document, actor=actor, now=now)


def require_papers(session: Session, case: Case, *, code: str, actor: Actor) -> None:
    """Raise unless the actor may add this document to the closed case now."""
    require(session, case, action=AssessmentAction.ARCHIVE, actor=actor)
    rule = case.manual.document(code)
    if case.assessment.state is not AssessmentState.CLOSED or (
        rule.by is Bringer.GENERATED or rule.needed_for not in LATER
    ):
        raise NotFound("not_found", where=f"document:{code}")
