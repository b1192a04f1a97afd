"""Migrations up, down and up again on both databases, with and without rows."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from models import Office, schema
from models.engine import make_engine, make_session
from tests import factories
from tests.support.migrated import migrate_by_copy
from tests.web.sample_case import make_sample_case


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    """Return an empty database of its own."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    yield made
    made.dispose()


def tables(engine):
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_head():
    assert len(schema.heads()) == 1


def test_up_down_up_with_rows_on_the_way(database):
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.current(database) == schema.heads()[0]
    assert tables(database) == set(SQLModel.metadata.tables)
    with make_session(database, may_write=True) as session, factories.writing_with(session):
        make_sample_case()
    schema.upgrade(database)
    with make_session(database, may_write=False) as session:
        assert session.exec(sa.select(sa.func.count(Office.id))).scalar() >= 2
    schema.downgrade(database)
    assert (schema.current(database), tables(database)) == (None, set())
    schema.upgrade(database)
    assert schema.differences(database) == []


WORDS = re.compile(r"(\w+)\"?\)?(?:::\w+)*\)? (?:IN \(|= ANY \(\(?ARRAY\[)'([^']*)'")
OWN = {
    "expert": {"employer": "水利AB"},
    "comparison": {"second": "y"},
    "transition": {"before": "draft", "after": "draft"},
}
DAY = datetime(2026, 1, 2, tzinfo=UTC)
PLAIN = {sa.Integer: 1, sa.Boolean: True, sa.Date: DAY.date(), sa.DateTime: DAY, sa.JSON: {}}


def fill(engine):
    """Put one row into each table, whatever its columns: the first of each closed set, id 1."""
    known, checks = sa.MetaData(), sa.inspect(engine)
    known.reflect(engine)
    rows = [(table, row_of(table, checks)) for table in known.sorted_tables]
    with engine.begin() as connection:
        for table, row in rows:
            if table.name != "alembic_version":
                connection.execute(sa.insert(table).values(**row))


def row_of(table, checks):
    texts = "\n".join(each["sqltext"] for each in checks.get_check_constraints(table.name))
    own = OWN.get(table.name, {})
    given = {**dict(WORDS.findall(texts)), **own}
    return {
        column.name: given.get(column.name, plain(column))
        for column in table.columns
        if not column.nullable or column.name in own
    }


def plain(column):
    found = (value for kind, value in PLAIN.items() if isinstance(column.type, kind))
    return next(found, "{}")


def counts(engine, names):
    with engine.connect() as connection:
        return {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(name))
            ).scalar()
            for name in names
        }


def test_rows_of_the_release_before_stay_on_the_way_up_and_down(database):
    schema.upgrade(database, "0002")
    fill(database)
    before = counts(database, tables(database))
    assert set(before.values()) == {1}
    schema.upgrade(database)
    assert counts(database, before) == before
    assert schema.differences(database) == []
    with database.connect() as connection:
        grams = connection.execute(sa.text("SELECT gram FROM expert_gram WHERE expert_id = 1"))
        assert "水利" in set(grams.scalars())
        draw = connection.execute(sa.text("SELECT kind, state, code FROM draw")).one()
        assert tuple(draw) == ("first", "drawn", None)
    schema.downgrade(database, "0002")
    assert counts(database, before) == before


def test_drift_would_be_found(database):
    migrate_by_copy(database)
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE office ADD COLUMN nickname VARCHAR(20)")
    assert [kind for kind, *_rest in schema.differences(database)] == ["remove_column"]


def test_every_row_of_a_case_belongs_to_an_office():
    free = {"office", "manual_version", "pool_manual_version", "account_role", "job_process"}
    without = {
        name for name, table in SQLModel.metadata.tables.items() if "office_id" not in table.c
    }
    assert without == free
