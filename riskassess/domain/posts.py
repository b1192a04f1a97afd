"""Which roles an account may hold beside each other and where it belongs."""

import re

from riskassess.domain.separation import refuse_roles
from riskassess.domain.vocabulary import GROUP_OF, Group, Role

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def refuse_post(
    roles: frozenset[Role], *, has_unit: bool, has_expert: bool
) -> tuple[str, str] | None:
    """Return code and field of why an account may not hold these roles where it stands, or None.

    Parameters
    ----------
    roles : frozenset of Role
        All roles that it would hold; none is no fault.
    has_unit, has_expert : bool
        Whether the account belongs to a unit, to an expert of the pool.

    Returns
    -------
    tuple of (str, str) or None
        `two_officers`, `officer_with_case_rights`, `role_of_one_group`, `role_needs_unit`,
        `role_needs_expert`.

    Examples
    --------
    >>> refuse_post(frozenset({Role.PROJECT_UNIT}), has_unit=False, has_expert=False)
    ('role_needs_unit', 'unit')
    >>> refuse_post(frozenset({Role.EXPERT}), has_unit=False, has_expert=False)
    ('role_needs_expert', 'expert')
    >>> refuse_post(frozenset({Role.EXPERT, Role.APPROVER}), has_unit=False, has_expert=True)
    ('role_of_one_group', 'roles')
    >>> refuse_post(frozenset({Role.APPROVER}), has_unit=False, has_expert=False) is None
    True
    """
    if code := refuse_roles(roles):
        return code, "roles"
    groups = {GROUP_OF[role] for role in roles}
    if len(groups) > 1:
        return "role_of_one_group", "roles"
    if Group.SPONSOR in groups and not has_unit:
        return "role_needs_unit", "unit"
    if Group.EXPERT in groups and not has_expert:
        return "role_needs_expert", "expert"
    return None


def is_login(text: str) -> bool:
    """Return whether this may be the name of an account, whoever chooses it.

    Small letters only, so that no two accounts differ in nothing but the case of a letter.

    >>> [is_login(text) for text in ("zhang.san", "Zhang.San", "li", "7zhang")]
    [True, False, False, False]
    """
    return _LOGIN.fullmatch(text) is not None


def wrong_details(login: str, name: str, email: str) -> list[tuple[str, str]]:
    """Return code and field of all that is wrong with the details of a new account.

    >>> wrong_details("zhang.san", "张三", "zhang@example.invalid")
    []
    >>> wrong_details("张三", "", "zhang@example.invalid")
    [('account_login_wrong', 'login'), ('account_name_missing', 'name')]
    """
    checks = (
        (is_login(login), ("account_login_wrong", "login")),
        (bool(name), ("account_name_missing", "name")),
        (_EMAIL.fullmatch(email) is not None, ("account_email_wrong", "email")),
    )
    return [wrong for is_right, wrong in checks if not is_right]
