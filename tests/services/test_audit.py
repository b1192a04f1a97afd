"""Audit chains grow with the acts they tell of, and show whatever was done to them."""

import threading
from datetime import timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import Assessment, AuditChain, AuditEntry, AuditHead, Office, OfficeKey
from models.engine import make_engine, make_session, transaction
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.vocabulary import Role
from riskassess.proof.chain import CHAIN_START, ChainFaultKind, entry_digest
from riskassess.queries.audit import check_chains, entry_facts
from riskassess.services.audit import record
from riskassess.services.certificates import sign_head
from tests import factories
from tests.support.migrated import migrate_by_copy


@pytest.fixture
def case(session):
    return factories.assessment()


@pytest.fixture
def write(session, case, now):
    """Return a function that writes entries to the case's chain, each in its own transaction."""
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)

    def many(count=1, *, actor=officer, **values):
        given = {"action": "assessment:edit", "subject": case, "now": now}
        for _turn in range(count):
            with transaction(session):
                entry = record(session, actor=actor, **{**given, **values})
        return entry

    return many


def verdicts(session):
    session.expire_all()
    return {
        chain.name: [(fault.kind.value, fault.sequence) for fault in chain.faults]
        for chain in check_chains(session)
        if chain.name.startswith("assessment:") or chain.entries  # made accounts leave no entry
    }


def tamper(session, statement):
    with transaction(session):
        session.execute(statement)


def test_chain_grows_link_by_link(session, case, write):
    write(3)
    rows = session.exec(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [CHAIN_START, rows[0].digest, rows[1].digest]
    assert all(entry_digest(row.previous, entry_facts(row)) == row.digest for row in rows)
    head = session.exec(select(AuditChain)).one()
    assert (head.name, head.sequence, head.digest) == (f"assessment:{case.id}", 3, rows[2].digest)
    assert verdicts(session) == {f"assessment:{case.id}": []}


def test_records_of_a_case_share_its_chain_and_the_rest_share_the_offices(session, case, write):
    factor = factories.factor(case)
    office = session.get(Office, case.office_id)
    expert = factories.expert(office_id=office.id)
    assert write(subject=factor).chain == f"assessment:{case.id}"
    assert write(subject=expert).chain == f"office:{office.id}"


def test_moment_in_another_zone_is_the_same_moment(session, write, now):
    write(now=now.astimezone(timezone(timedelta(hours=8))))
    assert not any(verdicts(session).values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_id", 404),
        ("action", "assessment:archive"),
        ("subject_type", "project"),
        ("subject_id", 404),
        ("before", '{"state":"draft"}'),
        ("after", '{"state":"filed"}'),
        ("request_id", "x"),
        ("at", sa.func.current_timestamp()),
        ("digest", CHAIN_START),
    ],
)
def test_changed_field_is_seen(session, write, field, value):
    write(3)
    tamper(session, sa.update(AuditEntry).where(AuditEntry.sequence == 2).values({field: value}))
    [faults] = verdicts(session).values()
    assert (ChainFaultKind.CHANGED, 2) in faults


def test_entry_moved_to_another_office_is_seen(session, write):
    write(2)
    other = factories.office().id
    moved = sa.update(AuditEntry).where(AuditEntry.sequence == 1).values(office_id=other)
    tamper(session, moved)
    [faults] = verdicts(session).values()
    assert faults == [("changed", 1), ("foreign", 1)]


def test_removed_entry_is_seen(session, write):
    write(3)
    tamper(session, sa.delete(AuditEntry).where(AuditEntry.sequence == 2))
    [faults] = verdicts(session).values()
    assert ("removed", 2) in faults


def test_inserted_entry_is_seen(session, write):
    write(3)
    tamper(session, sa.update(AuditEntry).where(AuditEntry.sequence == 3).values(sequence=4))
    last = session.exec(select(AuditEntry).where(AuditEntry.sequence == 2)).one()
    forged = AuditEntry(**{**last.model_dump(exclude={"id"}), "sequence": 3, "digest": ""})
    forged.digest = entry_digest(forged.previous, entry_facts(forged))
    with transaction(session):
        session.add(forged)
    [faults] = verdicts(session).values()
    assert ("inserted", 3) in faults


