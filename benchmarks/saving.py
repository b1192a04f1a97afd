"""Y5: save one score over HTTP, beside a bare insert: same gunicorn, same database, same client.

Ours signs in, guards, checks the token, locks the place, compares with the stored value, updates
the score, keeps the change for ever and chains an audit entry. The peer inserts one row.
"""

import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, jsonify, request

from benchmarks import Row
from models import schema
from models.engine import make_engine, make_session
from tests import factories
from tests.support.postgres import start_server, stop_server
from tests.support.review_room import ReviewRoom, make_room
from tests.support.server import ROOT, free_port, running_server, server_environ

YARDSTICKS = ("Y5",)
GOAL = 0.5
CLIENTS = 4
SAVES = 60  # by each client in one repetition
REPETITIONS = 7
DATABASE = "BENCHMARK_DATABASE"
Send = Callable[[], None]
_bare = sa.Table(
    "bare_score", sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("factor", sa.Integer),
    sa.Column("field", sa.Text), sa.Column("value", sa.Integer),
)  # fmt: skip


def bare_app() -> Flask:
    """Return the peer: Flask and SQLAlchemy Core, one insert, one commit."""
    engine = make_engine(os.environ[DATABASE])
    app = Flask("bare")

    @app.post("/save")
    def save() -> Any:
        given = request.get_json()
        with engine.begin() as connection:
            connection.execute(sa.insert(_bare).values(**given))
        return jsonify(saved=True)

    return app


@contextmanager
def bare_server(url: str) -> Iterator[int]:
    """Serve the peer with the same kind and number of workers; yield its port."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}",
            "--log-level", "error", "--no-control-socket", "benchmarks.saving:bare_app()",
        ],
        cwd=ROOT, env={**os.environ, DATABASE: url},
    )  # fmt: skip
    try:
        time.sleep(3)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def post(port: int, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """Send one body and return the answer; a synchronous worker closes the line each time."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    answer = line.getresponse()
    content = answer.read()
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
    return dict(json.loads(content))


def bare_sender(port: int) -> Send:
    """Return the peer's client."""
    values = itertools.cycle(range(0, 10_000, 100))

    def send() -> None:
        post(port, "/save", {"factor": 1, "field": "before_impact", "value": next(values)}, {})

    return send


def expert_sender(port: int, room: ReviewRoom, number: int) -> Send:
    """Return the client of one signed-in expert who changes one score each time."""
    chair = room.chairs[number]
    headers = signed_in(port, chair.account.login, f"/expert/reviews/{chair.member.id}/sheet")
    state: dict[str, str | None] = {"base": None}
    numbers = itertools.count()

    def send() -> None:
        count = next(numbers)
        value = str(count % 100)
        op = {
            "op": f"{chair.member.id}-{count}", "factor": str(room.factors[0].id), "value": value,
            "field": "before_impact", "base": state["base"], "at": "2026-03-02T02:30:00Z",
        }  # fmt: skip
        path = f"/expert/reviews/{chair.member.id}/changes"
        reply = post(port, path, {"ops": [op]}, headers)
        if len(reply["saved"]) != 1:
            raise RuntimeError(f"not saved: {reply}")
        state["base"] = value

    return send


def signed_in(port: int, login: str, page: str) -> dict[str, str]:
    """Sign in and return cookie and token for what follows."""
    cookie, text = _get(port, "/sign-in", "")
    form = {"login": login, "password": factories.PASSWORD, "csrf_token": _token(text)}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    line.request("POST", "/sign-in", urllib.parse.urlencode(form), kind)
    answer = line.getresponse()
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    line.close()
    fresh, text = _get(port, page, cookie)
    return {"Cookie": fresh or cookie, "X-CSRFToken": _token(text)}


def _get(port: int, path: str, cookie: str) -> tuple[str, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return (answer.headers["Set-Cookie"] or "").partition(";")[0], text


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page brings no token")
    return found.group(1)


def rate(senders: list[Send], waits: list[float]) -> float:
    """Return saves a second of all clients together; each answer's time is added to `waits`."""

    def run(send: Send) -> None:
        for _number in range(SAVES):
            begin = time.perf_counter()
            send()
            waits.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=run, args=(send,)) for send in senders]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(senders) * SAVES / (time.perf_counter() - begin)


def percentile(waits: list[float], share: float) -> float:
    """Return the wait in milliseconds that so many answers did not exceed."""
    return round(sorted(waits)[int(len(waits) * share) - 1] * 1000, 1)


def measure(name: str, url: str, home: Path) -> Row:
    """Return the row of one database."""
    engine = make_engine(url)
    schema.upgrade(engine)
    _bare.create(engine)
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        room = make_room(session, experts=CLIENTS)
    environ = server_environ(home, RISKASSESS_DATABASE_URL=url)
    with running_server(environ) as server, bare_server(url) as bare_port:
        port = int(server.url.rsplit(":", 1)[1])
        ours = [expert_sender(port, room, number) for number in range(CLIENTS)]
        peers = [bare_sender(bare_port) for _number in range(CLIENTS)]
        row = _alternate(name, ours, peers)
    with engine.connect() as connection:
        kept = connection.scalar(sa.text("SELECT count(*) FROM sheet_change"))
    assert kept == CLIENTS * SAVES * (REPETITIONS + 1), "a save was lost or doubled"
    engine.dispose()
    return row


def _alternate(name: str, ours: list[Send], peers: list[Send]) -> Row:
    rates: tuple[list[float], list[float]] = ([], [])
    waits: tuple[list[float], list[float]] = ([], [])
    rate(ours, [])
    rate(peers, [])
    for _turn in range(REPETITIONS):
        rates[0].append(rate(ours, waits[0]))
        rates[1].append(rate(peers, waits[1]))
    facts: dict[str, object] = {
        "clients": CLIENTS, "p50_ms": round(statistics.median(waits[0]) * 1000, 1),
        "p99_ms": percentile(waits[0], 0.99), "peer_p99_ms": percentile(waits[1], 0.99),
    }  # fmt: skip
    print(f"     {name}: {facts}")
    return Row(
        "Y5", f"save one score over HTTP, {name}", "bare Flask + Core insert", "1/s",
        rates[0], rates[1], GOAL, at_least=True, facts=facts,
    )  # fmt: skip


def rows() -> Iterator[Row]:
    """Yield one row per database."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield measure("SQLite", f"sqlite:///{home / 'bench.db'}", home)
        folder = Path(tempfile.mkdtemp(prefix="riskassess-bench-"))
        stack.callback(stop_server, folder)
        server = start_server(folder, is_durable=True)  # as SQLite with synchronous=FULL
        yield measure("PostgreSQL", server.create_database("bench"), home / "postgres")
