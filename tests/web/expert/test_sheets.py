import re

import pytest
from sqlmodel import select

from models import Sheet
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.domain.vocabulary import MemberState, Role
from tests import factories
from tests.support.review_room import make_room
from tests.support.sheets import said, submit_sheet


def op(op_id, place, field, value, base=None):
    return {
        "op": op_id, "factor": str(place), "field": field, "value": value, "base": base,
        "at": "2026-03-02T02:29:59.120Z",
    }  # fmt: skip


def send(client, member, *ops):
    return client.post(f"/expert/reviews/{member.id}/changes", json={"ops": list(ops)})


def fill(client, room, chair=0, *, share="72.5"):
    """Fill the whole sheet of a chair."""
    ops = [
        op(f"{factor.id}{field}", factor.id, field, "7" if "weight" in field else share)
        for factor in room.factors
        for field in SCORE_FIELDS
    ]
    ops += [
        op("c", "sheet", "conclusion", "pass"), op("i", "sheet", "initial_grade", "medium"),
        op("e", "sheet", "expected_grade", "low"), op("o", "opinions", "overall", "总体可行。"),
    ]  # fmt: skip
    reply = send(client, room.chairs[chair].member, *ops)
    assert len(reply.json["saved"]) == len(ops)


def test_a_batch_is_answered_change_by_change(expert, room, session):
    member, factor = room.chairs[0].member, room.factors[0].id
    send(expert, member, op("0", factor, "comment", "别处写的"))
    reply = send(
        expert, member,
        op("1", factor, "before_impact", "72.5"), op("2", factor, "after_impact", "720"),
        op("3", factor, "comment", "这里写的"),
    )  # fmt: skip
    assert reply.status_code == 200
    assert reply.json["saved"] == [{"op": "1", "at": "2026-03-02T02:30:00+00:00"}]
    assert reply.json["conflicts"] == [{"op": "3", "current": "别处写的"}]
    (rejected,) = reply.json["rejected"]
    assert rejected["op"] == "2"
    assert "720" in rejected["what"]
    assert rejected["mend"]
    assert said(session).get(str(factor), "before_impact") == 7250


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"ops": "x"}, {"ops": [1]}, {"ops": [{"op": "1"}]},
        {"ops": [op("x" * 41, 1, "comment", "a")]}, {"ops": [op("1", 1, "comment", 5)]},
        {"ops": [{**op("1", 1, "comment", "a"), "at": "gestern"}]},
        {"ops": [{**op("1", 1, "comment", "a"), "at": "2026-03-02T10:00:00"}]},
    ],
)  # fmt: skip
def test_a_broken_batch_is_refused_as_a_whole(expert, room, body):
    reply = expert.post(f"/expert/reviews/{room.chairs[0].member.id}/changes", json=body)
    assert reply.status_code == 422


def test_an_ended_session_is_told_to_the_script(client, room):
    reply = send(client, room.chairs[0].member, op("1", "sheet", "conclusion", "pass"))
    assert reply.status_code == 401


def test_the_screen_shows_what_was_saved_and_the_word_of_the_manual(expert, room):
    member, factor = room.chairs[0].member, room.factors[0].id
    send(expert, member, op("1", factor, "before_probability", "72.5"))
    page = expert.get(f"/expert/reviews/{member.id}/sheet/{factor}").text
    place = page.split('data-field="before_probability"')[1].split("</div>")[0]
    assert 'value="72.5"' in place
    assert "较高" in place
    assert "公布标准并逐户说明" in page  # the measure stands between before and after
    assert page.count('data-part="') == len(room.factors) + 1  # moving on needs no network


def test_shares_and_weights_say_their_limits(expert, room):
    member, factor = room.chairs[0].member, room.factors[0].id
    page = expert.get(f"/expert/reviews/{member.id}/sheet/{factor}").text
    for field, limits in (("before_weight", "1 至 10"), ("after_impact", "0 至 100%")):
        place = page.split(f'data-field="{field}"')[1].split("</div>")[0]
        assert limits in place
        assert ("%</span>" in place) is ("100%" in limits)


