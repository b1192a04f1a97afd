"""A group opinion merged from individual ones: links back, what is not handled, what is voted on.

Every line of what must be mended in an individual opinion is taken over, merged into another, or
set aside with a reason; nothing is silently lost (handbook 7.2, 8).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from riskassess.domain.room_vocabulary import PointPlace
from riskassess.proof.canonical import canonical_json, digest


class Source(NamedTuple):
    """Where in the individual opinions something stands: sheet, place on it, field."""

    sheet_id: int
    place: str
    field: str


HANDLING = frozenset({PointPlace.MUST_FIX, PointPlace.SET_ASIDE})
"""Places that answer a line of what must be mended."""


@dataclass(frozen=True)
class Passage:
    """One passage of a group opinion."""

    key: str
    place: PointPlace
    heading: str
    text: str
    sources: tuple[Source, ...] = ()


def read_sources(text: str) -> tuple[Source, ...]:
    """Return the sources of a passage as they are stored.

    >>> read_sources('[[3,"must_fix:k1","text"]]')
    (Source(sheet_id=3, place='must_fix:k1', field='text'),)
    """
    return tuple(
        Source(int(sheet), str(place), str(field)) for sheet, place, field in json.loads(text)
    )


def written_sources(sources: Iterable[Source]) -> str:
    """Return sources as they are stored, each once, in their order.

    >>> written_sources([Source(3, "opinions", "survey")] * 2)
    '[[3,"opinions","survey"]]'
    """
    return canonical_json([list(each) for each in dict.fromkeys(sources)])


def unhandled(lines: Sequence[Source], passages: Iterable[Passage]) -> tuple[Source, ...]:
    """Return the lines of what must be mended that no passage answers, in their order.

    Parameters
    ----------
    lines : sequence of Source
        Every such line of the individual opinions.
    passages : iterable of Passage
        Of the group opinion; those that must be mended or are set aside count.

    Examples
    --------
    >>> first, second = Source(3, "must_fix:k1", "text"), Source(4, "must_fix:k1", "text")
    >>> taken = Passage("p1", PointPlace.MUST_FIX, "", "补充过渡安置方案。", (first,))
    >>> unhandled([first, second], [taken]) == (second,)
    True
    """
    answered = {source for each in passages if each.place in HANDLING for source in each.sources}
    return tuple(line for line in lines if line not in answered)


def opinion_record(
    about: Mapping[str, Any], figures: Mapping[str, Any], passages: Sequence[Passage]
) -> dict[str, Any]:
    """Return the whole text that is voted on as plain values: which review, what it says.

    `about` names assessment, review and version; `figures` holds conclusion, grades and quality.
    """
    return {
        **about,
        **figures,
        "points": [
            {
                "key": each.key,
                "place": each.place.value,
                "heading": each.heading,
                "text": each.text,
                "sources": [list(source) for source in each.sources],
            }
            for each in passages
        ],
    }


def opinion_digest(record: Mapping[str, Any]) -> str:
    """Return the digest of the canonical text of a group opinion.

    >>> opinion_digest({"version": 1})[:14]
    'sha256:2430f1a'
    """
    return digest(dict(record))
