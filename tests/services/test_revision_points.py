"""The panel's must-fix points go to the sponsor and come back answered, each with its page."""

import pytest
from sqlmodel import select

from models import ReturnPoint, Review, ReviewRound
from riskassess.domain.errors import InvalidInput
from riskassess.domain.room_vocabulary import Adoption, RoundState
from riskassess.domain.vocabulary import ReviewKind, ReviewState, RiskGrade, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.checklists import missing_documents
from riskassess.queries.dossiers import missing_papers
from riskassess.queries.group_opinions import list_dissents
from riskassess.services import panel_votes, rounds, submissions
from riskassess.services.group_opinions import put_to_vote
from riskassess.services.revision_points import Revised, panel_points
from tests import factories
from tests.support.group_opinions import FIX, agreed, closed_panel, drafted

PAGE = "（第 12 页）"

ADOPTED, PARTLY, NOT_ADOPTED = Adoption


def people(session, panel):
    """Return the case officer and somebody of the project unit."""
    office_id = panel.review.office_id
    officer = factories.actor(Role.CASE_OFFICER, office_id=office_id)
    case = get_case(session, panel.room.assessment.id, actor=officer)
    unit_id = case.project.unit_id
    return case, officer, factories.actor(Role.PROJECT_UNIT, office_id=office_id, unit_id=unit_id)


def test_the_agreed_points_are_asked_for_first_and_only_once(session, now):
    panel = closed_panel(session, now)
    case, officer, _sponsor = people(session, panel)
    assert panel_points(session, case) == []
    agreed(session, panel.leader, panel.review)
    later = {"opened_at": now, "closed_at": now, "due_on": now.date(), "state": ReviewState.CLOSED}
    asked = factories.save(Review(
        office_id=panel.review.office_id, assessment_id=case.id, number=2, panel_size=3, quorum=3,
        kind=ReviewKind.EXPERT_CONSULTATION, **later,
    ))  # fmt: skip
    factories.save(ReviewRound(
        office_id=asked.office_id, review_id=asked.id, number=1, state=RoundState.CLOSED,
        opened_at=now, closed_at=now,
    ))  # fmt: skip
    newer = factories.save(Review(
        office_id=panel.review.office_id, assessment_id=case.id, number=3, panel_size=3, quorum=3,
        kind=ReviewKind.PROJECT_REVIEW, **later,
    ))  # fmt: skip
    assert len(panel_points(session, case)) == 3, "what was not asked for yet is never dropped"
    session.delete(newer)
    session.commit()
    rows = rounds.request_revision(
        session, assessment_id=case.id, points=[("其他", "补目录。")], actor=officer, now=now
    )
    assert [(row.text, row.group_point_id is not None) for row in rows] == [
        *((f"{FIX}（{number}）{PAGE}", True) for number in (1, 2, 3)),
        ("补目录。", False),
    ]
    assert panel_points(session, case) == []


@pytest.mark.parametrize(
    ("revised", "text", "code"),
    [
        (None, "已改", "adoption_missing"),
        (Revised(ADOPTED, " "), "", "adoption_pages_missing"),
        (Revised(PARTLY, "12"), " ", "adoption_reason_missing"),
        (Revised(NOT_ADOPTED), "", "adoption_reason_missing"),
    ],
)
def test_an_answer_says_what_was_adopted_where_and_otherwise_why_not(
    session, now, revised, text, code
):
    panel = closed_panel(session, now)
    case, officer, sponsor = people(session, panel)
    agreed(session, panel.leader, panel.review)
    who = {"actor": officer, "now": now}
    point = rounds.request_revision(session, assessment_id=case.id, points=[], **who)[0]
    answer = {"assessment_id": case.id, "point_id": point.id, "actor": sponsor, "now": now}
    with pytest.raises(InvalidInput, match=code):
        submissions.answer_point(session, **answer, text=text, revised=revised)
    assert session.get_one(ReturnPoint, point.id).answered_at is None
    submissions.answer_point(session, **answer, text="", revised=Revised(ADOPTED, "12–14"))
    kept = session.exec(select(ReturnPoint).where(ReturnPoint.id == point.id)).one()
    assert (kept.adoption, kept.pages, kept.answered_at) == (ADOPTED, "12–14", now)


def test_the_note_that_the_answers_make_is_not_asked_for_as_a_file_too(session, now):
    panel = closed_panel(session, now)
    case, officer, _sponsor = people(session, panel)
    agreed(session, panel.leader, panel.review)
    rounds.request_revision(session, assessment_id=case.id, points=[], actor=officer, now=now)
    asked = [
        lambda: any(name.startswith("D23") for name in missing_documents(session, case)),
        lambda: any(
            paper.code == "D23" for paper in missing_papers(session, case, grade=RiskGrade.LOW)
        ),
    ]
    assert [each() for each in asked] == [False, False]
    panel.review.pool_manual_version_id = None  # opened before rooms had rules
    session.commit()
    assert [each() for each in asked] == [True, True]


def test_the_dossier_is_told_of_dissent_from_the_final_opinion_only(session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    put_to_vote(session, hand=panel.leader)
    words = "不同意：安置点未落实。\n须另行论证。"
    panel_votes.vote_on_opinion(
        session, choice=panel_votes.VoteChoice.DISSENT, dissent=words, hand=panel.hand(1)
    )
    assert list_dissents(session, panel.room.assessment.id) == []
    for place in (0, 2):
        panel_votes.vote_on_opinion(
            session, choice=panel_votes.VoteChoice.AGREE, hand=panel.hand(place)
        )
    assert list_dissents(session, panel.room.assessment.id) == [(1, "E2", words)]
