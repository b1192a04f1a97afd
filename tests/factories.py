"""One maker per table; a test states only what matters to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlmodel import Session, func, select

from expert_pool.vocabulary import ExpertState, LedgerKind
from models import (
    Account,
    AccountRole,
    Assessment,
    Document,
    Expert,
    Factor,
    LedgerEntry,
    ManualVersion,
    Measure,
    MeasureFactor,
    Office,
    OwnEstimate,
    PanelMember,
    PoolManualVersion,
    Project,
    Review,
    Unit,
    UnitKind,
    row_id,
)
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.actor import Actor
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentState, Procedure, Role, Stage
from riskassess.queries.accounts import actor_for
from riskassess.services.manuals import store_manual
from riskassess.services.pool_manuals import store_pool_manual

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
PASSWORD = "测试-password-1"
_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = count(1)
_sessions: list[Session] = []
_versions: dict[str, dict[str, Any]] = {}  # rows of manuals, by digest


@contextmanager
def writing_with(session: Session) -> Iterator[None]:
    """Let the makers write with this session."""
    _sessions.append(session)
    try:
        yield
    finally:
        _sessions.pop()


def save(row: Any) -> Any:
    """Add a row so that it has an id."""
    session = _sessions[-1]
    session.add(row)
    session.commit()
    return row


def office(**values: Any) -> Office:
    """Make an office."""
    pool_manual()
    number = next(_numbers)
    given = {"code": f"{500000 + number}", "name": f"测试稳定办{number}", "created_at": NOW}
    return save(Office(**{**given, **values}))


def pool_manual() -> PoolManualVersion:
    """Store the pool manual that offices use."""
    return _version(PoolManualVersion, builtin_pool_manual("cn-pool"), store_pool_manual)


def _version(table: Any, found: Any, store: Callable[..., Any]) -> Any:
    """Store a manual by its service once; from then on add the row that the service made.

    Writing a manual as canonical JSON takes longer than most of the tests that need one.
    """
    session = _sessions[-1]
    stored = session.exec(select(table).where(table.digest == found.digest)).one_or_none()
    if stored is not None:
        return stored
    if found.digest not in _versions:
        row = store(session, manual=found, now=NOW)
        _versions[found.digest] = row.model_dump(exclude={"id"})
        return row
    row = table(**_versions[found.digest])
    session.add(row)
    session.flush()
    return row


def unit(**values: Any) -> Unit:
    """Make a unit of an office."""
    given = {
        "office_id": values.get("office_id") or office().id,
        "name": f"测试单位{next(_numbers)}",
        "kind": UnitKind.PROJECT_UNIT,
        "created_at": NOW,
    }
    return save(Unit(**{**given, **values}))


def account(*roles: Role, **values: Any) -> Account:
    """Make an account that holds the roles; its password is PASSWORD."""
    number = next(_numbers)
    given = {
        "office_id": values.get("office_id") or office().id,
        "login": f"user{number}",
        "display_name": f"测试用户{number}",
        "email": f"user{number}@example.invalid",
        "password_hash": _hash,
        "created_at": NOW,
    }
    made = save(Account(**{**given, **values}))
    for role in roles:
        save(AccountRole(account_id=made.id, role=role))
    return made


def actor(*roles: Role, **values: Any) -> Actor:
    """Make an account and return what rules may know of it."""
    return actor_for(_sessions[-1], account(*roles, **values))


def sponsor(owner: Unit | None = None) -> Actor:
    """Make somebody of a project unit."""
    owner = owner or unit()
    return actor(Role.PROJECT_UNIT, office_id=owner.office_id, unit_id=owner.id)


def manual(found: Manual | None = None) -> Any:
    """Store a manual, cn-default unless said otherwise, and return its row."""
    row = _version(ManualVersion, found or builtin_manual("cn-default"), store_manual)
    _sessions[-1].commit()
    return row


def project(**values: Any) -> Project:
    """Make a project: a demolition of a unit."""
    owner = values.pop("owner", None) or unit()
    given = {
        "office_id": owner.office_id,
        "unit_id": owner.id,
        "title": f"测试征收项目{next(_numbers)}",
        "kind": "demolition",
        "level": "city",
        "created_at": NOW,
    }
    return save(Project(**{**given, **values}))


def assessment(**values: Any) -> Assessment:
    """Make an assessment in a state; a draft unless said otherwise."""
    made = values.pop("project", None) or project(owner=values.pop("owner", None))
    given = {
        "office_id": made.office_id,
        "project_id": made.id,
        "manual_version_id": manual().id,
        "code": f"TEST-{next(_numbers):04}",
        "procedure": Procedure.GENERAL,
        "mode": "self",
        "state": AssessmentState.DRAFT,
        "state_since": NOW,
        "created_at": NOW,
    }
    return save(Assessment(**{**given, **values}))


def factor(assessment: Assessment, code: str = "B03", **values: Any) -> Factor:
    """Add a factor with the sponsor's estimate and one measure."""
    number = next(_numbers)
    found = builtin_manual("cn-default").factor(code)
    given = {
        "office_id": assessment.office_id,
        "assessment_id": assessment.id,
        "code": code,
        "name": found.name.zh,
        "category": found.category,
        "stage": Stage.PREPARATION,
        "position": number,
    }
    made = save(Factor(**{**given, **values}))
    save(
        OwnEstimate(
            office_id=made.office_id,
            factor_id=made.id,
            before_probability=6000,
            before_impact=5000,
            after_probability=3000,
            after_impact=4000,
            recorded_at=NOW,
        )
    )
    measure = save(
        Measure(
            office_id=made.office_id,
            assessment_id=row_id(assessment),
            code=f"M{number:02}",
            text="公布标准并逐户说明",
            owner="征收办",
            stage=Stage.PREPARATION,
            due_on=date(2026, 6, 30),
        )
    )
    save(MeasureFactor(office_id=made.office_id, measure_id=measure.id, factor_id=made.id))
    return made


