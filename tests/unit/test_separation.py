"""No account holds two of the three officers' roles, or one of them beside case rights."""

from itertools import combinations

import pytest

from riskassess.domain.separation import OFFICERS, refuse_roles
from riskassess.domain.vocabulary import GROUP_OF, Group, Role

CASE_ROLES = [role for role in Role if GROUP_OF[role] is not Group.CONTROL]


def test_the_three_officers_are_the_roles_of_the_control_group():
    assert {role for role in Role if GROUP_OF[role] is Group.CONTROL} == OFFICERS


@pytest.mark.parametrize("role", list(Role))
def test_each_role_alone_may_be_held(role):
    assert refuse_roles(frozenset({role})) is None


@pytest.mark.parametrize("pair", list(combinations(sorted(OFFICERS), 2)))
def test_two_of_the_three_are_refused_with_or_without_a_third_role(pair):
    assert refuse_roles(frozenset(pair)) == "two_officers"
    assert refuse_roles(frozenset({*pair, Role.EXPERT})) == "two_officers"


@pytest.mark.parametrize("officer", sorted(OFFICERS))
@pytest.mark.parametrize("other", CASE_ROLES)
def test_an_officer_holds_no_case_rights(officer, other):
    assert refuse_roles(frozenset({officer, other})) == "officer_with_case_rights"


def test_case_roles_may_stand_together():
    assert refuse_roles(frozenset(CASE_ROLES)) is None
    assert refuse_roles(frozenset()) is None
