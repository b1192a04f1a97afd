"""What a panel's work as one waits for stands on the to-do list of who has to act."""

from datetime import timedelta

from riskassess.domain.policy import refuse
from riskassess.domain.room_vocabulary import VoteChoice
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import AssessmentAction, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.facts import facts_of
from riskassess.queries.panel_todo import list_panel_tasks
from riskassess.queries.todo import list_tasks
from riskassess.services import group_opinions, panel_votes
from tests import factories
from tests.support.group_opinions import agreed, closed_panel, drafted


def kinds(session, actor, now):
    """Return what waits for somebody."""
    tasks = list_panel_tasks(session, actor, now=now, today=now.date())
    return [(task.kind, task.due_on) for task in tasks]


def test_the_leader_drafts_members_vote_and_the_officer_ends_an_overdue_vote(session, now):
    panel = closed_panel(session, now)
    first, second = (panel.room.chairs[place].actor for place in (0, 1))
    officer = factories.actor(Role.CASE_OFFICER, office_id=panel.review.office_id)
    assert kinds(session, first, now) == [(TaskKind.DRAFT_OPINION, None)]
    assert kinds(session, second, now) == []
    drafted(session, panel.leader, panel.review)
    group_opinions.put_to_vote(session, hand=panel.leader)
    end = now + timedelta(days=3)
    assert kinds(session, second, now) == [(TaskKind.VOTE_OPINION, end.date())]
    panel_votes.vote_on_opinion(session, choice=VoteChoice.AGREE, hand=panel.hand(1))
    assert kinds(session, second, now) == kinds(session, officer, now) == []
    assert kinds(session, officer, end) == [(TaskKind.END_VOTE, None)]


def test_a_panel_without_a_leader_elects_one(session, now):
    panel = closed_panel(session, now)
    panel.room.chairs[0].member.is_leader = False
    session.flush()
    actor = panel.room.chairs[1].actor
    assert kinds(session, actor, now) == [(TaskKind.ELECT_LEADER, None)]


def test_the_officer_waits_for_the_group_opinion_before_the_grade(session, now):
    panel = closed_panel(session, now)
    officer = factories.actor(Role.CASE_OFFICER, office_id=panel.review.office_id)
    case = get_case(session, panel.room.assessment.id, actor=officer)
    facts = facts_of(session, case, reason="一致。")
    assert refuse(AssessmentAction.PROPOSE_GRADE, officer, facts) == "group_opinion_missing"
    waits = [task.kind for task in list_tasks(session, officer, now=now)]
    assert TaskKind.AGREE_OPINION in waits
    assert TaskKind.PROPOSE_GRADE not in waits
    agreed(session, panel.leader, panel.review)
    facts = facts_of(session, case, reason="一致。")
    assert refuse(AssessmentAction.PROPOSE_GRADE, officer, facts) != "group_opinion_missing"
    kinds = [task.kind for task in list_tasks(session, officer, now=now)]
    assert TaskKind.PROPOSE_GRADE in kinds
    assert TaskKind.AGREE_OPINION not in kinds
