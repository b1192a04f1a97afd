"""A correction after the filing makes the approval stale: it is sent back, and graded anew."""

import pytest
from sqlmodel import select

from models import Correction, Project, Unit
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import AssessmentState, Decision, Role
from riskassess.queries import corrections as correction_queries
from riskassess.queries.assessments import get_case
from riskassess.queries.facts import facts_of
from riskassess.queries.todo import list_tasks
from riskassess.services import corrections, decisions, proposals
from riskassess.services.corrections import Change
from tests import factories
from tests.support import reviews as scenes

S = AssessmentState
CHANGE = Change("place", "西镇", "笔误")


def correct(session, case, actor, now, change=CHANGE):
    return corrections.correct_registration(
        session, assessment_id=case.id, change=change, actor=actor, now=now
    )


def record(session, case, actor, now):
    act = decisions.Act(Decision.IMPLEMENT, "县政府", now.date(), "同意")
    return decisions.record_decision(session, assessment_id=case.id, act=act, actor=actor, now=now)


def test_what_the_grade_stands_on_is_graded_anew(session, now, tmp_path):
    case, _review, _result, officer = scenes.graded(session, now=now)
    sign, approver = OfficeKeys(tmp_path / "keys").sign, scenes.approver(case)
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    proposals.approve_grade(session, proposal_id=proposal.id, sign=sign, actor=approver, now=now)
    back = {"proposal_id": proposal.id, "reason": "登记已更正", "actor": approver, "now": now}
    with pytest.raises(IllegalTransition):
        proposals.send_back_grade(session, **back)  # nothing has changed
    correct(session, case, officer, now)
    with pytest.raises(Refused, match="fingerprint_changed|documents_missing"):
        record(session, case, officer, now)
    held = get_case(session, case.id, actor=officer)
    assert not facts_of(session, held).fingerprint_holds
    proposals.send_back_grade(session, **back)
    assert case.state is S.IN_REVIEW
    with pytest.raises(Refused, match="result_stale"):
        proposals.propose_grade(
            session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
        )


@pytest.fixture
def scene():
    owner = factories.unit()
    case = factories.assessment(owner=owner, state=S.SURVEYING)
    return case, factories.sponsor(owner), factories.actor(
        Role.CASE_OFFICER, office_id=owner.office_id
    )  # fmt: skip


def test_nothing_changes_before_the_office_confirms(session, scene, now):
    case, sponsor, officer = scene
    given = {"assessment_id": case.id, "now": now}
    row = corrections.ask_correction(session, change=CHANGE, actor=sponsor, **given)
    assert session.get(Project, case.project_id).place != "西镇"
    with pytest.raises(InvalidInput, match="correction_asked"):
        corrections.ask_correction(session, change=CHANGE, actor=sponsor, **given)
    with pytest.raises(Refused, match="not_your_role"):
        corrections.decide_correction(
            session, correction_id=row.id, confirms=True, answer="", actor=sponsor, **given
        )
    with pytest.raises(NotFound):
        corrections.decide_correction(
            session, correction_id=row.id, confirms=True, answer="",
            actor=factories.actor(Role.CASE_OFFICER), **given,
        )  # fmt: skip
    project = session.get(Project, case.project_id)
    project.place = "别处"
    factories.save(project)
    with pytest.raises(Conflict, match="correction_overtaken"):
        corrections.decide_correction(
            session, correction_id=row.id, confirms=True, answer="", actor=officer, **given
        )


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", " ", "correction_empty"),
        ("title", "长" * 201, "text_too_long"),
        ("level", "nonsense", "correction_no_choice"),
        ("kind", "reservoir", "correction_field"),
    ],
)
def test_a_wrong_value_changes_nothing(session, scene, now, field, value, code):
    case, _sponsor, officer = scene
    with pytest.raises(InvalidInput, match=code):
        correct(session, case, officer, now, Change(field, value, "笔误"))
    assert session.exec(select(Correction)).all() == []


def test_a_deeper_list_of_tasks_goes_on_where_the_short_one_ends(session, scene, now, monkeypatch):
    case, sponsor, officer = scene
    other = factories.assessment(owner=session.get_one(Unit, sponsor.unit_id), state=S.SURVEYING)
    for each in (case, other):
        corrections.ask_correction(
            session, assessment_id=each.id, change=CHANGE, actor=sponsor, now=now
        )
    monkeypatch.setattr(correction_queries, "MOST", 1)
    for depth in (1, 2):
        tasks = list_tasks(session, officer, now=now, depth=depth)
        asked = [task for task in tasks if task.kind is TaskKind.DECIDE_CORRECTION]
        assert len(asked) == depth
