"""Answers that are downloads, whatever letters the file's name has."""

import unicodedata
from urllib.parse import quote

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = frozenset(" -._()+,=@")


def download(content: bytes, media: str, name: str) -> Response:
    """Return bytes as a download that no cache keeps."""
    answer = Response(content, mimetype=media)
    answer.headers["Content-Disposition"] = attachment(name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def attachment(name: str) -> str:
    """Return the value of `Content-Disposition` for a file name; always of ASCII letters alone.

    Headers are Latin-1 at most, so any other letter goes into `filename*` (RFC 5987, RFC 6266),
    beside a name that old programs can read.

    >>> attachment("audit.xlsx")
    'attachment; filename="audit.xlsx"'
    >>> print(attachment("任务.xlsx"))
    attachment; filename="__.xlsx"; filename*=UTF-8''%E4%BB%BB%E5%8A%A1.xlsx
    """
    text = unicodedata.normalize("NFC", name)
    plain = "".join(each if _is_plain(each) else "_" for each in text)
    value = f'attachment; filename="{plain}"'
    return value if plain == text else f"{value}; filename*=UTF-8''{quote(text, safe='-._~')}"


def _is_plain(letter: str) -> bool:
    return letter in PLAIN or (letter.isascii() and letter.isalnum())
