"""Draws: whoever acts by a lent right is asked as the absent person too."""

from datetime import UTC, date, datetime

from riskassess.domain.actor import Actor, LentRole
from riskassess.domain.draw_policy import SourceFacts, refuse_confirmation, refuse_values
from riskassess.domain.vocabulary import Role

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ABSENT, DEPUTY, OTHER = 2, 1, 3


def deputy(role):
    lent = LentRole(role, 9, ABSENT, "", date(2026, 3, 2))
    return Actor(DEPUTY, 1, roles=frozenset({Role.ARCHIVIST, role}), lent=(lent,))


def test_neither_own_values_nor_those_of_the_absent_are_confirmed():
    told = {
        by: refuse_confirmation(
            deputy(Role.CASE_OFFICER), SourceFacts(True, NOW, None, True, entered_by=[by])
        )
        for by in (DEPUTY, ABSENT, OTHER)
    }
    assert told == {DEPUTY: "draw_confirm_own", ABSENT: "draw_confirm_own", OTHER: None}


def test_one_person_throws_once_whoever_throws_for_whom():
    told = {
        by: refuse_values(
            deputy(Role.POOL_KEEPER),
            SourceFacts(True, NOW, Role.POOL_KEEPER, False, throwers=[by]),
            now=NOW,
        )
        for by in (DEPUTY, ABSENT, OTHER)
    }
    assert told == {DEPUTY: "draw_same_person", ABSENT: "draw_same_person", OTHER: None}
