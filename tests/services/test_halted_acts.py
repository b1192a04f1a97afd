"""Nobody works on a suspended or cancelled case: one rule for experts and officers, all acts."""

from datetime import timedelta
from functools import partial

import pytest

from expert_pool.vocabulary import ContestState
from models import Contest, Draw, row_id
from riskassess.domain.errors import Refused
from riskassess.domain.room.merging import Source
from riskassess.domain.room_vocabulary import PointPlace, VoteChoice
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.services import (
    discussions,
    draws,
    first_estimates,
    group_opinions,
    group_points,
    leaders,
    live_meetings,
    meetings,
    panel_votes,
    sheet_reopening,
    sheet_submission,
    signature_pages,
)
from riskassess.services.answers import declare
from riskassess.services.consultations import Desk
from riskassess.services.panel_places import Hand
from riskassess.services.pool import contests
from riskassess.services.sheet_reopening import Answer
from tests import factories
from tests.support.review_room import make_room
from tests.support.vault import vault

LINE, URL = Source(1, "must_fix:k1", "text"), "https://x.invalid"


def acts_of_panel(hand):
    """Return what a member of the panel, or its leader, does for the group opinion."""
    points = group_points
    return {
        "vote_leader": partial(leaders.vote_leader, candidate_id=1, hand=hand),
        "start_draft": partial(group_opinions.start_draft, hand=hand),
        "put_to_vote": partial(group_opinions.put_to_vote, hand=hand),
        "vote": partial(panel_votes.vote_on_opinion, choice=VoteChoice.AGREE, hand=hand),
        "end_own_vote": partial(panel_votes.end_own_vote, hand=hand),
        "take_over": partial(points.take_over, source=LINE, hand=hand),
        "merge_into": partial(points.merge_into, source=LINE, key="p", hand=hand),
        "set_aside": partial(points.set_aside, source=LINE, reason="x", hand=hand),
        "add_point": partial(
            points.add_point, place=PointPlace.OPINION, heading="survey", text="x", hand=hand
        ),
        "save_texts": partial(points.save_texts, changes=[], hand=hand),
        "move_point": partial(points.move_point, key="p", up=True, hand=hand),
        "join_points": partial(points.join_points, key="p", into="q", hand=hand),
        "remove_point": partial(points.remove_point, key="p", hand=hand),
    }


def acts_of_expert(room, seat, now):
    """Return what an expert does alone; drafts are not among it."""
    own = {"member_id": row_id(seat.member), "actor": seat.actor, "now": now}
    sealed = {**own, "vault": vault()}
    signing = {"code": "x", "password": "x", "check": lambda *_: True, "desk": None}
    chair = {"review_id": row_id(room.review), "actor": seat.actor, "now": now}
    said = {"number": 1, "factor_id": room.factors[0].id, "op": "a", "text": "x"}
    return {
        "say": partial(discussions.say, **own, **said),
        "declare": partial(declare, **own, answers={}, pledged=True, public_url=URL),
        "keep_first": partial(first_estimates.keep_first_estimates, **sealed),
        "hand_in": partial(sheet_submission.hand_in, **sealed),
        "answer_reopening": partial(
            sheet_reopening.answer_reopening, **sealed, answer=Answer(True, "")
        ),
        "mark_ready": partial(live_meetings.mark_ready, **sealed, step_id=1),
        "call_next": partial(live_meetings.call_next, **chair),
        "show_now": partial(live_meetings.show_now, **chair, reason="x", seal=vault().seal),
        "sign_in": partial(meetings.sign_in_member, **own),
        "sign_page": partial(signature_pages.sign_page, **own, **signing),
    }


def acts_of_officer(room, officer, now):
    """Return what the office does for the panel."""
    desk, review_id = Desk(officer, now), row_id(room.review)
    given = {"office_id": room.review.office_id}
    draw = factories.save(
        Draw(**given, review_id=review_id, number=1, algorithm="rfc3797-sha256", rule="{}",
             pool_snapshot="{}", pool_digest="", announced_at=now)
    )  # fmt: skip
    contest = factories.save(
        Contest(**given, assessment_id=room.assessment.id, reasons="same_unit", text="x",
                expert_id=room.chairs[0].member.expert_id, raised_at=now)
    )  # fmt: skip
    entered = {"draw_id": draw.id, "source": "dice", "public_url": URL, "desk": desk}
    member = {"member_id": row_id(room.chairs[1].member), "actor": officer, "now": now}
    return {
        "close_ballot": partial(leaders.close_ballot, review_id=review_id, desk=desk),
        "name_leader": partial(
            leaders.name_leader, review_id=review_id, member_id=1, reason="x", desk=desk
        ),
        "end_vote": partial(panel_votes.end_vote, review_id=review_id, desk=desk),
        "enter_values": partial(
            draws.enter_values, **entered, values="1", proof=draws.Proof("录像")
        ),
        "confirm_values": partial(draws.confirm_values, **entered, seen="[1]"),
        "sign_in": partial(meetings.sign_in_member, **member),
        "strike_sign_in": partial(meetings.strike_sign_in, **member),
        "make_page": partial(
            signature_pages.make_page, review_id=review_id, actor=officer, now=now, desk=None
        ),
        "decide_contest": partial(
            contests.decide_contest, contest_id=contest.id, state=ContestState.LIFTED,
            decision="x", actor=officer, now=now,
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (AssessmentState.SUSPENDED, "case_suspended"),
        (AssessmentState.CANCELLED, "case_cancelled"),
    ],
)
def test_nobody_works_on_a_halted_case(session, now, state, code):
    room = make_room(session, experts=2)
    seat, office_id = room.chairs[0], room.review.office_id
    seat.member.is_leader = True
    factories.save(seat.member)
    officer = factories.actor(Role.CASE_OFFICER, Role.POOL_KEEPER, office_id=office_id)
    office = acts_of_officer(room, officer, now + timedelta(minutes=1))
    room.assessment.held_state, room.assessment.state = room.assessment.state, state
    factories.save(room.assessment)
    hand = Hand(row_id(seat.member), seat.actor, now)
    for group in (acts_of_panel(hand), acts_of_expert(room, seat, now), office):
        for name, act in group.items():
            with pytest.raises(Refused) as refused:
                act(session)
            assert (name, refused.value.code) == (name, code)
