"""Chances of an insider against every possible draw of small pools."""

import itertools
from collections import Counter
from decimal import Decimal

import pytest

from expert_pool.guessing import Cell, best_guess, compositions, hit_chances, table_of
from expert_pool.insider import DRAWS, insider_chances
from expert_pool.panel_rule import PanelRule, Seat, Tally, keeps_rule, open_places
from expert_pool.profile import ExpertProfile

LAW = Seat("law", 1, frozenset({"law"}))
FIELD = Seat("field", 1, frozenset({"water", "geology"}))


def people(*lines):
    """Return experts from lines of profession, class and employers."""
    return [
        ExpertProfile(f"{profession}-{number}", profession, class_, employer)
        for profession, class_, employers in lines
        for number, employer in enumerate(employers)
    ]


def cells_of(pool):
    counts = Counter((row.profession, row.expert_class, row.employer) for row in pool)
    return [Cell(*key, count) for key, count in sorted(counts.items())]


def every_panel(pool, rule):
    """Return the chance of each panel by walking through every possible draw."""
    chances = Counter()
    places = open_places(rule)

    def completes(panel):
        left = [row for row in pool if row not in panel]
        return any(
            keeps_rule([*panel, *more], rule) and _fills(more, places[len(panel) :], panel, rule)
            for more in itertools.permutations(left, len(places) - len(panel))
        )

    def walk(panel, chance):
        if len(panel) == len(places):
            chances[frozenset(row.code for row in panel)] += chance
            return
        place = places[len(panel)]
        options = [
            row
            for row in pool
            if row not in panel
            and place.fits(row)
            and Tally(rule, panel).admits(row)
            and completes([*panel, row])
        ]
        for row in options:
            walk([*panel, row], chance / len(options))

    walk([], 1.0)
    return chances


def _fills(more, places, panel, rule):
    standing = list(panel)
    for row, place in zip(more, places, strict=True):
        if not place.fits(row) or not Tally(rule, standing).admits(row):
            return False
        standing.append(row)
    return True


def best_by_trying(pool, rule):
    """Return the chances of the best of all guesses, by at least half."""
    panels = every_panel(pool, rule)
    half = (rule.size + 1) // 2
    return max(
        (chances_of(frozenset(named), panels, rule.size)
         for named in itertools.combinations([row.code for row in pool], rule.size)),
        key=lambda each: each[half - 1],
    )  # fmt: skip


def chances_of(named, panels, size):
    hits = Counter()
    for panel, chance in panels.items():
        hits[len(named & panel)] += chance
    return [sum(hits[n] for n in range(k, size + 1)) for k in range(1, size + 1)]


ANY = PanelRule(3, 0, 1, Decimal(1), ())
BOTH = PanelRule(3, 0, 1, Decimal(1), (LAW, FIELD))
POOLS = {
    "no seats": (people(("law", "a", "12345"), ("water", "b", "6789")), ANY),
    "two seats": (
        people(
            ("law", "a", "12"), ("water", "b", "345"), ("geology", "b", "6"), ("press", "c", "78")
        ),
        BOTH,
    ),
    "class limit": (
        people(("law", "a", "1234"), ("water", "b", "56"), ("press", "a", "7")),
        PanelRule(3, 0, 1, Decimal("0.7"), (LAW, FIELD)),
    ),
    "two of one seat": (
        people(("law", "a", "123"), ("water", "b", "4567")),
        PanelRule(3, 0, 1, Decimal(1), (Seat("law", 2, frozenset({"law"})),)),
    ),
}


@pytest.mark.parametrize("name", POOLS)
def test_exact_chances_are_those_of_every_possible_draw(name):
    """Composition and hits agree with a walk through all draws, and the guess is the best one."""
    pool, rule = POOLS[name]
    found = insider_chances(cells_of(pool), rule)
    assert found.draws == 0
    assert list(found.at_least) == pytest.approx(best_by_trying(pool, rule), abs=1e-12)


@pytest.mark.parametrize("name", POOLS)
def test_compositions_sum_to_one(name):
    """Nothing is lost on the way."""
    pool, rule = POOLS[name]
    assert sum(compositions(table_of(cells_of(pool), rule)).values()) == pytest.approx(1)


