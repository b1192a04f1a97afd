"""The database behind the lists of Y6: so many assessments, dossiers and experts."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from config import load_settings
from models import (
    Account,
    AccountRole,
    Assessment,
    Commitment,
    Deputy,
    DeputyRole,
    Dossier,
    Expert,
    Measure,
    Office,
    Project,
    Unit,
    UnitKind,
    schema,
)
from models.engine import make_session, transaction
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.vocabulary import AssessmentState, DossierState, Role
from riskassess.resources import Resources, make_resources
from riskassess.services.manuals import store_manual
from riskassess.services.pool_manuals import store_pool_manual

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
PASSWORD = "benchmark-only"  # noqa: S105 - a throw-away database
LIVING = [each for each in AssessmentState if each is not AssessmentState.ARCHIVED]


@contextmanager
def filled(count: int) -> Iterator[Resources]:
    """Yield resources over a database with so many assessments and experts, one in ten alive."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            {
                "RISKASSESS_ENV": "testing",
                "RISKASSESS_HOME": folder,
                "RISKASSESS_DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
                "RISKASSESS_SIGN_IN_LIMIT": "1000 per minute",
            }
        )
        resources = make_resources(settings)
        schema.upgrade(resources.engine)
        fill(resources, count)
        yield resources
        resources.engine.dispose()


def fill(resources: Resources, count: int) -> None:
    """Write the rows."""
    with make_session(resources.engine, may_write=True) as session, transaction(session):
        manual = store_manual(session, manual=builtin_manual("cn-default"), now=NOW)
        store_pool_manual(session, manual=builtin_pool_manual("cn-pool"), now=NOW)
        session.add(Office(id=1, code="500000", name="稳定办", created_at=NOW))
        session.flush()
        session.add(
            Unit(id=1, office_id=1, name="项目单位", kind=UnitKind.PROJECT_UNIT, created_at=NOW)
        )
        _add_people(session, resources.passwords.make(PASSWORD))
        for table, rows in tables(count, manual_version_id=manual.id or 0):
            while chunk := list(islice(rows, 5_000)):
                session.execute(sa.insert(table), chunk)


def _add_people(session: Session, password_hash: str) -> None:
    """Add an officer, and an archivist who stands in for the officer all the time."""
    around: dict[str, Any] = {
        "office_id": 1, "password_hash": password_hash, "created_at": NOW,
    }  # fmt: skip
    session.add(Account(id=1, login="officer", display_name="承办人", **around))
    session.add(Account(id=2, login="deputy", display_name="代理人", **around))
    session.flush()
    session.add(AccountRole(account_id=1, role=Role.CASE_OFFICER))
    session.add(AccountRole(account_id=2, role=Role.ARCHIVIST))
    session.add(
        Deputy(
            id=1, office_id=1, absent_id=1, deputy_id=2, first_on=date(2000, 1, 1),
            last_on=date(2099, 12, 31), reason="外出", named_by_id=1, named_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(DeputyRole(office_id=1, deputy_id=1, role=Role.CASE_OFFICER))
    session.flush()


def tables(count: int, *, manual_version_id: int) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    """Yield each table with its rows."""
    numbers = range(1, count + 1)
    living = {number: LIVING[number // 10 % len(LIVING)] for number in numbers if number % 10 == 0}
    own = {"office_id": 1}
    yield Project, (
        {**own, "id": number, "unit_id": 1, "title": f"重大项目第{number}号", "kind": "demolition",
         "level": "city", "created_at": NOW}
        for number in numbers
    )  # fmt: skip
    yield Assessment, (
        {**own, "id": number, "project_id": number, "manual_version_id": manual_version_id,
         "code": f"SSRA-{number:06}", "procedure": "general",
         "state": living.get(number, AssessmentState.ARCHIVED), "version": 1,
         "state_since": NOW - timedelta(hours=number % 900), "created_at": NOW}
        for number in numbers
    )  # fmt: skip
    yield Dossier, (
        {**own, "assessment_id": number, "number": f"500000-2026-{number:06}", "retention": "D30",
         "state": DossierState.SEALED, "requested_at": NOW, "sealed_at": NOW}
        for number in numbers
        if number not in living
    )  # fmt: skip
    tracked = [key for key, state in living.items() if state is AssessmentState.TRACKING]
    yield Measure, (
        {**own, "id": number, "assessment_id": number, "code": "M01", "text": "公布标准",
         "owner": "征收办", "stage": "P"}
        for number in tracked
    )  # fmt: skip
    yield (
        Commitment,
        (
            {**own, "measure_id": number, "state": "proven", "evidence": "", "remark": ""}
            for number in tracked[::2]
        ),
    )
    yield Expert, (
        {**own, "id": number, "code": f"ZJ{number:06}", "name": f"专家{number}",
         "expert_class": "engineering", "profession": "water", "employer": f"研究院{number % 97}",
         "state": "active", "term_until": date(2028, 1, 1), "created_at": NOW}
        for number in numbers
    )  # fmt: skip
