"""Records of rounds inside a dossier package: each checked alone, and against what it is part of.

Their sheets carry panel codes, as the assessment file does: a figure that the grade was computed
from can be compared with what its author committed to.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from riskassess.proof.commitments import ROUND_FORMAT
from riskassess.proof.contents import is_round
from riskassess.proof.records import read_record
from riskassess.proof.room_check import SUBMITTED, check_room_file, read_room
from riskassess.proof.verify import ASSESSMENT_FILE, Check, Verdict, VerifyLine

PART = "packed"
UNIT = 10_000
_FIELDS = {"weight_score": "weight", "probability": "probability", "impact": "impact"}


def check_packed_rounds(
    kept: Mapping[str, bytes], *, trusted_keys: Collection[str] = ()
) -> Iterator[VerifyLine]:
    """Yield what checking the records of rounds in a package says.

    Parameters
    ----------
    kept : mapping
        Contents of the package's files by name.
    trusted_keys : collection of str
        Public keys, hexadecimal; when given, every signature must be by one of them.

    Yields
    ------
    VerifyLine
        For each record what does not hold, and a line for the whole of it; a package without
        records, as all were before, yields nothing.

    Examples
    --------
    >>> list(check_packed_rounds({}))
    []
    >>> [line.verdict.value for line in check_packed_rounds({"data/rounds/1-1.json": b"{}"})]
    ['fail', 'fail']
    """
    file = read_record(kept.get(ASSESSMENT_FILE, b"")) or {}
    whole = []
    for name in sorted(filter(is_round, kept)):
        report = check_room_file(kept[name], trusted_keys=trusted_keys)
        yield from (line for line in report.lines if line.verdict is Verdict.FAIL)
        record = read_room(kept[name])
        if record is not None and report.whole and _belongs(record, name, file.get("id")):
            whole.append(record)
            yield _line(name, True, record)
        else:
            yield _line(name, False, {})
    if whole and (figures := _read(_figures, file)):
        yield _compared(figures, whole)


def _belongs(record: Mapping[str, Any], name: str, assessment: object) -> bool:
    """Return whether a file is the record of the closed round that its name says."""
    told = f"{record.get('review')}-{record.get('round')}.json"
    return (
        record["format"] == ROUND_FORMAT
        and record["assessment"] == assessment
        and "sheets" in record
        and name.endswith(f"/{told}")
    )


def _line(name: str, good: bool, record: Mapping[str, Any]) -> VerifyLine:
    facts = {
        "code": PART,
        "commitments": len(record.get("commitments", [])),
        "sheets": len(record.get("sheets", [])),
    }
    verdict = Verdict.PASS if good else Verdict.FAIL
    return VerifyLine(Check.ROOM_PART, verdict, f"{PART}[{name.rpartition('/')[2]}]", facts)


Figures = dict[tuple[str, str, str], int]
"""Member, place and field → ten-thousandths, as sheets keep them."""


def _compared(figures: Figures, records: Sequence[Mapping[str, Any]]) -> VerifyLine:
    """Say of which round the figures are that the grade was computed from.

    Figures of a round from before there were commitments are of none: that is no fault.
    """
    for record in reversed(records):
        if figures.items() <= _read(_committed, record).items():
            facts = {"code": "same_figures", "count": len(figures),
                     "review": record["review"], "round": record["round"]}  # fmt: skip
            return VerifyLine(Check.ROOM_PART, Verdict.PASS, "figures", facts)
    return VerifyLine(Check.ROOM_PART, Verdict.NOTE, "figures", {"code": "other_figures"})


def _read(ask: Callable[[Mapping[str, Any]], Figures], record: Mapping[str, Any]) -> Figures:
    """Return the figures of a file; none of one in another form, which other checks name."""
    try:
        return ask(record)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return {}


def _figures(file: Mapping[str, Any]) -> Figures:
    """Return the experts' shares, weights and points of an assessment file; levels are left out."""
    found: Figures = {}
    for moment in ("before", "after"):
        for sheet in file.get(f"scores_{moment}", []):
            for line in sheet["scores"]:
                for field, name in _FIELDS.items():
                    place = f"factor:{line['factor']}"
                    _add(found, (sheet["expert"], place, f"{moment}_{name}"), line.get(field))
        for sheet in file.get(f"points_{moment}", []):
            for line in sheet["points"]:
                place = f"item:{line['item']}"
                _add(found, (sheet["expert"], place, f"{moment}_points"), line.get("points"))
    return found


def _add(found: Figures, key: tuple[str, str, str], value: Any) -> None:
    if value is not None:
        found[key] = int(Decimal(value) * UNIT)


def _committed(record: Mapping[str, Any]) -> Figures:
    """Return what the last submitted version of each member says, by place and field."""
    submitted = [
        row["content"] for row in record["sheets"] if row["content"].get("kind") == SUBMITTED
    ]
    return {
        (content["member"], place, field): value
        for content in sorted(submitted, key=lambda content: int(content["version"]))
        for place, fields in content["places"].items()
        for field, value in fields.items()
        if isinstance(value, int)
    }
