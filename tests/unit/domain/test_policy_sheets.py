"""Who may read, save and submit a sheet, and close a round: every role and state."""

from dataclasses import replace

import pytest

from riskassess.domain.actor import Actor
from riskassess.domain.policy import (
    SheetFacts,
    may_read_sheets,
    refuse_closing,
    refuse_reading,
    refuse_saving,
    refuse_submission,
)
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, RefusalReason, Role, SheetState

OFFICE = 1


def actor(role, **values):
    return Actor(7, OFFICE, roles=frozenset({role}), **values)


EXPERT = actor(Role.EXPERT, expert_id=5)
PLACE = SheetFacts(
    office_id=OFFICE,
    owner_expert_id=5,
    member_state=MemberState.READY,
    round_state=RoundState.OPEN,
)
OF_THE_SHEET = [refuse_reading, refuse_saving, refuse_submission]


@pytest.mark.parametrize("rule", OF_THE_SHEET)
@pytest.mark.parametrize("role", Role)
def test_only_experts_use_sheets(rule, role):
    who = actor(role, expert_id=5 if role is Role.EXPERT else None)
    expected = None if role is Role.EXPERT else RefusalReason.NOT_YOUR_ROLE
    assert rule(who, PLACE) is expected


@pytest.mark.parametrize("rule", OF_THE_SHEET)
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (replace(EXPERT, expert_id=None), RefusalReason.NOT_YOUR_ROLE),
        (replace(EXPERT, expert_id=6), RefusalReason.NOT_YOUR_SHEET),
        (replace(EXPERT, office_id=OFFICE + 1), RefusalReason.NOT_YOUR_SHEET),
    ],
)
def test_sheet_belongs_to_one_expert(rule, who, reason):
    assert rule(who, PLACE) is reason


@pytest.mark.parametrize("rule", OF_THE_SHEET)
def test_sheet_of_an_external_member_is_nobodys(rule):
    assert rule(EXPERT, replace(PLACE, owner_expert_id=None)) is RefusalReason.NOT_YOUR_SHEET


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("reserve", "not_declared"),
        ("invited", "not_declared"),
        ("accepted", "not_declared"),
        ("declined", "not_declared"),
        ("recused", "recused"),
        ("ready", None),
        ("submitted", None),
    ],
)
def test_member_declares_before_reading(state, reason):
    place = replace(PLACE, member_state=MemberState(state))
    assert refuse_reading(EXPERT, place) == reason
    assert refuse_saving(EXPERT, place) == reason


def test_sheet_is_written_once_and_while_the_round_is_open():
    frozen = replace(PLACE, sheet_state=SheetState.SUBMITTED)
    closed = replace(PLACE, round_state=RoundState.CLOSED)
    sent = replace(closed, member_state=MemberState.SUBMITTED)
    assert refuse_reading(EXPERT, frozen) is refuse_reading(EXPERT, sent) is None
    assert refuse_reading(EXPERT, closed) is RefusalReason.ROUND_CLOSED
    for rule in (refuse_saving, refuse_submission):
        assert rule(EXPERT, frozen) is RefusalReason.SHEET_FROZEN
        assert rule(EXPERT, closed) is RefusalReason.ROUND_CLOSED


def test_unfinished_sheet_is_saved_but_not_submitted():
    unfinished = replace(PLACE, missing=("B03.before_impact",))
    assert refuse_saving(EXPERT, unfinished) is None
    assert refuse_submission(EXPERT, unfinished) is RefusalReason.SHEET_INCOMPLETE


@pytest.mark.parametrize("role", Role)
def test_only_the_case_officer_closes_a_round(role):
    reason = refuse_closing(actor(role), round_state=RoundState.OPEN, submitted=5, quorum=5)
    assert reason is (None if role is Role.CASE_OFFICER else RefusalReason.NOT_YOUR_ROLE)


@pytest.mark.parametrize(
    ("state", "submitted", "reason"),
    [
        ("open", 0, "quorum_missing"),
        ("open", 4, "quorum_missing"),
        ("open", 5, None),
        ("open", 7, None),
        ("closed", 7, "round_closed"),
    ],
)
def test_round_closes_with_its_quorum(state, submitted, reason):
    officer = actor(Role.CASE_OFFICER)
    given = refuse_closing(officer, round_state=RoundState(state), submitted=submitted, quorum=5)
    assert given == reason


READS_AFTER_CLOSING = {Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", RoundState)
def test_who_reads_somebodys_sheet(role, state):
    who = actor(role, expert_id=6 if role is Role.EXPERT else None)
    expected = state is RoundState.CLOSED and role in READS_AFTER_CLOSING
    assert may_read_sheets(who, round_state=state, owner_expert_id=5) is expected
    assert may_read_sheets(who, round_state=state, owner_expert_id=None) is expected


@pytest.mark.parametrize("state", RoundState)
def test_expert_reads_the_own_sheet(state):
    assert may_read_sheets(EXPERT, round_state=state, owner_expert_id=5)


@pytest.mark.parametrize("role", Role)
def test_no_office_role_reads_sheets_while_a_consultation_goes_on(role):
    closed = {"round_state": RoundState.CLOSED, "owner_expert_id": 5}
    assert not may_read_sheets(actor(role), goes_on=True, **closed)
    assert may_read_sheets(EXPERT, goes_on=True, **closed)
