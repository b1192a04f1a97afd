"""One expert's whole life in the pool, for the pages of office, applicant and expert."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertAction, ExpertState
from models import (
    Account,
    ConditionCheck,
    Employment,
    Expert,
    ExpertAct,
    ExpertFile,
    Office,
    Unit,
    YearEvaluation,
    row_id,
)
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import records
from riskassess.queries.pool.records import Hearing
from riskassess.queries.pool_manuals import pool_manual_of

ON_THE_WAY = frozenset(
    {
        ExpertState.APPLIED,
        ExpertState.RECOMMENDED,
        ExpertState.UNDER_REVIEW,
        ExpertState.PUBLISHED,
    }
)


@dataclass(frozen=True)
class Life:
    """What is recorded of an expert, and the words for its codes."""

    expert: Expert
    manual: PoolManual
    office_name: str
    acts: tuple[ExpertAct, ...]
    actors: dict[int, str]
    files: dict[str, ExpertFile]
    checks: dict[str, ConditionCheck]
    past: tuple[Employment, ...]
    hearing: Hearing | None
    returned: ExpertAct | None
    is_class_checked: bool
    objections: tuple[ExpertAct, ...]
    has_account: bool
    recommended_by: str
    year: YearEvaluation | None
    words: dict[str, dict[str, str]]

    @property
    def is_on_the_way(self) -> bool:
        """Whether the application is not decided yet."""
        return self.expert.state in ON_THE_WAY

    @property
    def was_appointed(self) -> bool:
        """Whether the expert ever was a member of the pool."""
        is_left = self.expert.state is ExpertState.REMOVED
        return not self.is_on_the_way and not (is_left and self.expert.term_until is None)

    @property
    def class_name(self) -> str:
        """Name of the class."""
        return self.words["classes"].get(self.expert.expert_class, self.expert.expert_class)

    @property
    def profession_name(self) -> str:
        """Name of the profession."""
        return self.words["professions"].get(self.expert.profession, self.expert.profession)

    @property
    def title_level_name(self) -> str:
        """Name of the title's level, or nothing."""
        row = find_code(self.manual.conditions.title_levels, self.expert.title_level)
        return row.name.zh if row else ""

    @property
    def employer_type_name(self) -> str:
        """Name of the kind of employer, or nothing."""
        row = find_code(self.manual.conditions.employer_types, self.expert.employer_type)
        return row.name.zh if row else ""

    @property
    def missing(self) -> list[str]:
        """Names of attachments that the manual wants and nobody brought."""
        rows = self.manual.admission.attachments
        return [row.name.zh for row in rows if row.required and row.code not in self.files]

    @property
    def has_title(self) -> bool:
        """Whether the level of the title suffices."""
        row = find_code(self.manual.conditions.title_levels, self.expert.title_level)
        return row is not None and row.suffices

    def years(self, today: date) -> int:
        """Return the years of practice."""
        since = self.expert.practice_since
        return 0 if since is None else max(today.year - since, 0)

    def has_years(self, today: date) -> bool:
        """Return whether the years of practice suffice."""
        is_known = self.expert.practice_since is not None
        return is_known and self.years(today) >= self.manual.conditions.years

    def file_name(self, code: str) -> str:
        """Return what a paper is called in the manual; nothing for a letter of appointment."""
        row = find_code(self.manual.admission.attachments, code)
        return row.name.zh if row else ""

    def reason_name(self, act: ExpertAct) -> str:
        """Return the name of an act's reason, or nothing."""
        return reason_of(self.manual, act)


def reason_of(manual: PoolManual, act: ExpertAct) -> str:
    """Return the name of an act's reason in a manual, or nothing."""
    rows = manual.standing.removal
    if act.action is ExpertAction.SUSPEND:
        rows = manual.standing.suspension
    found = find_code(rows, act.reason_code)
    return found.name.zh if found else act.reason_code


def life_of(session: Session, expert: Expert, *, calendar: WorkCalendar = WEEKDAYS) -> Life:
    """Return everything recorded of an expert's standing."""
    key = row_id(expert)
    acts = records.list_acts(session, key)
    ids = {row.by_id for row in acts if row.by_id is not None}
    names = session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(ids)))
    unit = session.get(Unit, expert.recommended_by_id) if expert.recommended_by_id else None
    return Life(
        expert=expert,
        manual=pool_manual_of(session, expert.office_id),
        office_name=session.get_one(Office, expert.office_id).name,
        acts=tuple(acts),
        actors={account_id or 0: name for account_id, name in names},
        files=records.list_files(session, key),
        checks=records.list_checks(session, key),
        past=tuple(records.list_employments(session, key)),
        hearing=records.open_hearing(session, acts, calendar=calendar),
        returned=records.open_return(acts),
        is_class_checked=records.is_class_checked(acts),
        objections=tuple(records.list_objections(acts)),
        has_account=records.find_account_of(session, key) is not None,
        recommended_by=unit.name if unit else "",
        year=records.newest_year(session, key),
        words=pool_words(session),
    )
