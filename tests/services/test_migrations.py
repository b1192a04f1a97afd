"""Migrations up, down and up again on both databases, with and without rows."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from models import Office, schema
from models.engine import make_engine, make_session
from tests import factories
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


def test_up_down_up(database):
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.current(database) == schema.heads()[0]
    assert tables(database) == set(SQLModel.metadata.tables)
    schema.downgrade(database)
    assert (schema.current(database), tables(database)) == (None, set())
    schema.upgrade(database)
    assert schema.differences(database) == []


def test_rows_stay_when_up_runs_again_and_do_not_stop_the_way_down(database):
    schema.upgrade(database)
    with make_session(database, may_write=True) as session, factories.writing_with(session):
        make_sample_case()
    schema.upgrade(database)
    with make_session(database, may_write=False) as session:
        assert session.exec(sa.select(sa.func.count(Office.id))).scalar() >= 2
    schema.downgrade(database)
    assert tables(database) == set()


def test_drift_would_be_found(database):
    schema.upgrade(database)
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE office ADD COLUMN nickname VARCHAR(20)")
    assert [kind for kind, *_rest in schema.differences(database)] == ["remove_column"]


def test_every_row_of_a_case_belongs_to_an_office():
    free = {"office", "manual_version", "pool_manual_version", "account_role"}
    without = {
        name for name, table in SQLModel.metadata.tables.items() if "office_id" not in table.c
    }
    assert without == free
