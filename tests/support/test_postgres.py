"""The PostgreSQL server of the run answers, keeps databases apart and is one for all workers."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import start_server, stop_server

pytestmark = pytest.mark.postgres


def connect(url):
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


def test_database_of_the_worker_answers(postgres_url):
    with connect(postgres_url) as connection:
        version, encoding = connection.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        ).fetchone()
    assert version >= 150000
    assert encoding == "UTF8"


def test_made_databases_are_apart(make_postgres_database):
    first, second = make_postgres_database(), make_postgres_database()
    with connect(first) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with connect(second) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_database_is_dropped_though_somebody_is_connected(postgres_server):
    url = postgres_server.create_database("riskassess_in_use")
    connection = connect(url)
    postgres_server.drop_database("riskassess_in_use")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_stopping_ends_the_server_and_removes_its_folder():
    # pytest's own temporary folder is closed to the account that runs the server
    folder = Path(tempfile.mkdtemp(prefix="riskassess-postgres-own-"))
    server = start_server(folder)
    stop_server(folder)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        connect(server.url("postgres"))
