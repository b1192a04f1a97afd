"""Weights and what they rest on: method, consistency of each set of comparisons, judged pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from riskassess.domain.assessment_file import Assessment
from riskassess.domain.comparison_sets import pairs_of
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import PairwiseRule, WeightMethod
from riskassess.domain.pairwise import group_matrix
from riskassess.domain.panel_weights import WeightCheck, matrix_of
from riskassess.exhibits.comparisons import PairWords, ratio_text
from riskassess.exhibits.exact import marks_text, share_text, short
from riskassess.exhibits.methods import weight_method
from riskassess.filters import figure
from riskassess.i18n import LazyText, _, _l

RANDOM_INDEX: dict[str, LazyText] = {
    "saaty": _l("Saaty 表"),
    "saaty_2005": _l("Saaty 2005 年表"),
    "chinese_textbook": _l("国内教材表"),
}


@dataclass(frozen=True)
class PairRow:
    """The group's judgement of one pair and what each expert said."""

    first: str
    second: str
    value: str
    marks: list[tuple[str, str]]


@dataclass(frozen=True)
class CheckRow:
    """Consistency of one set; `remark` says which pair to look at again, if any."""

    name: str
    size: int
    lambda_max: str
    ci: str
    cr: str
    verdict: str
    shape: str
    is_consistent: bool
    remark: str
    local: list[tuple[str, str]]
    pairs: list[PairRow]


@dataclass(frozen=True)
class WeightSection:
    """How the weights came about; `constant` names factors that entropy gives no weight."""

    method: str
    rule: str = ""
    checks: list[CheckRow] = field(default_factory=list)
    constant: list[str] = field(default_factory=list)

    @property
    def remarks(self) -> list[str]:
        """Return what has to be looked at again."""
        return [row.remark for row in self.checks if row.remark]


def weight_section(
    moment: MomentResult, assessment: Assessment, names: Mapping[str, str], manual: Manual
) -> WeightSection | None:
    """Return the weights of one moment in words; None where nobody scores factors."""
    weights = moment.weights
    if weights is None:
        return None
    rule = manual.weights.pairwise
    words = PairWords(manual, names)
    return WeightSection(
        method=weight_method(manual),
        rule="" if rule is None or not weights.checks else _rule(rule),
        checks=[_check(row, assessment, words) for row in weights.checks],
        constant=[names.get(code, code) for code in weights.constant],
    )


def _rule(rule: PairwiseRule) -> str:
    return _(
        "CI =（λmax − n）/（n − 1），CR = CI / RI；RI 取 %(table)s，CR 小于 %(limit)s 视为一致"
        "（手册 %(at)s 段）",
        table=RANDOM_INDEX.get(rule.random_index, rule.random_index),
        limit=rule.limit,
        at=rule.paragraph,
    )


def _check(check: WeightCheck, assessment: Assessment, words: PairWords) -> CheckRow:
    found, is_consistent = check.result, check.result.consistent
    return CheckRow(
        name=words.set_name(check.within),
        size=len(check.codes),
        lambda_max=figure(found.lambda_max, 4),
        ci=figure(found.ci, 4),
        cr=ratio_text(found.cr, words.limit),
        verdict=_("一致") if is_consistent else _("需复核"),
        shape="●" if is_consistent else "▲",
        is_consistent=is_consistent,
        remark="" if is_consistent else _remark(check, words),
        local=[
            (words.thing(check.within, code), share_text(Fraction(weight)))
            for code, weight in zip(check.codes, found.weights, strict=True)
        ],
        pairs=_pairs(check, assessment, words),
    )


def _remark(check: WeightCheck, words: PairWords) -> str:
    repair = check.result.repair
    told = _(
        "%(set)s的 CR = %(cr)s，不小于 %(limit)s，判断自相矛盾，需复核",
        set=words.set_name(check.within),
        cr=ratio_text(check.result.cr, words.limit),
        limit=words.limit,
    )
    if repair is None:
        return told
    first, second = (
        words.thing(check.within, check.codes[place - 1]) for place in (repair.row, repair.column)
    )
    return told + _(
        "；先看“%(first)s”与“%(second)s”：判为 %(given)s，其余判断所示约为 %(implied)s",
        first=first,
        second=second,
        given=short(repair.given, 3),
        implied=short(repair.implied, 3),
    )


def _pairs(check: WeightCheck, assessment: Assessment, words: PairWords) -> list[PairRow]:
    given = {
        sheet.expert: {
            (row.first, row.second): row.value
            for row in sheet.judgements
            if row.within == check.within
        }
        for sheet in assessment.comparisons
    }
    group = group_matrix([matrix_of(check.codes, values) for values in given.values()])
    places = {code: place for place, code in enumerate(check.codes)}
    return [
        PairRow(
            words.thing(check.within, first),
            words.thing(check.within, second),
            short(group[places[first]][places[second]], 3),
            _marks(given, (first, second)),
        )
        for first, second in pairs_of(check.codes)
    ]


def _marks(
    given: Mapping[str, Mapping[tuple[str, str], Fraction]], pair: tuple[str, str]
) -> list[tuple[str, str]]:
    return [(expert, ratio_words(values[pair])) for expert, values in given.items()]


def ratio_words(value: Fraction) -> str:
    """Return a judgement as one writes it: 3, or 1/3.

    >>> ratio_words(Fraction(3)), ratio_words(Fraction(1, 3)), ratio_words(Fraction(5, 2))
    ('3', '1/3', '2.5')
    """
    if value.denominator == 1 or value.numerator == 1:
        return str(value)
    return short(value, 3)


def shares_weights(manual: Manual) -> bool:
    """Return whether weights are the same before and after: comparisons are made once."""
    return manual.weights.methods == (WeightMethod.AHP,)


def check_cells(rows: Sequence[CheckRow]) -> list[tuple[str, ...]]:
    """Return set, n, λmax, CI, CR and verdict of each set, for print."""
    return [
        (row.name, str(row.size), row.lambda_max, row.ci, row.cr, f"{row.shape} {row.verdict}")
        for row in rows
    ]


def pair_cells(rows: Sequence[PairRow]) -> list[tuple[str, ...]]:
    """Return both things, the group's judgement and the experts' of each pair, for print."""
    return [(row.first, row.second, row.value, marks_text(row.marks)) for row in rows]
