"""Asking many addresses as somebody, and looking for marks in everything that is answered."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from flask.testing import FlaskClient

TOKEN_FIELD = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
PASSING = re.compile(rb'name="csrf_token"[^>]*>|<meta name="csrf-token"[^>]*>|\b[0-9a-f]{16}\b')
PASSING_HEADERS = {"X-Request-ID", "Set-Cookie"}
LEAVING = {"account.sign_out", "account.signed_out", "account.check_sign_in"}


@dataclass(frozen=True)
class Answer:
    """What came back: status, body without what is another one each time, and what a leak needs."""

    status: int
    body: bytes
    headers: str
    mimetype: str

    def holds(self, *marks: str) -> list[str]:
        """Return the marks that stand in it: in text, headers, names of files, packed parts."""
        texts = [self.body, unquote_to_bytes(self.headers), *self._packed()]
        return [
            mark for mark in marks if any(form in text for form in _forms(mark) for text in texts)
        ]

    def _packed(self) -> Iterator[bytes]:
        if self.body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(self.body)) as packed:
                yield from (packed.read(name) for name in packed.namelist())


def _forms(mark: str) -> tuple[bytes, ...]:
    escaped = mark.encode("unicode_escape")
    return mark.encode(), escaped, mark.encode("utf-16-be"), mark.encode("gb18030")


def ask(client: FlaskClient, method: str, url: str, **given: object) -> Answer:
    """Ask one address and read the answer to its end."""
    answer = client.open(url, method=method, buffered=True, **given)
    body = PASSING.sub(b"", answer.get_data())
    for form in (quote(url), quote(url, safe="")):  # pages say where they are
        body = body.replace(form.encode(), b"@")
    for above in _above(url):  # the language switch leads from an answer to the page of its form
        body = body.replace(f'next={quote(above)}"'.encode(), b'next=@"')
    headers = "\n".join(
        f"{name}: {value}" for name, value in answer.headers if name not in PASSING_HEADERS
    )
    answer.close()
    return Answer(answer.status_code, body, headers, answer.mimetype)


def _above(url: str) -> list[str]:
    """Return the addresses above one, the nearest first."""
    parts = url.partition("?")[0].split("/")
    return ["/".join(parts[:number]) for number in range(len(parts) - 1, 1, -1)]


def token_of(client: FlaskClient, path: str = "/password") -> str:
    """Return the token that this session's forms hold."""
    page = client.get(path).get_data()
    found = TOKEN_FIELD.search(page)
    assert found, page[:2000]
    return found[1].decode()
