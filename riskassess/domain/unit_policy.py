"""Who keeps units: the pool keeper; the system administrator registers new ones for accounts."""

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import RefusalReason, Role


def refuse_registering(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not register a new unit, or None.

    >>> refuse_registering(Actor(1, 1, roles=frozenset({Role.CASE_OFFICER})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    >>> refuse_registering(Actor(1, 1, roles=frozenset({Role.SYSTEM_ADMIN}))) is None
    True
    """
    keeps = actor.has(Role.POOL_KEEPER, Role.SYSTEM_ADMIN)
    return None if keeps else RefusalReason.NOT_YOUR_ROLE


def refuse_ruling(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not change a tie to a unit, or None.

    Correcting and merging units, giving and taking their names and parents, ruling on names and
    deciding contests change who is left out of a draw, so they are no administrator's.

    >>> refuse_ruling(Actor(1, 1, roles=frozenset({Role.SYSTEM_ADMIN})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    """
    return None if actor.has(Role.POOL_KEEPER) else RefusalReason.NOT_YOUR_ROLE
