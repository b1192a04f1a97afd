"""The units of an assessment and those affiliated to them: parent, subsidiaries, siblings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from expert_pool.unit_matching import Party, UnitFacts, clean_names
from expert_pool.unit_names import NameTools, clean_name, name_key
from expert_pool.vocabulary import Affiliation, CaseParty


@dataclass(frozen=True)
class Acting:
    """A unit that acts in an assessment, by id where it is registered, else as written."""

    role: CaseParty
    name: str
    unit_id: int | None = None


@dataclass(frozen=True)
class Registry:
    """The registered units of an office: names and codes by id, and each one's parent."""

    units: Mapping[int, UnitFacts]
    parents: Mapping[int, int]
    tools: NameTools

    @cached_property
    def owners(self) -> Mapping[str, frozenset[int]]:
        """Ids by the key of each name; two units with codes of their own may share one."""
        names = (name for unit in self.units.values() for name in unit.names)
        clean = clean_names(names, self.tools.simplify)
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, unit in self.units.items():
            for name in unit.names:
                found[name_key(clean[name])].add(number)
        return {key: frozenset(numbers) for key, numbers in found.items() if key}

    @cached_property
    def by_key(self) -> Mapping[str, int]:
        """The id of the one unit that bears a name, by the name's key."""
        return {key: min(each) for key, each in self.owners.items() if len(each) == 1}

    def key_of(self, name: str) -> str:
        """Return the key of a name as it is written."""
        return name_key(clean_name(name, self.tools.simplify))

    @cached_property
    def children(self) -> Mapping[int, Sequence[int]]:
        """Ids of the units below each one, directly."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for child in sorted(self.parents):
            found[self.parents[child]].append(child)
        return found

    def find(self, name: str) -> int | None:
        """Return the id of the one unit that bears a name, whatever way it is written."""
        return self.by_key.get(self.key_of(name))

    def facts_of(self, name: str, unit_id: int | None) -> UnitFacts:
        """Return a unit as an expert's row names it: the written name first."""
        found = self.units.get(unit_id) if unit_id is not None else None
        if found is None:
            return UnitFacts((name,))
        return UnitFacts(tuple(dict.fromkeys((name, *found.names))), unit_id, found.credit_code)


def affiliates(unit_id: int, registry: Registry) -> dict[int, Affiliation]:
    """Return the units affiliated to one: all above, all below, and beside it under one parent.

    Examples
    --------
    Unit 1 has the subsidiaries 2 and 3, unit 2 has 4:

    >>> family = Registry({}, {2: 1, 3: 1, 4: 2}, NameTools(str, lambda one, other: 0))
    >>> {number: str(each) for number, each in sorted(affiliates(2, family).items())}
    {1: 'parent', 3: 'sibling', 4: 'subsidiary'}
    """
    found: dict[int, Affiliation] = {}
    for above in _above(unit_id, registry.parents):
        found[above] = Affiliation.PARENT
    waiting = list(registry.children.get(unit_id, ()))
    while waiting:
        below = waiting.pop()
        if below not in found and below != unit_id:
            found[below] = Affiliation.SUBSIDIARY
            waiting += registry.children.get(below, ())
    parent = registry.parents.get(unit_id)
    for beside in registry.children.get(parent, ()) if parent is not None else ():
        if beside != unit_id:
            found.setdefault(beside, Affiliation.SIBLING)
    return found


def _above(unit_id: int, parents: Mapping[int, int]) -> Iterator[int]:
    seen = {unit_id}
    while (parent := parents.get(unit_id)) is not None and parent not in seen:
        yield parent
        seen.add(parent)
        unit_id = parent


def makes_circle(unit_id: int, parent_id: int, parents: Mapping[int, int]) -> bool:
    """Return whether a unit would stand above itself with this parent.

    >>> makes_circle(1, 3, {2: 1, 3: 2}), makes_circle(4, 3, {2: 1, 3: 2})
    (True, False)
    """
    return unit_id == parent_id or unit_id in _above(parent_id, parents)


def parties_of(
    acting: Iterable[Acting], registry: Registry, *, with_affiliates: bool
) -> tuple[Party, ...]:
    """Return the units that exclude from an assessment, those that act in it first.

    Parameters
    ----------
    acting : iterable of Acting
        Project unit, commissioned institution, assessment subject; empty names are left out.
    registry : Registry
        The office's units; a written name that one of them bears is that unit.
    with_affiliates : bool
        Whether parents, subsidiaries and siblings exclude too (pool manual).
    """
    found: list[Party] = []
    for each in acting:
        if not each.name.strip():
            continue
        unit_id = each.unit_id if each.unit_id is not None else registry.find(each.name)
        unit = registry.facts_of(each.name, unit_id)
        found.append(Party(unit, each.role))
    if not with_affiliates:
        return tuple(found)
    taken = {party.unit.unit_id for party in found}
    more: dict[int, Party] = {}
    for party in found:
        family = {} if party.unit.unit_id is None else affiliates(party.unit.unit_id, registry)
        for number in sorted(family.keys() - taken):
            facts = registry.units[number]
            more.setdefault(number, Party(facts, party.role, family[number], of=party.name))
    return (*found, *more.values())
