"""Units that change after a panel was drawn: asked on the case, and recused by the usual path."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from expert_pool.vocabulary import ContestState, MatchRuling, RecusalGround
from models import Contest, Expert, PanelMember, Unavailability, Unit
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from riskassess.queries.assessments import lock_case
from riskassess.resources import NAME_TOOLS
from riskassess.services.letters import Outbox
from riskassess.services.pool import name_rulings
from riskassess.services.pool.name_rulings import NameAnswer, current_exclusions
from riskassess.services.pool.panel_ties import list_open_names, list_panel_ties, list_tie_tasks
from riskassess.services.recusals import record_recusal
from tests import factories
from tests.support.avoidance import case_of_units, expert, keeper
from tests.support.review_room import make_room

NEAR = "华宇建设集团有限公司云水分公司"


@pytest.fixture
def room(session):
    case = case_of_units()
    case.state = AssessmentState.IN_REVIEW
    made = make_room(session, assessment=factories.save(case), codes=("B03",))
    move(session, made, "石溪律师事务所")
    return made


def move(session, room, employer, chair=0):
    row = session.get_one(Expert, room.chairs[chair].member.expert_id)
    row.employer = employer
    return factories.save(row)


def ties(session, room, now):
    return list_panel_ties(session, room.assessment.office_id, now=now, names=NAME_TOOLS)


def tasks(session, actor, now):
    found = list_tie_tasks(session, actor, now=now, names=NAME_TOOLS)
    return [(task.kind, task.bucket, task.subject_id, task.count) for task in found]


def asked(session, case, actor, now):
    held = lock_case(session, case.id, actor=actor)
    return len(current_exclusions(session, held, now=now, names=NAME_TOOLS).questions)


def test_keeper_is_asked_about_the_whole_pool_as_the_page_of_names_does(session, room, now):
    case, actor = room.assessment, keeper(room.assessment)
    near = expert(case, NEAR)  # sits nowhere
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    assert tasks(session, actor, now) == [(TaskKind.RULE_NAMES, Bucket.TODAY, case.id, 1)]
    assert asked(session, case, actor, now) == 1
    assert tasks(session, officer, now) == []
    near.term_until = (now - timedelta(days=2)).date()
    factories.save(near)
    assert (asked(session, case, actor, now), tasks(session, actor, now)) == (0, [])
    near.term_until = None
    factories.save(near)
    own = {"office_id": case.office_id, "expert_id": near.id}
    away = Unavailability(**own, from_on=now.date(), until_on=now.date(), added_at=now)
    factories.save(away)
    assert (asked(session, case, actor, now), tasks(session, actor, now)) == (0, [])
    session.delete(away)
    session.commit()
    record_recusal(
        session, assessment_id=case.id, expert_code=near.code, ground=RecusalGround.KINSHIP,
        note="近亲属", actor=officer, now=now, outbox=Outbox("http://test"),
    )  # fmt: skip
    assert (asked(session, case, actor, now), tasks(session, actor, now)) == (0, [])


def test_nobody_is_asked_while_units_are_what_they_were(session, room, now):
    assert ties(session, room, now) == []


def test_seated_expert_who_moves_near_the_sponsor_is_asked_about_and_leaves(session, room, now):
    moved, case = move(session, room, NEAR), room.assessment
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    actor = keeper(case)
    assert tasks(session, actor, now) == [(TaskKind.RULE_NAMES, Bucket.TODAY, case.id, 1)]
    for state in (MemberState.DECLINED, MemberState.SUBMITTED, MemberState.INVITED):
        chair = sa.update(PanelMember).where(PanelMember.id == room.chairs[0].member.id)
        session.execute(chair.values(state=state))
        session.commit()
        assert asked(session, case, actor, now) == 1  # the keeper reads the same, whoever sits
        assert tasks(session, actor, now) == [(TaskKind.RULE_NAMES, Bucket.TODAY, case.id, 1)]
    assert tasks(session, officer, now) == [(TaskKind.RULE_NAMES, Bucket.WAITING, case.id, 1)]
    held = lock_case(session, case.id, actor=actor)
    (question,) = current_exclusions(session, held, now=now, names=NAME_TOOLS).questions
    assert question.codes == (moved.code,)
    answer = NameAnswer(*question.pair, MatchRuling.SAME, "工商信息")
    name_rulings.rule_names(
        session, assessment_id=case.id, answer=answer, actor=actor, now=now, names=NAME_TOOLS
    )
    assert tasks(session, actor, now) == []  # who sits is not the keeper's to know
    assert tasks(session, officer, now) == [(TaskKind.RECUSE_MEMBER, Bucket.TODAY, case.id, 1)]
    record_recusal(
        session, assessment_id=case.id, expert_code=moved.code, ground=RecusalGround.EMPLOYMENT,
        note="", actor=officer, now=now, outbox=Outbox("http://test"),
    )  # fmt: skip
    session.refresh(room.chairs[0].member)
    assert room.chairs[0].member.state is MemberState.RECUSED
    assert tasks(session, officer, now) == []


def test_name_ruled_different_is_asked_no_more(session, room, now):
    move(session, room, NEAR)
    case, actor = room.assessment, keeper(room.assessment)
    held = lock_case(session, case.id, actor=actor)
    (question,) = current_exclusions(session, held, now=now, names=NAME_TOOLS).questions
    answer = NameAnswer(*question.pair, MatchRuling.DIFFERENT)
    name_rulings.rule_names(
        session, assessment_id=case.id, answer=answer, actor=actor, now=now, names=NAME_TOOLS
    )
    assert ties(session, room, now) == []


def test_renamed_project_unit_is_held_against_the_panel(session, room, now):
    held = lock_case(session, room.assessment.id, actor=keeper(room.assessment))
    unit = session.get_one(Unit, held.project.unit_id)
    unit.name = "石溪律师事务所云水分所"
    factories.save(unit)
    (found,) = ties(session, room, now)
    assert (found.questions, found.matches) == (1, ())


def test_who_has_submitted_is_not_asked_about(session, room, now):
    move(session, room, NEAR)
    member = room.chairs[0].member
    member.state = MemberState.SUBMITTED
    factories.save(member)
    assert ties(session, room, now) == []


def test_reason_that_a_contest_lifted_asks_for_no_recusal(session, room, now):
    row = move(session, room, "华宇建设集团有限公司")
    assert [code for code, _fact in ties(session, room, now)[0].matches] == [row.code]
    factories.save(
        Contest(
            office_id=row.office_id, assessment_id=room.assessment.id, expert_id=row.id,
            reasons="same_unit", text="同名不同单位", state=ContestState.LIFTED, raised_at=now,
        )
    )  # fmt: skip
    assert ties(session, room, now) == []


def test_number_of_queries_is_fixed(session, room, now, engine):
    def queries(read):
        seen = []
        sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        read(session, room, now)
        return len(seen)

    def names(session, room, now):
        return list_open_names(session, room.assessment.office_id, now=now, names=NAME_TOOLS)

    move(session, room, NEAR)
    ties(session, room, now)
    few, pool = queries(ties), queries(names)
    other = factories.assessment(
        project=factories.project(office_id=room.assessment.office_id),
        state=AssessmentState.IN_REVIEW,
    )
    make_room(session, assessment=other, codes=("B03",))
    assert queries(ties) == few <= 8
    assert queries(names) == pool <= 12