def document(assessment: Assessment, code: str, **values: Any) -> Document:
    """Put a document under a code of the checklist; there is no file behind it."""
    number = next(_numbers)
    given = {
        "office_id": assessment.office_id,
        "assessment_id": assessment.id,
        "code": code,
        "title": f"测试文件{number}",
        "filename": f"{number}.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "digest": f"sha256:{number:064}",
        "uploaded_at": NOW,
    }
    return save(Document(**{**given, **values}))


def expert(**values: Any) -> Expert:
    """Make an active expert of the pool."""
    number = next(_numbers)
    given = {
        "office_id": values.get("office_id") or office().id,
        "code": f"ZJ{number:04}",
        "name": f"测试专家{number}",
        "expert_class": "management",
        "profession": "law",
        "employer": f"测试研究院{number}",
        "email": f"expert{number}@example.invalid",
        "state": ExpertState.ACTIVE,
        "created_at": NOW,
    }
    return save(Expert(**{**given, **values}))


def ledger_entry(
    review: Review, kind: LedgerKind = LedgerKind.IMPORT, **values: Any
) -> LedgerEntry:
    """Add the next line to the ledger of the review's assessment."""
    query = select(func.max(LedgerEntry.number)).where(
        LedgerEntry.assessment_id == review.assessment_id
    )
    given = {
        "office_id": review.office_id,
        "assessment_id": review.assessment_id,
        "review_id": review.id,
        "number": (_sessions[-1].exec(query).one() or 0) + 1,
        "kind": kind,
        "at": NOW,
    }
    return save(LedgerEntry(**{**given, **values}))


def seat(review: Review, **values: Any) -> PanelMember:
    """Seat somebody on a panel, with the line that no seat is without."""
    number = next(_numbers)
    given = {
        "office_id": review.office_id,
        "review_id": review.id,
        "ledger_entry_id": ledger_entry(review).id,
        "code": f"E{number}",
        "profession": "law",
        "employer": "测试研究院",
        "position": number,
    }
    return save(PanelMember(**{**given, **values}))
