"""The result of an assessment as it is stored and as it is printed.

`result_record` keeps the values unrounded: decimals cut (not rounded) after 28 places, so that
rounding the stored value later gives the same digits as rounding the exact one. `printed_result`
is the only place that prints: what `compute` shows is made of the record and nothing else.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any

from riskassess.domain.explanation import explain_moment
from riskassess.domain.grading import AssessmentResult, MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.panel_weights import WeightCheck
from riskassess.domain.scoring import FactorEstimate
from riskassess.domain.vocabulary import Degree

FORMAT = "riskassess.result/2"
# Results stored in the first format hold no explanation and are compared as they were stored.
FIRST_FORMAT = "riskassess.result/1"
STORED_PLACES = 28
PRINTED_PLACES = 6
FACTOR_NUMBERS = ("weight", "probability", "impact", "risk")
LEVELS = ("probability_level", "impact_level")
DETAILS = ("points", "membership", "comparisons")
EXPLAINED = (
    "criterion", "grade", "reason", "missing", "inputs", "rule", "value", "distances", "attention",
    "paragraph", "source", "confidence",
)  # fmt: skip
# Wide enough that rounding a stored value to the printed places never loses a digit first.
EXACT = Context(prec=60)
Plain = dict[str, Any]


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


def stored_format(record: str) -> str:
    """Return the format of a stored record or of a printed result, which bears no name of it.

    >>> stored_format('{"before":{}}'), stored_format('{"before":{"explanation":{}}}')
    ('riskassess.result/1', 'riskassess.result/2')
    """
    return FORMAT if '"explanation":' in record else FIRST_FORMAT


def result_record(result: AssessmentResult, *, result_format: str = FORMAT) -> Plain:
    """Return the result as plain data for the store; `canonical_json` of it is its text.

    Parameters
    ----------
    result : AssessmentResult
        As computed.
    result_format : str
        FIRST_FORMAT gives what was stored before explanations were.

    Returns
    -------
    dict
        Keys `format`, `manual`, `manual_version`, `manual_digest`, `method`, `before`, `after`,
        `recommendation`. Numbers are decimal texts; where text and number could be mistaken for
        each other a number is `{"number": text}`.
    """
    manual = result.manual
    return {
        "format": result_format,
        "manual": manual.id,
        "manual_version": manual.version,
        "manual_digest": manual.digest,
        "method": _method(manual, result_format),
        "before": _moment_record(result.before, manual, result_format),
        "after": _moment_record(result.after, manual, result_format) if result.after else None,
        "recommendation": str(result.recommendation) if result.recommendation else None,
    }


def _method(manual: Manual, result_format: str) -> Plain:
    method = {
        "weights": str(manual.weights.method),
        "degree": str(manual.degrees.rule),
        "index": str(manual.index.variant),
        "combine": str(manual.combine),
    }
    if result_format == FIRST_FORMAT:
        return method
    return {
        **method,
        "scale": str(manual.estimates.scale),
        "aggregate": str(manual.estimates.aggregate),
        "matrix": manual.degrees.matrix,
    }


def _moment_record(moment: MomentResult, manual: Manual, result_format: str) -> Plain:
    applied = [outcome for outcome in moment.outcomes if outcome.grade is not None]
    record: Plain = {
        "factors": [_factor_record(row) for row in moment.factors],
        "index": None if moment.index is None else stored_number(moment.index),
        # A list of pairs, because canonical JSON sorts keys and the order is the manual's.
        "criteria": [[str(row.code), str(row.grade)] for row in applied],
        "not_applied": [str(row.code) for row in moment.outcomes if not row.is_applied],
        "grade": str(moment.grade),
    }
    if result_format == FIRST_FORMAT:
        return record
    return {**record, **_detail(moment), "explanation": stored(explain_moment(moment, manual))}


def _factor_record(row: FactorEstimate) -> Plain:
    record: Plain = {
        "code": row.code,
        **{key: stored_number(getattr(row, key)) for key in FACTOR_NUMBERS},
        "degree": str(row.degree),
    }
    if row.probability_level is not None:
        record |= {"probability_level": row.probability_level, "impact_level": row.impact_level}
    if row.counted != row.risk:
        record["counted"] = stored_number(row.counted)
    return record


def _detail(moment: MomentResult) -> Plain:
    """Return what only some methods have: points, membership, checks of the comparisons."""
    detail: Plain = {}
    if moment.points is not None:
        detail["points"] = stored(
            {"total": moment.points.total, "by_test": list(moment.points.by_test.items())}
        )
    if moment.membership is not None:
        detail["membership"] = stored(
            [[str(degree), each] for degree, each in zip(Degree, moment.membership, strict=True)]
        )
    if moment.weights is not None and moment.weights.checks:
        detail["comparisons"] = [stored(_check(row)) for row in moment.weights.checks]
    return detail


def _check(check: WeightCheck) -> Plain:
    found = check.result
    repair = found.repair
    return {
        "within": check.within,
        "codes": list(check.codes),
        **{key: Fraction(getattr(found, key)) for key in ("lambda_max", "ci", "cr")},
        "consistent": found.consistent,
        "repair": repair and [check.codes[repair.row - 1], check.codes[repair.column - 1]],
    }


def stored(value: Any) -> Any:
    """Return plain data with every fraction as `{"number": text}`.

    >>> stored({"limit": Fraction(9, 25), "n": 3, "text": "5.4"})
    {'limit': {'number': '0.36'}, 'n': 3, 'text': '5.4'}
    """
    if isinstance(value, Fraction):
        return {"number": stored_number(value)}
    if isinstance(value, Mapping):
        return {str(key): stored(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [stored(each) for each in value]
    return value


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
    index = "null" if moment["index"] is None else printed_number(moment["index"])
    detail = "".join(
        f'  "{key}": {_printed_detail(key, moment[key])},\n' for key in DETAILS if key in moment
    )
    explanation = (
        f',\n  "explanation": {_explanation(moment["explanation"])}'
        if "explanation" in moment
        else ""
    )
    return (
        f'{{"factors": [\n   {factors}],\n  "index": {index},\n{detail}'
        f'  "criteria": {{{criteria}}},\n  "not_applied": [{missing}],\n'
        f'  "grade": {_quoted(moment["grade"])}{explanation}}}'
    )


def _printed_detail(key: str, value: Any) -> str:
    """Return a detail; pairs, stored as lists to keep the manual's order, become objects."""
    if key == "membership":
        return _printed_pairs(value)
    if key == "points":
        parts = _printed_pairs(value["by_test"])
        return f'{{"total": {printed(value["total"])}, "by_test": {parts}}}'
    return printed(value)


