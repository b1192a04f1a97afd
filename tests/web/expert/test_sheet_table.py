"""Filling the sheet as a table: saved as a form, refused beside its cell, and remembered."""

import html

import pytest

from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState
from tests import factories
from tests.support.kind_rooms import kind_room
from tests.support.sheets import said


def url_of(room, path="-table"):
    return f"/expert/reviews/{room.chairs[0].member.id}/sheet{path}"


def test_all_figures_stand_in_one_table_and_are_saved_together(expert, room, session):
    first, second = room.factors[:2]
    page = expert.get(url_of(room)).text
    assert page.count("data-number") == 18  # three factors, six figures each
    sent = {
        f"{first.id}.before_probability": "72.5", f"{second.id}.after_impact": "30",
        f"{second.id}.comment": "见〔D05 第1页〕",
    }  # fmt: skip
    reply = expert.post(url_of(room), data=sent)
    assert (reply.status_code, reply.location) == (303, url_of(room, ""))
    assert said(session).get(str(first.id), "before_probability") == 7250
    assert said(session).at(str(second.id)) == {"after_impact": 3000, "comment": "见〔D05 第1页〕"}


def test_a_wrong_value_is_told_in_its_cell_and_kept(expert, room, session):
    first, second = (factor.id for factor in room.factors[:2])
    reply = expert.post(
        url_of(room), data={f"{first}.before_impact": "720", f"{second}.before_impact": "40"}
    )
    assert reply.status_code == 422
    assert 'value="720"' in reply.text
    cell = reply.text.split(f'name="{first}.before_impact"')[1].split("</td>")[0]
    assert 'role="alert"' in cell
    assert said(session).at(str(first)) == {}
    assert said(session).get(str(second), "before_impact") == 4000


@pytest.mark.parametrize(("manual_id", "shown"), [("cn-levels", "3 中等"), ("js-4013", "<select")])
def test_levels_and_points_are_chosen_in_the_words_of_the_manual(
    session, sign_in, manual_id, shown
):
    room = kind_room(session, manual_id, experts=1)
    page = sign_in(room.chairs[0].account).get(url_of(room)).text
    assert shown in html.unescape(page)


def test_the_chosen_way_is_offered_on_both_and_remembered(expert, room):
    member, factor = room.chairs[0].member, room.factors[0]
    one = expert.get(url_of(room, f"/{factor.id}")).text
    assert f'{url_of(room)}?way=table#row-{factor.id}"' in one
    table = expert.get(f"{url_of(room)}?way=table").text
    assert f'{url_of(room, f"/{factor.id}")}?way=one"' in table
    resume = f'href="{url_of(room)}#row-{factor.id}"'
    assert resume in expert.get(f"/expert/reviews/{member.id}").text
    expert.get(url_of(room, f"/{factor.id}?way=one"))
    assert resume not in expert.get(f"/expert/reviews/{member.id}").text


def test_a_frozen_sheet_shows_the_table_without_taking_anything(expert, room, session):
    room.round.state, room.round.closed_at = RoundState.CLOSED, factories.NOW
    room.chairs[0].member.state = MemberState.SUBMITTED
    for row in (room.round, room.chairs[0].member):
        factories.save(row)
    page = expert.get(url_of(room)).text
    assert "readonly" in page
    assert 'type="submit">保存' not in page
    reply = expert.post(url_of(room), data={f"{room.factors[0].id}.before_impact": "40"})
    assert reply.status_code == 409
