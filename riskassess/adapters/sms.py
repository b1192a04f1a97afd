"""Sends an SMS through a gateway by HTTP, and knows the gateway's own reports again.

Both directions carry `X-Riskassess-Timestamp` and `X-Riskassess-Signature`: HMAC-SHA256 with the
token over time and body, so that neither side can be imitated and the token never travels.
Request: `{"id", "phone", "text"}`; answer, status 2xx: `{"reference"}`. `id` stays the same when
a message is tried again, so that a gateway can tell a repeated one.
"""

import hashlib
import hmac
import http.client
import json
import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from riskassess.i18n import _

SECONDS = 10.0
"""An answer has arrived as a whole after this time, or it counts as none."""
MOST_BYTES = 64 * 1024
MOST_REFERENCE = 120
TIMESTAMP, SIGNATURE = "X-Riskassess-Timestamp", "X-Riskassess-Signature"
FRESH_SECONDS = 300
GOOD = range(200, 300)
# A gateway's words may repeat the number; they are stored and shown.
_NUMBERS = re.compile(r"\d[\d \-]{5,}\d")


@dataclass(frozen=True)
class SmsAnswer:
    """Why an SMS was not taken, or an empty text and what the gateway calls it."""

    reason: str = ""
    reference: str = ""


@dataclass(frozen=True)
class SmsGateway:
    """Address and token of a gateway, and the name in brackets before each text."""

    url: str
    token: str
    sign: str = ""
    seconds: float = SECONDS

    def send(self, phone: str, text: str, *, message_id: int, now: datetime) -> SmsAnswer:
        """Hand an SMS over; a gateway that is away, slow or talks nonsense is a reason."""
        signed = f"【{self.sign}】{text}" if self.sign else text
        body = json.dumps(
            {"id": str(message_id), "phone": phone, "text": signed}, ensure_ascii=False
        ).encode()
        try:
            status, answer = _post(self.url, body, self._headers(body, now), self.seconds)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return SmsAnswer(_without_numbers(str(error) or type(error).__name__))
        return _read(status, answer)

    def is_genuine(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> bool:
        """Say whether a report was signed with the token within the last minutes."""
        stamp = headers.get(TIMESTAMP, "")
        if not (self.token and stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            return False
        if abs(now.timestamp() - int(stamp)) > FRESH_SECONDS:
            return False
        given = headers.get(SIGNATURE, "").encode()
        return hmac.compare_digest(given, signature_of(self.token, stamp, body).encode())

    def _headers(self, body: bytes, now: datetime) -> dict[str, str]:
        stamp = str(int(now.timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            TIMESTAMP: stamp,
            SIGNATURE: signature_of(self.token, stamp, body),
        }


def signature_of(token: str, stamp: str, body: bytes) -> str:
    """Return the signature over time and body as hex."""
    return hmac.new(token.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def _post(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[int, bytes]:
    """Return status and body of the answer; a redirection is an answer like any other."""
    parts = urlsplit(url)
    connection = _connection(parts, seconds)
    connection.connect()
    # A time-out per read would let an answer drip for ever: the whole exchange has one end.
    ended = threading.Event()
    timer = threading.Timer(seconds, _hang_up, (connection.sock, ended))
    timer.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        answer = response.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise TimeoutError(_("短信网关没有在规定时间内答复")) if ended.is_set() else error from None
    finally:
        timer.cancel()
        connection.close()
    if ended.is_set():
        raise TimeoutError(_("短信网关没有在规定时间内答复"))
    return response.status, answer


def _connection(parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=seconds)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)


def _hang_up(line: socket.socket, ended: threading.Event) -> None:
    ended.set()
    with suppress(OSError):  # closed just now
        line.shutdown(socket.SHUT_RDWR)


def _read(status: int, answer: bytes) -> SmsAnswer:
    told = _object(answer)
    if status not in GOOD:
        why = told.get("error") if told else None
        words = why if isinstance(why, str) else ""
        return SmsAnswer(_without_numbers(f"HTTP {status} {words}".strip()))
    reference = told.get("reference") if told else None
    if not isinstance(reference, str) or not 0 < len(reference) <= MOST_REFERENCE:
        return SmsAnswer(_("短信网关的答复无法识别"))
    return SmsAnswer(reference=reference)


def _object(answer: bytes) -> dict[str, object] | None:
    if len(answer) > MOST_BYTES:
        return None
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _without_numbers(words: str) -> str:
    return _NUMBERS.sub("…", words)[:400]
