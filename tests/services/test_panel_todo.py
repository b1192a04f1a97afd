"""What a panel's work as one waits for stands on the to-do list of who has to act."""

from datetime import timedelta

from expert_pool.vocabulary import RecusalGround
from models import Recusal, Review
from riskassess.domain.policy import refuse
from riskassess.domain.room_vocabulary import VoteChoice
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import (
    AssessmentAction,
    MemberState,
    ReviewKind,
    ReviewState,
    Role,
)
from riskassess.queries.assessments import get_case
from riskassess.queries.facts import facts_of
from riskassess.queries.group_opinions import list_voters
from riskassess.queries.leaders import list_electors
from riskassess.queries.panel_todo import list_panel_tasks
from riskassess.queries.progress import progress_of
from riskassess.queries.signature_basis import signing_members
from riskassess.queries.todo import list_tasks
from riskassess.services import group_opinions, panel_votes
from tests import factories
from tests.support.group_opinions import agreed, closed_panel, drafted


def kinds(session, actor, now):
    """Return what waits for somebody."""
    tasks = list_panel_tasks(session, actor, now=now, today=now.date())
    return [(task.kind, task.due_on) for task in tasks]


def recuse(session, review, member, now):
    """Record a recusal of a member, as it is recorded after the close: the seat stays."""
    factories.save(Recusal(
        office_id=review.office_id, assessment_id=review.assessment_id,
        expert_id=member.expert_id, ground=RecusalGround.KINSHIP, recorded_at=now,
    ))  # fmt: skip


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
    left = panel.room.chairs[0].member
    left.is_leader, left.state = True, MemberState.READY  # handed in nothing by the end
    session.flush()
    assert kinds(session, actor, now) == [(TaskKind.ELECT_LEADER, None)]


def test_a_member_recused_after_the_close_neither_leads_nor_votes_nor_signs(session, now):
    panel = closed_panel(session, now)
    member, other = panel.room.chairs[0].member, panel.room.chairs[1]
    recuse(session, panel.review, member, now)
    assert [row.code for row in list_voters(session, panel.review)] == ["E2", "E3"]
    assert [row.code for row in list_electors(session, panel.review)] == ["E2", "E3"]
    assert [row.code for row in signing_members(session, panel.review)] == ["E2", "E3"]
    assert kinds(session, other.actor, now) == [(TaskKind.ELECT_LEADER, None)]
    assert kinds(session, panel.room.chairs[0].actor, now) == []


def test_the_officer_waits_for_the_group_opinion_before_the_grade(session, now):
    panel = closed_panel(session, now)
    officer = factories.actor(Role.CASE_OFFICER, office_id=panel.review.office_id)
    case = get_case(session, panel.room.assessment.id, actor=officer)
    facts = facts_of(session, case, reason="一致。")
    assert refuse(AssessmentAction.PROPOSE_GRADE, officer, facts) == "group_opinion_missing"
    waits = [task.kind for task in list_tasks(session, officer, now=now)]
    assert TaskKind.AGREE_OPINION in waits
    assert TaskKind.PROPOSE_GRADE not in waits
    factories.save(Review(
        office_id=panel.review.office_id, assessment_id=case.id, number=2, panel_size=3, quorum=3,
        kind=ReviewKind.EXPERT_CONSULTATION, state=ReviewState.CLOSED, opened_at=now,
        closed_at=now, due_on=now.date(),
    ))  # fmt: skip
    facts = facts_of(session, case, reason="一致。")
    assert facts.lacking_opinion == "group_opinion_missing", "a consultation unlocks no grade"
    assert progress_of(session, [case.assessment])[case.id].awaits_opinion
    assert kinds(session, panel.room.chairs[0].actor, now) == [(TaskKind.DRAFT_OPINION, None)]
    agreed(session, panel.leader, panel.review)
    assert facts_of(session, case, reason="一致。").lacking_opinion == "must_fix_unasked"
    assert not progress_of(session, [case.assessment])[case.id].awaits_opinion
