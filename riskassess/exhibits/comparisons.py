"""Comparisons in words: what an answer says, how consistent a set is, what contradicts what."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from riskassess.domain.comparison_pairs import Pair
from riskassess.domain.comparison_sets import TOP
from riskassess.domain.comparisons import ComparisonSet, Offer
from riskassess.domain.manual import Manual
from riskassess.filters import figure
from riskassess.i18n import LazyText, _, _l, current_locale

PLACES, MOST_PLACES = 3, 12
# How much more the one weighs than the other; even numbers lie between two words.
SHORT: dict[int, LazyText] = {
    1: _l("同等"),
    3: _l("稍微"),
    5: _l("明显"),
    7: _l("强烈"),
    9: _l("极端"),
}
SAYINGS: dict[int, LazyText] = {
    1: _l("%(more)s与%(less)s同等重要（1）"),
    2: _l("%(more)s比%(less)s重要，在同等与稍微之间（2）"),
    3: _l("%(more)s比%(less)s稍微重要（3）"),
    4: _l("%(more)s比%(less)s重要，在稍微与明显之间（4）"),
    5: _l("%(more)s比%(less)s明显重要（5）"),
    6: _l("%(more)s比%(less)s重要，在明显与强烈之间（6）"),
    7: _l("%(more)s比%(less)s强烈重要（7）"),
    8: _l("%(more)s比%(less)s重要，在强烈与极端之间（8）"),
    9: _l("%(more)s比%(less)s极端重要（9）"),
}


def saying(first: str, second: str, answer: int) -> str:
    """Return an answer as a sentence with the names of both."""
    more, less = (first, second) if answer > 0 else (second, first)
    return SAYINGS[abs(answer)] % {"more": more, "less": less}


def ratio_text(cr: Decimal, limit: Decimal) -> str:
    """Return a consistency ratio short, but never rounded across its limit.

    >>> limit = Decimal("0.1")
    >>> ratio_text(Decimal("0.04249"), limit), ratio_text(Decimal("0.09997"), limit)
    ('0.042', '0.09997')
    """
    for places in range(PLACES, MOST_PLACES):
        text = figure(cr, places)
        if (Decimal(text) < limit) == (cr < limit):
            return text
    return str(cr)


@dataclass(frozen=True)
class PairWords:
    """The words for the comparisons of one assessment; `factors` are names by code."""

    manual: Manual
    factors: Mapping[str, str]

    @property
    def limit(self) -> Decimal:
        """Return the manual's limit of the consistency ratio."""
        rule = self.manual.weights.pairwise
        assert rule is not None  # noqa: S101 - whoever compares has the rule
        return rule.limit

    def thing(self, within: str, code: str) -> str:
        """Return the name of a type or a factor."""
        rule = self.manual.weights.pairwise
        if within == TOP and rule is not None and rule.two_level:
            return self._type(code)
        return self.factors.get(code, code)

    def _type(self, code: str) -> str:
        names = {row.code: row.name(current_locale()) for row in self.manual.categories}
        return names.get(code, code)

    def set_name(self, within: str) -> str:
        """Return what a set is called: the types, one type, or all factors."""
        if within != TOP:
            return self._type(within)
        rule = self.manual.weights.pairwise
        return _("风险类型") if rule is not None and rule.two_level else _("全部因素")

    def names(self, pair: Pair) -> tuple[str, str]:
        """Return the two names of a pair."""
        return self.thing(pair.within, pair.first), self.thing(pair.within, pair.second)

    def said(self, pair: Pair, answer: int) -> str:
        """Return an answer as a sentence."""
        return saying(*self.names(pair), answer)

    def implied(self, offer: Offer) -> str:
        """Return what the weights of all answers say of a pair."""
        first, second = self.names(offer.pair)
        more, less = (first, second) if offer.implied >= 1 else (second, first)
        ratio = figure(max(offer.implied, 1 / offer.implied), 1)
        if Decimal(ratio) == 1:
            return _("%(more)s与%(less)s的权重大致相同", more=first, less=second)
        return _("%(more)s的权重约为%(less)s的 %(ratio)s 倍", more=more, less=less, ratio=ratio)

    def why(self, state: ComparisonSet) -> str:
        """Return where a consistency ratio comes from."""
        result = state.result
        if result is None:
            return ""
        rule = self.manual.weights.pairwise
        return _(
            "λmax = %(greatest)s，n = %(n)s，CI =（λmax − n）/（n − 1）= %(ci)s，"
            "RI = %(ri)s（%(table)s），CR = CI / RI；小于 %(limit)s 视为一致（手册 %(at)s）。"
        ) % {
            "greatest": figure(result.lambda_max, 4),
            "n": len(state.codes),
            "ci": figure(result.ci, 4),
            "ri": result.random_index,
            "table": rule.random_index if rule else "",
            "limit": self.limit,
            "at": rule.paragraph if rule else "",
        }
