"""The life of an assessment, walked square by square against a table written by hand."""

import pytest

from riskassess.domain.errors import IllegalTransition
from riskassess.domain.lifecycle import (
    PHASE_OF,
    SHEET_STEPS,
    STEPS,
    next_sheet_state,
    step,
)
from riskassess.domain.policy import GUARDS
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    Phase,
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
filed           record_decision > decided
decided         start_tracking > tracking             close > closed
tracking        prove_measure > tracking              check_measure > tracking
tracking        close > closed
closed          archive > archived
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
    assert all(AssessmentState.ARCHIVED in reachable(state) for state in AssessmentState)


def test_nothing_happens_after_the_archive():
    assert not [action for state, action in STEPS if state is AssessmentState.ARCHIVED]


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
    assert {state for state in AssessmentState if PHASE_OF[state] is Phase(phase)} == {
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
