"""The table of an expert's standing: walked whole, and walked at random."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.standing import (
    GUARDS,
    MEMBERS,
    ON_THE_WAY,
    OWN_REQUEST,
    STEPS,
    Facts,
    Party,
    next_state,
    refuse,
)
from expert_pool.vocabulary import ExpertAction as A
from expert_pool.vocabulary import ExpertState as S
from riskassess.wording import WORDING

CODES = frozenset({"leak", OWN_REQUEST})
WAY = (A.CHECK_FORM, A.CHECK_CLASS, A.PUBLISH, A.APPOINT)


def ready(state, **values):
    """Return facts with which every guard of a forward step holds."""
    given = {
        "has_consented": True, "has_years": True, "has_title": True, "is_class_checked": True,
        "is_publicity_over": True, "is_renewal_time": True, "reason": "x", "reason_code": "leak",
        "reason_codes": CODES, "needs_hearing": True, "hearing_code": "leak", "is_heard": True,
    }  # fmt: skip
    return Facts(state, **{**given, **values})


def test_every_guard_is_used_and_said_in_words():
    used = {name for step in STEPS.values() for name in step.guards}
    assert used == set(GUARDS)
    assert {code for _holds, code in GUARDS.values()} <= set(WORDING)


def test_every_state_is_reached_and_every_action_used():
    assert {step.after for step in STEPS.values()} == set(S)
    assert {action for _state, action in STEPS} == set(A)


def test_way_in_has_no_short_cut():
    state = S.APPLIED
    for action in WAY:
        assert refuse(action, Party.KEEPER, ready(state)) is None
        later = [each for each in WAY if WAY.index(each) > WAY.index(action)]
        shortcuts = [each for each in later if (state, each) in STEPS and each is not A.PUBLISH]
        assert not shortcuts
        state = next_state(state, action)
    assert state is S.ACTIVE


def test_only_an_appointment_a_resumption_or_a_renewal_makes_a_member():
    into = {action for (state, action), step in STEPS.items()
            if step.after is S.ACTIVE and state is not S.ACTIVE}  # fmt: skip
    assert into == {A.APPOINT, A.RESUME, A.RENEW}


def test_nothing_leads_out_of_the_removed_but_erasure():
    assert {action for state, action in STEPS if state is S.REMOVED} == {A.ERASE}
    assert STEPS[S.REMOVED, A.ERASE].after is S.REMOVED


@given(
    state=st.sampled_from([None, *S]),
    action=st.sampled_from(A),
    party=st.sampled_from(Party),
    facts=st.builds(
        Facts,
        state=st.none(),
        is_own=st.booleans(),
        is_staff=st.booleans(),
        has_consented=st.booleans(),
        missing=st.sampled_from([(), ("consent",)]),
        has_years=st.booleans(),
        has_title=st.booleans(),
        is_class_checked=st.booleans(),
        is_publicity_over=st.booleans(),
        is_in_term=st.booleans(),
        reason=st.sampled_from(["", " ", "x"]),
        reason_code=st.sampled_from(["", "leak", OWN_REQUEST]),
        reason_codes=st.just(CODES),
        needs_hearing=st.booleans(),
        hearing_code=st.sampled_from(["", "leak"]),
        is_heard=st.booleans(),
    ),
)
def test_no_facts_open_what_the_table_closes(state, action, party, facts):
    given_facts = replace(facts, state=state)
    said = refuse(action, party, given_facts)
    step = STEPS.get((state, action))
    if step is None:
        assert said == "wrong_state"
    elif party not in step.parties:
        assert said == "not_your_role"
    elif said is None:
        assert all(GUARDS[name][0](given_facts, party) for name in step.guards)
        if party is Party.KEEPER and "apart" in step.guards:
            assert (facts.is_own, facts.is_staff) == (False, False)
    else:
        assert said in {GUARDS[name][1] for name in step.guards}


@given(st.lists(st.sampled_from(A), max_size=30))
def test_any_walk_stays_in_the_states_and_ends_are_ends(actions):
    state, was_removed = S.APPLIED, False
    for action in actions:
        if (state, action) in STEPS:
            state = next_state(state, action)
        assert not (was_removed and state is not S.REMOVED)
        was_removed = was_removed or state is S.REMOVED
    assert state in ON_THE_WAY + MEMBERS + (S.REMOVED,)


@pytest.mark.parametrize("state", MEMBERS)
def test_removal_needs_the_hearing_on_the_same_reason(state):
    assert refuse(A.REMOVE, Party.KEEPER, ready(state)) is None
    for lacking in ({"is_heard": False}, {"hearing_code": ""}, {"hearing_code": "benefit"}):
        assert refuse(A.REMOVE, Party.KEEPER, ready(state, **lacking)) == "pool_not_heard"
    none = ready(state, needs_hearing=False, hearing_code="", is_heard=False)
    assert refuse(A.REMOVE, Party.KEEPER, none) is None


@pytest.mark.parametrize("action", [A.SUSPEND, A.REMOVE])
def test_expert_acts_by_the_own_request_only(action):
    given = ready(S.ACTIVE, needs_hearing=False)
    assert refuse(action, Party.EXPERT, given) == "pool_reason_code"
    assert refuse(action, Party.EXPERT, replace(given, reason_code=OWN_REQUEST)) is None


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"has_consented": False}, "pool_consent_missing"),
        ({"is_returned": True}, "pool_still_returned"),
        ({"missing": ("consent",)}, "pool_attachment_missing"),
        ({"has_years": False}, "pool_years_short"),
        ({"has_title": False}, "pool_title_low"),
        ({"unmet": ("record",)}, "pool_condition_unmet"),
        ({"is_own": True}, "pool_own_case"),
        ({"is_staff": True}, "pool_own_case"),
    ],
)
def test_form_check_says_what_lacks(lacking, code):
    for state in (S.APPLIED, S.RECOMMENDED):
        assert refuse(A.CHECK_FORM, Party.KEEPER, ready(state, **lacking)) == code
