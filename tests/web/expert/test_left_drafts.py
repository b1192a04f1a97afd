"""What an expert did not hand in stays the expert's own: readable, uncounted, and built upon."""

import pytest
from sqlmodel import select

from models import Sheet
from riskassess.domain.vocabulary import SheetState
from tests.services.test_feedback import open_next
from tests.support.consultation_room import hand_in_all, save, save_factor, scoring_room


@pytest.fixture
def room(session):
    """Close a round that the fourth filled in and did not hand in."""
    room = scoring_room(session)
    for factor in room.factors:
        save_factor(session, room, 3, factor.id, "35", "写到一半的理由")
    hand_in_all(session, room)
    return room


def test_a_draft_that_was_not_handed_in_stays_readable_to_its_expert(room, session, sign_in):
    base = f"/expert/reviews/{room.chairs[3].member.id}"
    client = sign_in(room.chairs[3].account)
    closed = client.get(f"{base}/sheet")
    assert closed.status_code == 409
    assert f'href="{base}/rounds/1/draft"' in closed.text
    for _time in ("between the rounds", "in the next round"):
        page = client.get(f"{base}/rounds/1/draft").text
        for told in ("没有提交，不计入结果", "写到一半的理由", "35%"):
            assert told in page, told
        assert "没有提交的草稿" in client.get(f"{base}/versions").text
        if _time == "between the rounds":
            open_next(session, room)
    assert client.get(f"{base}/rounds/2/draft").status_code == 404
    own = f"/expert/reviews/{room.chairs[0].member.id}"
    client = sign_in(room.chairs[0].account)
    assert client.get(f"{own}/rounds/1/draft").status_code == 404  # that one was handed in
    assert client.get(f"{base}/rounds/1/draft").status_code == 404


def test_the_next_round_begins_with_the_newest_own_figures(room, session, sign_in):
    open_next(session, room)
    base, factor = f"/expert/reviews/{room.chairs[3].member.id}", room.factors[0]
    page = sign_in(room.chairs[3].account).get(f"{base}/sheet/{factor.id}").text
    assert page.count('value="35"') >= 4  # shown before the first save
    assert "写到一半的理由" not in page  # words are written anew
    save(session, room, 0, [(str(factor.id), "before_impact", "20")])
    hand_in_all(session, room, ("20", "40", "60"))  # the fourth does nothing in this round
    open_next(session, room)
    save(session, room, 3, [("opinions", "overall", "继续")])
    page = sign_in(room.chairs[3].account).get(f"{base}/sheet/{factor.id}").text
    assert page.count('value="35"') >= 4  # and kept by it
    states = [row.state for row in session.exec(select(Sheet).order_by(Sheet.id))]
    assert states.count(SheetState.DRAFT) == 2
