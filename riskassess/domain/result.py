"""The result of an assessment as it is stored and as it is printed.

`result_record` keeps the values unrounded: decimals cut (not rounded) after 28 places, so that
rounding the stored value later gives the same digits as rounding the exact one. `printed_result`
is the only place that prints: what `compute` shows is made of the record and nothing else.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any

from riskassess.domain.grading import AssessmentResult, MomentResult

FORMAT = "riskassess.result/1"
STORED_PLACES = 28
PRINTED_PLACES = 6
FACTOR_NUMBERS = ("weight", "probability", "impact", "risk")
# Wide enough that rounding a stored value to the printed places never loses a digit first.
EXACT = Context(prec=60)


def stored_number(value: Fraction) -> str:
    """Return an exact value as a decimal text, cut after 28 places.

    >>> stored_number(Fraction(1, 3)), stored_number(Fraction(9, 25))
    ('0.3333333333333333333333333333', '0.36')
    """
    whole, rest = divmod(abs(value.numerator), value.denominator)
    places = str(rest * 10**STORED_PLACES // value.denominator).zfill(STORED_PLACES).rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def printed_number(stored: str) -> str:
    """Return a stored number rounded half up to 6 decimals, as a JSON number.

    >>> printed_number("0.36"), printed_number("0.0000005"), printed_number("1")
    ('0.36', '0.000001', '1.0')
    """
    rounded = Decimal(stored).quantize(
        Decimal(1).scaleb(-PRINTED_PLACES), rounding=ROUND_HALF_UP, context=EXACT
    )
    text = format(rounded, "f").rstrip("0")
    return text + "0" if text.endswith(".") else text


def result_record(result: AssessmentResult) -> dict[str, Any]:
    """Return the result as plain data for the store; `canonical_json` of it is its text.

    Returns
    -------
    dict
        Keys `format`, `manual`, `manual_version`, `manual_digest`, `method`, `before`, `after`,
        `recommendation`; numbers are decimal texts.
    """
    manual = result.manual
    return {
        "format": FORMAT,
        "manual": manual.id,
        "manual_version": manual.version,
        "manual_digest": manual.digest,
        "method": {
            "weights": str(manual.weights.method),
            "degree": str(manual.degrees.rule),
            "index": str(manual.index.variant),
            "combine": str(manual.combine),
        },
        "before": _moment_record(result.before),
        "after": _moment_record(result.after) if result.after else None,
        "recommendation": str(result.recommendation) if result.recommendation else None,
    }


def _moment_record(moment: MomentResult) -> dict[str, Any]:
    applied = [outcome for outcome in moment.outcomes if outcome.grade is not None]
    return {
        "factors": [
            {
                "code": row.code,
                **{key: stored_number(getattr(row, key)) for key in FACTOR_NUMBERS},
                "degree": str(row.degree),
            }
            for row in moment.factors
        ],
        "index": stored_number(moment.index),
        # A list of pairs, because canonical JSON sorts keys and the order is the manual's.
        "criteria": [[str(row.code), str(row.grade)] for row in applied],
        "not_applied": [str(row.code) for row in moment.outcomes if not row.is_applied],
        "grade": str(moment.grade),
    }


def printed_result(record: Mapping[str, Any]) -> str:
    """Return the JSON text that `compute` prints for a stored record, without a final newline.

    Parameters
    ----------
    record : mapping
        As `result_record` returns it, or as it was read back from the store.

    Returns
    -------
    str
        Keys in the documented order, numbers with at most 6 decimals, Chinese unescaped.
    """
    lines = [f'"{key}": {_quoted(record[key])}' for key in ("manual", "manual_digest")]
    lines += [f'"{key}": {_printed_moment(record[key])}' for key in ("before", "after")]
    lines.append(f'"recommendation": {_quoted(record["recommendation"])}')
    return "{" + ",\n ".join(lines) + "}"


def _quoted(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


def _printed_moment(moment: Mapping[str, Any] | None) -> str:
    if moment is None:
        return "null"
    factors = ",\n   ".join(_printed_factor(row) for row in moment["factors"])
    criteria = ", ".join(f"{_quoted(code)}: {_quoted(grade)}" for code, grade in moment["criteria"])
    missing = ", ".join(_quoted(code) for code in moment["not_applied"])
    return (
        f'{{"factors": [\n   {factors}],\n  "index": {printed_number(moment["index"])},\n'
        f'  "criteria": {{{criteria}}},\n  "not_applied": [{missing}],\n'
        f'  "grade": {_quoted(moment["grade"])}}}'
    )


def _printed_factor(row: Mapping[str, str]) -> str:
    numbers = ", ".join(f'"{key}": {printed_number(row[key])}' for key in FACTOR_NUMBERS)
    return f'{{"code": {_quoted(row["code"])}, {numbers}, "degree": {_quoted(row["degree"])}}}'
