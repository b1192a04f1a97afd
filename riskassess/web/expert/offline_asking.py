"""What an uploaded offline sheet asks for: shown once, signed, and taken with the answers."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hmac import compare_digest

from riskassess.domain.errors import InvalidInput
from riskassess.domain.offline_sheet import Found, Spec, code_of
from riskassess.services.offline_sheets import op_of
from riskassess.services.sheets import Change, SaveOutcome
from riskassess.web.errors import words_of

FROM_FILE, ONLINE = "file", "online"
LARGEST = 8_000_000
"""A sheet filled to its last letter is smaller by far."""


@dataclass
class Line:
    """One change: its cell, what it is in words, both values as stored and in words."""

    op: str
    page: str
    cell: str
    place: str
    field: str
    label: str
    value: str
    base: str
    new: str
    old: str
    is_conflict: bool = False


@dataclass
class Wrong:
    """One cell that cannot stand, and how to mend it."""

    page: str
    cell: str
    label: str
    given: str
    what: str
    mend: str


@dataclass
class Asked:
    """Everything that a file asks for."""

    digest: str
    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Line]:
        """Changes of what was saved online since the download."""
        return [line for line in self.lines if line.is_conflict]

    @property
    def plain(self) -> list[Line]:
        """Every other change."""
        return [line for line in self.lines if not line.is_conflict]

    def after(self, outcome: SaveOutcome, changes: Sequence[Change]) -> "Asked | None":
        """Return what is left to ask when something was saved meanwhile, None when nothing is."""
        sent = {change.op for change in changes}
        left = Asked(self.digest)
        for line in self.lines:
            if line.op in outcome.conflicts:
                now = outcome.conflicts[line.op] or ""
                left.lines.append(
                    Line(**{**asdict(line), "base": now, "old": now, "is_conflict": True})
                )
            elif line.op in outcome.rejected and line.op in sent:
                left.wrong.append(_refused(line, outcome.rejected[line.op]))
        return left if left.lines or left.wrong else None


def _refused(line: Line, error: InvalidInput) -> Wrong:
    return Wrong(line.page, line.cell, line.label, line.new, *words_of(error))


def asked_of(
    found: Sequence[Found],
    digest: str,
    spec_of: Callable[[str, str], Spec],
    *,
    saved_at: datetime | None,
) -> Asked:
    """Return what the inputs of a file ask for, in words."""
    asked = Asked(digest)
    for one in found:
        spec = spec_of(one.place, one.field)
        if one.error is not None:
            asked.wrong.append(
                Wrong(one.page, one.cell, spec.label, one.value, *words_of(one.error))
            )
            continue
        op = op_of(digest, one.place, one.field, saved_at=saved_at)
        asked.lines.append(
            Line(op, one.page, one.cell, one.place, one.field, spec.label, one.value,
                 one.current, spec.word_of(one.value), spec.word_of(one.current),
                 one.is_conflict)
        )  # fmt: skip
    return asked


@dataclass(frozen=True)
class Whose:
    """The member and the round of a question; it is answered for these alone."""

    member_id: int
    round_id: int

    def code(self, text: str, key: bytes) -> str:
        """Return the authenticity code of a question."""
        return code_of(f"{self.member_id}:{self.round_id}:{text}", key)


def sealed(asked: Asked, key: bytes, whose: Whose) -> str:
    """Return what goes along with the question; only this server writes it, for this sheet."""
    content = json.dumps({**asdict(asked), "wrong": []}, ensure_ascii=False).encode()
    text = urlsafe_b64encode(zlib.compress(content)).decode()
    return f"{text}.{whose.code(text, key)}"


def unsealed(sent: str, key: bytes, whose: Whose) -> Asked:
    """Return what was asked; raises InvalidInput `offline_expired` for what is not ours.

    That is also what was asked in an earlier round.
    """
    text, _dot, code = sent.partition(".")
    if not compare_digest(whose.code(text, key).encode(), code.encode()):
        raise InvalidInput("offline_expired", where="file")
    content = zlib.decompressobj().decompress(urlsafe_b64decode(text), LARGEST)
    found = json.loads(content)
    return Asked(found["digest"], [Line(**line) for line in found["lines"]])


def changes_of(asked: Asked, answers: Mapping[str, str], *, now: datetime) -> list[Change]:
    """Return the confirmed changes; raises InvalidInput while a conflict has no answer."""
    missing = [line for line in asked.conflicts if answers.get(line.op) not in (FROM_FILE, ONLINE)]
    if missing:
        raise InvalidInput("offline_unanswered", where="file", n=len(missing))
    return [
        Change(line.op, line.place, line.field, line.value or None, line.base or None, now)
        for line in asked.lines
        if not line.is_conflict or answers[line.op] == FROM_FILE
    ]
