"""What would change a grade: the smallest single change of each kind, solved exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.aggregation import middle
from riskassess.domain.assessment_file.records import UNIT, Assessment
from riskassess.domain.certainty.judge import Judge
from riskassess.domain.certainty.levers import (
    Estimates,
    Lever,
    Line,
    Steps,
    count_lever,
    point_lever,
)
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import CriterionKind, Moment, RiskGrade

NEAREST = 3
COUNTED = (CriterionKind.OPPOSITION, CriterionKind.HEADCOUNT)


@dataclass(frozen=True)
class Change:
    """One change that moves the grade: of what, from where, to where.

    At `to` the grade is the new one if `inclusive`; if not, as soon as `to` is passed. `through`
    are the criteria that get another grade of their own. `share` is how much of the lever's range
    the change takes, None for a headcount, which has no upper end. `rises` says in which direction,
    also where the value lies on the limit and any step moves the grade.
    """

    lever: Lever
    code: str
    now: Fraction
    to: Fraction
    inclusive: bool
    grade: RiskGrade
    through: tuple[CriterionKind, ...]
    share: Fraction | None
    rises: bool


@dataclass(frozen=True)
class MomentChanges:
    """The nearest changes of a moment's grade, and for each criterion whether it can be moved.

    `movable` names for each applied criterion whether any change found acts through it.
    """

    nearest: tuple[Change, ...]
    movable: tuple[tuple[CriterionKind, bool], ...]


def changes_of(assessment: Assessment, moment: MomentResult, manual: Manual) -> MomentChanges:
    """Return what would change the grade of a moment.

    Parameters
    ----------
    assessment : Assessment
        As graded; its point sheets are the levers of a deduction score.
    moment : MomentResult
        As graded.
    manual : Manual
        Its rules and limits.

    Returns
    -------
    MomentChanges
        Of each kind of lever the three smallest changes, smallest first; exact.
    """
    judge = Judge.of(moment)
    found: list[Change] = []
    for lever in _levers(assessment, moment, manual, judge):
        found += _nearest(lever, judge)
    found.sort(key=lambda row: (row.share or 0, row.lever, row.code, row.rises))
    kept = [
        row for kind in Lever for row in [each for each in found if each.lever is kind][:NEAREST]
    ]
    moved = {code for row in found for code in row.through}
    movable = tuple((row.code, row.code in moved) for row in judge.outcomes)
    return MomentChanges(tuple(kept), movable)


def _levers(
    assessment: Assessment, moment: MomentResult, manual: Manual, judge: Judge
) -> Iterator[Line | Steps]:
    if moment.points is not None:
        yield from _point_levers(assessment, moment, manual, judge)
    else:
        yield from Estimates(moment, manual, judge).levers()
    for row in judge.outcomes:
        if row.code in COUNTED:
            lever = count_lever(judge, row.code, dict(row.inputs))
            if lever is not None:
                yield lever


def _point_levers(
    assessment: Assessment, moment: MomentResult, manual: Manual, judge: Judge
) -> Iterator[Line]:
    is_before = moment.moment is Moment.BEFORE
    sheets = assessment.points_before if is_before else assessment.points_after or ()
    rule = manual.estimates
    for item in manual.deduction.items if manual.deduction and moment.points else ():
        given = [sheet.points[item.code] for sheet in sheets if item.code in sheet.points]
        if given and moment.points:
            now = middle(given, rule.aggregate, trim_from=rule.trim_from) / UNIT
            yield point_lever(item.code, now, Fraction(item.maximum), moment.points.total, judge)


def _nearest(lever: Line | Steps, judge: Judge) -> Iterator[Change]:
    for rises in (True, False):
        found = _on_line(lever, judge, rises) if isinstance(lever, Line) else _on_steps(
            lever, judge, rises
        )  # fmt: skip
        if found is not None:
            yield found


def _on_line(line: Line, judge: Judge, rises: bool) -> Change | None:
    """Return the nearest change in one direction: at each point, then between it and the next."""
    end = line.high if rises else line.low
    between = sorted(
        {point for point in line.points if min(line.now, end) < point < max(line.now, end)},
        reverse=not rises,
    )
    places = [line.now, *between]
    for place, following in zip(places, [*between, end], strict=True):
        tried = [(place, True), ((place + following) / 2, False)] if place != end else []
        for value, inclusive in tried:
            grade, through = judge.judged(line.values(value))
            if grade is not judge.grade:
                share = abs(place - line.now) / line.whole
                return Change(line.lever, line.code, line.now, place, inclusive, grade, through,
                              share, rises)  # fmt: skip
    return _at_end(line, end, judge, rises)


def _at_end(line: Line, end: Fraction, judge: Judge, rises: bool) -> Change | None:
    grade, through = judge.judged(line.values(end))
    if grade is judge.grade:
        return None
    share = abs(end - line.now) / line.whole
    return Change(line.lever, line.code, line.now, end, True, grade, through, share, rises)


def _on_steps(steps: Steps, judge: Judge, rises: bool) -> Change | None:
    ordered = sorted(steps.tried, reverse=not rises)
    for value in ordered:
        if (value > steps.now) is not rises or value == steps.now:
            continue
        grade, through = judge.judged(steps.values(value))
        if grade is not judge.grade:
            now, to = Fraction(steps.now), Fraction(value)
            share = None if steps.whole is None else abs(to - now) / steps.whole
            return Change(steps.lever, steps.code, now, to, True, grade, through, share, rises)
    return None
