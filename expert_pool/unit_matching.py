"""Which employers of a pool are units of an assessment, and which names have to be asked about.

Every distinct name is cleaned once, all in one go. Whoever shares too few pairs of characters with
a unit's name to be near it is never compared: in a pool of one city most names begin alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from expert_pool.name_likeness import (
    BEGINNING,
    SHORT_FORM,
    SHORTEST_STEM,
    Shape,
    compare_shapes,
    is_one_sign_apart,
    shape_of,
)
from expert_pool.unit_names import (
    GROUP_TEXTS_TO_READ,
    NameTools,
    clean_name,
    core_of,
    name_key,
    plain_text,
)
from expert_pool.vocabulary import Affiliation, Alike, CaseParty, MatchRuling, Nearness

Pair = tuple[str, str]
HEADED_TEXTS_TO_READ = ("公司", "集团", "大学")  # names that may have a head


@dataclass(frozen=True)
class UnitFacts:
    """A unit as it is written: names (the registered one first), id and code where known."""

    names: tuple[str, ...]
    unit_id: int | None = None
    credit_code: str | None = None


@dataclass(frozen=True)
class Party:
    """A unit that excludes from an assessment: one that acts in it, or one affiliated to such."""

    unit: UnitFacts
    role: CaseParty
    affiliation: Affiliation | None = None
    of: str = ""

    @property
    def name(self) -> str:
        """Name under which pages tell of it."""
        return self.unit.names[0]


@dataclass(frozen=True)
class NearParty:
    """An employer's name is near to a name of a party; nobody has said yet what holds."""

    party: int
    name: str
    pair: Pair
    why: Nearness
    score: int


@dataclass(frozen=True)
class Verdict:
    """What an employer is to the parties, by their place in the sequence."""

    same: tuple[int, ...] = ()
    near: tuple[NearParty, ...] = ()


@dataclass(frozen=True)
class MatchRule:
    """How names are compared, and what has been said of pairs of them before."""

    tools: NameTools
    near: int
    rulings: Mapping[Pair, MatchRuling] = field(default_factory=dict)


def pair_of(first: str, second: str) -> Pair:
    """Return two keys in the order in which rulings keep them.

    >>> pair_of("b", "a")
    ('a', 'b')
    """
    return (first, second) if first <= second else (second, first)


def clean_names(names: Iterable[str], simplify: Callable[[str], str]) -> dict[str, str]:
    """Return the clean text of each name; all names pass the converter together.

    >>> clean_names(["雲水 城投", "云水城投"], lambda text: text.replace("雲", "云"))
    {'雲水 城投': '云水城投', '云水城投': '云水城投'}
    """
    distinct = list(dict.fromkeys(names))
    texts = list(map(plain_text, distinct))
    simple = simplify("\n".join(texts)).split("\n")
    if len(simple) != len(texts):  # a converter that joins lines
        return {name: clean_name(name, simplify) for name in distinct}
    return {
        name: text if text == plain else clean_name(text, simplify)
        for name, plain, text in zip(distinct, texts, simple, strict=True)
    }


def match_employers(
    employers: Iterable[UnitFacts],
    parties: Sequence[Party],
    rule: MatchRule,
    *,
    cleaned: Mapping[str, str] | None = None,
) -> dict[UnitFacts, Verdict]:
    """Return what each employer is to the parties; employers of whom nothing holds are left out.

    Parameters
    ----------
    employers : iterable of UnitFacts
        As experts' rows name them; equal ones are judged once.
    parties : sequence of Party
        The units that exclude.
    rule : MatchRule
        Tools, the pool manual's limit, and rulings by `pair_of` the names' keys.
    cleaned : mapping, optional
        What `clean_names` gave for names of the employers before.

    Returns
    -------
    dict
        Same: the id or a valid code is equal, a name is the same, or a pair was ruled the same.
        Different codes make two units. A pair that was ruled different is asked no more, whatever
        other names the two units have.
    """
    distinct = list(dict.fromkeys(employers))
    names = {name for each in distinct for name in each.names}
    names.update(name for each in parties for name in each.unit.names)
    clean = dict(cleaned or {})
    clean.update(clean_names(names - clean.keys(), rule.tools.simplify))
    index = _Index(parties, clean)
    judge = _Judge(parties, clean, rule)
    known = {each.unit.unit_id for each in parties} - {None}
    found: dict[UnitFacts, Verdict] = {}
    for employer in distinct:
        places = index.near_to(clean[name] for name in employer.names)
        if employer.unit_id in known:
            places.update(
                place for place, each in enumerate(parties) if each.unit.unit_id == employer.unit_id
            )
        verdict = judge.verdict(employer, sorted(places))
        if verdict.same or verdict.near:
            found[employer] = verdict
    return found


