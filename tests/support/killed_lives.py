"""An office at work on a real server that is killed again and again: clients, processes, checks.

A life begins as a copy of a home folder with its database. Experts save, an approver approves and
an archivist seals through the pages, each until the server has answered for it; meanwhile web
server, job process or both are killed as a power cut would, and started again.
"""

import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from models import Job
from riskassess.domain.vocabulary import JobState
from tests.support.crowd import BROKEN, Writer
from tests.support.server import ROOT, Server, running_server, server_environ

PAUSE = 0.2
PATIENCE = 900.0  # a loaded machine takes half a minute for each start
SILENCE = 600
"""Seconds by which the heartbeat of a killed worker is set back, so that nobody waits for it."""
FORM = "application/x-www-form-urlencoded"


@dataclass
class Clerk:
    """Somebody of the office with a list of final acts, each done until the server says so."""

    headers: Mapping[str, str]
    acts: list[tuple[str, dict[str, str], str]]  # address, form, page that shows whether it is done
    shows_done: Callable[[str], bool]  # asked of that page
    begins: float = 0.0  # seconds after the others
    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Say whether the server has answered for every act."""
        return len(self.acknowledged) == len(self.acts)

    def work(self, port: int, stop: threading.Event) -> None:
        """Do one act after the other; ask the page before each new try, as people do."""
        stop.wait(self.begins)
        for path, form, page in self.acts:
            while not stop.is_set() and not self._try(port, path, form, page):
                stop.wait(PAUSE)

    def _try(self, port: int, path: str, form: dict[str, str], page: str) -> bool:
        try:
            status, text = self._ask(port, "GET", page)
            if status == 200 and self.shows_done(text):
                self.acknowledged.append(path)
                return True
            status, text = self._ask(port, "POST", path, form)
            if status not in {200, 303, 409, 422, 503}:
                self.faults.append(f"{path}: {status} {text[-400:]}")
        except BROKEN:
            pass
        return False

    def _ask(
        self, port: int, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": self.headers["Cookie"], "Content-Type": FORM}
        sent = {**(form or {}), "csrf_token": self.headers["X-CSRFToken"]}
        try:
            line.request(method, path, urlencode(sent) if form is not None else None, headers)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
            self.statuses[answer.status] += 1
            return answer.status, text
        finally:
            line.close()


@dataclass
class Work:
    """Everything that a life has to get done."""

    writers: list[Writer]
    clerks: list[Clerk]

    def start(self, port: int) -> tuple[list[threading.Thread], threading.Event]:
        """Let everybody begin; return the threads and what makes the clerks stop."""
        stop = threading.Event()
        threads = [threading.Thread(target=row.write, args=(port,), daemon=True)
                   for row in self.writers]  # fmt: skip
        threads += [threading.Thread(target=row.work, args=(port, stop), daemon=True)
                    for row in self.clerks]  # fmt: skip
        for thread in threads:
            thread.start()
        return threads, stop

    @property
    def requests(self) -> int:
        """Count the requests that were answered."""
        return sum(row.statuses.total() for row in (*self.writers, *self.clerks))

    @property
    def under_way(self) -> set[str]:
        """What is not yet answered for; the clerk named last seals, the others approve."""
        *approving, sealing = [not row.is_done for row in self.clerks]
        going_on = {
            "scoring": not all(row.is_answered for row in self.writers),
            "approving": any(approving),
            "sealing": sealing,
        }
        return {name for name, is_going_on in going_on.items() if is_going_on}

    @property
    def is_done(self) -> bool:
        """Say whether everything was answered for."""
        return not self.under_way

    @property
    def faults(self) -> list[str]:
        """What nobody should have been answered."""
        return [fault for row in (*self.writers, *self.clerks) for fault in row.faults]


class Jobs:
    """The process for background jobs."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "riskassess", "jobs", "run"],
            cwd=ROOT, env=dict(self.environ), start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        """Kill the process and the printer that it may run."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def start_again(self) -> None:
        """Start it once more."""
        self.process = self._started()


@dataclass
class Life:
    """A running office."""

    server: Server
    jobs: Jobs
    engine: sa.Engine
    kills: Counter[str] = field(default_factory=Counter)
    during: Counter[str] = field(default_factory=Counter)

    def kill_at_random(self, work: Work, dice: random.Random, longest: float) -> str:
        """Wait a random moment, kill a random part; return which, or nothing once all is done."""
        time.sleep(dice.uniform(0, longest))
        part = dice.choice(("web", "jobs", "both"))
        under_way = work.under_way
        if not under_way:
            return ""
        self.during.update(under_way)
        if part != "jobs":
            self.server.kill()
        if part != "web":
            self.jobs.kill()
        self.kills[part] += 1
        return part

    def go_on(self, work: Work) -> None:
        """Wait until somebody was answered again, or nobody has anything left to ask."""
        before, deadline = work.requests, time.monotonic() + PATIENCE
        while work.requests == before and not work.is_done and time.monotonic() < deadline:
            time.sleep(0.02)

    def start_again(self, part: str) -> None:
        """Start what was killed; a dead worker has been silent for long enough."""
        if part != "web":
            self.pass_time()
            self.jobs.start_again()
        if part != "jobs":
            self.server.start_again(waits=False)  # the clients wait by themselves

    def pass_time(self) -> None:
        """Set back what tells that a worker lives."""
        with self.engine.begin() as connection:
            table = Job.__table__  # type: ignore[attr-defined]  # SQLModel hides it
            waiting = table.c.state.in_([JobState.RUNNING, JobState.QUEUED])
            for row in connection.execute(sa.select(table).where(waiting)).mappings().all():
                moved = {name: _earlier(row[name]) for name in ("heartbeat_at", "created_at")}
                own = table.c.id == row["id"]
                connection.execute(sa.update(table).where(own).values(**moved))


def _earlier(moment: object) -> object:
    return moment - timedelta(seconds=SILENCE) if isinstance(moment, datetime) else moment


@contextmanager
def life(home: Path, engine: sa.Engine, **settings: str) -> Iterator[Life]:
    """Run web server and job process in a home folder until the block ends."""
    environ = server_environ(home, RISKASSESS_IMMEDIATE_JOBS="0", **settings)
    prepared = subprocess.run(
        [sys.executable, "-m", "riskassess", "db", "upgrade"],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert prepared.returncode == 0, prepared.stderr
    jobs = Jobs(environ)
    try:
        with running_server(environ) as server:
            yield Life(server, jobs, engine)
    finally:
        jobs.kill()


def copied(home: Path, target: Path) -> Path:
    """Copy a home folder whose database nobody writes."""
    shutil.copytree(home, target)
    return target


__all__ = ["Clerk", "Life", "Work", "copied", "life"]
