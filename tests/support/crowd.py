"""Experts as programs: signed in by a minted cookie, sending what a page sends until it is taken.

As the page does, a client keeps what it typed until the server has answered for it, and sends it
again after a broken line; now and then it sends twice though the first one arrived.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from models import SignInSession, row_id
from riskassess.web.access import key_of
from tests import factories
from tests.support.review_room import Chair

FIELDS = ("before_probability", "before_impact", "after_probability", "after_impact")
PATIENCE = 120.0
PAUSE = 0.25
BROKEN = (OSError, http.client.HTTPException)
SENT_TWICE = 0.1


def signed_in(app: Flask, chair: Chair) -> dict[str, str]:
    """Return the headers of a browser in which the expert signed in, without a password's hash."""
    begun = factories.save(
        SignInSession(
            office_id=chair.account.office_id, account_id=chair.account.id,
            epoch=chair.account.session_epoch, began_at=factories.NOW, seen_at=factories.NOW,
        )
    )  # fmt: skip
    with app.test_request_context():
        session["_user_id"] = key_of(chair.account.id, row_id(begun))
        session["_fresh"] = True
        token = generate_csrf()
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
    return {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/json"}


@dataclass
class Writer:
    """One expert at a sheet: what was typed, and what the server answered for."""

    chair: Chair
    headers: dict[str, str]
    factors: Sequence[int]
    batches: int = 1
    patience: float = PATIENCE
    pause: float = 0.0  # longest time between two batches
    typed: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @cached_property
    def dice(self) -> random.Random:
        """Return the chance of this client, the same in every run."""
        return random.Random(self.chair.member.id)  # noqa: S311 - no secret

    @property
    def is_answered(self) -> bool:
        """Say whether the server has answered for every batch."""
        return self.statuses.total() >= self.batches

    def write(self, port: int) -> None:
        """Type the batches and see each of them saved."""
        for number in range(self.batches):
            time.sleep(self.dice.uniform(0, self.pause) if self.pause else 0)
            ops = [self._typed(number, place) for place in self.factors]
            self._send(port, ops)
            if self.dice.random() < SENT_TWICE:
                self._send(port, ops)

    def _typed(self, number: int, factor: int) -> dict[str, Any]:
        name = self.dice.choice(FIELDS)
        value, key = str(self.dice.randrange(101)), (str(factor), name)
        op = f"{self.chair.member.id}-{number}-{factor}"
        base, self.typed[key] = self.typed.get(key), value
        self.sent.append(op)
        return {
            "op": op, "factor": str(factor), "field": name, "value": value, "base": base,
            "at": "2026-03-02T02:30:00Z",
        }  # fmt: skip

    def _send(self, port: int, ops: list[dict[str, Any]]) -> None:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            try:
                status, content = self._post(port, {"ops": ops})
            except BROKEN:
                time.sleep(PAUSE)
                continue
            if status == HTTPStatus.SERVICE_UNAVAILABLE:  # the page waits and sends again
                time.sleep(PAUSE)
                continue
            self.statuses[status] += 1
            saved = (
                [row["op"] for row in json.loads(content)["saved"]]
                if status == HTTPStatus.OK
                else []
            )
            if sorted(saved) != sorted(op["op"] for op in ops):
                self.faults.append(f"{status}: {content[:300]!r}")
            return
        self.faults.append("no answer")

    def _post(self, port: int, body: dict[str, Any]) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            path = f"/expert/reviews/{self.chair.member.id}/changes"
            line.request("POST", path, json.dumps(body), self.headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


def write_at_once(writers: Sequence[Writer], port: int) -> threading.Thread:
    """Let all begin at the same moment; return a thread that ends with the last of them."""
    start = threading.Barrier(len(writers))

    def run(writer: Writer) -> None:
        start.wait()
        writer.write(port)

    threads = [threading.Thread(target=run, args=(row,), daemon=True) for row in writers]

    def wait() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    whole = threading.Thread(target=wait, daemon=True)
    whole.start()
    return whole
