"""Deputies for a period: who may name one, for which roles, on which days."""

from dataclasses import dataclass
from datetime import date, timedelta

from riskassess.domain.actor import Actor
from riskassess.domain.separation import OFFICERS, refuse_roles
from riskassess.domain.vocabulary import GROUP_OF, Group, RefusalReason, Role

LENDABLE = frozenset(role for role in Role if GROUP_OF[role] is Group.OFFICE) | OFFICERS
"""Roles of the office and the three officers; a unit's and an expert's work is nobody else's."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Person:
    """What the rules know of an account: its own roles, and those lent to it on the days asked."""

    account_id: int
    roles: frozenset[Role]
    lent: frozenset[Role] = frozenset()
    is_active: bool = True


def refuse_naming(
    actor: Actor, absent_id: int, *, deputy_id: int, roles: frozenset[Role]
) -> str | None:
    """Return why the actor may not name a deputy for an account, or None.

    Everybody for oneself; for somebody absent the security administrator, who alone gives rights.

    Returns
    -------
    str or None
        `not_your_role`; `deputy_names_self` for who would have somebody else's role by the own
        word; `deputy_officer_lent`: who stands in for the security administrator lends none of
        the three officers' roles, and so does not prolong the own period.

    Examples
    --------
    >>> approver = frozenset({Role.APPROVER})
    >>> refuse_naming(Actor(1, 1, roles=approver), 2, deputy_id=3, roles=approver)
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    >>> refuse_naming(Actor(1, 1, roles=approver), 1, deputy_id=3, roles=approver) is None
    True
    >>> security = Actor(1, 1, roles=frozenset({Role.SECURITY_ADMIN}))
    >>> refuse_naming(security, 2, deputy_id=1, roles=approver)
    'deputy_names_self'
    """
    if absent_id == actor.account_id:
        return None
    if not actor.has(Role.SECURITY_ADMIN):
        return RefusalReason.NOT_YOUR_ROLE
    if deputy_id == actor.account_id:
        return "deputy_names_self"
    is_own = Role.SECURITY_ADMIN in actor.own_roles
    return "deputy_officer_lent" if roles & OFFICERS and not is_own else None


def refuse_beside(lent: frozenset[Role], own: frozenset[Role]) -> str | None:
    """Return the code of why lent roles do not count beside the own ones, or None.

    Asked when they are lent, when the own ones change, and whenever the account acts.

    >>> refuse_beside(frozenset({Role.APPROVER}), frozenset({Role.CASE_OFFICER})) is None
    True
    >>> refuse_beside(frozenset({Role.APPROVER}), frozenset({Role.PROJECT_UNIT}))
    'deputy_group'
    >>> refuse_beside(frozenset({Role.AUDITOR}), frozenset({Role.ARCHIVIST}))
    'officer_with_case_rights'
    """
    if code := refuse_roles(own | lent):
        return code
    is_outside = not lent <= OFFICERS and {GROUP_OF[role] for role in own} != {Group.OFFICE}
    return "deputy_group" if is_outside else None


def refuse_days(first_on: date, last_on: date, *, today: date) -> tuple[str, str] | None:
    """Return code and field of what is wrong with the days of a period, or None.

    >>> day = date(2026, 3, 2)
    >>> refuse_days(day, day, today=day) is None
    True
    >>> refuse_days(day, day, today=date(2026, 3, 3))
    ('deputy_days_past', 'first_on')
    >>> refuse_days(day, date(2026, 3, 1), today=day)
    ('deputy_days_order', 'last_on')
    >>> refuse_days(day, date(2027, 3, 4), today=day)
    ('deputy_days_long', 'last_on')
    """
    if last_on < first_on:
        return "deputy_days_order", "last_on"
    if first_on < today:
        return "deputy_days_past", "first_on"
    return ("deputy_days_long", "last_on") if last_on - first_on > LONGEST else None


def refuse_deputy(absent: Person, deputy: Person, roles: frozenset[Role]) -> tuple[str, str] | None:
    """Return code and field of why these roles cannot be lent to the deputy, or None.

    Parameters
    ----------
    absent, deputy : Person
        Whose roles are lent, and to whom; `deputy.lent` are roles lent on the same days already.
    roles : frozenset of Role
        The roles to be lent.

    Returns
    -------
    tuple of (str, str) or None
        `deputy_roles_missing`, `deputy_roles_other` (the absent account does not hold one itself),
        `deputy_self`, `deputy_inactive`, `deputy_has_role`, `deputy_group` (a role of the office
        goes to somebody of the office alone), `two_officers`, `officer_with_case_rights`.

    Examples
    --------
    >>> approver, officer = frozenset({Role.APPROVER}), frozenset({Role.CASE_OFFICER})
    >>> refuse_deputy(Person(1, approver), Person(2, officer), approver) is None
    True
    >>> refuse_deputy(Person(1, approver), Person(2, frozenset({Role.EXPERT})), approver)
    ('deputy_group', 'deputy_id')
    >>> auditor = frozenset({Role.AUDITOR})
    >>> refuse_deputy(Person(1, auditor), Person(2, frozenset({Role.SYSTEM_ADMIN})), auditor)
    ('two_officers', 'deputy_id')
    """
    if not roles:
        return "deputy_roles_missing", "roles"
    if not roles <= absent.roles & LENDABLE:
        return "deputy_roles_other", "roles"
    if deputy.account_id == absent.account_id:
        return "deputy_self", "deputy_id"
    if not deputy.is_active:
        return "deputy_inactive", "deputy_id"
    if roles & deputy.roles:
        return "deputy_has_role", "roles"
    code = refuse_beside(deputy.lent | roles, deputy.roles)
    return (code, "deputy_id") if code else None
