"""Agreement of a panel, as method files ask for it: kendall, krippendorff, delphi, authority."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.agreement.concordance import kendall_w
from riskassess.domain.agreement.delphi import authority as authority_of
from riskassess.domain.agreement.delphi import item_figures, response_rate, variation
from riskassess.domain.agreement.marks import LEVELS, is_extreme
from riskassess.domain.agreement.reliability import krippendorff_alpha
from riskassess.domain.assessment_file.values import GREATEST_COUNT
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import Plain
from riskassess.domain.methods.inputs import Inputs
from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path

# What tables print for a value that is not there; taken for a value it would be a wrong one.
NO_MARKS = frozenset({"", "*", ".", "-", "—", "/", "NA", "N/A", "na", "n/a", "NaN", "nan", "null"})


def kendall(given: Mapping[str, Any]) -> Plain:
    """Return Kendall's W of `ratings` (rows items, columns raters), corrected for ties.

    Raises
    ------
    InvalidFile
        For a missing rating, ragged rows, too few items or raters, and raters who tell nothing
        apart.
    """
    inputs = Inputs(given)
    ratings = [
        [_cell(inputs, value, ("ratings", item, rater)) for rater, value in enumerate(row)]
        for item, row in _rows(inputs, "ratings")
    ]
    inputs.refuse()
    found = _placed(kendall_w, ratings)
    return _with_unused(
        {
            "w": found.w,
            "chi2": found.chi2,
            "df": found.df,
            "p": found.p,
            "items": found.items,
            "raters": found.raters,
            "ties": found.ties,
            "rank_sums": found.rank_sums,
            "w_uncorrected": found.w_uncorrected,
        },
        inputs,
    )


def krippendorff(given: Mapping[str, Any]) -> Plain:
    """Return Krippendorff's α of `coders` (rows coders, null missing) at a `level`.

    `missing` may name another mark for a missing value.

    Raises
    ------
    InvalidFile
        For values that are not on the level, ragged rows, and units without two values.
    """
    inputs = Inputs(given)
    level = inputs.word("level", LEVELS)
    marker = inputs.value("missing", required=False)
    coders = [
        [_mark(inputs, value, marker, ("coders", coder, unit)) for unit, value in enumerate(row)]
        for coder, row in _rows(inputs, "coders")
    ]
    inputs.refuse()
    found = _placed(krippendorff_alpha, coders, level)
    return _with_unused(
        {
            "alpha": found.alpha,
            **({} if found.alpha is not None else {"note": "all_values_equal"}),
            "level": found.level,
            "coders": found.coders,
            "units": found.units,
            "dropped_units": found.dropped,
            "values": found.values,
        },
        inputs,
    )


def delphi(given: Mapping[str, Any]) -> Plain:
    """Return the figures of each of the `items` of a Delphi round.

    An item has `ratings`, or `mean` and `sd`; `full_mark` may stand in the item or beside the
    items. Without it the greatest rating of the round is taken, and the item says so. `sent` and
    `returned` sheets give the response rate.

    Raises
    ------
    InvalidFile
        For items with neither or both, missing ratings, and ratings above the full mark.
    """
    inputs = Inputs(given)
    full_mark = _number(inputs, inputs.value("full_mark", required=False), ("full_mark",))
    if full_mark is None and not inputs.has("full_mark"):
        full_mark = _greatest_rating(inputs)
    items = [
        _item(inputs, inputs.as_mapping(item, ("items", place)), ("items", place), full_mark)
        for place, item in enumerate(inputs.rows("items"))
    ]
    response = _response(inputs)
    inputs.refuse()
    return _with_unused({"items": items, **response}, inputs)


def _greatest_rating(inputs: Inputs) -> Fraction | None:
    """Return the greatest rating of all items, None where there is none."""
    found = [
        Fraction(number)
        for item in inputs.given.get("items") or ()
        if isinstance(item, Mapping) and isinstance(item.get("ratings"), list)
        for value in item["ratings"]
        if (number := exact_number(value)) is not None and not is_extreme(number)
    ]
    return max(found, default=None)


def authority(given: Mapping[str, Any]) -> Plain:
    """Return (Ca + Cs) / 2 of `judgement` (Ca) and `familiarity` (Cs), shares from 0 to 1.

    Raises
    ------
    InvalidFile
        For a missing value, a percentage, or a value outside 0 to 1.
    """
    inputs = Inputs(given)
    judgement, familiarity = inputs.share("judgement"), inputs.share("familiarity")
    inputs.refuse()
    cr = authority_of(Fraction(judgement or 0), Fraction(familiarity or 0))
    return _with_unused({"authority": cr}, inputs)


def _placed(method: Callable[..., Any], *arguments: Any) -> Any:
    """Call a method; what it refuses gets its place below `inputs`."""
    try:
        return method(*arguments)
    except InvalidInput as error:
        raise InvalidFile(error.code, where=f"inputs.{error.where}", **error.facts) from error


def _with_unused(result: Plain, inputs: Inputs) -> Plain:
    return {**result, **({"unused": inputs.unused} if inputs.unused else {})}


def _rows(inputs: Inputs, key: str) -> list[tuple[int, Any]]:
    return [
        (place, inputs.as_rows(row, (key, place))) for place, row in enumerate(inputs.rows(key))
    ]


def _cell(inputs: Inputs, value: object, path: Path) -> Decimal | None:
    """Return a rating; null is left to the method, which knows what it means."""
    number = None if value is None else inputs.as_number(value, path)
    return None if number is None else _reasonable(inputs, number, path)


def _mark(inputs: Inputs, value: Any, marker: object, path: Path) -> Any:
    if isinstance(value, str) and marker is None and value.strip() in NO_MARKS:
        inputs.add(path, "agreement_missing_mark", value=value)
        return None
    if value is None or (marker is not None and value == marker):
        return None
    if isinstance(value, list | dict | bool):
        inputs.add(path, "file_not_a_number", value=str(value))
    return value if not isinstance(value, list | dict) else None


def _reasonable(inputs: Inputs, number: Decimal, path: Path) -> Decimal | None:
    if is_extreme(number):
        inputs.add(path, "agreement_number_extreme", value=str(number))
        return None
    return number


def _number(inputs: Inputs, value: object, path: Path) -> Fraction | None:
    number = _cell(inputs, value, path)
    return None if number is None else Fraction(number)


def _item(
    inputs: Inputs, item: Mapping[str, Any], path: Path, full_mark: Fraction | None
) -> Plain | None:
    """Return the printed figures of an item, or None where something was noted."""
    name = {"item": str(item["item"])} if item.get("item") is not None else {}
    has_ratings = item.get("ratings") is not None
    has_figures = item.get("mean") is not None and item.get("sd") is not None
    if has_ratings == has_figures:
        code = "agreement_ratings_and_figures" if has_ratings else "agreement_nothing_to_reckon"
        inputs.add(path, code)
        return None
    read = _figures_of_ratings if has_ratings else _figures_given
    figures = read(inputs, item, path, full_mark)
    return None if figures is None else {**name, **figures}


def _figures_of_ratings(
    inputs: Inputs, item: Mapping[str, Any], path: Path, full_mark: Fraction | None
) -> Plain | None:
    own = _number(inputs, item.get("full_mark"), (*path, "full_mark"))
    named = own is not None or inputs.has("full_mark")
    full_mark = full_mark if own is None else own
    places = enumerate(inputs.as_rows(item["ratings"], (*path, "ratings")))
    ratings = [
        _rating(inputs, value, (*path, "ratings", place), full_mark) for place, value in places
    ]
    known = [rating for rating in ratings if rating is not None]
    if not known or len(known) < len(ratings):
        return None
    found = item_figures(known, full_mark=full_mark)
    return {
        "n": found.n,
        "mean": found.mean,
        "sd": found.sd,
        "cv": found.cv,
        "median": found.median,
        "q1": found.q1,
        "q3": found.q3,
        "full_mark_share": found.full_mark_share,
        "full_mark": full_mark,
        **_notes(found.sd, found.mean, "" if named else "full_mark_is_the_greatest_rating"),
    }


def _rating(
    inputs: Inputs, value: object, path: Path, full_mark: Fraction | None
) -> Fraction | None:
    if value is None:
        inputs.add(path, "agreement_delphi_rating_missing")
        return None
    rating = _number(inputs, value, path)
    if rating is not None and full_mark is not None and rating > full_mark:
        inputs.add(path, "agreement_above_full_mark", value=str(value), high=str(full_mark))
        return None
    return rating


def _figures_given(
    inputs: Inputs, item: Mapping[str, Any], path: Path, _full_mark: Fraction | None
) -> Plain | None:
    centre = _number(inputs, item["mean"], (*path, "mean"))
    sd = inputs.as_number(item["sd"], (*path, "sd"), low=0)
    sd = None if sd is None else _reasonable(inputs, sd, (*path, "sd"))
    if centre is None or sd is None:
        return None
    return {"mean": centre, "sd": sd, "cv": variation(centre, sd), **_notes(sd, centre, "")}


def _notes(sd: Decimal | None, centre: Fraction, further: str) -> Plain:
    """Return why a figure is null, by codes."""
    notes = ["one_rating"] if sd is None else []
    notes += ["mean_not_above_0"] if centre <= 0 else []
    notes += [further] if further else []
    return {"notes": notes} if notes else {}


def _response(inputs: Inputs) -> Plain:
    if not inputs.has("sent") and not inputs.has("returned"):
        return {}
    sent, returned = _sheets(inputs, "sent", 1), _sheets(inputs, "returned", 0)
    if sent is None or returned is None:
        return {}
    if returned > sent:
        inputs.add(("returned",), "agreement_more_returned", value=returned, high=sent)
        return {}
    return {"response_rate": response_rate(returned, sent)}


def _sheets(inputs: Inputs, key: str, low: int) -> int | None:
    number = inputs.number(key, low=low, high=GREATEST_COUNT)
    return None if number is None else inputs.count(key, low=low)
