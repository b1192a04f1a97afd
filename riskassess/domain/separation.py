"""Which roles one account may hold: the three officers stay three, and hold no case rights.

Whoever makes accounts, whoever watches rights and whoever reads the trail must be three people, so
that none of them covers up alone what he or she did (GB/T 22239-2019, 8.1.5: system, audit and
security administration apart).
"""

from riskassess.domain.vocabulary import Role

OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""The three officers."""


def refuse_roles(roles: frozenset[Role]) -> str | None:
    """Return the code of why one account may not hold these roles, or None.

    Parameters
    ----------
    roles : frozenset of Role
        All roles that the account would hold.

    Returns
    -------
    str or None
        `two_officers`: two of system administrator, security administrator, auditor.
        `officer_with_case_rights`: one of them beside a role of office, sponsor or expert.

    Examples
    --------
    >>> refuse_roles(frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN}))
    'two_officers'
    >>> refuse_roles(frozenset({Role.AUDITOR, Role.ARCHIVIST}))
    'officer_with_case_rights'
    >>> refuse_roles(frozenset({Role.AUDITOR})), refuse_roles(frozenset({Role.APPROVER}))
    (None, None)
    """
    held = roles & OFFICERS
    if len(held) > 1:
        return "two_officers"
    if held and roles - OFFICERS:
        return "officer_with_case_rights"
    return None
