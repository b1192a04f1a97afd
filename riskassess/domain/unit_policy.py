"""Who keeps units: pool keeper and system administrator; rulings on names are the keeper's."""

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import RefusalReason, Role


def refuse_unit_keeping(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not register or correct units and their names, or None.

    >>> refuse_unit_keeping(Actor(1, 1, roles=frozenset({Role.CASE_OFFICER})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    >>> refuse_unit_keeping(Actor(1, 1, roles=frozenset({Role.SYSTEM_ADMIN}))) is None
    True
    """
    keeps = actor.has(Role.POOL_KEEPER, Role.SYSTEM_ADMIN)
    return None if keeps else RefusalReason.NOT_YOUR_ROLE


def refuse_ruling(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not rule on names, merge units or decide contests, or None.

    These change who is left out of a draw, so they are no administrator's.

    >>> refuse_ruling(Actor(1, 1, roles=frozenset({Role.SYSTEM_ADMIN})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    """
    return None if actor.has(Role.POOL_KEEPER) else RefusalReason.NOT_YOUR_ROLE