def _printed_pairs(pairs: Sequence[Sequence[Any]]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {printed(value)}" for name, value in pairs) + "}"


def _printed_factor(row: Mapping[str, Any]) -> str:
    numbers = ", ".join(f'"{key}": {printed_number(row[key])}' for key in FACTOR_NUMBERS)
    counted = f', "counted": {printed_number(row["counted"])}' if "counted" in row else ""
    levels = "".join(f', "{key}": {row[key]}' for key in LEVELS if key in row)
    degree = _quoted(row["degree"])
    return f'{{"code": {_quoted(row["code"])}, {numbers}{counted}{levels}, "degree": {degree}}}'


def _explanation(plain: Mapping[str, Any]) -> str:
    """Return the explanation with a line for each criterion, in the order that is documented."""
    head = [f'"{key}": {printed(plain[key])}' for key in ("combine", "decided_by")]
    rows = [
        f'"{key}": [' + ",\n    ".join(_printed_row(row) for row in plain[key]) + "]"
        for key in ("criteria", "not_applied")
    ]
    return "{" + ",\n   ".join([*head, *rows]) + "}"


def _printed_row(row: Mapping[str, Any]) -> str:
    # Stored sorted by key; printed in the order in which one reads it.
    return _printed_pairs([(key, row[key]) for key in EXPLAINED if key in row])


def printed(value: Any) -> str:
    """Return stored plain data as JSON on one line, numbers with at most 6 decimals.

    >>> printed({"limit": {"number": "0.36"}, "text": "5.4", "rows": [1, None, True]})
    '{"limit": 0.36, "rows": [1, null, true], "text": "5.4"}'
    """
    if isinstance(value, Mapping):
        if list(value) == ["number"]:
            return printed_number(value["number"])
        # Sorted, because the store keeps no order of keys.
        return _printed_pairs(sorted(value.items()))
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(printed, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(value)