def test_a_form_without_script_saves_its_screen(expert, room, session):
    member, factor = room.chairs[0].member, room.factors[0]
    url = f"/expert/reviews/{member.id}/sheet/{factor.id}"
    form = {f"{factor.id}.before_impact": "60", f"{factor.id}.comment": "一\r\n二", "go": "next"}
    reply = expert.post(url, data=form)
    assert (reply.status_code, reply.location) == (
        303, f"/expert/reviews/{member.id}/sheet/{room.factors[1].id}",
    )  # fmt: skip
    assert said(session).get(str(factor.id), "comment") == "一\n二"
    reply = expert.post(url, data={f"{factor.id}.before_impact": "六十", "go": "next"})
    assert reply.status_code == 422
    assert "六十" in reply.text  # what was typed stays
    long = "长" * 8001
    reply = expert.post(url, data={f"{factor.id}.comment": long, "go": "next"})
    assert reply.status_code == 422
    assert long in reply.text
    assert "8000 字" in reply.text.split(long)[1][:300]  # beside the field
    tags = [part.split(">")[0] for part in reply.text.split("<textarea")[1:]]
    assert not any("maxlength" in tag for tag in tags)


def test_a_form_does_not_overwrite_what_another_page_saved(expert, room, session):
    member, factor = room.chairs[0].member, room.factors[0].id
    send(expert, member, op("1", factor, "before_impact", "60"))
    name = f"{factor}.before_impact"
    reply = expert.post(
        f"/expert/reviews/{member.id}/sheet/{factor}", data={name: "80", f"base.{name}": ""}
    )
    assert reply.status_code == 422
    assert "另一处改为“60”" in reply.text
    # seen and sent again, now on the value that stands
    again = {name: "80", f"base.{name}": "60"}
    assert expert.post(f"/expert/reviews/{member.id}/sheet/{factor}", data=again).status_code == 303
    assert said(session).get(str(factor), "before_impact") == 8000


def test_opinions_and_conclusion_have_their_screen(expert, room, session):
    member = room.chairs[0].member
    form = {"opinions.overall": "总体可行", "sheet.conclusion": "revise", "go": "stay"}
    reply = expert.post(f"/expert/reviews/{member.id}/sheet/opinions", data=form)
    assert reply.location == f"/expert/reviews/{member.id}/sheet"
    page = expert.get(reply.location).text
    assert "总体可行" in page
    assert "修改后复审" in page


def test_what_is_missing_is_listed_with_links(expert, room):
    member = room.chairs[0].member
    page = expert.get(f"/expert/reviews/{member.id}/submission").text
    for factor in room.factors:
        assert f"/expert/reviews/{member.id}/sheet/{factor.id}" in page
    assert "总体意见" in page
    assert "评分表还没有填完" in page
    reply = expert.post(f"/expert/reviews/{member.id}/submission", follow_redirects=True)
    assert "评分表还没有填完" in reply.text


def test_submitting_freezes_the_sheet(expert, room, session):
    member = room.chairs[0].member
    fill(expert, room)
    assert "提交后不能撤回" in expert.get(f"/expert/reviews/{member.id}/submission").text
    shown = expert.post(f"/expert/reviews/{member.id}/submission", follow_redirects=True).text
    sheet = session.exec(select(Sheet)).one()
    assert sheet.digest in shown
    reply = send(expert, member, op("late", "sheet", "conclusion", "fail", "pass"))
    assert (reply.status_code, reply.json["frozen"]) == (409, True)
    form = {"sheet.conclusion": "fail", "base.sheet.conclusion": "pass"}
    assert expert.post(f"/expert/reviews/{member.id}/sheet/opinions", data=form).status_code == 409
    page = expert.get(f"/expert/reviews/{member.id}/sheet/{room.factors[0].id}").text
    assert "js/sheet.js" not in page
    assert "readonly" in page
    again = expert.post(f"/expert/reviews/{member.id}/submission", follow_redirects=True)
    assert "不再接受修改" in again.text


