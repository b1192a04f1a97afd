"""A gateway for SMS on the loopback: it really listens, checks signatures, and can be unkind."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from riskassess.adapters.sms import SIGNATURE, TIMESTAMP, signature_of

TOKEN = "0123456789abcdef0123456789ABCDEF"


class Mood(StrEnum):
    """How the gateway answers."""

    KIND = "kind"
    REFUSING = "refusing"
    GARBAGE = "garbage"
    WORDLESS = "wordless"
    HUGE = "huge"
    SILENT = "silent"
    DRIPPING = "dripping"
    BROKEN = "broken"
    REDIRECTING = "redirecting"


@dataclass
class Gateway:
    """What a test sees of the gateway."""

    url: str
    mood: Mood = Mood.KIND
    taken: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        gateway: Gateway = self.server.gateway
        stamp = self.headers.get(TIMESTAMP, "")
        if self.headers.get(SIGNATURE, "") != signature_of(TOKEN, stamp, body):
            gateway.refused += 1
            self._answer(401, {"error": "signature"})
            return
        getattr(self, f"_{gateway.mood}")(gateway, json.loads(body))

    def _kind(self, gateway: Gateway, sms: dict[str, Any]) -> None:
        gateway.taken.append(sms)
        self._answer(202, {"reference": f"gw-{sms['id']}-{len(gateway.taken)}"})

    def _refusing(self, gateway: Gateway, sms: dict[str, Any]) -> None:
        gateway.refused += 1
        self._answer(422, {"error": f"number {sms['phone']} is on the stop list"})

    def _garbage(self, _gateway: Gateway, _sms: dict[str, Any]) -> None:
        self._send(200, b"<html>\xff OK </html>")

    def _wordless(self, _gateway: Gateway, _sms: dict[str, Any]) -> None:
        self._answer(200, {"reference": 7})

    def _huge(self, _gateway: Gateway, _sms: dict[str, Any]) -> None:
        self._send(200, b'{"reference": "' + b"x" * 200_000 + b'"}')

    def _silent(self, gateway: Gateway, _sms: dict[str, Any]) -> None:
        gateway.over.wait(20)

    def _dripping(self, gateway: Gateway, _sms: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        for _each in range(400):
            if gateway.over.wait(0.05):
                return
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return

    def _broken(self, _gateway: Gateway, _sms: dict[str, Any]) -> None:
        self.close_connection = True

    def _redirecting(self, gateway: Gateway, _sms: dict[str, Any]) -> None:
        self.send_response(302)
        self.send_header("Location", f"{gateway.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing on the console."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Let a caller hang up."""


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    """Listen on a free port of the loopback until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        gateway = Gateway(f"http://127.0.0.1:{server.server_address[1]}/sms")
        server.gateway = gateway  # type: ignore[attr-defined]  # the handler finds it there
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield gateway
        finally:
            gateway.over.set()
            server.shutdown()
            thread.join(5)
