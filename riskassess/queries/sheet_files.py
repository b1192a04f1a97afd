"""What the experts of a panel gave, as an assessment file holds it: scores, comparisons, points."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from sqlmodel import Session, col, select

from models import Comparison, Factor, ItemPoints, PanelMember, Score, Sheet, row_id
from riskassess.domain.comparison_sets import comparison_sets, pairs_of
from riskassess.domain.levels import UNIT, level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import Moment
from riskassess.queries.assessments import Case, newest_survey
from riskassess.queries.opposition import list_classes

Plain = dict[str, object]
Panel = Sequence[tuple[PanelMember, Sheet]]
Codes = dict[int, str]
Row = TypeVar("Row", Score, Comparison, ItemPoints)


def exact(ten_thousandths: int) -> int | Decimal:
    """Return a stored number as it is written in a file: 4 or 0.25.

    >>> exact(40000), exact(2500)
    (4, Decimal('0.25'))
    """
    whole, rest = divmod(ten_thousandths, UNIT)
    return whole if rest == 0 else (Decimal(ten_thousandths) / UNIT).normalize()


def given_by_experts(
    session: Session, manual: Manual, panel: Panel, factors: Sequence[Factor]
) -> Plain:
    """Return the keys of a file that hold what the panel's submitted sheets say.

    Parameters
    ----------
    session : Session
        Of the database.
    manual : Manual
        Says what was asked of the experts.
    panel : sequence of (PanelMember, Sheet)
        In the order of the file.
    factors : sequence of Factor
        Of the assessment in its order, without removed ones.
    """
    if manual.deduction is not None:
        return _points(session, panel, [item.code for item in manual.deduction.items])
    found = _scores(session, manual, panel, {row_id(factor): factor.code for factor in factors})
    if manual.asks_comparisons:
        found["comparisons"] = _comparisons(session, panel, _pairs(manual, factors))
    return found


def opposition_classes(session: Session, case: Case) -> Plain:
    """Return the key with the survey's classes of opposition where they were counted, or none."""
    if not case.manual.asks_points:
        return {}
    rows = list_classes(session, newest_survey(session, case.id))
    lines = [{"intensity": exact(row.intensity), "count": row.count} for row in rows]
    return {"opposition_classes": lines} if lines else {}


def _scores(session: Session, manual: Manual, panel: Panel, codes: Codes) -> Plain:
    rows = session.exec(
        select(Score)
        .join(Factor, col(Factor.id) == col(Score.factor_id))
        .where(col(Score.sheet_id).in_(_ids(panel)), col(Score.factor_id).in_(list(codes)))
        .order_by(col(Factor.position), col(Factor.id))
    )
    scores = _by_sheet(panel, rows.all())
    found: Plain = {}
    for moment in Moment:
        sheets = [
            {
                "expert": member.code,
                "scores": [
                    line
                    for score in scores[row_id(sheet)]
                    if (line := _score(manual, score, codes[score.factor_id], moment))
                ],
            }
            for member, sheet in panel
        ]
        if moment is Moment.BEFORE or any(sheet["scores"] for sheet in sheets):
            found[f"scores_{moment}"] = sheets
    return found


def _score(manual: Manual, score: Score, code: str, moment: Moment) -> Plain | None:
    weight, probability, impact = (
        getattr(score, f"{moment}_{name}") for name in ("weight", "probability", "impact")
    )
    if weight is None and probability is None and impact is None:
        return None
    line: Plain = {"factor": code}
    if manual.asks_weight_scores:
        line["weight_score"] = None if weight is None else exact(weight)
    for name, share in (("probability", probability), ("impact", impact)):
        if not manual.asks_levels:
            line[name] = None if share is None else exact(share)
            continue
        scale = manual.scales.probability if name == "probability" else manual.scales.impact
        line[f"{name}_level"] = None if share is None else level_of_share(scale, share)
    return line


def _pairs(manual: Manual, factors: Sequence[Factor]) -> dict[tuple[str, str, str], int]:
    """Return every pair to be judged with its position in the file."""
    sets = comparison_sets(factors, manual)
    pairs = [(within, *pair) for within, codes in sets.items() for pair in pairs_of(codes)]
    return {pair: position for position, pair in enumerate(pairs)}


def _comparisons(
    session: Session, panel: Panel, pairs: dict[tuple[str, str, str], int]
) -> list[Plain]:
    rows = session.exec(select(Comparison).where(col(Comparison.sheet_id).in_(_ids(panel))))
    standing = [row for row in rows if _pair(row) in pairs]
    given = _by_sheet(panel, sorted(standing, key=lambda row: pairs[_pair(row)]))
    return [
        {
            "expert": member.code,
            "judgements": [
                {
                    "within": row.within or None,
                    "first": row.first,
                    "second": row.second,
                    "value": judgement_text(row.value),
                }
                for row in given[row_id(sheet)]
            ],
        }
        for member, sheet in panel
    ]


def _pair(row: Comparison) -> tuple[str, str, str]:
    return row.within, row.first, row.second


def judgement_text(value: int) -> str:
    """Return a stored judgement as a file writes it; −3 means that the second weighs 3 times.

    >>> judgement_text(3), judgement_text(-3), judgement_text(1)
    ('3', '1/3', '1')
    """
    return f"1/{-value}" if value < 0 else str(value)


def _points(session: Session, panel: Panel, items: Sequence[str]) -> Plain:
    rows = session.exec(select(ItemPoints).where(col(ItemPoints.sheet_id).in_(_ids(panel))))
    given = _by_sheet(panel, sorted(rows, key=lambda row: items.index(row.item)))
    found: Plain = {}
    for moment in Moment:
        sheets = [
            {
                "expert": member.code,
                "points": [
                    {"item": row.item, "points": exact(points)}
                    for row in given[row_id(sheet)]
                    if (points := getattr(row, f"{moment}_points")) is not None
                ],
            }
            for member, sheet in panel
        ]
        if moment is Moment.BEFORE or any(sheet["points"] for sheet in sheets):
            found[f"points_{moment}"] = sheets
    return found


def _ids(panel: Panel) -> list[int]:
    return [row_id(sheet) for _member, sheet in panel]


def _by_sheet(panel: Panel, rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {sheet_id: [] for sheet_id in _ids(panel)}
    for row in rows:
        found[row.sheet_id].append(row)
    return found
