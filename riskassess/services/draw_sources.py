"""Which future source decides a draw, and when its values can be known: by the pool manual's rule.

Nobody writes that moment of a published source down: it follows from the manual's calendar, so
that values somebody may know already cannot be announced as future ones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from expert_pool.publication import (
    BEIJING,
    Publication,
    next_publication,
    publication_record,
)
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.rules import RandomSource
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.services.certificates import utc_text


@dataclass(frozen=True)
class SourceChoice:
    """Which of the pool manual's offers decides, and not before which moment.

    Without a moment the next publication decides; dice need one. `vacancy` says why a seat that
    the pool cannot fill is left for a direct appointment; without it no draw is announced while
    there is such a seat.
    """

    offer: str
    not_before: datetime | None = None
    vacancy: str | None = None


def announced_sources(
    manual: PoolManual, choice: SourceChoice, *, now: datetime
) -> list[dict[str, Any]]:
    """Return the sources of an offer as they are announced.

    Raises InvalidInput: `draw_offer_unknown`, `draw_source_past`, `draw_time_missing` for dice.
    """
    offered = manual.offered_sources(choice.offer)
    if not offered:
        raise InvalidInput("draw_offer_unknown", where="offer")
    wished = choice.not_before
    if wished is not None and utc_text(wished) <= utc_text(now):  # records tell whole seconds
        raise InvalidInput("draw_source_past", where="expected_at")
    return [_announced(source, expected_of(source, wished, now=now)) for source in offered]


def moments_of(
    manual: PoolManual, choice: SourceChoice, *, now: datetime
) -> list[tuple[str, datetime]]:
    """Return name and first moment of each source of an offer, as an announcement now says it."""
    return [
        (source.name.zh, expected_of(source, choice.not_before, now=now))
        for source in manual.offered_sources(choice.offer)
    ]


def expected_of(source: RandomSource, wished: datetime | None, *, now: datetime) -> datetime:
    """Return from when on a source can be known: by its calendar, or when the dice are thrown."""
    if rule := publication(source):
        return next_publication(rule, announced_at=now, not_before=wished)
    if wished is None:
        raise InvalidInput("draw_time_missing", where="expected_at")
    return wished


def publication(source: RandomSource) -> Publication | None:
    """Return when a source publishes; None for dice."""
    rule = source.published
    return Publication(rule.weekdays, rule.at, rule.lead_hours) if rule else None


def _announced(source: RandomSource, expected_at: datetime) -> dict[str, Any]:
    """Return a source as it is announced: what it is to the letter, and when it can be known."""
    rule, what = publication(source), source.what.zh
    if rule:
        day = long_date(expected_at.astimezone(BEIJING).date())
        what = _("%(day)s：%(what)s", day=day, what=what)
    plain = {
        "code": source.code,
        "name": source.name.zh,
        "kind": str(source.kind),
        "what": what,
        "count": source.count,
        "smallest": source.smallest,
        "largest": source.largest,
        "decimals": source.decimals,
        "expected_at": utc_text(expected_at),
        "role": source.role,
        "bits": source.bits,
    }
    groups = [[group.count, group.smallest, group.largest] for group in source.groups]
    more = {
        "digits": source.digits,
        "groups": groups,
        "published": publication_record(rule, expected_at) if rule else None,
    }
    return {**plain, **{key: value for key, value in more.items() if value}}
