"""Who may do what with an assessment: every role and action, each guard's reason."""

from dataclasses import replace

import pytest

from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.policy import (
    AssessmentFacts,
    may_see_assessment,
    refuse,
)
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentAction as A
from riskassess.domain.vocabulary import AssessmentState, Decision, Group, RefusalReason, Role

OFFICE, UNIT = 1, 10
# Who may take each action when everything else is in order.
MAY = {
    A.EDIT: "project_unit institution",
    A.SUBMIT: "project_unit institution",
    A.RECORD_SURVEY: "project_unit institution",
    A.FINISH_SURVEY: "project_unit institution",
    A.EDIT_FACTORS: "project_unit institution",
    A.HAND_IN: "project_unit institution",
    A.ANSWER_REVISION: "project_unit institution",
    A.PROVE_MEASURE: "project_unit institution",
    A.ACCEPT: "case_officer",
    A.RETURN: "case_officer",
    A.RETURN_PREPARATION: "case_officer",
    A.FIX_FACTORS: "case_officer",
    A.OPEN_REVIEW: "case_officer",
    A.REQUEST_REVISION: "case_officer",
    A.PROPOSE_GRADE: "case_officer",
    A.RECORD_DECISION: "case_officer",
    A.START_TRACKING: "case_officer",
    A.CHECK_MEASURE: "case_officer",
    A.CLOSE: "case_officer",
    A.APPROVE_GRADE: "approver",
    A.SEND_BACK_GRADE: "approver",
    A.ARCHIVE: "archivist",
    A.WITHDRAW: "project_unit institution",
    A.ASK_CORRECTION: "project_unit institution",
    A.CORRECT: "case_officer",
    A.SUSPEND: "case_officer",
    A.RESUME: "case_officer",
    A.EXTEND: "case_officer",
}


def actor(*roles, **values):
    sponsor = not {Role.PROJECT_UNIT, Role.INSTITUTION}.isdisjoint(roles)
    given = {"account_id": 7, "office_id": OFFICE, "unit_id": UNIT if sponsor else None}
    return Actor(**{**given, **values}, roles=frozenset(roles))


def facts(state, **values):
    """Return facts with which no guard refuses in this state."""
    given = {
        "has_survey": True,
        "factor_count": 3,
        "round_state": RoundState.CLOSED,
        "proposer_id": 99,
        "recommendation": Decision.IMPLEMENT,
        "decision": Decision.IMPLEMENT,
        "reason": "有理由",
    }
    return AssessmentFacts(
        AssessmentState(state), office_id=OFFICE, unit_id=UNIT, **{**given, **values}
    )


# One situation in which the action is in order.
IN_ORDER = {
    A.EDIT: facts("draft"),
    A.SUBMIT: facts("draft"),
    A.ACCEPT: facts("submitted"),
    A.RETURN: facts("submitted"),
    A.RECORD_SURVEY: facts("surveying"),
    A.EDIT_FACTORS: facts("surveying"),
    A.FINISH_SURVEY: facts("surveying"),
    A.HAND_IN: facts("preparing"),
    A.RETURN_PREPARATION: facts("preparing", handed_in=True),
    A.FIX_FACTORS: facts("preparing", handed_in=True),
    A.OPEN_REVIEW: facts("preparing", handed_in=True, factors_fixed=True),
    A.REQUEST_REVISION: facts("in_review"),
    A.PROPOSE_GRADE: facts("in_review"),
    A.ANSWER_REVISION: facts("revising"),
    A.APPROVE_GRADE: facts("grade_proposed"),
    A.SEND_BACK_GRADE: facts("grade_proposed"),
    A.RECORD_DECISION: facts("filed"),
    A.START_TRACKING: facts("decided"),
    A.PROVE_MEASURE: facts("tracking"),
    A.CHECK_MEASURE: facts("tracking"),
    A.CLOSE: facts("tracking"),
    A.ARCHIVE: facts("closed"),
    A.WITHDRAW: facts("surveying"),
    A.ASK_CORRECTION: facts("surveying"),
    A.CORRECT: facts("surveying"),
    A.SUSPEND: facts("surveying"),
    A.RESUME: facts("suspended", held_state=AssessmentState.SURVEYING),
    A.EXTEND: facts("surveying", has_clock=True),
}
RIGHT_ROLE = {action: Role(roles.split()[0]) for action, roles in MAY.items()}