def test_simulated_chances_lie_near_those_of_every_possible_draw():
    """With two experts of one employer the figures are estimates within four standard errors."""
    pool = people(("law", "a", "123"), ("water", "b", "1145"), ("press", "c", "26"))
    found = insider_chances(cells_of(pool), BOTH)
    error = 4 * (0.25 / DRAWS) ** 0.5
    assert found.draws == DRAWS
    assert found.at_least[1] < best_by_trying(pool, BOTH)[1] + error
    panels = every_panel(pool, BOTH)
    every_guess = itertools.combinations([row.code for row in pool], 3)
    truths = (chances_of(frozenset(named), panels, 3) for named in every_guess)
    assert min(_distance(found.at_least, truth) for truth in truths) < error
    ends = zip(found.low, found.at_least, found.high, strict=True)
    assert all(low <= at <= high for low, at, high in ends)


def _distance(first, second):
    return max(abs(one - other) for one, other in zip(first, second, strict=True))


def test_simulated_chances_of_one_employer_by_hand():
    """Two of employer 1 and one of 2: each panel of two has the latter and either of the former."""
    pool = people(("law", "a", "112"))
    rule = PanelRule(2, 0, 1, Decimal(1), ())
    found = insider_chances(cells_of(pool), rule)
    assert found.at_least[0] == 1
    assert found.at_least[1] == pytest.approx(0.5, abs=4 * (0.25 / DRAWS) ** 0.5)


def test_employers_below_their_limit_leave_the_answer_exact():
    """Nobody can be skipped for an employer, so nothing is simulated."""
    pool = people(("law", "a", "1234"), ("water", "b", "1567"), ("press", "c", "89"))
    loose = PanelRule(3, 0, 2, Decimal(1), (LAW, FIELD))
    assert insider_chances(cells_of(pool), loose).draws == 0


def test_pool_that_fills_no_panel_has_no_chances():
    """A rule nobody can keep gives no figure instead of a wrong one."""
    rule = PanelRule(3, 0, 1, Decimal(1), (LAW, FIELD))
    assert insider_chances(cells_of(people(("law", "a", "1234"))), rule) is None
    assert insider_chances([], rule) is None


def test_employers_that_leave_no_panel_give_no_chances():
    """Everybody works in one place, and one of each place is allowed."""
    rule = PanelRule(3, 0, 1, Decimal(1), ())
    assert insider_chances(cells_of(people(("law", "a", "111"))), rule) is None


def test_same_pool_gives_same_figures():
    """Order of the cells and repetition do not matter to the seed."""
    pool = people(("law", "a", "11234"), ("water", "b", "56789"))
    rule = PanelRule(3, 0, 1, Decimal(1), (LAW,))
    assert insider_chances(cells_of(pool), rule) == insider_chances(cells_of(pool), rule)


def test_larger_pool_is_harder_to_guess():
    """Ten times the experts of each seat make every chance smaller."""
    small, large = (
        [Cell("law", "a", f"l{n}", 1) for n in range(3 * times)]
        + [Cell("water", "b", f"w{n}", 1) for n in range(4 * times)]
        + [Cell("press", "c", f"p{n}", 1) for n in range(5 * times)]
        for times in (1, 10)
    )
    rule = PanelRule(5, 0, 1, Decimal("0.6"), (LAW, FIELD))
    pairs = zip(
        insider_chances(small, rule).at_least, insider_chances(large, rule).at_least, strict=True
    )
    assert all(few > many for few, many in pairs)


def test_best_guess_never_loses_against_the_likeliest_composition():
    """The exchange only ever gains."""
    table = table_of([Cell("law", "a", f"l{n}", 1) for n in range(2)]
                     + [Cell("press", "c", f"p{n}", 1) for n in range(40)],
                     PanelRule(3, 0, 1, Decimal(1), ()))  # fmt: skip
    outcomes = compositions(table)
    likeliest = max(outcomes, key=outcomes.get)
    _guess, chances = best_guess(outcomes, table.sizes)
    assert chances[1] >= hit_chances(likeliest, outcomes, table.sizes)[1]
