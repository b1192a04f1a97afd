"""What tests in the browser share: one real server with a database of its own for each worker."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from models.engine import make_engine
from tests.support.migrated import migrate_by_copy
from tests.support.server import Server, running_server, server_environ


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, sa.Engine]]:
    """Serve a migrated database; a test makes an office of its own in it."""
    home = tmp_path_factory.mktemp("served")
    engine = make_engine(f"sqlite:///{home / 'riskassess.db'}")
    migrate_by_copy(engine)
    with running_server(server_environ(home)) as server:
        yield server, engine
    engine.dispose()


@pytest.fixture
def scene(served: tuple[Server, sa.Engine]) -> tuple[Server, sa.Engine]:
    """Return the server and its database; a server that a failed test left dead is started."""
    if served[0].process.poll() is not None:
        served[0].start_again()
    return served
