"""Every code that the audit trail can hold has a word, and a code without one stays readable."""

import ast

import pytest

from expert_pool.vocabulary import Disclosed, ExpertAction
from models.project import PointKind
from riskassess.audit_words import (
    ACTION_WORDS,
    BY_LINK,
    RIGHTS,
    SUBJECT_WORDS,
    action_words,
    chain_words,
    nobody_words,
    subject_words,
)
from riskassess.domain.vocabulary import (
    AssessmentAction,
    JobState,
    MemberState,
    MessageState,
)
from riskassess.queries.dossiers import JOB_KIND
from riskassess.services.documents import PREPARED_BY
from riskassess.services.pool.appointment import LETTER_JOB
from tests.architecture.tree import ROOT, tree_of

# What stands after the colon where the code puts the action together; states that an act of
# somebody records, not those a row is born with.
JOB_ENDS = [JobState.DONE, JobState.FAILED]
PUT_TOGETHER = {
    "assessment:": list(AssessmentAction),
    "member:": [MemberState.ACCEPTED, MemberState.DECLINED],
    "message:": [each for each in MessageState if each is not MessageState.QUEUED],
    "disclosure:": list(Disclosed),
    "expert:": list(ExpertAction),
    "job:": [JOB_KIND, LETTER_JOB, *PREPARED_BY.values(), *JOB_ENDS],
    "return_point:": list(PointKind),
}


def _codes(node):
    """Return the actions that an expression may give; names are followed where they are made."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value} if ":" in node.value else set()
    if isinstance(node, ast.JoinedStr):
        head = node.values[0].value
        return {f"{head}{tail}" for tail in PUT_TOGETHER[head]}
    if isinstance(node, ast.IfExp):
        return _codes(node.body) | _codes(node.orelse)
    return set()


def _is_action(target):
    return isinstance(target, ast.Name) and target.id == "action"


def _given(node):
    """Return the expressions in a node that give an action."""
    if isinstance(node, ast.keyword) and node.arg == "action":
        return [node.value]
    if isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = zip(target.elts, value.elts, strict=True)
            return [each for name, each in pairs if _is_action(name)]
        return [value] if _is_action(target) else []
    # a module's own `_record(session, row, "measure:add", …)`
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "_record":
        return node.args
    return []


def written_actions():
    files = sorted((ROOT / "riskassess" / "services").rglob("*.py"))
    nodes = (node for path in files for node in ast.walk(tree_of(path)))
    return {code for node in nodes for value in _given(node) for code in _codes(value)}


def test_every_action_written_by_a_service_has_a_word():
    found = written_actions()
    assert len(found) > 60
    assert found - set(ACTION_WORDS) == {f"assessment:{each}" for each in RIGHTS}


def test_words_tell_the_actions_apart():
    words = [str(each) for each in ACTION_WORDS.values()]
    assert len(set(words)) == len(words)


def test_no_service_moves_a_case_by_a_right_whose_acts_have_codes_of_their_own():
    files = (ROOT / "riskassess" / "services").rglob("*.py")
    nodes = (node for path in files for node in ast.walk(tree_of(path)))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    moves = [ast.unparse(call) for call in calls if ast.unparse(call.func) in {"move", "_move"}]
    assert any("AssessmentAction.HAND_IN," in move for move in moves)
    assert not [each for each in RIGHTS if any(f".{each.name}," in move for move in moves)]


@pytest.mark.parametrize("kind", SUBJECT_WORDS)
def test_subjects_are_tables(kind):
    from sqlmodel import SQLModel

    assert kind in SQLModel.metadata.tables


def test_codes_in_words():
    assert action_words("account:sign_in") == "登录"
    assert subject_words("account", 9) == "账号 9"
    assert chain_words("assessment:3", "500100-WP-2026-0001") == "评估 500100-WP-2026-0001"
    assert chain_words("office:1") == "本办其他记录"


def test_unknown_codes_stay_codes():
    assert action_words("made:up") == "made:up"
    assert subject_words("made_up", 2) == "made_up 2"
    assert chain_words("assessment:3") == "assessment:3"


def test_who_declines_by_a_link_is_the_expert_and_not_the_system():
    assert nobody_words("member:declined") == "专家本人（凭链接）"
    assert nobody_words("message:sent") == "系统"
    assert set(ACTION_WORDS) >= BY_LINK
