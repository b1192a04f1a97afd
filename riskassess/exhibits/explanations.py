"""Why a grade came out, in words: made of the structured explanation and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskassess.domain.explanation import explain_moment
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Condition, Criterion, Manual
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from riskassess.exhibits.criteria import (
    CONFIDENCE,
    input_words,
    limit_words,
    missing_words,
    reason_words,
    rule_text,
)
from riskassess.exhibits.exact import amount, difference
from riskassess.i18n import _, current_locale
from riskassess.labels import label

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class CriterionRow:
    """One criterion that was applied, in words; `limits` run from the worst grade."""

    name: str
    inputs: str
    limits: list[tuple[RiskGrade, str]]
    rule: str
    grade: RiskGrade
    is_deciding: bool
    distances: list[str]
    attention: list[str]
    paragraph: str
    source: str
    confidence: str


@dataclass(frozen=True)
class MissingRow:
    """One criterion that was not applied: why, and which inputs are missing."""

    name: str
    reason: str
    missing: str


@dataclass(frozen=True)
class GradeExplanation:
    """The explanation of one moment's grade; `sentence` says it in one line."""

    moment: str
    grade: RiskGrade
    sentence: str
    rows: list[CriterionRow]
    not_applied: list[MissingRow]

    @property
    def attention(self) -> list[str]:
        """Return what the manual asks to look at more closely."""
        return [note for row in self.rows for note in row.attention]


def grade_explanation(moment: MomentResult, manual: Manual) -> GradeExplanation:
    """Return the explanation of one moment's grade in words."""
    plain = explain_moment(moment, manual)
    deciding = [_criterion(code, manual).name(current_locale()) for code in plain["decided_by"]]
    return GradeExplanation(
        moment=label(moment.moment),
        grade=moment.grade,
        sentence=_(
            "等级为%(grade)s，由%(names)s决定（就高原则）",
            grade=label(moment.grade),
            names=_("、").join(deciding),
        ),
        rows=[_row(row, plain["decided_by"], manual) for row in plain["criteria"]],
        not_applied=[_missing(row, manual) for row in plain["not_applied"]],
    )


def _criterion(code: str, manual: Manual) -> Criterion:
    return manual.criterion(CriterionKind(code))


def _row(row: Plain, decided_by: Sequence[str], manual: Manual) -> CriterionRow:
    criterion = _criterion(row["criterion"], manual)
    return CriterionRow(
        name=criterion.name(current_locale()),
        inputs=input_words(criterion, row["inputs"], row["value"]),
        limits=limit_words(criterion),
        rule=rule_text(criterion),
        grade=RiskGrade(row["grade"]),
        is_deciding=row["criterion"] in decided_by,
        distances=distance_words(criterion, RiskGrade(row["grade"]), row["distances"]),
        attention=list(row["attention"]),
        paragraph=row["paragraph"],
        source=row["source"],
        confidence=str(CONFIDENCE[row["confidence"]]),
    )


def _missing(row: Plain, manual: Manual) -> MissingRow:
    criterion = _criterion(row["criterion"], manual)
    return MissingRow(
        name=criterion.name(current_locale()),
        reason=reason_words(criterion, row["reason"]),
        missing=missing_words(row["missing"]) or "—",
    )


def distance_words(criterion: Criterion, grade: RiskGrade, rows: Sequence[Plain]) -> list[str]:
    """Return how far a criterion is from the next worse and the next better grade.

    Parameters
    ----------
    criterion : Criterion
        The row of the grade table.
    grade : RiskGrade
        What it gave.
    rows : sequence of mappings
        `distances` of the structured explanation: towards, limit, distance, and degree for counts.
    """
    if criterion.code is CriterionKind.SINGLE_FACTOR:
        return _count_words(grade, rows)
    return [
        _worse(criterion, row) if _is_worse(row, grade) else _better(criterion, grade, row)
        for row in rows
    ]


def _is_worse(row: Plain, grade: RiskGrade) -> bool:
    order = list(RiskGrade)
    return order.index(RiskGrade(row["towards"])) > order.index(grade)


def _count_words(grade: RiskGrade, rows: Sequence[Plain]) -> list[str]:
    """Return distances in factors: any count gets worse, to get better all must fall."""
    worse = []
    if rising := [row for row in rows if _is_worse(row, grade)]:
        towards = label(RiskGrade(rising[0]["towards"]))
        parts = _("或 ").join(map(_factors, rising))
        worse = [_("再多 %(parts)s即为%(grade)s", parts=parts, grade=towards)]
    better = [row for row in rows if not _is_worse(row, grade)]
    if not better:
        return worse
    words = _(
        "少 %(parts)s即不再为%(grade)s",
        parts=_("、").join(map(_factors, better)),
        grade=label(grade),
    )
    return [*worse, words]


def _factors(row: Plain) -> str:
    return _("%(n)s 个%(degree)s", n=row["distance"], degree=label(Degree(row["degree"])))


def _worse(criterion: Criterion, row: Plain) -> str:
    grade = RiskGrade(row["towards"])
    is_open = _condition(criterion, grade).above is not None
    words = _gap(criterion, row)
    if row["distance"] == 0:
        return _("恰在界限上：大于 %(limit)s 才为%(grade)s", **words)
    if is_open:
        return _("距%(grade)s尚差 %(gap)s（大于 %(limit)s）", **words)
    return _("距%(grade)s尚差 %(gap)s（达到 %(limit)s）", **words)


def _better(criterion: Criterion, grade: RiskGrade, row: Plain) -> str:
    is_open = _condition(criterion, grade).above is not None
    words = _gap(criterion, row)
    if row["distance"] == 0:
        return _("恰在界限上：小于 %(limit)s 才为%(grade)s", **words)
    if is_open:
        return _("距%(grade)s尚差 %(gap)s（降到 %(limit)s）", **words)
    return _("距%(grade)s尚差 %(gap)s（小于 %(limit)s）", **words)


def _gap(criterion: Criterion, row: Plain) -> dict[str, str]:
    return {
        "grade": label(RiskGrade(row["towards"])),
        "limit": amount(row["limit"], criterion),
        "gap": difference(row["distance"], criterion),
    }


def _condition(criterion: Criterion, grade: RiskGrade) -> Condition:
    """Return the condition whose limit the distance was taken to."""
    found = criterion.high if grade is RiskGrade.HIGH else criterion.medium
    return found or Condition()
