"""Figures of one factor, each with where it comes from: rule, terms, the experts' marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from riskassess.domain.assessment_file import Score, ScoreSheet
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DegreeRule, IndexVariant
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.scoring import FactorEstimate
from riskassess.domain.vocabulary import Degree
from riskassess.exhibits.exact import decimal, share_text, short
from riskassess.exhibits.methods import (
    COUNTED,
    coefficient_words,
    degree_words,
    level_words,
    middle_words,
    weight_method,
)
from riskassess.filters import figure
from riskassess.i18n import _, current_locale
from riskassess.labels import label

Mark = tuple[str, str]
SCORE_UNIT = Decimal(10_000)


@dataclass(frozen=True)
class Cell:
    """A figure with its source; without title it has none. `degree` is set for a degree's cell."""

    text: str
    title: str = ""
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    degree: Degree | None = None


@dataclass(frozen=True)
class CellSource:
    """What the cells are made from."""

    manual: Manual
    sheets: Sequence[ScoreSheet]

    def marks(self, code: str, written: Callable[[Score], str]) -> list[Mark]:
        return [(sheet.expert, written(sheet.scores[code])) for sheet in self.sheets]


def level_name(scale: Sequence[ScaleLevel], level: int | None) -> str:
    """Return a level with the manual's word for it."""
    if level is None:
        return "—"
    word = next((row.name(current_locale()) for row in scale if row.level == level), "")
    return f"{level} {word}".strip()


def written_share(share: int) -> str:
    """Return a share in ten-thousandths as it was written, in percent.

    >>> written_share(6150), written_share(6000)
    ('61.5%', '60%')
    """
    return f"{short(Decimal(share) / 100, 2)}%"


def _weight(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    marks = []
    if source.manual.asks_weight_scores:
        marks = source.marks(row.code, lambda score: short(Decimal(score.weight) / SCORE_UNIT, 4))
    title = _("%(name)s的权重", name=name)
    return Cell(share_text(row.weight), title, [weight_method(source.manual) + _("。")], marks)


def _probability(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    marks = source.marks(row.code, lambda score: written_share(score.probability))
    lines = [middle_words(source.manual) + _("。")]
    return Cell(share_text(row.probability), _("%(name)s的概率", name=name), lines, marks)


def _impact(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    marks = source.marks(row.code, lambda score: written_share(score.impact))
    lines = [middle_words(source.manual) + _("。")]
    return Cell(share_text(row.impact), _("%(name)s的影响", name=name), lines, marks)


def _probability_level(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    scale = source.manual.scales.probability
    marks = source.marks(row.code, lambda score: _level(scale, score.probability))
    title = _("%(name)s的概率档", name=name)
    lines = [level_words(source.manual) + _("。")]
    return Cell(level_name(scale, row.probability_level), title, lines, marks)


def _impact_level(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    scale = source.manual.scales.impact
    marks = source.marks(row.code, lambda score: _level(scale, score.impact))
    title = _("%(name)s的影响档", name=name)
    lines = [level_words(source.manual) + _("。")]
    return Cell(level_name(scale, row.impact_level), title, lines, marks)


def _level(scale: Sequence[ScaleLevel], share: int) -> str:
    return _("%(n)s 档", n=level_of_share(scale, share))


def _risk(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    product = _(
        "%(name)s：%(p)s × %(q)s = %(r)s",
        name=name,
        p=share_text(row.probability, 2),
        q=share_text(row.impact, 2),
        r=figure(decimal(row.risk), 6),
    )
    lines = [product]
    if source.manual.degrees.rule is DegreeRule.PRODUCT:
        lines.append(degree_words(source.manual) + _("。"))
    return Cell(figure(decimal(row.risk)), _("风险值"), lines)


def _degree(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    if row.probability_level is None:
        return Cell(label(row.degree), degree=row.degree)
    found = _(
        "%(name)s：概率 %(p)s 档，影响 %(q)s 档，查得%(degree)s",
        name=name, p=row.probability_level, q=row.impact_level, degree=label(row.degree),
    )  # fmt: skip
    lines = [found + _("。"), degree_words(source.manual) + _("。")]
    return Cell(label(row.degree), _("风险程度"), lines, degree=row.degree)


def _counted(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    rule = source.manual.index
    title = _("%(name)s的%(what)s", name=name, what=COUNTED[rule.variant])
    at = _("系数（手册 %(at)s 段）：%(rows)s。", at=rule.paragraph,
           rows=coefficient_words(source.manual))  # fmt: skip
    if row.membership is None or rule.variant is not IndexVariant.FUZZY:
        told = _("程度为%(degree)s，系数 %(value)s。", degree=label(row.degree),
                 value=short(row.counted))  # fmt: skip
        return Cell(figure(decimal(row.counted)), title, [told, at])
    terms = [
        f"{share_text(share)} × {short(rule.coefficient(degree))}"
        for degree, share in zip(Degree, row.membership, strict=True)
        if share
    ]
    total = figure(decimal(row.counted), 6)
    return Cell(figure(decimal(row.counted)), title, [f"{' + '.join(terms)} = {total}", at])


def _term(source: CellSource, row: FactorEstimate, name: str) -> Cell:
    words = {"what": COUNTED[source.manual.index.variant]}
    product = f"{figure(decimal(row.weight), 6)} × {figure(decimal(row.counted), 6)}"
    line = _("%(name)s：%(value)s", name=name, value=f"{product} = {figure(decimal(row.term), 6)}")
    return Cell(figure(decimal(row.term), 4), _("权重 × %(what)s", **words), [line])


CELLS: dict[str, Callable[[CellSource, FactorEstimate, str], Cell]] = {
    "weight": _weight,
    "probability": _probability,
    "impact": _impact,
    "probability_level": _probability_level,
    "impact_level": _impact_level,
    "risk": _risk,
    "degree": _degree,
    "counted": _counted,
    "term": _term,
}