def test_a_closed_round_is_over_for_who_did_not_submit(expert, room):
    member = room.chairs[0].member
    send(expert, member, op("1", "opinions", "overall", "写到一半"))
    room.round.state = RoundState.CLOSED
    factories.save(room.round)
    assert send(expert, member, op("2", "opinions", "overall", "x")).json["frozen"] is True
    for place in ("", "/sheet/opinions"):
        page = expert.get(f"/expert/reviews/{member.id}{place}")
        assert page.status_code == 409
        assert "本轮评分已经结束" in page.text


PAGES = ("", "/sheet", "/sheet/opinions", "/submission", "/declaration")
ROLES = [Role.CASE_OFFICER, Role.APPROVER, Role.AUDITOR, Role.PROJECT_UNIT, Role.SYSTEM_ADMIN]


@pytest.mark.parametrize("role", ROLES)
def test_other_groups_find_nothing(room, sign_in, role):
    account = factories.account(role, office_id=room.review.office_id)
    client = sign_in(account)
    member = room.chairs[0].member
    for path in PAGES:
        assert client.get(f"/expert/reviews/{member.id}{path}").status_code == 404
    assert send(client, member, op("1", "sheet", "conclusion", "pass")).status_code == 404


def test_another_expert_finds_nothing(room, sign_in):
    client = sign_in(room.chairs[1].account)
    member = room.chairs[0].member
    for path in PAGES:
        assert client.get(f"/expert/reviews/{member.id}{path}").status_code == 404
    assert send(client, member, op("1", "sheet", "conclusion", "pass")).status_code == 404
    assert client.post(f"/expert/reviews/{member.id}/submission").status_code == 404


@pytest.mark.parametrize("submitted", [False, True])
def test_no_page_shows_another_experts_score(room, sign_in, session, now, submitted):
    secret, text = "13.37", "另一位专家的话"
    other, mine = room.chairs[1], room.chairs[0]
    client = sign_in(other.account)
    fill(client, room, 1, share=secret)
    send(client, other.member, op("t", "opinions", "must_fix", text))
    if submitted:
        submit_sheet(session, member_id=other.member.id, actor=other.actor, now=now)
    client = sign_in(mine.account)
    reply = send(client, mine.member, op("1", room.factors[0].id, "before_impact", "50"))
    pages = [reply.text, client.get("/expert/").text, client.get("/expert/reviews").text]
    base = f"/expert/reviews/{mine.member.id}"
    paths = ("", "/sheet", "/submission", "/sheet/opinions", f"/sheet/{room.factors[0].id}")
    pages += [client.get(base + path).text for path in paths]
    assert not [page for page in pages if secret in page or text in page]


def test_the_sponsors_own_estimate_is_nowhere(expert, room):
    base = f"/expert/reviews/{room.chairs[0].member.id}"
    paths = ("", "/sheet", *(f"/sheet/{factor.id}" for factor in room.factors))
    for path in paths:
        page = expert.get(base + path).text
        assert not re.search(r'value="(60|50|30|40)"', page)  # the factory's estimate
        assert "自评" not in page


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.ACCEPTED, MemberState.RECUSED])
def test_nothing_of_the_case_is_shown_before_the_declaration(session, sign_in, state):
    room = make_room(session, experts=1, state=state)
    client = sign_in(room.chairs[0].account)
    base = f"/expert/reviews/{room.chairs[0].member.id}"
    for path in ("", "/sheet", f"/sheet/{room.factors[0].id}", "/submission", "/documents/1"):
        page = client.get(base + path, follow_redirects=True)
        assert room.factors[0].name not in page.text
        assert "公布标准并逐户说明" not in page.text
        assert page.status_code in {200, 409}


def test_an_unknown_screen_is_not_found(expert, room):
    base = f"/expert/reviews/{room.chairs[0].member.id}/sheet"
    other = factories.factor(factories.assessment(), "A02")
    for part in ("x", str(other.id)):
        assert expert.get(f"{base}/{part}").status_code == 404
