"""The selection of a draw: each stratum drawn from its own list after RFC 3797, until it is full.

A position that a round gives is taken, or skipped for a reason that anybody can check: already
drawn, the employer's or the class's limit reached, or no panel could be completed with it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from expert_pool.completion import complete, shortlist
from expert_pool.errors import PoolError
from expert_pool.frozen import RESERVE, FrozenLists, Line, Stratum, shortlist_of
from expert_pool.panel_rule import PanelRule, Place, open_places
from expert_pool.vocabulary import RoundOutcome
from riskassess.proof.rfc3797 import Algorithm, SourceError, key_string, selections


class DrawnRound(NamedTuple):
    """A round with whom it gave and what became of it; `position` counts from 1 in the list."""

    number: int
    digest: str
    remaining: int
    position: int
    code: str
    outcome: RoundOutcome


@dataclass(frozen=True)
class DrawnStratum:
    """All rounds that one stratum needed, and the key that decided them."""

    code: str
    key_string: str
    rounds: tuple[DrawnRound, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the codes that were taken, in their order."""
        return tuple(each.code for each in self.rounds if each.outcome is RoundOutcome.TAKEN)


@dataclass(frozen=True)
class Selection:
    """The result: strata with their rounds; members with their stratum; reserves in their order."""

    strata: tuple[DrawnStratum, ...]
    members: tuple[tuple[str, str], ...]
    reserves: tuple[str, ...]


def select(
    frozen: FrozenLists,
    *,
    rule: PanelRule,
    sources: Sequence[object],
    algorithm: Algorithm | str = Algorithm.SHA256,
) -> Selection:
    """Draw every stratum of the frozen lists.

    Parameters
    ----------
    frozen : FrozenLists
        As `freeze` or `read_lists` returns them.
    rule : PanelRule
        What the panel must keep.
    sources : sequence
        The values of each source in the announced order, as `key_string` takes them.
    algorithm : Algorithm
        What makes the digests.

    Returns
    -------
    Selection
        The same for the same lists, rule and values. Fewer reserves than asked for when the list
        has no more that may be one.

    Raises
    ------
    PoolError
        What is wrong with a source (codes of `SourceError`, `place` says which), and
        `draw_list_exhausted` for lists from which the rule cannot be kept, which `freeze` refuses.

    Notes
    -----
    The key of a stratum is the key of all sources with the stratum's code as one more source, so
    that no stratum repeats the rounds of another.
    """
    drawing = _Drawing(frozen, rule)
    strata = []
    for stratum in frozen.strata:
        try:
            key = key_string([*sources, stratum.code])
        except SourceError as error:
            raise PoolError(error.code, **error.facts) from error
        strata.append(DrawnStratum(stratum.code, key, drawing.draw(stratum, key, algorithm)))
    members = [(code, each.code) for each in strata if each.code != RESERVE for code in each.taken]
    reserves = [code for each in strata if each.code == RESERVE for code in each.taken]
    return Selection(tuple(strata), tuple(members), tuple(reserves))


class _Drawing:
    """The panel while it grows."""

    def __init__(self, frozen: FrozenLists, rule: PanelRule) -> None:
        self.rule = rule
        self.seated: list[Line] = list(frozen.standing)
        self.codes: set[str] = {row.code for row in frozen.standing}
        self.employers = Counter(row.employer for row in frozen.standing)
        self.classes = Counter(row.expert_class for row in frozen.standing)
        self.places = open_places(rule, frozen.standing)
        self.few = frozen.few or _few(frozen, rule)

    def draw(
        self, stratum: Stratum, key: str, algorithm: Algorithm | str
    ) -> tuple[DrawnRound, ...]:
        """Draw one stratum until its places are filled."""
        rounds: list[DrawnRound] = []
        missing = stratum.places
        for each in selections(key, len(stratum.lines), algorithm):
            row = Line(*stratum.lines[each.position - 1])
            outcome = self._outcome(row, is_reserve=stratum.code == RESERVE)
            rounds.append(DrawnRound(*each, row.code, outcome))
            if outcome is RoundOutcome.TAKEN:
                self._take(row, is_reserve=stratum.code == RESERVE)
                missing -= 1
                if not missing:
                    break
        if missing and stratum.code != RESERVE:
            raise PoolError("draw_list_exhausted", stratum=stratum.code, missing=missing)
        return tuple(rounds)

    def _outcome(self, row: Line, *, is_reserve: bool) -> RoundOutcome:
        if row.code in self.codes:
            return RoundOutcome.DRAWN
        if self.employers[row.employer] >= self.rule.per_employer:
            return RoundOutcome.EMPLOYER
        if is_reserve:
            return RoundOutcome.TAKEN
        if self.classes[row.expert_class] >= self.rule.class_limit:
            return RoundOutcome.CLASS
        return RoundOutcome.TAKEN if self._leaves_a_panel(row) else RoundOutcome.RULE

    def _leaves_a_panel(self, row: Line) -> bool:
        """Return whether the places after this one can still be filled."""
        places: list[Place] = self.places[1:]
        left = [other for other in self.few if other.code not in self.codes]
        left = [other for other in left if other.code != row.code]
        return complete(places, left, self.rule, [*self.seated, row]) is not None

    def _take(self, row: Line, *, is_reserve: bool) -> None:
        self.codes.add(row.code)
        self.employers[row.employer] += 1
        if not is_reserve:
            self.seated.append(row)
            self.classes[row.expert_class] += 1
            self.places = self.places[1:]


def _few(frozen: FrozenLists, rule: PanelRule) -> Sequence[Line]:
    """Return a shortlist: whoever may fill a place stands in the list of a seat or of the rest."""
    lists = [each.lines for each in frozen.strata if each.code != RESERVE]
    few = {row.code: row for lines in lists for row in shortlist_of(lines, rule)}
    return shortlist(few.values(), rule)
