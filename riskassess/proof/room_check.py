"""What an outsider checks of commitments, own copies of sheets and records of rounds: pure.

Each check is a line: the part of the file, whether it holds, and a code for the words.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from riskassess.proof.commitments import (
    COMMITMENT_FORMAT,
    COMMITMENT_PURPOSE,
    COPY_FORMAT,
    ROUND_FORMAT,
    ROUND_PURPOSE,
    SHARED,
    commitment_of,
)
from riskassess.proof.records import read_record
from riskassess.proof.signing import signed_record_holds
from riskassess.proof.trust import key_lines
from riskassess.proof.verify import Check, Verdict, VerifyLine, VerifyReport

FORMATS = (COMMITMENT_FORMAT, COPY_FORMAT, ROUND_FORMAT)
SUBMITTED = "submitted"
OPENED = "closed"
MOST_VERSIONS = 10_000  # a forged number must not fill memory
_TEXTS: dict[str, tuple[str, ...]] = {
    COMMITMENT_FORMAT: ("assessment", "commitment", "kind", "made_on"),
    COPY_FORMAT: ("salt",),
    ROUND_FORMAT: ("assessment", "state", "made_at"),
}
Record = dict[str, Any]


def looks_like_room(content: bytes) -> bool:
    """Say whether a file is one of the three, even a damaged one.

    >>> looks_like_room(b'{"format":"riskassess.commitment/1"')
    True
    """
    return content.lstrip()[:1] == b"{" and any(name.encode() in content for name in FORMATS)


def check_room_file(content: bytes, *, trusted_keys: Collection[str] = ()) -> VerifyReport:
    """Check a commitment, a sheet's copy or a round's record by itself.

    Parameters
    ----------
    content : bytes
        The file.
    trusted_keys : collection of str
        Public keys, hexadecimal; when given, every signature must be by one of them.

    Returns
    -------
    VerifyReport
        A line for each part; a failed one names it.

    Examples
    --------
    >>> check_room_file(b'{"format":"riskassess.commitment/1"}').whole
    False
    """
    record = read_room(content)
    if record is None:
        return VerifyReport((room_line("file", False, "form"),))
    checks = {
        COMMITMENT_FORMAT: lambda: _commitment_lines(record, "commitment"),
        COPY_FORMAT: lambda: _copy_lines(record),
        ROUND_FORMAT: lambda: _round_lines(record),
    }
    lines = [room_line("file", True, str(record["format"])), *checks[record["format"]]()]
    return VerifyReport((*lines, *_key_lines(record, trusted_keys)))


def read_room(content: bytes) -> Record | None:
    """Return the record of a file in one of the three forms; None for anything else.

    >>> read_room(b'{}') is None
    True
    """
    record = read_record(content)
    if record is None or record.get("format") not in FORMATS:
        return None
    form = record["format"]
    texts = all(isinstance(record.get(name), str) for name in _TEXTS[form])
    return record if texts and _has_parts(record, form) else None


def check_together(copies: list[Record], rounds: list[Record]) -> list[tuple[int, VerifyLine]]:
    """Compare each own copy with each record of its round; copies are named by their place.

    A copy without the record of its round among the files is left alone.

    >>> check_together([], [])
    []
    """
    return [
        (place, line)
        for place, copy in enumerate(copies)
        for record in rounds
        if same_round(copy["commitment"], record)
        for line in _against(copy, record)
    ]


def room_line(part: str, good: bool | None, code: str, **facts: object) -> VerifyLine:
    """Return a line on a part: it holds, it does not, or (None) it could not be said.

    >>> room_line("copy", None, "not_given").verdict.value
    'note'
    """
    verdict = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.NOTE}[good]
    return VerifyLine(Check.ROOM_PART, verdict, part, {"code": code, **facts})


def _is_commitment(record: object) -> bool:
    return (
        isinstance(record, dict)
        and record.get("format") == COMMITMENT_FORMAT
        and all(isinstance(record.get(name), str) for name in _TEXTS[COMMITMENT_FORMAT])
    )


def _has_parts(record: Record, form: str) -> bool:
    if form == COPY_FORMAT:
        return _is_commitment(record.get("commitment")) and isinstance(record.get("content"), dict)
    return form == COMMITMENT_FORMAT or _are_listed(record)


def _are_listed(record: Record) -> bool:
    commitments, sheets = record.get("commitments"), record.get("sheets", [])
    return (
        isinstance(commitments, list)
        and all(_is_commitment(each) for each in commitments)
        and isinstance(sheets, list)
        and all(
            isinstance(each, dict)
            and isinstance(each.get("content"), dict)
            and isinstance(each.get("salt"), str)
            for each in sheets
        )
    )


def _commitment_lines(record: Record, part: str) -> Iterator[VerifyLine]:
    good = signed_record_holds(COMMITMENT_PURPOSE, record)
    yield room_line(part, good, "signature", office=_office(record))


def _copy_lines(copy: Record) -> Iterator[VerifyLine]:
    record = copy["commitment"]
    yield from _commitment_lines(record, "commitment")
    yield room_line("content", _fits(copy, record), "recomputed", commitment=record["commitment"])
    yield room_line("content", _says_the_same(copy["content"], record), "facts")


def _round_lines(record: Record) -> Iterator[VerifyLine]:
    yield room_line("signature", signed_record_holds(ROUND_PURPOSE, record), "signature",
                office=_office(record))  # fmt: skip
    commitments = record["commitments"]
    for place, each in enumerate(commitments, start=1):
        good = signed_record_holds(COMMITMENT_PURPOSE, each) and same_round(each, record)
        if not good:
            yield room_line(f"commitments[{place}]", False, "listed", commitment=each["commitment"])
    known = [each["commitment"] for each in commitments]
    yield room_line("commitments", len(set(known)) == len(known), "count", count=len(known))
    if "sheets" not in record:
        yield room_line("sheets", None, "closed")
        return
    yield from _sheet_lines(record, {each["commitment"]: each for each in commitments})


def _sheet_lines(record: Record, commitments: Mapping[str, Record]) -> Iterator[VerifyLine]:
    opened = set()
    for place, sheet in enumerate(record["sheets"], start=1):
        content = sheet["content"]
        commitment = commitment_of(content, sheet["salt"])
        made = commitments.get(commitment)
        good = made is not None and _says_the_same(content, made)
        opened.add(commitment)
        if not good:
            facts = {"member": content.get("member"), "version": content.get("version")}
            yield room_line(f"sheets[{place}]", False, "sheet", **facts)
    yield room_line("sheets", len(opened) == len(record["sheets"]), "opened", count=len(opened))
    gaps = list(_kept_back(record["sheets"]))
    for member, numbers in gaps:
        yield room_line("sheets", False, "kept_back", member=member, numbers=numbers)
    missing = [each for name, each in commitments.items() if name not in opened]
    lost = [each for each in missing if each["kind"] == SUBMITTED]
    if lost:
        yield room_line("sheets", False, "unopened", count=len(lost))
    elif missing and not gaps:  # first estimates of who never handed in stay closed
        yield room_line("sheets", None, "unfinished", count=len(missing))


def _kept_back(sheets: list[Record]) -> Iterator[tuple[str, str]]:
    """Yield whose versions have a gap: they count from 1, and all of an opened sheet are opened."""
    given: dict[str, set[int]] = {}
    for sheet in sheets:
        member, number = sheet["content"].get("member"), sheet["content"].get("version")
        if isinstance(number, int) and 0 < number <= MOST_VERSIONS:
            given.setdefault(str(member), set()).add(number)
    for member, numbers in sorted(given.items()):
        missing = sorted(set(range(1, max(numbers))) - numbers)
        if missing:
            yield member, "、".join(map(str, missing))


def _fits(sheet: Record, record: Record) -> bool:
    commitment: str = record["commitment"]
    return commitment_of(sheet["content"], sheet["salt"]) == commitment


def _says_the_same(content: Record, record: Record) -> bool:
    return all(content.get(name) == record.get(name) for name in SHARED)


def same_round(one: Record, other: Record) -> bool:
    """Say whether two records are of one round.

    >>> same_round({"round": 1}, {"round": 2})
    False
    """
    return all(
        one.get(name) == other.get(name) for name in ("office", "assessment", "review", "round")
    )


def _against(copy: Record, record: Record) -> Iterator[VerifyLine]:
    commitment = copy["commitment"]["commitment"]
    listed = commitment in {each["commitment"] for each in record["commitments"]}
    yield room_line("copy", listed, "in_list", commitment=commitment)
    if "sheets" not in record:
        return
    member = copy["content"].get("member")
    own = [row for row in record["sheets"] if row["content"].get("member") == member]
    if not own:  # who is given no others' sheets
        yield room_line("copy", None, "not_given")
        return
    same = any(row["content"] == copy["content"] for row in own)
    yield room_line("copy", same, "in_record")


def _office(record: Record) -> str:
    office = record.get("office")
    return str(office.get("name", "")) if isinstance(office, dict) else ""


def _key_lines(record: Record, trusted_keys: Collection[str]) -> list[VerifyLine]:
    """Say by whose keys record and commitments are signed."""
    signed = [record, record.get("commitment"), *record.get("commitments", [])]
    return key_lines(
        [each.get("signature") for each in signed if isinstance(each, dict)], trusted_keys
    )
