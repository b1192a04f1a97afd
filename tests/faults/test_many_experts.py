"""Many experts save at the same time and the server is killed meanwhile: all is there.

`make soak` lets five hundred write; `make test` does the same with forty.
"""

import time
from collections import defaultdict
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from models import Sheet, SheetChange, row_id
from models.engine import make_engine, make_session
from riskassess.adapters.room_seal import RoomSeal
from riskassess.queries.audit import check_chains
from riskassess.queries.sheet_documents import sheet_document
from tests import factories
from tests.support.crowd import Writer, signed_in, write_at_once
from tests.support.migrated import migrate_by_copy
from tests.support.review_room import ReviewRoom, make_room
from tests.support.server import running_server, server_environ

EACH = 5
TWICE = 5  # every fifth expert goes on from what was saved
KILLED_AFTER = 3  # a third was answered: two thirds wait for a server that was killed


@pytest.mark.parametrize(
    ("panels", "database"),
    [
        (8, "sqlite"),
        pytest.param(100, "sqlite", marks=pytest.mark.soak),
        pytest.param(100, "postgres", marks=pytest.mark.soak),
    ],
)
def test_nothing_is_lost_and_nothing_doubled(
    panels: int,
    database: str,
    request: pytest.FixtureRequest,
    shared_app: Flask,
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'riskassess.db'}"
    if database == "postgres":
        url = request.getfixturevalue("make_postgres_database")()
    engine = make_engine(url)
    migrate_by_copy(engine)
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        writers = [
            Writer(
                chair, signed_in(shared_app, chair), [row_id(row) for row in room.factors],
                batches=1 if number % TWICE else 2,
            )
            for room in rooms_at_once(session, panels)
            for number, chair in enumerate(room.chairs)
        ]  # fmt: skip
    environ = server_environ(tmp_path, RISKASSESS_DATABASE_URL=url)
    with running_server(environ) as server:
        whole = write_at_once(writers, int(server.url.rsplit(":", 1)[1]))
        while whole.is_alive() and answered(writers) < len(writers) // KILLED_AFTER:
            time.sleep(0.002)
        server.kill()
        assert answered(writers) < len(writers)
        server.start_again(waits=False)  # the clients wait by themselves
        whole.join()
    assert [fault for writer in writers for fault in writer.faults] == []
    seal = RoomSeal(tmp_path / "keys" / "review-rooms")
    with Session(engine) as session:
        sheets = {sheet.member_id: sheet for sheet in session.exec(select(Sheet))}
        changes = changes_by_sheet(session)
        for writer in writers:
            sheet = sheets[row_id(writer.chair.member)]
            assert changes[row_id(sheet)] == writer.sent
            document = sheet_document(session, sheet, seal=seal)
            stored = {key: document.get(*key) for key in writer.typed}
            assert stored == {key: int(value) * 100 for key, value in writer.typed.items()}
        found = [chain for chain in check_chains(session) if chain.entries]
        assert {chain.verdict for chain in found} == {"whole"}
    engine.dispose()
    requests = sum(row.statuses.total() for row in writers)
    print(f"{database}: {len(writers)} experts, {requests} answered requests, 1 kill")


def answered(writers: list[Writer]) -> int:
    """Count the experts to whom the server has answered for everything."""
    return sum(row.is_answered for row in writers)


def rooms_at_once(session: Session, panels: int) -> list[ReviewRoom]:
    """Make the rooms and commit once: each row by itself would take longer than the crowd."""
    first = make_room(session, experts=EACH)  # stores the manuals, which is a transaction
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "commit", session.flush)
        rooms = [first, *(make_room(session, experts=EACH) for _number in range(panels - 1))]
    session.commit()
    return rooms


def changes_by_sheet(session: Session) -> dict[int, list[str]]:
    """Return the ids of the kept changes of each sheet, in their order."""
    found: dict[int, list[str]] = defaultdict(list)
    query = select(SheetChange.sheet_id, SheetChange.op).order_by(col(SheetChange.id))
    for sheet_id, op in session.exec(query):
        found[sheet_id].append(op)
    return found
