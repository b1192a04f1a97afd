"""A PostgreSQL server for the test run: started when first asked for, shared by all workers.

`pytest_plugins = ["tests.support.postgres", …]` in `tests/conftest.py` brings hooks and fixtures.
The server listens on a Unix socket in its own folder only: no port to collide with, no password.
"""

import contextlib
import fcntl
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

# Set by the process that owns the run and inherited by its xdist workers.
RUN_FOLDER = "RISKASSESS_TEST_POSTGRES"
PROGRAMS = Path("/usr/lib/postgresql")
SETTINGS = ("listen_addresses=''", "max_connections=200", "shared_buffers=64MB", "timezone=UTC")
# Speed before safety: a test database is thrown away.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A running server, known by the folder that holds its data and its socket."""

    folder: Path

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Create a database, in place of an older one of this name; return its URL.

        It is empty, or a copy of another one to which nobody is connected.
        """
        self.drop_database(name)
        self._order(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database with whoever is still connected to it."""
        self._order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _order(self, statement: str) -> None:
        place = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(statement.encode())


def server_programs() -> Path:
    """Return the folder of initdb and pg_ctl, the newest if there are several."""
    found = sorted(PROGRAMS.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError(
            "PostgreSQL is not installed: `make test` does it, or apt-get install postgresql"
        )
    return found[-1].parent


def _owner() -> str | None:
    """Return the account that must own the server: initdb refuses root."""
    if os.getuid() != 0:
        return None
    pwd.getpwnam("postgres")  # comes with the Debian package
    return "postgres"


def _call(program: str, *arguments: str, cwd: Path) -> None:
    """Run a server program as the account that may, and show its words when it fails."""
    owner = _owner()
    as_owner: dict[str, Any] = {"user": owner, "group": owner, "extra_groups": []} if owner else {}
    # a file, not a pipe: the server would inherit the pipe and keep it open for ever
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(
            [server_programs() / program, *arguments], cwd=cwd, stdin=subprocess.DEVNULL,
            stdout=words, stderr=subprocess.STDOUT, check=False, **as_owner,
        )  # fmt: skip
        words.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {words.read().decode(errors='replace')[-2000:]}")


def start_server(folder: Path, *, is_durable: bool = False) -> PostgresServer:
    """Start a server in an empty folder; a durable one writes to the disk as in production."""
    owner = _owner()
    if owner:
        shutil.chown(folder, owner, owner)
    folder.chmod(0o700)
    cluster = str(folder / "cluster")
    _call(
        "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync", cwd=folder,
    )  # fmt: skip
    chosen = SETTINGS if is_durable else (*SETTINGS, *CARELESS)
    options = " ".join(
        f"-c {setting}" for setting in (*chosen, f"unix_socket_directories={folder}")
    )
    _call(
        "pg_ctl", "-D", cluster, "-l", str(folder / "log"), "-o", options,
        "-w", "-t", "60", "start", cwd=folder,
    )  # fmt: skip
    return PostgresServer(folder)


def stop_server(folder: Path) -> None:
    """Stop the server of a folder, if one was started, and remove the folder."""
    if (folder / "cluster" / "postmaster.pid").exists():
        _call("pg_ctl", "-D", str(folder / "cluster"), "-m", "immediate", "-w", "stop", cwd=folder)
    shutil.rmtree(folder)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one worker at a time pass."""
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of the server, in the process that owns the run."""
    if RUN_FOLDER not in os.environ:
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="riskassess-postgres-")
        config.add_cleanup(_end_run)


def _end_run() -> None:
    folder = Path(os.environ.pop(RUN_FOLDER))
    stop_server(folder)
    (folder.parent / f"{folder.name}.lock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """Return the server of this run; the first worker that asks starts it."""
    folder = Path(os.environ[RUN_FOLDER])
    with _alone(folder):
        if (folder / "cluster").exists():
            return PostgresServer(folder)
        return start_server(folder)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer, worker_id: str) -> Iterator[str]:
    """Return the URL of this worker's own database, empty at the start."""
    name = f"riskassess_{worker_id}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


@pytest.fixture
def make_postgres_database(
    postgres_server: PostgresServer, worker_id: str
) -> Iterator[Callable[[], str]]:
    """Return a maker of fresh, empty databases; they are dropped after the test."""
    names: list[str] = []

    def make() -> str:
        names.append(f"riskassess_{worker_id}_{next(_numbers)}")
        return postgres_server.create_database(names[-1])

    yield make
    for name in names:
        postgres_server.drop_database(name)
