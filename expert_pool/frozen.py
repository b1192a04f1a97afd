"""The lists a draw is made from, frozen before anybody can know the values that decide it.

Each stratum has a list of its own: a required seat everybody who may take it, the rest and the
reserves everybody. A line says no more than the draw needs: code, profession, class, and a group
that stands for the employer, so that a published list names nobody and no employer. Which group is
whose, and until the list is opened in which order it stands, nobody outside the office can tell.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from expert_pool.completion import complete, shortage, shortlist
from expert_pool.errors import PoolError
from expert_pool.panel_rule import REST, PanelRule, Place, open_places
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import unit_key
from expert_pool.sealing import in_order, is_salt, places_of, salt_bytes
from expert_pool.vocabulary import ExclusionReason
from riskassess.proof.canonical import bytes_digest
from riskassess.proof.rfc3797 import SourceError, canonical_source

RESERVE = "reserve"
_PRINTABLE = bytes(range(0x20, 0x7F))

Row = tuple[str, str, str, str]
"""A line of a list as it is kept; a `Line` gives its parts names."""


class Line(NamedTuple):
    """One line of a list; `employer` is the group `u1`, `u2` … that stands for the employer."""

    code: str
    profession: str
    expert_class: str
    employer: str


@dataclass(frozen=True)
class Stratum:
    """One draw of its own: so many places, filled from this list."""

    code: str
    places: int
    lines: tuple[Row, ...]
    digest: str


@dataclass(frozen=True)
class FrozenLists:
    """Everything that is frozen: strata in the order in which they are drawn, who stays, counts.

    `excluded` counts the experts by reason; who has two reasons counts twice. `salt` makes the
    order of the lists and enters every digest of what is sealed. `few` is a shortlist of everybody
    under the rule the lists were frozen for, where it is known.
    """

    strata: tuple[Stratum, ...]
    standing: tuple[Line, ...]
    excluded: Mapping[str, int]
    salt: str
    few: tuple[Line, ...] | None = field(default=None, compare=False, repr=False)

    def groups(self) -> dict[str, str]:
        """Return the group of the employer of everybody who is on a list or stays, by code."""
        listed = {row[0]: row[3] for each in self.strata for row in each.lines}
        return listed | {row[0]: row[3] for row in self.standing}


def freeze(
    profiles: Iterable[ExpertProfile],
    *,
    exclusions: Mapping[str, Sequence[ExclusionReason]],
    rule: PanelRule,
    standing: Sequence[ExpertProfile] = (),
    salt: str,
    secret: str,
) -> FrozenLists:
    """Freeze the lists of a draw.

    Parameters
    ----------
    profiles : iterable of ExpertProfile
        The whole pool in any order; codes are unique.
    exclusions : mapping
        Reasons by code, as `list_exclusions` returns them; those and the standing are left out.
    rule : PanelRule
        What the panel must keep.
    standing : sequence of ExpertProfile
        Members who stay; the draw fills the places they leave open.
    salt : str
        32 hexadecimal digits that nobody knows, for this draw alone; published with the lists.
    secret : str
        Another 32, never published: they order the employers for the numbers of their groups.

    Returns
    -------
    FrozenLists
        The same for the same pool in any order; lines are in the order the salt makes.

    Raises
    ------
    PoolError
        `draw_panel_even`, `draw_seats_exceed_size`, `draw_code_repeated`, `draw_strata_alike`.
    UnfillableSeat
        When no panel can be made: before anything is published, naming the seat.
    """
    if rule.size % 2 == 0:
        raise PoolError("draw_panel_even", size=rule.size)
    places = open_places(rule, standing)
    if len(standing) + len(places) != rule.size:
        raise PoolError("draw_seats_exceed_size", size=rule.size)
    _refuse_strata_alike(rule)
    left_out = {*exclusions, *(row.code for row in standing)}
    kept = [row for row in profiles if row.code not in left_out]
    employers = {row.employer for row in kept}
    groups = _groups(employers.union(row.employer for row in standing), secret)
    rows = _rows(kept, groups)
    if len({row[0] for row in rows}) != len(rows):
        raise PoolError("draw_code_repeated")
    stay = tuple(Line(*row) for row in _ordered(_rows(standing, groups), salt))
    few = shortlist_of(rows, rule)
    if complete(places, few, rule, stay) is None:
        raise shortage(places, [Line(*row) for row in rows], rule, stay)
    return FrozenLists(
        _strata(places, _ordered(rows, salt), rule, salt), stay, _counted(exclusions), salt, few
    )


def _refuse_strata_alike(rule: PanelRule) -> None:
    """Refuse strata whose names are the same or nothing in the key: their rounds would agree."""
    names: dict[str, str] = {}
    for code in [*(seat.code for seat in rule.seats), REST, RESERVE]:
        try:
            name = canonical_source(code)
        except SourceError as error:
            raise PoolError("draw_strata_alike", seat=code, other="") from error
        if name in names:
            raise PoolError("draw_strata_alike", seat=code, other=names[name])
        names[name] = code


def _groups(employers: Iterable[str], secret: str) -> dict[str, str]:
    """Return the group of each employer as written; spellings of one employer share a group."""
    keys = {name: unit_key(name) for name in employers}
    numbers = {
        key: f"u{place}" for place, key in enumerate(in_order(secret, set(keys.values())), 1)
    }
    return {name: numbers[key] for name, key in keys.items()}


def _rows(experts: Sequence[ExpertProfile], groups: Mapping[str, str]) -> list[Row]:
    """Return the lines of experts with groups in place of the employers."""
    return [(row.code, row.profession, row.expert_class, groups[row.employer]) for row in experts]


def _ordered(rows: Sequence[Row], salt: str) -> tuple[Row, ...]:
    """Return lines in the order that the salt makes."""
    place = iter(places_of(salt, [row[0] for row in rows]))
    return tuple(sorted(rows, key=lambda _row: next(place)))  # each key is asked for once


def shortlist_of(rows: Iterable[Row], rule: PanelRule) -> tuple[Line, ...]:
    """Return a shortlist of lines, with names for their parts."""
    few = shortlist(rows, rule, group_of=itemgetter(1, 2), employer_of=itemgetter(3))
    return tuple(Line(*row) for row in few)


def _strata(
    places: Sequence[Place], lines: tuple[Row, ...], rule: PanelRule, salt: str
) -> tuple[Stratum, ...]:
    """Return the strata that have a place to fill: required seats, the rest, the reserves."""
    everybody = list_digest(lines, salt)
    words = {word for place in places for word in place.professions or ()}
    seatable = [row for row in lines if row[1] in words]
    strata = []
    for place in dict.fromkeys(places):
        count = places.count(place)
        if place.professions is None:
            strata.append(Stratum(place.code, count, lines, everybody))
        else:
            wanted = place.professions
            fitting = tuple([row for row in seatable if row[1] in wanted])
            strata.append(Stratum(place.code, count, fitting, list_digest(fitting, salt)))
    if rule.reserves:
        strata.append(Stratum(RESERVE, rule.reserves, lines, everybody))
    return tuple(strata)


def _counted(exclusions: Mapping[str, Sequence[ExclusionReason]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reasons in exclusions.values():
        for reason in reasons:
            counts[str(reason)] = counts.get(str(reason), 0) + 1
    return counts


def list_digest(lines: Sequence[Sequence[str]], salt: str) -> str:
    """Return the salted digest of a list: of the salt's bytes and the list's canonical JSON.

    >>> list_digest([Line("ZJ01", "law", "research", "u1")], "00" * 16)[:14]
    'sha256:e0f85f8'
    """
    # words that need no escape stand in JSON as they are: far quicker than an encoder
    text = '[["' + '"],["'.join(map('","'.join, lines)) + '"]]'
    if text.count('"') != 8 * len(lines) or "\\" in text or not _is_plain(text):
        text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return bytes_digest(salt_bytes(salt) + text.encode("utf-8"))


def _is_plain(text: str) -> bool:
    """Say whether no sign of a text could be a control character; most lists are ASCII."""
    if text.isascii():
        return not text.encode("ascii").translate(None, _PRINTABLE)
    return text.isprintable()


def lists_record(frozen: FrozenLists) -> dict[str, Any]:
    """Return what is sealed until the lists are opened: `salt`, `lists` by digest, `standing`.

    A list that serves two strata stands once.
    """
    return {
        "salt": frozen.salt,
        "lists": {each.digest: [list(row) for row in each.lines] for each in frozen.strata},
        "standing": [list(row) for row in frozen.standing],
    }


def read_lists(announcement: Mapping[str, Any], opened: Mapping[str, Any]) -> FrozenLists:
    """Return the frozen lists of an announcement and `lists_record`, or of a whole record.

    Raises
    ------
    PoolError
        `draw_record_malformed` with the part as `key`.
    """
    if not is_salt(opened.get("salt")):
        raise PoolError("draw_record_malformed", key="salt")
    read = {name: _lines(rows, "lists") for name, rows in _mapping(opened.get("lists")).items()}
    try:
        strata = tuple(
            Stratum(
                _text(each["code"]),
                _whole(each["places"]),
                read[each["list_digest"]],
                each["list_digest"],
            )
            for each in announcement["strata"]
        )
        excluded = {_text(word): _whole(n) for word, n in announcement["excluded"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise PoolError("draw_record_malformed", key="announcement") from problem
    standing = _lines(opened.get("standing"), "standing")
    return FrozenLists(strata, standing, excluded, opened["salt"])


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise PoolError("draw_record_malformed", key="lists")
    return value


def _lines(rows: Any, part: str) -> tuple[Line, ...]:
    try:
        return tuple(read_line(row) for row in rows)
    except (TypeError, ValueError) as problem:
        raise PoolError("draw_record_malformed", key=part) from problem


def read_line(row: Any) -> Line:
    """Return a line of a list as it was written; raises ValueError and TypeError for others."""
    if not isinstance(row, list | tuple) or not all(isinstance(word, str) for word in row):
        raise ValueError("a line has four texts")
    return Line(*row)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("not a count")
    return value