def test_tables_name_every_action():
    assert set(MAY) == set(IN_ORDER) == set(A)


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("role", Role)
def test_role_may_or_may_not(role, action):
    expected = None if role in MAY[action].split() else RefusalReason.NOT_YOUR_ROLE
    assert refuse(action, actor(role), IN_ORDER[action]) is expected


@pytest.mark.parametrize("action", A)
def test_nobody_acts_without_a_role(action):
    assert refuse(action, actor(), IN_ORDER[action]) is RefusalReason.NOT_YOUR_ROLE
    assert refuse(action, system_actor(OFFICE), IN_ORDER[action]) is RefusalReason.NOT_YOUR_ROLE


@pytest.mark.parametrize("action", A)
def test_other_office_and_other_unit_are_refused(action):
    right = actor(RIGHT_ROLE[action])
    there = replace(right, office_id=OFFICE + 1)
    assert refuse(action, there, IN_ORDER[action]) is RefusalReason.NOT_YOUR_RECORD
    if right.unit_id:
        other = replace(right, unit_id=UNIT + 1)
        assert refuse(action, other, IN_ORDER[action]) is RefusalReason.NOT_YOUR_RECORD


@pytest.mark.parametrize("action", A)
def test_wrong_state_comes_first(action):
    archived = replace(IN_ORDER[action], state=AssessmentState.ARCHIVED)
    assert refuse(action, actor(RIGHT_ROLE[action]), archived) is RefusalReason.WRONG_STATE


@pytest.mark.parametrize(
    ("action", "change", "reason"),
    [
        (A.SUBMIT, {"missing_documents": ("D01 申请",)}, "documents_missing"),
        (A.SUBMIT, {"state": AssessmentState.RETURNED, "open_points": 1}, "points_open"),
        (A.SUBMIT, {"open_points": 1}, None),
        (A.RETURN, {"reason": "  "}, "reason_missing"),
        (A.FINISH_SURVEY, {"missing_documents": ("D06 问卷",)}, "documents_missing"),
        (A.FINISH_SURVEY, {"has_survey": False}, "survey_missing"),
        (
            A.EDIT_FACTORS,
            {"state": AssessmentState.PREPARING, "handed_in": True},
            "already_answered",
        ),
        (
            A.RECORD_SURVEY,
            {"state": AssessmentState.PREPARING, "handed_in": True},
            "already_answered",
        ),
        (A.HAND_IN, {"handed_in": True}, "already_answered"),
        (A.HAND_IN, {"missing_documents": ("D16",)}, "documents_missing"),
        (A.HAND_IN, {"factor_count": 0}, "factors_missing"),
        (A.HAND_IN, {"unestimated": ("B03",)}, "estimate_missing"),
        (A.HAND_IN, {"unmeasured": ("B03",)}, "measures_missing"),
        (A.HAND_IN, {"open_points": 2}, "points_open"),
        (A.RETURN_PREPARATION, {"handed_in": False}, "not_handed_in"),
        (A.RETURN_PREPARATION, {"factors_fixed": True}, "factors_fixed"),
        (A.RETURN_PREPARATION, {"reason": ""}, "reason_missing"),
        (A.FIX_FACTORS, {"handed_in": False}, "not_handed_in"),
        (A.FIX_FACTORS, {"factors_fixed": True}, "factors_fixed"),
        (A.OPEN_REVIEW, {"factors_fixed": False}, "factors_not_fixed"),
        (
            A.OPEN_REVIEW,
            {"state": AssessmentState.IN_REVIEW, "round_state": RoundState.OPEN},
            "round_still_open",
        ),
        (A.OPEN_REVIEW, {"state": AssessmentState.IN_REVIEW}, None),
        (A.REQUEST_REVISION, {"round_state": RoundState.OPEN}, "round_still_open"),
        (A.REQUEST_REVISION, {"reason": ""}, "reason_missing"),
        (A.ANSWER_REVISION, {"open_points": 1}, "points_open"),
        (A.PROPOSE_GRADE, {"round_state": RoundState.OPEN}, "round_still_open"),
        (A.PROPOSE_GRADE, {"round_state": None}, "round_still_open"),
        (
            A.PROPOSE_GRADE,
            {"lacking_opinion": RefusalReason.GROUP_OPINION_MISSING},
            "group_opinion_missing",
        ),
        (
            A.PROPOSE_GRADE,
            {"lacking_opinion": RefusalReason.GROUP_OPINION_STALE},
            "group_opinion_stale",
        ),
        (
            A.PROPOSE_GRADE,
            {"lacking_opinion": RefusalReason.MUST_FIX_UNASKED},
            "must_fix_unasked",
        ),
        (A.PROPOSE_GRADE, {"reason": ""}, "reason_missing"),
        (A.APPROVE_GRADE, {"proposer_id": 7}, "same_person"),
        (A.APPROVE_GRADE, {"fingerprint_holds": False}, "fingerprint_changed"),
        (A.SEND_BACK_GRADE, {"proposer_id": 7}, "same_person"),
        (A.SEND_BACK_GRADE, {"reason": ""}, "reason_missing"),
        (A.RECORD_DECISION, {"decision": Decision.REJECT, "reason": ""}, "reason_missing"),
        (A.RECORD_DECISION, {"recommendation": None, "reason": ""}, "reason_missing"),
        (A.RECORD_DECISION, {"decision": Decision.REJECT}, None),
        (A.RECORD_DECISION, {"reason": ""}, None),
        (A.START_TRACKING, {"decision": Decision.PARTIAL}, None),
        (A.START_TRACKING, {"decision": Decision.POSTPONE}, "wrong_state"),
        (A.START_TRACKING, {"decision": Decision.REJECT}, "wrong_state"),
        (A.CLOSE, {"state": AssessmentState.DECIDED}, "wrong_state"),
        (A.CLOSE, {"state": AssessmentState.DECIDED, "decision": Decision.REJECT}, None),
        (
            A.CLOSE,
            {"state": AssessmentState.DECIDED, "decision": Decision.REJECT, "reason": ""},
            "reason_missing",
        ),
        (A.CLOSE, {"open_commitments": 1}, "commitments_open"),
        (A.CLOSE, {"reason": ""}, "reason_missing"),
    ],
)
def test_guard_gives_its_reason(action, change, reason):
    expected = RefusalReason(reason) if reason else None
    changed = replace(IN_ORDER[action], **change)
    assert refuse(action, actor(RIGHT_ROLE[action]), changed) is expected


