"""How near two names of units are: the same, different, or near with the reason to ask.

Near are a head office and its branch, members of one group, a name that contains the other, names
that differ in province, city or county, in an ending such as 院, a short form, one character that
is another, missing or too many, and letters that are mostly alike. Different in spite of all
likeness are names that say of one level where they are and say it differently, or that count: the
first hospital and the second.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from expert_pool.unit_names import (
    FORM_TEXTS_TO_READ,
    GROUP_TEXTS_TO_READ,
    NameTools,
    core_of,
    name_key,
)
from expert_pool.vocabulary import Alike, Nearness

# One level after the other at the beginning; a city is no 城市, a market no 超市.
PLACE_TEXTS_TO_READ = (
    r"(?:(?P<province>[^省市县区]{2,3}省|[^省市县]{2,7}自治区))?"
    r"(?:(?P<city>[^省市县区]{2,4}(?<![城都超股夜])市))?"
    r"(?:(?P<county>[^省市县区]{1,4}[县区]))?"
)
MARK_TEXTS_TO_READ = r"自治区|[省市县区]"
BRANCH_TEXTS_TO_READ = r"(?:分(?:公司|院|所|局|校|部|行|社|店|站|会|中心)|支(?:行|公司|社))$"
UNIVERSITY_TEXTS_TO_READ = r"^.{2,}?大学(?=[^生])"
ENDINGS_TEXTS_TO_READ = (
    r"(?:研究总院|研究分院|研究院|研究所|研究中心|有限合伙|事务所|总公司|分公司|子公司|公司|总院|分院"
    r"|总站|中心|集团|院|所|站|部|室|总|分)+$"
)
COUNTED_TEXTS_TO_READ = "一二三四五六七八九十〇零百东西南北"
DIGITS_TEXTS_TO_READ = str.maketrans("一二三四五六七八九〇零", "12345678900")

_FORM = re.compile(FORM_TEXTS_TO_READ)
_PLACE, _MARK = re.compile(PLACE_TEXTS_TO_READ), re.compile(MARK_TEXTS_TO_READ)
_UNIVERSITY = re.compile(UNIVERSITY_TEXTS_TO_READ)
_BRANCH, _ENDINGS = re.compile(BRANCH_TEXTS_TO_READ), re.compile(ENDINGS_TEXTS_TO_READ)
_COUNTED = re.compile(f"[{COUNTED_TEXTS_TO_READ}0-9]+")
SHORTEST_PART = 3  # fewer characters stand in too many names
SHORTEST_STEM = 4
SHORTEST_WHOLE, LONGEST_INSERTION = 5, 3
SHORT_FORM = Fraction(3, 5)  # a short form has at most so much of the whole name
BEGINNING = 2  # and begins with the same characters


@dataclass(frozen=True, slots=True)
class Shape:
    """A name taken apart: `key` is equal for the same name, `core` has no form of company.

    `head` is the group or company to which a branch or member belongs, else empty; `stem` the core
    without an ending such as 院; `plain` without marks of province, city, county, and `letters`
    the same in order of the alphabet; `places` are those three, or empty; `own` what follows them;
    `counted` the numerals and directions in it.
    """

    key: str
    core: str
    is_company: bool
    head: str
    is_branch: bool
    stem: str
    plain: str
    letters: str
    places: tuple[str, str, str]
    own: str
    counted: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """The answer for two names; `why` and `score` (0 to 100) for near ones."""

    alike: Alike
    why: Nearness | None = None
    score: int = 0


SAME, DIFFERENT = Likeness(Alike.SAME, score=100), Likeness(Alike.DIFFERENT)


@lru_cache(maxsize=65_536)
def shape_of(text: str) -> Shape:
    """Take a clean name apart.

    Parameters
    ----------
    text : str
        As `clean_name` returns it.

    Examples
    --------
    >>> shape = shape_of("华宇建设有限公司云水分公司")
    >>> shape.core, shape.head, shape.is_branch
    ('华宇建设云水分公司', '华宇建设', True)
    >>> shape_of("江州省云水市规划院").places
    ('江州', '云水', '')
    """
    core, is_company = core_of(text)
    found = _PLACE.match(core)
    groups = found.groups() if found else ()
    places = tuple(_MARK.sub("", each or "") for each in groups)
    own = core[found.end() :] if found else core
    head = _head(text, core)
    return Shape(
        key=name_key(text),
        core=core,
        is_company=is_company,
        head=head,
        is_branch=bool(_BRANCH.search(core)),
        stem=_ENDINGS.sub("", core),
        plain=_MARK.sub("", core),
        letters="".join(sorted(_MARK.sub("", core))),
        places=(places[0], places[1], places[2]) if places else ("", "", ""),
        own=own,
        counted=tuple(_COUNTED.findall(own.translate(DIGITS_TEXTS_TO_READ))),
    )


def _head(text: str, core: str) -> str:
    """Return what stands before 集团, a university with a school, or the company of a branch."""
    if GROUP_TEXTS_TO_READ in core:
        return core.partition(GROUP_TEXTS_TO_READ)[0]
    if university := _UNIVERSITY.match(core):
        return university.group()
    found = _FORM.search(text)
    return text[: found.start()] if found and found.end() < len(text) else ""


def compare_shapes(first: Shape, second: Shape, *, tools: NameTools, near: int) -> Likeness:
    """Return whether two names are the same, near or different; the order does not matter.

    Parameters
    ----------
    first, second : Shape
        The two names.
    tools : NameTools
        For the likeness of letters.
    near : int
        From so many points of likeness on, 0 to 100, two names are near (pool manual).

    Returns
    -------
    Likeness
        Near ones with the first of the reasons that holds.
    """
    if first.key == second.key:
        return SAME
    if _places_differ(first, second) or _counts_differ(first, second):
        return DIFFERENT
    score = tools.likeness(first.core, second.core)
    short, long = sorted((first, second), key=lambda each: (len(each.core), each.core))
    for why, holds in REASONS.items():
        if holds(short, long):
            return Likeness(Alike.NEAR, why, score)
    is_like = score >= near or is_one_sign_apart(short.core, long.core)
    return Likeness(Alike.NEAR, Nearness.LIKENESS, score) if is_like else DIFFERENT


def is_one_sign_apart(first: str, second: str) -> bool:
    """Return whether one character of a core is another, missing or too many; not in short ones.

    >>> is_one_sign_apart("市桥粱建设", "市桥梁建设"), is_one_sign_apart("市桥建设", "市桥梁建设")
    (True, True)
    >>> is_one_sign_apart("规划院", "规化院"), is_one_sign_apart("市桥梁建设", "市桥梁建设")
    (False, False)
    """
    short, long = sorted((first, second), key=len)
    if len(short) < SHORTEST_STEM or len(long) - len(short) > 1 or short == long:
        return False
    alike = 0
    while alike < len(short) and short[alike] == long[alike]:
        alike += 1
    rest = alike + (len(long) == len(short))
    return short[rest:] == long[alike + 1 :]


def _places_differ(first: Shape, second: Shape) -> bool:
    """Return whether both names say of one level where they are, and say it differently."""
    return any(
        one and other and not one.endswith(other) and not other.endswith(one)
        for one, other in zip(first.places, second.places, strict=True)
    )


def _counts_differ(first: Shape, second: Shape) -> bool:
    """Return whether both names count, the first hospital and the second, or name a direction."""
    return (
        len(first.counted) == len(second.counted)
        and first.counted != second.counted
        and bool(first.counted)
    )


def _by_form(short: Shape, long: Shape) -> bool:
    if short.core == long.core:
        return True
    is_pair = short.is_company and long.is_company
    return is_pair and long.core == short.core + GROUP_TEXTS_TO_READ


def _by_branch(short: Shape, long: Shape) -> bool:
    if short.head and long.head:
        return short.head == long.head
    for whole, part in ((short, long), (long, short)):
        if whole.head and len(whole.head) >= SHORTEST_STEM and part.is_company:
            if part.core.startswith(whole.head):
                return True
        elif whole.head and whole.head == part.core:
            return True
    return short.is_branch and long.is_branch and _share_a_beginning(short, long)


def _share_a_beginning(short: Shape, long: Shape) -> bool:
    """Return whether two branches in one place begin alike, by more than the place."""
    if short.places != long.places:
        return False
    one, other = _BRANCH.sub("", short.own), _BRANCH.sub("", long.own)
    alike = 0
    while alike < min(len(one), len(other)) and one[alike] == other[alike]:
        alike += 1
    return alike >= SHORTEST_PART


def _by_part(short: Shape, long: Shape) -> bool:
    """Return whether the long name holds the short one, whole or with a few characters within."""
    if not short.own or len(short.core) < SHORTEST_PART:
        return False
    return short.core in long.core or _has_insertion(short.core, long.core)


def _has_insertion(short: str, long: str) -> bool:
    """Return whether the long name is the short one with a few characters put in at one place.

    >>> _has_insertion("大江律师事务所", "大江云水律师事务所")
    True
    """
    more = len(long) - len(short)
    if len(short) < SHORTEST_WHOLE or not 0 < more <= LONGEST_INSERTION:
        return False
    alike = 0
    while alike < len(short) and short[alike] == long[alike]:
        alike += 1
    return short[alike:] == long[alike + more :]


def _by_place(short: Shape, long: Shape) -> bool:
    """Return whether marks of a place, or where it stands, are all that differs."""
    if min(len(short.plain), len(long.plain)) < SHORTEST_STEM:
        return False
    is_part = short.plain in long.plain or long.plain in short.plain
    return is_part or short.letters == long.letters


def _by_ending(short: Shape, long: Shape) -> bool:
    return len(short.stem) >= SHORTEST_STEM and short.stem == long.stem


def _by_short_form(short: Shape, long: Shape) -> bool:
    """Return whether the short name's characters stand in the long one in their order."""
    if short.is_company and not long.is_company:
        return False  # a company is no short form of an authority
    few = short.core.replace(GROUP_TEXTS_TO_READ, "")
    if not SHORTEST_STEM <= len(few) <= SHORT_FORM * len(long.core):
        return False
    if few[:BEGINNING] != long.core[:BEGINNING]:
        return False
    signs = iter(long.core)
    return all(sign in signs for sign in few)


REASONS: Mapping[Nearness, Callable[[Shape, Shape], bool]] = {
    Nearness.FORM: _by_form,
    Nearness.BRANCH: _by_branch,
    Nearness.CONTAINED: _by_part,
    Nearness.PLACE: _by_place,
    Nearness.ENDING: _by_ending,
    Nearness.ABBREVIATION: _by_short_form,
}
