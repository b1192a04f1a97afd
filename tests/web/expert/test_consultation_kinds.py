"""A consultation under manuals that ask for points, levels or comparisons, from round to end."""

import pytest

from models import row_id
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.room_vocabulary import RoundWay
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import ReviewKind, Role
from riskassess.print.review_papers.minutes import minutes
from riskassess.queries.assessments import get_case, newest_round
from riskassess.queries.review_record import get_review_record
from riskassess.services.consultations import Desk, end_consultation, open_next_round
from riskassess.services.first_estimates import keep_first_estimates
from riskassess.services.group_drafts import first_passages
from tests import factories
from tests.factories import NOW
from tests.support.consultation_room import close, save
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.office import page, sign_in
from tests.support.review_room import DUE
from tests.support.sheets import submit_sheet
from tests.support.vault import vault

KINDS = {
    "js-4013": (("0.5", "2", "3.5"), ("2 分", "措施前 · 扣分", "0.5 分")),
    "cn-levels": (("2", "3", "5"), ("3 中等", "5 很高", "2 较低")),
    "cn-ahp": (("20", "30", "50"), ("30", "发生概率", "20%")),
}


def hand_in(session, room, values):
    """Let each expert hand in a sheet whose figures are all the same."""
    form = SheetForm(builtin_manual(get_case_of(session, room).manual.id))
    for chair, value in enumerate(values):
        given = [(place, field, "7" if "weight" in field else value if text != "0" else text)
                 for place, field, text in figures(room, form)]  # fmt: skip
        if form.items:
            given.append((next(iter(form.items)), "comment", f"理由{value}"))
        if form.manual.asks_comparisons:
            given.append(("B:E", "comparison", "3"))
        save(session, room, chair, [*given, *OPINIONS])
        who = {"member_id": row_id(room.chairs[chair].member),
               "actor": room.chairs[chair].actor, "now": NOW}  # fmt: skip
        if form.score_fields and round_number(session, room) == 1:
            keep_first_estimates(session, vault=vault(), **who)
        submit_sheet(session, **who)
    close(session, room)


def round_number(session, room):
    return newest_round(session, row_id(room.review)).number


def get_case_of(session, room):
    actor = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    return get_case(session, row_id(room.assessment), actor=actor)


@pytest.fixture(params=KINDS)
def room(session, request):
    made = kind_room(session, request.param, experts=3, codes=("B03", "E01"))
    made.review.kind, made.review.quorum = ReviewKind.EXPERT_CONSULTATION, 3
    made.review.pool_manual_version_id = factories.pool_manual().id
    factories.save(made.review)
    return made


def test_what_is_scored_is_told_as_it_was_given_from_round_to_end(session, expert, room, client):
    case = get_case_of(session, room)
    values, words = KINDS[case.manual.id]
    hand_in(session, room, values)
    told = expert.get(f"/expert/reviews/{row_id(room.chairs[0].member)}/feedback").text
    for word in words:
        assert word in told, word
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    desk = Desk(officer, NOW)
    review = row_id(room.review)
    open_next_round(session, review_id=review, way=RoundWay.OWN_TIME, due_on=DUE, desk=desk)
    hand_in(session, room, values)
    end_consultation(session, review_id=review, reason="意见已清楚", desk=desk)
    sign_in(client, session, officer)
    for place in ("consultation", "attention"):
        page(client, f"/office/reviews/{review}/{place}")
    assert words[0] in page(client, f"/office/reviews/{review}/consultation")
    text = "".join(each.text for each in first_passages(session, case, room.review))
    assert words[0] in text
    record = get_review_record(session, review, actor=officer)
    assert words[0] in str(minutes(record))
