"""How SQLite is opened, which transactions lock, and what rows refuse."""

import sqlite3
import traceback
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel

from models import Account, AccountRole, Assessment, Office, Unit, UnitKind, row_id
from models.engine import make_engine, make_session, transaction
from riskassess.domain.vocabulary import Role

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


@pytest.fixture
def file_engine(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def begun(file_engine):
    """Return the list of BEGIN statements that the engine sends."""
    seen = []

    @sa.event.listens_for(file_engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            seen.append(statement)

    return seen


def an_office(code="510000"):
    return Office(code=code, name="测试稳定办", created_at=NOW)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_every_connection_is_prepared(file_engine, pragma, value):
    for _turn in range(2):
        with file_engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
            connection.connection.invalidate()  # the next turn opens another


def test_writers_wait_for_each_other(file_engine):
    with file_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000


@pytest.mark.parametrize(("may_write", "begin"), [(True, "BEGIN IMMEDIATE"), (False, "BEGIN")])
def test_only_writing_sessions_lock_at_once(file_engine, begun, may_write, begin):
    with make_session(file_engine, may_write=may_write) as session:
        session.exec(sa.text("SELECT 1"))
        assert begun == [begin]


def test_reader_is_not_stopped_by_a_writer(file_engine):
    with make_session(file_engine, may_write=True) as writer:
        writer.add(an_office())
        writer.flush()
        with make_session(file_engine, may_write=False) as reader:
            assert reader.exec(sa.select(sa.func.count(Office.id))).scalar() == 0


def test_second_writer_is_told_that_it_is_locked_out(file_engine, tmp_path):
    hurried = sqlite3.connect(tmp_path / "one.db", timeout=0)
    with closing(hurried) as second, make_session(file_engine, may_write=True) as writer:
        writer.add(an_office())
        writer.flush()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("BEGIN IMMEDIATE")


def test_transaction_keeps_all_or_nothing(file_engine):
    with make_session(file_engine, may_write=True) as session:
        with transaction(session):
            session.add(an_office("510001"))
        with pytest.raises(IntegrityError), transaction(session):
            session.add_all([an_office("510002"), an_office("510001")])
        assert session.exec(sa.select(Office.code)).scalars().all() == ["510001"]


def test_foreign_keys_hold(file_engine):
    with make_session(file_engine, may_write=True) as session:
        session.add(Unit(office_id=404, name="无主", kind=UnitKind.INSTITUTION, created_at=NOW))
        with pytest.raises(IntegrityError):
            session.flush()


def test_unknown_field_is_refused():
    with pytest.raises(TypeError, match="nmae"):
        Office(code="510000", nmae="拼错", created_at=NOW)


@pytest.mark.parametrize(
    "values", [{"code": 5}, {"code": "5" * 13}, {"created_at": "someday"}, {"name": None}]
)
def test_wrong_value_is_refused(values):
    with pytest.raises(ValidationError):
        Office(**{"code": "510000", "name": "测试", "created_at": NOW, **values})


def test_assignment_is_checked_too():
    office = an_office()
    with pytest.raises(ValidationError):
        office.name = "名" * 101


def test_choice_is_checked_when_a_row_is_made():
    with pytest.raises(ValidationError):
        AccountRole(account_id=1, role="emperor")


def test_choice_is_checked_on_its_way_to_the_database(file_engine):
    with make_session(file_engine, may_write=True) as session, pytest.raises(StatementError):
        session.exec(sa.insert(AccountRole).values(account_id=1, role="emperor"))


def test_choice_is_checked_by_the_database_itself(file_engine):
    insert = "INSERT INTO account_role (account_id, role) VALUES (1, 'emperor')"
    with file_engine.begin() as connection, pytest.raises(IntegrityError, match="CHECK"):
        connection.exec_driver_sql(insert)


def test_choice_stores_the_value(file_engine):
    with Session(file_engine) as session:
        office = an_office()
        session.add(office)
        session.flush()
        account = Account(
            office_id=row_id(office), login="a", display_name="a", password_hash="", created_at=NOW
        )
        session.add(account)
        session.flush()
        session.add(AccountRole(account_id=row_id(account), role=Role.AUDITOR))
        session.flush()
        assert session.exec(sa.text("SELECT role FROM account_role")).scalar() == "auditor"


def test_row_without_an_id_says_so():
    with pytest.raises(ValueError, match="Office"):
        row_id(an_office())


def test_versioned_rows_count():
    assert Assessment.__mapper__.version_id_col is Assessment.__table__.c.version


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_moments_come_back_aware_and_in_utc(kind, request, tmp_path):
    if kind == "postgres":
        engine = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        engine = make_engine(f"sqlite:///{tmp_path / 'moments.db'}")
    SQLModel.metadata.create_all(engine)
    in_shanghai = NOW.astimezone(timezone(timedelta(hours=8))).replace(microsecond=123456)
    with Session(engine) as session:
        session.add(Office(code="1", name="一", created_at=in_shanghai))
        session.commit()
    with Session(engine) as session:
        found = session.get(Office, 1).created_at
        assert found == in_shanghai
        assert found.utcoffset() == timedelta(0)
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_database_error_names_no_value(request, tmp_path, database):
    url = f"sqlite:///{tmp_path / 'told.db'}"
    if database == "pg":
        url = request.getfixturevalue("make_postgres_database")()
    engine = make_engine(url)
    table = sa.Table(
        "kept", sa.MetaData(), sa.Column("word", sa.Text, unique=True), sa.Column("other", sa.Text)
    )
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"word": "geheim", "other": "9876"})
    with pytest.raises(IntegrityError) as told, engine.begin() as connection:
        connection.execute(table.insert(), {"word": "geheim", "other": "9876"})
    engine.dispose()
    whole = "".join(traceback.format_exception(told.value, limit=0))
    assert "kept" in whole
    assert "geheim" not in whole
    assert "9876" not in whole
