"""How large the audit trail is after a year of 300 assessments, and how long it takes to check.

What one assessment leaves is taken from the demonstration: the entries of the case that went the
whole way, and its share of the entries in the office's own chain.
"""

import json
import time
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from sqlmodel import select

from config import load_settings
from models import AuditEntry
from models.engine import make_engine, make_session, transaction
from riskassess.cli.db import store_builtin_manuals
from riskassess.demonstration.loading import load
from riskassess.domain.actor import system_actor
from riskassess.queries.audit import check_chains
from riskassess.resources import make_resources
from riskassess.services.audit import record
from tests import factories
from tests.conftest import CHEAP
from tests.support.audit_leaks import leaks
from tests.support.migrated import migrate_by_copy

FIRST = 1_000_000  # numbers of the assessments made here
PER_COMMIT = 5  # about what an act of the product writes
SMALL = 3
ONCE = ("account:create", "expert:")  # what an office does when it begins, not with each case


@dataclass(frozen=True)
class Subject:
    """A record of an assessment or of the office, as far as an entry names it."""

    id: int
    office_id: int
    assessment_id: int | None
    __tablename__: str


@dataclass(frozen=True)
class Shape:
    """What one assessment leaves in its own chain, and in the office's."""

    own: list
    office: list


@pytest.fixture
def database(request, tmp_path):
    """Return an empty database of the kind that was asked for."""
    kind = request.param
    if kind == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'year.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


def demonstration(folder):
    """Load the whole demonstration; return the shape of its entries and what they leak."""
    settings = load_settings({"RISKASSESS_HOME": str(folder), "RISKASSESS_ENV": "development"})
    engine = make_engine(f"sqlite:///{folder / 'demonstration.db'}")
    migrate_by_copy(engine)
    resources = replace(make_resources(settings, engine=engine), passwords=CHEAP)
    store_builtin_manuals(resources)
    load(resources, tell=lambda _told: None)
    with make_session(engine, may_write=False) as session:
        found, leaked = shape_of(session), leaks(session)
    engine.dispose()
    return found, leaked


def shape_of(session):
    """Return the entries of the longest case, and every n-th of the office's for n cases."""
    chains = {}
    for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id)):
        session.expunge(entry)
        chains.setdefault(entry.chain, []).append(entry)
    own = [rows for name, rows in chains.items() if name.startswith("assessment:")]
    daily = [
        row
        for name, rows in chains.items()
        for row in rows
        if name.startswith("office:") and not row.action.startswith(ONCE)
    ]
    return Shape(max(own, key=len), daily[:: len(own)])


def write_year(engine, shape, assessments):
    """Write the entries of so many assessments through the product's only writer."""
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        office_id = factories.office().id
    actor = replace(system_actor(office_id), request_id="0" * 16)  # as long as a real one
    lines = [(True, row) for row in shape.own]
    lines += [(False, row) for row in shape.office]
    with make_session(engine, may_write=True) as session:
        for number in range(assessments):
            for start in range(0, len(lines), PER_COMMIT):
                with transaction(session):
                    for is_own, row in lines[start : start + PER_COMMIT]:
                        write(session, actor, row, FIRST + number if is_own else None)
    return assessments * len(lines)


def write(session, actor, row, assessment_id):
    subject = Subject(row.subject_id, actor.office_id, assessment_id, row.subject_type)
    if row.subject_type == "assessment":
        subject = replace(subject, id=assessment_id)
    said = {"before": json.loads(row.before), "after": json.loads(row.after)}
    record(session, actor=actor, action=row.action, subject=subject, now=row.at, **said)


def bytes_of(engine):
    """Return the bytes of the trail's tables with their indexes."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
            return pages * connection.execute(sa.text("PRAGMA page_size")).scalar_one()
        return sum(
            connection.execute(sa.text(f"SELECT pg_total_relation_size('{table}')")).scalar_one()
            for table in ("audit_entry", "audit_chain", "audit_head")
        )


def test_leak_would_be_found(session):
    expert = factories.expert(name="某位专家")
    actor = system_actor(expert.office_id)
    for action, after in (
        ("a", {"note": "13800138000"}),
        ("b", {"list": ["11010519491231002X"]}),
        ("c", {"score": 3}),
        ("d", {"who": "某位专家"}),
    ):
        record(session, actor=actor, action=action, subject=expert, now=factories.NOW, after=after)
    kinds = ("telephone number", "identity number", "score", "name of an expert")
    assert leaks(session) == [f"{name}: {kind}" for name, kind in zip("abcd", kinds, strict=True)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_few_assessments_are_written_and_checked(database, now):
    said = {"office_id": 1, "chain": "", "sequence": 0, "at": now, "previous": "", "digest": ""}
    own, office = (
        [AuditEntry(subject_type=kind, subject_id=1, action="x", **said)] * count
        for kind, count in (("assessment", 7), ("job", 3))
    )
    measured(database, Shape(own, office), assessments=SMALL)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Load the whole demonstration once."""
    return demonstration(tmp_path_factory.mktemp("whole"))


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_year_of_300_assessments(database, whole):
    shape, leaked = whole
    assert leaked == []
    measured(database, shape, assessments=300)


def measured(engine, shape, *, assessments):
    """Write, weigh and check; print one line."""
    before, begun = bytes_of(engine), time.perf_counter()
    count = write_year(engine, shape, assessments)
    wrote, size = time.perf_counter() - begun, bytes_of(engine) - before
    begun = time.perf_counter()
    with make_session(engine, may_write=False) as session:
        chains = [chain for chain in check_chains(session) if chain.entries]
    checked = time.perf_counter() - begun
    assert sum(chain.entries for chain in chains) == count
    assert len(chains) == assessments + 1
    assert not [chain for chain in chains if chain.faults]
    assert size > 0
    print(  # noqa: T201 - the figures of docs/operations.md
        f"{engine.dialect.name}: {assessments} assessments, {count} entries "
        f"({len(shape.own)} + {len(shape.office)} each), {size} bytes, "
        f"written in {wrote:.1f} s, verified in {checked:.1f} s"
    )