def test_officer_who_proposed_cannot_approve_even_as_approver():
    both = actor(Role.CASE_OFFICER, Role.APPROVER)
    own = replace(IN_ORDER[A.APPROVE_GRADE], proposer_id=both.account_id)
    assert refuse(A.APPROVE_GRADE, both, own) is RefusalReason.SAME_PERSON


SEES = {
    Role.PROJECT_UNIT: True,
    Role.INSTITUTION: True,
    Role.EXPERT: False,
    Role.CASE_OFFICER: True,
    Role.APPROVER: True,
    Role.POOL_KEEPER: True,
    Role.ARCHIVIST: True,
    Role.AUDITOR: True,
    Role.SYSTEM_ADMIN: False,
    Role.SECURITY_ADMIN: False,
}


def sees(who, **change):
    given = {"office_id": OFFICE, "unit_id": UNIT, "state": AssessmentState.SUBMITTED, **change}
    return may_see_assessment(who, **given)


@pytest.mark.parametrize("role", Role)
def test_who_sees_an_assessment(role):
    who = actor(role)
    assert sees(who) is SEES[role]
    assert not sees(who, office_id=OFFICE + 1)
    assert sees(who, unit_id=UNIT + 1) is (SEES[role] and Group.SPONSOR not in who.groups)


@pytest.mark.parametrize("role", Role)
def test_draft_is_its_sponsors_alone(role):
    who = actor(role)
    assert sees(who, state=AssessmentState.DRAFT) is (Group.SPONSOR in who.groups)
    assert sees(who, state=AssessmentState.RETURNED) is SEES[role]


def test_sponsor_without_a_unit_sees_nothing():
    lost = actor(Role.PROJECT_UNIT, unit_id=None)
    assert not sees(lost)


def test_second_role_does_not_open_other_units_to_a_sponsor():
    mixed = actor(Role.INSTITUTION, Role.CASE_OFFICER)
    assert not sees(mixed, unit_id=UNIT + 1)
