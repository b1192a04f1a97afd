"""Who stands in the pool's roster for whom."""

from expert_pool.vocabulary import ExpertState
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import Role

MEMBERS = (ExpertState.ACTIVE, ExpertState.SUSPENDED, ExpertState.EXPIRED)
NO_MEMBERS = tuple(each for each in ExpertState if each not in MEMBERS)


def may_see_standing(actor: Actor, *, is_member: bool) -> bool:
    """Return whether experts of a standing are shown: members; applicants to the keeper alone.

    >>> officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    >>> [may_see_standing(officer, is_member=each) for each in (True, False)]
    [True, False]
    """
    return is_member or actor.has(Role.POOL_KEEPER)
