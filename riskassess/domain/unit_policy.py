"""Who keeps units, rules on names and decides contests: the pool keeper alone."""

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import RefusalReason, Role


def refuse_unit_keeping(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not change units, rule on names or decide contests, or None.

    >>> refuse_unit_keeping(Actor(1, 1, roles=frozenset({Role.CASE_OFFICER})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    """
    return None if actor.has(Role.POOL_KEEPER) else RefusalReason.NOT_YOUR_ROLE
