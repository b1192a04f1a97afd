"""The header that makes an answer a download, whatever letters the file's name has."""

import unicodedata
from urllib.parse import quote

PLAIN = frozenset(" -._()+,=@")


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
