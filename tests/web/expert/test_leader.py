"""Electing the leader by the pages: counts only, codes while the panel is sealed, then a name."""

from models import Account
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.office import page, sign_in
from tests.support.review_room import make_room


def at(room, place):
    """Return the address of the election for a member."""
    return f"/expert/reviews/{room.chairs[place].member.id}/leader"


def test_members_vote_and_see_counts_only_until_the_ballot_ends(client, session):
    room = make_room(session, experts=3)
    sign_in(client, session, room.chairs[0].actor)
    shown = page(client, at(room, 0))
    assert "已投 0 票，专家组现有 3 人" in shown
    assert "E1（我）" in shown
    assert client.post(at(room, 0), data={}).status_code == 422
    client.post(at(room, 0), data={"candidate": room.chairs[1].member.id})
    shown = page(client, at(room, 0))
    assert "已投 1 票" in shown
    assert "推选经过" not in shown
    for place in (2, 1):
        sign_in(client, session, room.chairs[place].actor)
        client.post(at(room, place), data={"candidate": room.chairs[1].member.id})
    shown = page(client, at(room, 1))
    assert "组长：E2" in shown
    assert "您是组长" in shown
    assert "E2 3 票" in shown


def test_the_office_closes_a_ballot_and_names_one_after_the_manuals_number(client, session):
    room = make_room(session, experts=2)
    account = factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)
    officer = factories.actor_for(session, session.get_one(Account, account.id))
    place = f"/office/reviews/{room.review.id}/leader"
    assert "满 1 票才可以由承办人结束" in page(sign_in(client, session, officer), place)
    for _ballot in range(2):
        sign_in(client, session, room.chairs[0].actor)
        client.post(at(room, 0), data={"candidate": room.chairs[1].member.id})
        office = sign_in(client, session, officer)
        assert "结束本轮推选" in page(office, place)
        assert client.post(f"{place}/ballot-end").status_code == 303
    shown = page(office, place)
    assert "已推选 2 轮" in shown
    assert "票数太少，不显示" in shown
    assert "E2 1 票" not in shown, "one vote tells whose it was"
    data = {"candidate": room.chairs[0].member.id, "reason": ""}
    assert client.post(place, data=data).status_code == 422
    client.post(place, data={**data, "reason": "两轮均未过半，由承办人指定。"})
    assert "两轮均未过半，由承办人指定。" in page(office, place)
