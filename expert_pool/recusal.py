"""Who takes no part in a draw, and why (handbook 6.4); relatives are asked for, never looked up."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from expert_pool.profile import ExpertProfile
from expert_pool.vocabulary import ExclusionReason

ORDER = {reason: place for place, reason in enumerate(ExclusionReason)}


@dataclass(frozen=True)
class CaseInterests:
    """What an assessment excludes: names of the units that act in it, and experts by code.

    `units` holds the project unit, the commissioned institution and the assessment subject, for
    names that are the same letter by letter; `others` what the rules of avoidance found by code.
    """

    units: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    on_panel: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    others: Mapping[str, tuple[ExclusionReason, ...]] = field(default_factory=dict)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(map(unit_key, self.units)) - {""})


@lru_cache(maxsize=65_536)  # a pool has far fewer employers than experts
def unit_key(name: str) -> str:
    """Return the name of a unit without what people write differently: width, case, marks.

    >>> unit_key("（某市） 设计院ＡＢ") == unit_key("某市设计院ab")
    True
    """
    # most names have nothing to normalise but these two marks, which are left out in any case
    plain = name.replace("（", " ").replace("）", " ")
    plain = unicodedata.normalize("NFKC", plain).casefold().replace(" ", "")
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def exclusion_reasons(
    profile: ExpertProfile, interests: CaseInterests
) -> tuple[ExclusionReason, ...]:
    """Return every reason why the expert is not drawn; an empty tuple for a candidate.

    Parameters
    ----------
    profile : ExpertProfile
        One expert of the pool.
    interests : CaseInterests
        Units and experts of the assessment.

    Returns
    -------
    tuple of ExclusionReason
        In the order of the vocabulary.

    Examples
    --------
    >>> expert = ExpertProfile("ZJ01", "law", "research", "某市 城投公司")
    >>> exclusion_reasons(expert, CaseInterests(units=frozenset({"某市城投公司"})))
    (<ExclusionReason.SAME_UNIT: 'same_unit'>,)
    """
    found = set(interests.others.get(profile.code, ()))
    if not profile.is_in_term:
        found.add(ExclusionReason.TERM_ENDED)
    if interests.names and unit_key(profile.employer) in interests.names:
        found.add(ExclusionReason.SAME_UNIT)
    if profile.code in interests.recused:
        found.add(ExclusionReason.RECUSED)
    if profile.code in interests.on_panel:
        found.add(ExclusionReason.ON_PANEL)
    if profile.code in interests.declined:
        found.add(ExclusionReason.DECLINED)
    return tuple(sorted(found, key=ORDER.__getitem__)) if found else ()


def list_exclusions(
    pool: Iterable[ExpertProfile], interests: CaseInterests
) -> Mapping[str, tuple[ExclusionReason, ...]]:
    """Return the reasons by expert code, for those who are not drawn only."""
    everybody = list(pool)
    named = interests.recused | interests.on_panel | interests.declined | interests.others.keys()
    units = {each.employer for each in everybody} if interests.names else set()
    avoided = {name for name in units if unit_key(name) in interests.names}
    # most have no reason at all, which is seen at once
    found = (
        (profile.code, exclusion_reasons(profile, interests))
        for profile in everybody
        if not profile.is_in_term or profile.code in named or profile.employer in avoided
    )
    return {code: reasons for code, reasons in found if reasons}
