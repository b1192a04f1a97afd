"""What is recorded of one expert: acts, checks, papers, employments; and the open hearing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertAction
from models import (
    Account,
    AccountRole,
    ConditionCheck,
    Employment,
    Expert,
    ExpertAct,
    ExpertFile,
    YearEvaluation,
    row_id,
)
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.errors import NotFound
from riskassess.domain.manual.catalogue import DayUnit
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from riskassess.queries.pool.periods import day_of, last_day
from riskassess.queries.pool_manuals import pool_manual_by_digest

LETTER = "appointment_letter"
OFFICE_ROLES = tuple(role for role in Role if GROUP_OF[role] is Group.OFFICE)
_ENDS_HEARING = frozenset({ExpertAction.CLOSE_HEARING, ExpertAction.REMOVE})


@dataclass(frozen=True)
class Hearing:
    """A hearing that is open: what was told, what was answered, and the last day to answer."""

    opened: ExpertAct
    answers: tuple[ExpertAct, ...]
    until: date

    def is_heard(self, today: date) -> bool:
        """Return whether the expert has answered, or had the time to."""
        return bool(self.answers) or today > self.until


def lock_expert(session: Session, expert_id: int, *, office_id: int) -> Expert:
    """Return an expert of the office, locked for a change; raises NotFound."""
    found = session.exec(
        select(Expert)
        .where(Expert.id == expert_id, Expert.office_id == office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("not_found", where=f"expert:{expert_id}")
    return found


def list_acts(session: Session, expert_id: int) -> list[ExpertAct]:
    """Return what was done about an expert, oldest first."""
    query = select(ExpertAct).where(ExpertAct.expert_id == expert_id)
    return list(session.exec(query.order_by(col(ExpertAct.id))))


def list_checks(session: Session, expert_id: int) -> dict[str, ConditionCheck]:
    """Return the conditions that were checked, by code."""
    rows = session.exec(select(ConditionCheck).where(ConditionCheck.expert_id == expert_id))
    return {row.code: row for row in rows}


def list_files(session: Session, expert_id: int) -> dict[str, ExpertFile]:
    """Return the newest paper of each code that was not erased."""
    rows = session.exec(
        select(ExpertFile)
        .where(ExpertFile.expert_id == expert_id, col(ExpertFile.erased_at).is_(None))
        .order_by(col(ExpertFile.id))
    )
    return {row.code: row for row in rows}


def get_file(session: Session, expert_id: int, file_id: int) -> ExpertFile:
    """Return a paper of this expert that was not erased; raises NotFound."""
    found = session.get(ExpertFile, file_id)
    if found is None or found.expert_id != expert_id or found.erased_at is not None:
        raise NotFound("not_found", where=f"expert_file:{file_id}")
    return found


def list_employments(session: Session, expert_id: int) -> list[Employment]:
    """Return what an expert was to units, in the order of writing."""
    query = select(Employment).where(Employment.expert_id == expert_id)
    return list(session.exec(query.order_by(col(Employment.id))))


def last_act(acts: Sequence[ExpertAct], *actions: ExpertAction) -> ExpertAct | None:
    """Return the last of these acts, or None."""
    return next((row for row in reversed(acts) if row.action in actions), None)


def open_return(acts: Sequence[ExpertAct]) -> ExpertAct | None:
    """Return why an application was sent back and not corrected yet, or None."""
    found = last_act(acts, ExpertAction.RETURN, ExpertAction.CORRECT)
    return found if found is not None and found.action is ExpertAction.RETURN else None


def is_class_checked(acts: Sequence[ExpertAct]) -> bool:
    """Return whether class and profession were looked at since the last formal check."""
    found = last_act(acts, ExpertAction.CHECK_FORM, ExpertAction.CHECK_CLASS)
    return found is not None and found.action is ExpertAction.CHECK_CLASS


def list_objections(acts: Sequence[ExpertAct]) -> list[ExpertAct]:
    """Return the objections of the last publicity."""
    started = last_act(acts, ExpertAction.PUBLISH)
    since = row_id(started) if started else 0
    return [row for row in acts if row.action is ExpertAction.OBJECT and row_id(row) > since]


def open_hearing(
    session: Session, acts: Sequence[ExpertAct], *, calendar: WorkCalendar = WEEKDAYS
) -> Hearing | None:
    """Return the hearing that is open, or None; its days are those of the manual at its start."""
    opened = last_act(acts, ExpertAction.OPEN_HEARING)
    later = [row for row in acts if opened is not None and row_id(row) > row_id(opened)]
    if opened is None or any(row.action in _ENDS_HEARING for row in later):
        return None
    days = pool_manual_by_digest(session, opened.manual_digest).standing.hearing_days
    until = last_day(day_of(opened.at), days, DayUnit.WORKING, calendar)
    answers = tuple(row for row in later if row.action is ExpertAction.HEAR)
    return Hearing(opened, answers, until)


def newest_year(session: Session, expert_id: int) -> YearEvaluation | None:
    """Return the last yearly evaluation of an expert, or None."""
    query = select(YearEvaluation).where(YearEvaluation.expert_id == expert_id)
    return session.exec(query.order_by(col(YearEvaluation.year).desc())).first()


def find_account_of(session: Session, expert_id: int) -> Account | None:
    """Return the account with which an expert signs in, or None."""
    return session.exec(select(Account).where(Account.expert_id == expert_id)).one_or_none()


def is_staff(session: Session, email: str, *, office_id: int) -> bool:
    """Return whether an account of the office's own people has this address."""
    return find_staff(session, email, office_id=office_id) is not None


def find_staff(session: Session, email: str, *, office_id: int) -> Account | None:
    """Return the account of the office's own people that has this address, or None."""
    wanted = email.strip().casefold()
    rows = session.exec(
        select(Account)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(Account.office_id == office_id, col(AccountRole.role).in_(OFFICE_ROLES))
    )
    same = (row for row in rows if row.email.strip().casefold() == wanted)
    return next(same, None) if wanted else None


def find_by_link(session: Session, digest: str, *, now: datetime) -> Expert | None:
    """Return whose status link this is, as long as it lasts; or None."""
    found = session.exec(select(Expert).where(Expert.link_digest == digest)).one_or_none()
    if found is None or found.link_expires_at is None or found.link_expires_at <= now:
        return None
    return found
