"""Fixtures for all rings: a migrated database per worker, rolled back after each test."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from config import Settings, load_settings
from models.engine import make_engine
from riskassess import create_app
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.adapters.passwords import Passwords
from riskassess.adapters.personal_seal import PersonalSeal
from riskassess.adapters.storage import FileStore
from riskassess.app import equip
from riskassess.resources import Resources, TellingOfficerSeal
from tests import factories
from tests.support.vault import vault

pytest_plugins = [
    "tests.support.postgres", "tests.support.chromium", "tests.support.variants",
    "tests.support.order",
]  # fmt: skip
# A loaded machine is no reason to fail: no timed test in this suite.
hypothesis.settings.register_profile("house", deadline=None, max_examples=50)
hypothesis.settings.load_profile("house")
# Ten thousand tests are collected and none is let go: looking through them time and again finds
# nothing. `pytest_collection_finish` switches it on.
gc.disable()
NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass by what lasts for the whole run: modules and tests.

    As seldom as here it takes a tenth off the processor's time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every services test on both databases."""
    if "engine" in metafunc.fixturenames and "tests/services" in str(metafunc.definition.path):
        databases = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        metafunc.parametrize("engine", databases, indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def _short_keys() -> Iterator[None]:
    """Let certificates have keys of 2048 bits: a longer one takes four times as long to find."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("riskassess.adapters.signature_ca._BITS", 2048)
        yield


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    """Return a migrated, empty database; SQLite unless the ring asks for both."""
    from tests.support.migrated import migrate_by_copy  # imports a plugin, which pytest does first

    if getattr(request, "param", "sqlite") == "postgres":
        made = make_engine(request.getfixturevalue("postgres_url"))
    else:
        made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Return a connection whose outer transaction is rolled back."""
    with engine.connect() as connection, connection.begin() as outer:
        yield connection
        outer.rollback()


@pytest.fixture
def make_test_session(connection: sa.Connection) -> Callable[..., Session]:
    """Return a maker of sessions whose commits release savepoints of the outer transaction."""

    def make(*_args: object, **_options: object) -> Session:
        return Session(
            bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    return make


@pytest.fixture
def session(make_test_session: Callable[..., Session]) -> Iterator[Session]:
    """Return a session that the factories write with too."""
    with make_test_session() as session, factories.writing_with(session):
        yield session


@pytest.fixture
def now() -> datetime:
    """Return the fixed moment of all tests: Monday 2 March 2026, 10:30 in Shanghai."""
    return NOW


def _test_settings(home: Path, *, sign_in_limit: str = "1000 per minute") -> Settings:
    return load_settings(
        {
            "RISKASSESS_ENV": "testing",
            "RISKASSESS_HOME": str(home),
            "RISKASSESS_DATABASE_URL": "sqlite://",
            "RISKASSESS_IMMEDIATE_JOBS": "1",
            "RISKASSESS_SIGN_IN_LIMIT": sign_in_limit,
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings that touch nothing but the test's folder."""
    return _test_settings(tmp_path)


@pytest.fixture
def resources(settings: Settings, engine: sa.Engine, now: datetime) -> Resources:
    """Return resources with cheap hashes and a fixed clock."""
    return Resources(
        settings=settings,
        engine=engine,
        files=FileStore(settings.files),
        keys=OfficeKeys(settings.keys),
        vault=vault(),
        officer_seal=TellingOfficerSeal(OfficerSeal(memory_kib=64)),
        passwords=CHEAP,
        seal=PersonalSeal(settings.personal_keys),
        clock=lambda: now,
    )


@pytest.fixture
def rung() -> list[tuple[str, int]]:
    """Return the list of bells that the application rang."""
    return []


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the application that `app` lends to one test after the other.

    Compiling its routes and templates takes longer than most of the tests that ask it something.
    """
    home = tmp_path_factory.mktemp("shared-app")
    return create_app(_test_settings(home, sign_in_limit="1000000 per minute"), ring=print)


class ServedClient(FlaskClient):
    """A client that takes only what a server can send: names of files in Latin-1 letters."""

    def open(self, *args: Any, **given: Any) -> TestResponse:
        """Ask one address; fails for a name of a file that a server would refuse to send."""
        answer = super().open(*args, **given)
        answer.headers.get("Content-Disposition", "").encode("latin-1")
        return answer


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    resources: Resources,
    make_test_session: Callable[..., Session],
    session: Session,
    rung: list[tuple[str, int]],
) -> Iterator[Flask]:
    """Return the application on the test's own transaction.

    A test may change its settings, extensions and views. One that changes routes or hooks says so
    with the marker `own_app` and gets an application that no other test sees.
    """
    doors = {
        "session_maker": make_test_session,
        "ring": lambda kind, row_id: rung.append((kind, row_id)),
    }
    if request.node.get_closest_marker("own_app"):
        yield create_app(resources=resources, **doors)
        return
    app: Flask = request.getfixturevalue("shared_app")
    app.test_client_class = ServedClient
    before, structure = _changeable(app), _structure(app)
    equip(app, resources, **doors)
    yield app
    for kept, now in zip(before, (app.config, app.extensions, app.view_functions), strict=True):
        now.clear()
        now.update(kept)
    assert _structure(app) == structure, "a test that changes routes or hooks is marked own_app"


def _changeable(app: Flask) -> list[dict[str, object]]:
    return [dict(part) for part in (app.config, app.extensions, app.view_functions)]


def _structure(app: Flask) -> list[object]:
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    handlers = [table for codes in app.error_handler_spec.values() for table in codes.values()]
    return [
        sum(1 for _rule in app.url_map.iter_rules()),
        list(app.blueprints),
        [len(found) for kind in hooks for found in kind.values()],
        sum(len(table) for table in handlers),
    ]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without a page: it sends the CSRF token that the forms hold."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()