class _Judge:
    """Compares one employer with the parties that may be near."""

    def __init__(self, parties: Sequence[Party], clean: Mapping[str, str], rule: MatchRule) -> None:
        self._parties, self._clean, self._rule = parties, clean, rule

    def verdict(self, employer: UnitFacts, places: Iterable[int]) -> Verdict:
        """Return what holds of an employer."""
        same, near = [], []
        for place in places:
            answer = self._answer(employer, place)
            if answer is Alike.SAME:
                same.append(place)
            elif isinstance(answer, NearParty):
                near.append(answer)
        return Verdict(tuple(same), tuple(near))

    def _answer(self, employer: UnitFacts, place: int) -> NearParty | Alike:
        unit = self._parties[place].unit
        if employer.unit_id is not None and employer.unit_id == unit.unit_id:
            return Alike.SAME
        if employer.credit_code and unit.credit_code:
            is_same = employer.credit_code == unit.credit_code
            return Alike.SAME if is_same else Alike.DIFFERENT
        pairs = [(one, other) for one in employer.names for other in unit.names]
        ruled = {self._rule.rulings.get(self._pair(*pair)) for pair in pairs}
        if any(self._key(one) == self._key(other) for one, other in pairs):
            return Alike.SAME
        if MatchRuling.SAME in ruled:
            return Alike.SAME
        return Alike.DIFFERENT if MatchRuling.DIFFERENT in ruled else self._nearest(pairs, place)

    def _nearest(self, pairs: Iterable[Pair], place: int) -> NearParty | Alike:
        found: list[NearParty] = []
        for one, other in pairs:
            shapes = shape_of(self._clean[one]), shape_of(self._clean[other])
            answer = compare_shapes(*shapes, tools=self._rule.tools, near=self._rule.near)
            if answer.alike is Alike.NEAR and answer.why is not None:
                pair = self._pair(one, other)
                found.append(NearParty(place, other, pair, answer.why, answer.score))
        return max(found, key=lambda each: each.score, default=Alike.DIFFERENT)

    def _key(self, name: str) -> str:
        return name_key(self._clean[name])

    def _pair(self, one: str, other: str) -> Pair:
        return pair_of(self._key(one), self._key(other))


class _Index:
    """Finds the parties to which a name may be near: equal parts, or enough shared pairs."""

    def __init__(self, parties: Sequence[Party], clean: Mapping[str, str]) -> None:
        self._parts: defaultdict[str, set[int]] = defaultdict(set)
        self._bigrams: defaultdict[str, list[int]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._halves: defaultdict[tuple[int, str, bool], list[tuple[str, int]]] = defaultdict(list)
        self._owners: list[int] = []
        self._lengths: list[int] = []
        for place, party in enumerate(parties):
            for name in party.unit.names:
                self._add(clean[name], place)

    def _add(self, text: str, place: int) -> None:
        shape = shape_of(text)
        for part in _parts(text, shape):
            self._parts[part].add(place)
        number = len(self._owners)
        self._owners.append(place)
        self._lengths.append(len(shape.core))
        for bigram in _bigrams(shape.core):
            self._bigrams[bigram].append(number)
        self._beginnings[shape.core[:BEGINNING]].append((len(shape.core), place))
        half = len(shape.core) // 2
        self._halves[len(shape.core), shape.core[:half], True].append((shape.core, place))
        self._halves[len(shape.core), shape.core[half:], False].append((shape.core, place))

    def near_to(self, texts: Iterable[str]) -> set[int]:
        """Return the places of the parties to compare with."""
        found: set[int] = set()
        for text in texts:
            core = core_of(text)[0]
            found |= self._by_parts(text) | self._by_bigrams(core) | self._by_halves(core)
        return found

    def _by_halves(self, core: str) -> set[int]:
        """Return whose name is one character apart: it has one half of it whole."""
        found: set[int] = set()
        for length in (len(core) - 1, len(core), len(core) + 1):
            half = length // 2
            keys = (length, core[:half], True), (length, core[half - length :], False)
            for key in keys:
                for other, place in self._halves.get(key, ()):
                    if is_one_sign_apart(core, other):
                        found.add(place)
        return found

    def _by_parts(self, text: str) -> set[int]:
        parts = {text, name_key(text)}
        if any(word in text for word in HEADED_TEXTS_TO_READ):
            parts = set(_parts(text, shape_of(text)))
        return {place for part in parts & self._parts.keys() for place in self._parts[part]}

    def _by_bigrams(self, core: str) -> set[int]:
        shared: dict[int, int] = {}
        for bigram in _bigrams(core) & self._bigrams.keys():
            for number in self._bigrams[bigram]:
                shared[number] = shared.get(number, 0) + 1
        found = {
            self._owners[number]
            for number, count in shared.items()
            if 2 * count + 1 >= min(len(core), self._lengths[number])
        }
        for length, place in self._beginnings.get(core[:BEGINNING], ()):
            few, many = sorted((length, len(core)))
            if few >= SHORTEST_STEM and few - len(GROUP_TEXTS_TO_READ) <= SHORT_FORM * many:
                found.add(place)
        return found


def _bigrams(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)} or {text}


def _parts(text: str, shape: Shape) -> Iterable[str]:
    """Return what two near names may have in common as a whole."""
    parts = {text, shape.key, shape.core, shape.head, shape.plain, shape.stem, shape.letters}
    return parts - {""}
