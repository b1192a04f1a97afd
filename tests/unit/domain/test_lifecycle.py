"""The life of an assessment, walked square by square against a table written by hand."""

from dataclasses import replace

import pytest

from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition
from riskassess.domain.lifecycle import (
    PHASE_OF,
    RUNNING,
    SHEET_STEPS,
    SIDE_STATES,
    STEPS,
    next_sheet_state,
    standing,
    state_after,
    step,
)
from riskassess.domain.policy import GUARDS, AssessmentFacts, refuse
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    Phase,
    RefusalReason,
    Role,
    SheetAction,
    SheetState,
)

# state: action > state after; whatever is not written here does not exist
LIFE = """
draft           edit > draft                          submit > submitted
submitted       accept > surveying                    return > returned
returned        edit > returned                       submit > submitted
surveying       record_survey > surveying             edit_factors > surveying
surveying       finish_survey > preparing
preparing       record_survey > preparing             edit_factors > preparing
preparing       hand_in > preparing                   return_preparation > preparing
preparing       fix_factors > preparing               open_review > in_review
in_review       open_review > in_review               request_revision > revising
in_review       propose_grade > grade_proposed
revising        answer_revision > in_review
grade_proposed  approve_grade > filed                 send_back_grade > in_review
filed           record_decision > decided             send_back_grade > in_review
decided         start_tracking > tracking             close > closed
tracking        prove_measure > tracking              check_measure > tracking
tracking        close > closed
closed          archive > archived
submitted       withdraw > cancelled                  suspend > suspended
submitted       extend > submitted
returned        withdraw > cancelled                  suspend > suspended
returned        extend > returned
surveying       withdraw > cancelled                  suspend > suspended
surveying       extend > surveying                    correct > surveying
surveying       ask_correction > surveying
preparing       withdraw > cancelled                  suspend > suspended
preparing       extend > preparing                    correct > preparing
preparing       ask_correction > preparing
in_review       withdraw > cancelled                  suspend > suspended
in_review       extend > in_review                    correct > in_review
in_review       ask_correction > in_review
revising        withdraw > cancelled                  suspend > suspended
revising        extend > revising                     correct > revising
revising        ask_correction > revising
grade_proposed  withdraw > cancelled                  suspend > suspended
grade_proposed  extend > grade_proposed               correct > grade_proposed
grade_proposed  ask_correction > grade_proposed
filed           withdraw > cancelled                  suspend > suspended
filed           extend > filed                        correct > filed
filed           ask_correction > filed
decided         suspend > suspended                   extend > decided
tracking        suspend > suspended                   extend > tracking
suspended       resume > suspended                    withdraw > cancelled
"""


def life():
    table = {}
    for line in LIFE.strip().splitlines():
        state, *words = line.split()
        for action, _arrow, after in zip(words[::3], words[1::3], words[2::3], strict=True):
            table[AssessmentState(state), AssessmentAction(action)] = AssessmentState(after)
    return table


TABLE = life()
SQUARES = [(state, action) for state in AssessmentState for action in AssessmentAction]


@pytest.mark.parametrize(("state", "action"), SQUARES)
def test_every_square_is_as_the_table_says(state, action):
    after = TABLE.get((state, action))
    if after is None:
        with pytest.raises(IllegalTransition) as refused:
            step(state, action)
        assert refused.value.where == f"{state}:{action}"
    else:
        assert step(state, action).after is after


def reachable(start):
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        for (before, _action), after in TABLE.items():
            if before is state and after not in found:
                found.add(after)
                waiting.append(after)
    return found


def test_every_state_is_reached_and_every_state_ends():
    assert reachable(AssessmentState.DRAFT) == set(AssessmentState)
    on_the_way = set(AssessmentState) - SIDE_STATES
    assert all(AssessmentState.ARCHIVED in reachable(state) for state in on_the_way)


@pytest.mark.parametrize("state", [AssessmentState.ARCHIVED, AssessmentState.CANCELLED])
def test_nothing_happens_after_the_end(state):
    assert not [action for before, action in STEPS if before is state]


@pytest.mark.parametrize("held", RUNNING)
def test_a_suspended_assessment_comes_back_to_where_it_was(held):
    suspended, resume = AssessmentState.SUSPENDED, AssessmentAction.RESUME
    assert state_after(held, AssessmentAction.SUSPEND, held=None) is suspended
    assert state_after(suspended, resume, held=held) is held
    assert standing(suspended, held) is standing(AssessmentState.CANCELLED, held) is held


def test_nothing_comes_back_to_nowhere():
    with pytest.raises(IllegalTransition):
        state_after(AssessmentState.SUSPENDED, AssessmentAction.RESUME, held=None)


@pytest.mark.parametrize("held", RUNNING)
def test_a_suspended_assessment_is_withdrawn_before_a_decision_only(held):
    facts = AssessmentFacts(
        AssessmentState.SUSPENDED, office_id=1, unit_id=7, reason="停建", held_state=held
    )
    owner = Actor(1, 1, roles=frozenset({Role.PROJECT_UNIT}), unit_id=7)
    refused = refuse(AssessmentAction.WITHDRAW, owner, facts)
    decided = held in {AssessmentState.DECIDED, AssessmentState.TRACKING}
    assert refused is (RefusalReason.ALREADY_DECIDED if decided else None)


def test_without_a_clock_nothing_is_extended():
    officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    facts = AssessmentFacts(AssessmentState.SUBMITTED, office_id=1, unit_id=7, reason="补材料")
    assert refuse(AssessmentAction.EXTEND, officer, facts) is RefusalReason.NO_CLOCK
    assert refuse(AssessmentAction.EXTEND, officer, replace(facts, has_clock=True)) is None


def test_every_action_has_a_place():
    assert {action for _state, action in STEPS} == set(AssessmentAction)


def test_steps_name_existing_guards_and_documents():
    for entry in STEPS.values():
        assert set(entry.guards) <= set(GUARDS)
        assert entry.roles
        assert all(code[0] == "D" and 1 <= int(code[1:]) <= 33 for code in entry.documents)


def test_every_guard_is_used():
    assert {name for entry in STEPS.values() for name in entry.guards} == set(GUARDS)


@pytest.mark.parametrize(
    ("phase", "states"),
    [
        ("registration", "draft submitted returned"),
        ("survey", "surveying"),
        ("preparation", "preparing"),
        ("review", "in_review revising"),
        ("grading", "grade_proposed"),
        ("filing", "filed"),
        ("decision", "decided"),
        ("tracking", "tracking"),
        ("archive", "closed archived"),
    ],
)
def test_phase_holds_its_states(phase, states):
    assert set(PHASE_OF) == set(AssessmentState) - SIDE_STATES
    assert {state for state in PHASE_OF if PHASE_OF[state] is Phase(phase)} == {
        AssessmentState(state) for state in states.split()
    }


@pytest.mark.parametrize("action", sorted(set(SheetAction) - {SheetAction.REOPEN}))
def test_submitted_sheet_is_frozen(action):
    with pytest.raises(IllegalTransition) as refused:
        next_sheet_state(SheetState.SUBMITTED, action)
    assert refused.value.code == "sheet_frozen"


def test_sheet_is_saved_then_submitted():
    assert next_sheet_state(SheetState.DRAFT, SheetAction.SAVE) is SheetState.DRAFT
    assert next_sheet_state(SheetState.DRAFT, SheetAction.SUBMIT) is SheetState.SUBMITTED
    assert next_sheet_state(SheetState.SUBMITTED, SheetAction.REOPEN) is SheetState.DRAFT
    assert len(SHEET_STEPS) == 3
