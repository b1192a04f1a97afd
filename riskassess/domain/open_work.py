"""Open work that hangs on a person: what can be handed over, and to which role."""

from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import Role

NEEDS: dict[WorkKind, Role] = dict.fromkeys(
    (
        WorkKind.REVIEW,
        WorkKind.GRADE_PROPOSAL,
        WorkKind.DRAW,
        WorkKind.DRAW_REQUEST,
        WorkKind.MANUAL_PROPOSAL,
        WorkKind.REOPENING,
    ),
    Role.CASE_OFFICER,
)
"""The role that whoever takes a kind over must hold; kinds that are not here go to nobody.

A part of a round's key opens under its holder's passphrase alone, a seat on a panel was drawn for
one person, and a period as a deputy is a trust in one person.
"""


def refuse_taking(kind: WorkKind, roles: frozenset[Role]) -> str | None:
    """Return the code of why work of a kind cannot go to an account with these roles, or None.

    >>> refuse_taking(WorkKind.REVIEW, frozenset({Role.ARCHIVIST}))
    'handover_role'
    >>> refuse_taking(WorkKind.ROUND_KEY, frozenset({Role.CASE_OFFICER}))
    'handover_personal'
    """
    if kind not in NEEDS:
        return "handover_personal"
    return None if NEEDS[kind] in roles else "handover_role"
