"""Who takes no part in a draw, and the facts behind it: units, employments, recusals, calendar.

The rule is handbook 6.4. Who works for a unit that acts in the assessment, or for one affiliated to
it, who was employed by it, advised it or held shares within the pool manual's years, who wrote for
the project, owns property in its area, declared an interest or is not available.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from expert_pool.recusal import ORDER
from expert_pool.unit_matching import Pair, Party, UnitFacts, Verdict
from expert_pool.vocabulary import (
    Affiliation,
    CaseParty,
    ExclusionReason,
    Nearness,
    RecusalGround,
    Relation,
)

# What an expert may say is wrong; a term or the own calendar is corrected elsewhere.
CONTESTABLE = (
    ExclusionReason.SAME_UNIT,
    ExclusionReason.FORMER_UNIT,
    ExclusionReason.AFFILIATE,
    ExclusionReason.AUTHORSHIP,
    ExclusionReason.PROPERTY,
    ExclusionReason.SELF_DECLARED,
    ExclusionReason.RECUSED,
)


@dataclass(frozen=True)
class Fact:
    """What stands behind one reason: which unit, which employment, which days.

    `name` is the expert's unit as written, `unit` the unit of the assessment (or affiliated to
    `of`, which acts in it); `relation` is None for the employer of today.
    """

    reason: ExclusionReason
    name: str = ""
    unit: str = ""
    role: CaseParty | None = None
    affiliation: Affiliation | None = None
    of: str = ""
    relation: Relation | None = None
    ground: RecusalGround | None = None
    by_self: bool = False
    from_on: date | None = None
    until_on: date | None = None

    def plain(self) -> dict[str, Any]:
        """Return what is known as plain values.

        >>> Fact(ExclusionReason.TERM_ENDED, until_on=date(2026, 1, 31)).plain()
        {'reason': 'term_ended', 'until_on': '2026-01-31'}
        """
        given = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {
            name: value.isoformat() if isinstance(value, date) else _plain(value)
            for name, value in given
            if value
        }


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Tie:
    """An expert's tie to a unit; `relation` is None for the employer of today."""

    code: str
    unit: UnitFacts
    relation: Relation | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class NameQuestion:
    """Two names that are nearly alike; while nobody has said what holds, nobody is drawn.

    `name` is the experts' unit as written, `other` the name of the assessment's unit; `pair` are
    the keys under which the ruling is kept; `codes` are the experts concerned.
    """

    pair: Pair
    name: str
    other: str
    role: CaseParty
    affiliation: Affiliation | None
    why: Nearness
    score: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Avoidance:
    """Reasons and facts by code, for excluded experts only, and what must be asked first."""

    reasons: Mapping[str, tuple[ExclusionReason, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    questions: tuple[NameQuestion, ...] = field(default=())


def years_before(day: date, years: int) -> date:
    """Return the day so many years before; 29 February becomes the 28th where there is none.

    >>> years_before(date(2028, 2, 29), 3), years_before(date(2026, 3, 2), 3)
    (datetime.date(2025, 2, 28), datetime.date(2023, 3, 2))
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return day.replace(year=day.year - years, day=day.day - 1)


def ground_reason(ground: RecusalGround, *, by_self: bool) -> ExclusionReason:
    """Return the reason for which a recorded recusal excludes.

    >>> ground_reason(RecusalGround.PROPERTY, by_self=True)
    <ExclusionReason.PROPERTY: 'property'>
    >>> ground_reason(RecusalGround.KINSHIP, by_self=False)
    <ExclusionReason.RECUSED: 'recused'>
    """
    if ground is RecusalGround.AUTHORSHIP:
        return ExclusionReason.AUTHORSHIP
    if ground is RecusalGround.PROPERTY:
        return ExclusionReason.PROPERTY
    return ExclusionReason.SELF_DECLARED if by_self else ExclusionReason.RECUSED


def tie_reason(tie: Tie, party: Party) -> ExclusionReason:
    """Return the reason for which a tie to a party excludes."""
    if party.affiliation is not None:
        return ExclusionReason.AFFILIATE
    return ExclusionReason.SAME_UNIT if tie.relation is None else ExclusionReason.FORMER_UNIT


def tie_facts(
    ties: Iterable[Tie], verdicts: Mapping[UnitFacts, Verdict], parties: Sequence[Party]
) -> list[tuple[str, Fact]]:
    """Return the facts that follow from ties to units that are the same as a party."""
    return [
        (tie.code, _tie_fact(tie, parties[place]))
        for tie in ties
        if tie.unit in verdicts
        for place in verdicts[tie.unit].same
    ]


def _tie_fact(tie: Tie, party: Party) -> Fact:
    return Fact(
        reason=tie_reason(tie, party),
        name=tie.unit.names[0],
        unit=party.name,
        role=party.role,
        affiliation=party.affiliation,
        of=party.of,
        relation=tie.relation,
        from_on=tie.from_on,
        until_on=tie.until_on,
    )


def name_questions(
    ties: Iterable[Tie],
    verdicts: Mapping[UnitFacts, Verdict],
    parties: Sequence[Party],
    *,
    excluded: Iterable[str],
) -> tuple[NameQuestion, ...]:
    """Return the open questions of names, each pair once, without experts excluded anyhow."""
    kept_out = frozenset(excluded)
    codes: defaultdict[Pair, set[str]] = defaultdict(set)
    asked: dict[Pair, NameQuestion] = {}
    for tie in ties:
        if tie.code in kept_out or tie.unit not in verdicts:
            continue
        for near in verdicts[tie.unit].near:
            codes[near.pair].add(tie.code)
            party = parties[near.party]
            asked.setdefault(
                near.pair,
                NameQuestion(
                    near.pair, tie.unit.names[0], near.name, party.role, party.affiliation,
                    near.why, near.score, (),
                ),
            )  # fmt: skip
    return tuple(_with_codes(asked[pair], sorted(codes[pair])) for pair in sorted(asked))


def _with_codes(question: NameQuestion, codes: Sequence[str]) -> NameQuestion:
    values = {each.name: getattr(question, each.name) for each in fields(question)}
    return NameQuestion(**{**values, "codes": tuple(codes)})


def avoid(
    facts: Iterable[tuple[str, Fact]],
    *,
    fixed: Iterable[tuple[str, Fact]] = (),
    lifted: Mapping[str, frozenset[ExclusionReason]],
    ties: Sequence[Tie] = (),
    verdicts: Mapping[UnitFacts, Verdict] | None = None,
    parties: Sequence[Party] = (),
) -> Avoidance:
    """Return who is excluded and what has to be asked before a draw.

    Parameters
    ----------
    facts : iterable of (code, Fact)
        All that is known, in any order; the same fact twice counts once.
    fixed : iterable of (code, Fact)
        The same, but no contest takes them away: the term, the calendar, seats of this review.
    lifted : mapping
        Reasons by code that a decided contest has taken away.
    ties, verdicts, parties
        For the open questions; as `match_employers` takes and returns them.

    Returns
    -------
    Avoidance
        Reasons in the order of the vocabulary. An expert of whom every reason was lifted is
        not excluded.
    """
    by_code: defaultdict[str, dict[Fact, None]] = defaultdict(dict)
    standing = (each for each in facts if each[1].reason not in lifted.get(each[0], ()))
    for code, fact in (*standing, *fixed):
        by_code[code][fact] = None
    kept = {
        code: tuple(sorted(by_code[code], key=lambda fact: ORDER[fact.reason]))
        for code in sorted(by_code)
    }
    reasons = {code: tuple(dict.fromkeys(each.reason for each in kept[code])) for code in kept}
    # who only sits on the panel, or waits as a reserve, is asked about like a candidate
    out = [code for code in reasons if set(reasons[code]) - {ExclusionReason.ON_PANEL}]
    questions = name_questions(ties, verdicts or {}, parties, excluded=out)
    return Avoidance(reasons, kept, questions)
