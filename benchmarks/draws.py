"""Y9: a draw of 7 with strata and avoidance from a pool of 50,000 experts."""

import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal

from benchmarks import Row, alternate
from expert_pool.frozen import FrozenLists, freeze
from expert_pool.panel_rule import PanelRule, Seat, keeps_rule
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import CaseInterests, list_exclusions, unit_key
from expert_pool.selection import Selection, select
from riskassess.proof.canonical import canonical_bytes

YARDSTICKS = ("Y9",)
EXPERTS, EMPLOYERS = 50_000, 5_000
CLASSES = ("research", "engineering", "management")
PROFESSIONS = ("law", "social_governance", *(f"field_{n}" for n in range(19)))
SEATS = (
    Seat("law", 1, frozenset({"law"})),
    Seat("field", 2, frozenset({"field_3", "field_7"})),
    Seat("governance", 1, frozenset({"social_governance"})),
)
RULE = PanelRule(7, 2, 1, Decimal("0.6"), SEATS)
SALT, SECRET = "5a17" * 8, "5ec7" * 8
SOURCES = ([3, 9, 12, 20, 27, 31, 5], [Decimal("3245.17")])
Drawn = tuple[FrozenLists, Selection]


def employer(number: int) -> str:
    """Return an employer's name as it is written in pools."""
    return f"某市第{number}勘察设计研究院（集团）有限公司"


def made_pool() -> list[ExpertProfile]:
    """Return the pool in the order of its codes, as a query gives it."""
    source = random.Random(20261122)
    pool = []
    for number in range(EXPERTS):
        place = source.randrange(len(PROFESSIONS))
        pool.append(
            ExpertProfile(
                f"ZJ{number:05}",
                PROFESSIONS[place],
                CLASSES[place % 3],
                employer(source.randrange(EMPLOYERS)),
                is_in_term=source.random() > 0.02,
            )
        )
    return pool


def made_interests() -> CaseInterests:
    """Return what the assessment excludes: three units, and some experts by code."""
    return CaseInterests(
        units=frozenset(map(employer, (17, 170, 1_700))),
        recused=frozenset(f"ZJ{number:05}" for number in range(0, 1_000, 7)),
    )


def drawn(pool: list[ExpertProfile], interests: CaseInterests) -> Drawn:
    """Return the lists and the selection, from nothing: no name of a unit is known yet."""
    unit_key.cache_clear()
    excluded = list_exclusions(pool, interests)
    frozen = freeze(pool, exclusions=excluded, rule=RULE, salt=SALT, secret=SECRET)
    return frozen, select(frozen, rule=RULE, sources=SOURCES)


def hashed_and_sorted(lines: list[bytes]) -> list[bytes]:
    """Return the lines in the order of their SHA-256: a draw without rule, strata and record."""
    return sorted(lines, key=lambda line: hashlib.sha256(line).digest())


def rows() -> Iterator[Row]:
    """Yield the row of Y9, after checking that the panel keeps its rule."""
    pool, interests = made_pool(), made_interests()
    lines = [
        canonical_bytes([each.code, each.profession, each.expert_class, each.employer])
        for each in pool
    ]
    frozen, selection = drawn(pool, interests)
    by_code = {each.code: each for each in pool}
    members = [by_code[code] for code, _stratum in selection.members]
    excluded = list_exclusions(pool, interests)
    assert keeps_rule(members, RULE)
    assert not {each.code for each in members} & set(excluded)
    assert len(frozen.strata[-1].lines) == EXPERTS - len(excluded)
    ours, peer = alternate(
        lambda: drawn(pool, interests), lambda: hashed_and_sorted(lines), repetitions=9
    )
    yield Row(
        "Y9",
        "draw 7 of 50,000: avoidance, strata, lists",
        "bare hash and sort of the lines",
        "s",
        ours,
        peer,
        3,
        facts={
            "excluded": len(excluded),
            "strata": len(frozen.strata),
            "rounds": sum(len(each.rounds) for each in selection.strata),
        },
    )
