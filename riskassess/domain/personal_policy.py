"""Who may be shown, change, export or have erased what the pool knows of a person (handbook 12)."""

from datetime import date

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import RefusalReason, Role

SHORTEST_PURPOSE = 4
LONGEST_PURPOSE = 200


def refuse_keeping(actor: Actor, *, office_id: int) -> RefusalReason | None:
    """Return why the actor may not keep the pool of an office, or None.

    >>> keeper = Actor(1, 1, roles=frozenset({Role.POOL_KEEPER}))
    >>> refuse_keeping(keeper, office_id=1), refuse_keeping(keeper, office_id=2)
    (None, <RefusalReason.NOT_YOUR_RECORD: 'not_your_record'>)
    """
    if not actor.has(Role.POOL_KEEPER):
        return RefusalReason.NOT_YOUR_ROLE
    return None if actor.office_id == office_id else RefusalReason.NOT_YOUR_RECORD


def may_see_standing(actor: Actor, *, is_member: bool) -> bool:
    """Return whether an expert is shown: members to all, applicants to the pool's keeper alone.

    >>> officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    >>> [may_see_standing(officer, is_member=each) for each in (True, False)]
    [True, False]
    """
    return is_member or actor.has(Role.POOL_KEEPER)


def may_see_contact(actor: Actor, *, office_id: int, expert_id: int | None) -> bool:
    """Return whether telephone and address may be shown: to the keeper and the expert alone.

    >>> own = Actor(2, 1, roles=frozenset({Role.EXPERT}), expert_id=7)
    >>> [may_see_contact(own, office_id=1, expert_id=key) for key in (7, 8)]
    [True, False]
    """
    if is_own(actor, office_id=office_id, expert_id=expert_id):
        return True
    return refuse_keeping(actor, office_id=office_id) is None


def is_own(actor: Actor, *, office_id: int, expert_id: int | None) -> bool:
    """Return whether the record is the actor's own as an expert."""
    is_expert = actor.has(Role.EXPERT) and actor.expert_id is not None
    return is_expert and (actor.office_id, actor.expert_id) == (office_id, expert_id)


def is_kept_long_enough(*, ended_on: date, today: date, years: int) -> bool:
    """Return whether the retention period after the last day of a term or standing is over.

    The period ends with the same day of the year; the 29th of February with the 28th.

    >>> is_kept_long_enough(ended_on=date(2024, 2, 29), today=date(2027, 2, 28), years=3)
    False
    >>> is_kept_long_enough(ended_on=date(2024, 2, 29), today=date(2027, 3, 1), years=3)
    True
    """
    day = 28 if (ended_on.month, ended_on.day) == (2, 29) else ended_on.day
    return today > date(ended_on.year + years, ended_on.month, day)
