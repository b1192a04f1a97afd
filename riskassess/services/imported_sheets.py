"""What one expert gave in an imported file, as rows of the tables; never commits."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from models import Comparison, Factor, ItemPoints, PanelMember, Score, row_id
from riskassess.domain import assessment_file as files

Row = Score | Comparison | ItemPoints


def sheet_rows(
    parsed: files.Assessment, member: PanelMember, sheet_id: int, factors: Mapping[str, Factor]
) -> Iterator[Row]:
    """Yield a member's scores, comparisons and points in the order of the file."""
    whose: dict[str, Any] = {"office_id": member.office_id, "sheet_id": sheet_id}
    yield from _scores(parsed, member.code, whose, factors)
    for sheet in parsed.comparisons:
        if sheet.expert == member.code:
            for judgement in sheet.judgements:
                yield Comparison(
                    **whose,
                    within=judgement.within,
                    first=judgement.first,
                    second=judgement.second,
                    value=stored_judgement(judgement.value),
                )
    yield from _points(parsed, member.code, whose)


def _scores(
    parsed: files.Assessment, expert: str, whose: Mapping[str, Any], factors: Mapping[str, Factor]
) -> Iterator[Score]:
    given = next((sheet.scores for sheet in parsed.before if sheet.expert == expert), None)
    if given is None:
        return
    later = next((sheet.scores for sheet in parsed.after or () if sheet.expert == expert), {})
    for code, factor in factors.items():
        before, after = given[code], later.get(code)
        yield Score(
            **whose,
            factor_id=row_id(factor),
            before_weight=before.weight or None,  # 0: none was asked for
            before_probability=before.probability,
            before_impact=before.impact,
            after_weight=(after.weight or None) if after else None,
            after_probability=after.probability if after else None,
            after_impact=after.impact if after else None,
        )


def _points(
    parsed: files.Assessment, expert: str, whose: Mapping[str, Any]
) -> Iterator[ItemPoints]:
    given = next((sheet.points for sheet in parsed.points_before if sheet.expert == expert), {})
    later = next(
        (sheet.points for sheet in parsed.points_after or () if sheet.expert == expert), {}
    )
    for item in dict.fromkeys((*given, *later)):
        yield ItemPoints(
            **whose, item=item, before_points=given.get(item), after_points=later.get(item)
        )


def stored_judgement(value: Fraction) -> int:
    """Return a judgement as it is stored: 3 for three times, −3 for a third.

    >>> [stored_judgement(value) for value in (Fraction(3), Fraction(1, 3), Fraction(1))]
    [3, -3, 1]
    """
    return value.numerator if value >= 1 else -value.denominator