def test_cut_tail_is_seen_by_the_head(session, write):
    write(3)
    tamper(session, sa.delete(AuditEntry).where(AuditEntry.sequence == 3))
    assert list(verdicts(session).values()) == [[("cut", 3)]]


@pytest.fixture
def signed(session, case, write, tmp_path, now):
    """Leave three entries whose head the office has signed."""
    write(3)
    office = session.get(Office, case.office_id)
    keys = OfficeKeys(tmp_path / "keys")
    with transaction(session):
        sign_head(session, assessment=case, office=office, sign=keys.sign, now=now)


def cut_and_move_head(session):
    second = session.exec(select(AuditEntry).where(AuditEntry.sequence == 2)).one()
    tamper(session, sa.delete(AuditEntry).where(AuditEntry.sequence == 3))
    tamper(session, sa.update(AuditChain).values(sequence=2, digest=second.digest))


@pytest.mark.usefixtures("signed")
def test_signed_head_survives_a_cut_with_a_moved_head(session, write):
    assert not any(verdicts(session).values())
    cut_and_move_head(session)
    assert list(verdicts(session).values()) == [[("cut", 3)]]
    write(action="assessment:archive")  # somebody goes on as if nothing had been
    assert list(verdicts(session).values()) == [[("rewritten", 3)]]


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    "forgery",
    [
        sa.update(AuditHead).values(sequence=2),
        sa.update(AuditHead).values(signature="00" * 64),
        sa.delete(OfficeKey),
    ],
)
def test_forged_head_and_missing_key_are_seen(session, forgery):
    tamper(session, forgery)
    assert ChainFaultKind.HEAD_FORGED in [
        kind for kind, _place in sum(verdicts(session).values(), [])
    ]


@pytest.mark.usefixtures("signed")
def test_chain_whose_head_row_is_gone_is_still_read(session, case):
    tamper(session, sa.delete(AuditChain))
    assert verdicts(session) == {f"assessment:{case.id}": [("removed", 0)]}
    tamper(session, sa.delete(AuditEntry))
    assert ("cut", 1) in verdicts(session)[f"assessment:{case.id}"]


def test_secrets_are_dropped_however_deep(session, write):
    entry = write(
        before=None,
        after={
            "login": "li",
            "password": "p1",
            "list": [{"token": "t1", "id": 1}, {"nested": {"value": 9, "comment": "c1"}}],
        },
    )
    assert entry.after == '{"list":[{"id":1},{"nested":{}}],"login":"li"}'
    assert entry.before == "null"


def test_entry_goes_with_its_act(session, case, write, now):
    write()
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    with pytest.raises(ZeroDivisionError):
        lose_an_act(session, case, officer, now)
    assert len(session.exec(select(AuditEntry)).all()) == 1
    assert session.exec(select(AuditChain)).one().sequence == 1


def lose_an_act(session, case, officer, now):
    with transaction(session):
        record(session, actor=officer, action="assessment:edit", subject=case, now=now)
        raise ZeroDivisionError


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real_database(request, tmp_path):
    """Return a database of its own, in which transactions really commit."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'chains.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


def test_writers_at_once_leave_no_gap(real_database, now):
    with make_session(real_database, may_write=True) as session, factories.writing_with(session):
        case = factories.assessment()
        officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
        case_id = case.id
    start, failures = threading.Barrier(6), []

    def write():
        try:
            start.wait()
            with make_session(real_database, may_write=True) as session:
                for _turn in range(5):
                    with transaction(session):
                        subject = session.get(Assessment, case_id)
                        record(session, actor=officer, action="x", subject=subject, now=now)
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write) for _each in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    with make_session(real_database, may_write=False) as session:
        places = session.exec(select(AuditEntry.sequence).order_by(AuditEntry.sequence)).all()
        assert places == list(range(1, 31))
        assert not any(verdicts(session).values())
