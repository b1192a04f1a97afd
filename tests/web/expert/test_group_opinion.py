"""The leader's desk and the vote: individual opinions beside the draft, dissent word by word."""

from models import Account
from riskassess.domain.room_vocabulary import GroupState
from riskassess.domain.vocabulary import RiskGrade, Role
from riskassess.queries.group_opinions import find_group_opinion, list_group_points
from riskassess.services.consultations import Desk, end_consultation
from tests import factories
from tests.support.consultation_room import REASONS, told_room
from tests.support.group_opinions import FIX, WORDS, closed_panel, drafted
from tests.support.office import asked, final, page, sign_in


def at(panel, place, rest=""):
    """Return the address of the group opinion for a member."""
    return f"/expert/reviews/{panel.room.chairs[place].member.id}/group-opinion{rest}"


def signed_in(client, session, panel, place):
    """Sign a member in."""
    return sign_in(client, session, panel.room.chairs[place].actor)


def marked(panel, place):
    """Return how a button names a member's line."""
    return "|".join(map(str, panel.source(place)))


def test_the_leader_takes_over_merges_sets_aside_and_puts_it_to_the_vote(client, session, now):
    panel = closed_panel(session, now)
    signed_in(client, session, panel, 0)
    assert "开始起草" in page(client, at(panel, 0))
    client.post(at(panel, 0))
    desk = page(client, at(panel, 0))
    assert all(text in desk for text in (f"{FIX}（3）", f"{WORDS}（2）", "还有 3 条", "84.0 分"))
    act = {"act": f"take|{marked(panel, 0)}"}
    went = client.post(at(panel, 0, "/points"), data=act)
    key = list_group_points(session, find_group_opinion(session, panel.review))[0].key
    assert went.location.endswith(f"#point-{key}")
    answer = client.post(at(panel, 0, "/ballot"))
    assert answer.status_code == 422
    assert "还有 2 条必须修改的个人意见没有处理" in answer.text
    source = marked(panel, 1)
    client.post(at(panel, 0, "/points"), data={"act": f"merge|{source}", f"into|{source}": key})
    source = marked(panel, 2)
    kept = client.post(
        at(panel, 0, "/points"), data={"act": f"aside|{source}", f"reason|{source}": " "}
    )
    assert kept.status_code == 422
    assert "<details open>" in kept.text
    kept = client.post(
        at(panel, 0, "/points"), data={"act": f"aside|{source}", f"reason|{source}": "重" * 8001}
    )
    assert "8000 字" in kept.text.split("重" * 8001)[0].rpartition("form-error")[2]
    client.post(
        at(panel, 0, "/points"), data={"act": f"aside|{source}", f"reason|{source}": "与第1条重复"}
    )
    assert "不列入：与第1条重复" in page(client, at(panel, 0))
    text, _carried = asked(client, at(panel, 0, "/ballot"), {})
    assert "3 天内" in text
    assert "正在表决" not in page(client, at(panel, 0))
    final(client, at(panel, 0, "/ballot"), {})
    assert find_group_opinion(session, panel.review).state is GroupState.VOTING
    assert "据 2 条个人意见" in page(client, at(panel, 0))


def test_texts_are_saved_while_typing_and_frozen_once_voted_on(client, session, now):
    panel = closed_panel(session, now)
    opinion = drafted(session, panel.leader, panel.review)
    point = list_group_points(session, opinion)[0]
    signed_in(client, session, panel, 0)
    op = {"op": "o1", "factor": point.key, "field": "text", "value": "改写后的意见。",
          "base": point.text, "at": now.isoformat()}  # fmt: skip
    saved = client.post(at(panel, 0, "/changes"), json={"ops": [op]})
    assert [row["op"] for row in saved.json["saved"]] == ["o1"]
    long = {**op, "op": "o3", "value": "长" * 8001, "base": "改写后的意见。"}
    answer = client.post(at(panel, 0, "/changes"), json={"ops": [long]})
    assert "8000 字" in "".join(answer.json["rejected"][0].values())
    assert 'data-field="text">' in page(client, at(panel, 0)), "the browser cuts nothing"
    other = {**op, "op": "o2", "value": "另一标签页"}
    answer = client.post(at(panel, 0, "/changes"), json={"ops": [other]})
    assert answer.json["conflicts"] == [{"op": "o2", "current": "改写后的意见。"}]
    final(client, at(panel, 0, "/ballot"), {})
    late = client.post(at(panel, 0, "/changes"), json={"ops": [op]})
    assert (late.status_code, late.json["frozen"]) == (409, True)


def test_members_see_no_draft_and_vote_with_a_reason_that_stays(client, session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    signed_in(client, session, panel, 1)
    shown = page(client, at(panel, 1))
    assert "组长正在起草" in shown
    assert FIX not in shown
    assert client.post(at(panel, 1, "/points"), data={"act": "remove|p1"}).status_code == 404
    signed_in(client, session, panel, 0)
    final(client, at(panel, 0, "/ballot"), {})
    signed_in(client, session, panel, 1)
    refused = client.post(at(panel, 1, "/vote"), data={"choice": "dissent", "dissent": ""})
    assert refused.status_code == 422
    assert "保留意见没有写理由" in refused.text
    reason = "不同意<有条件>通过：安置点未落实。"
    client.post(at(panel, 1, "/vote"), data={"choice": "dissent", "dissent": reason})
    office = sign_in(client, session, _officer(session, panel))
    place = f"/office/reviews/{panel.review.id}/group-opinion"
    assert "已投 1 / 3 票" in page(office, place)
    assert "安置点未落实" not in page(office, place)
    for member in (0, 2):
        signed_in(client, session, panel, member)
        client.post(at(panel, member, "/vote"), data={"choice": "agree"})
    office = sign_in(client, session, _officer(session, panel))
    assert "不同意&lt;有条件&gt;通过：安置点未落实。" in page(office, place)
    for number, sheet in enumerate(panel.sheets):  # as nobody may, past the product
        sheet.initial_grade = list(RiskGrade)[number]
    session.commit()
    shown = page(office, place)
    assert all(text in shown for text in ("与表决时不符", "最高等级：高风险", "不改变这一等级"))
    signed_in(client, session, panel, 1)
    assert "由组长另起一稿" in page(client, at(panel, 1))
    signed_in(client, session, panel, 0)
    assert "另起一稿</button>" in page(client, at(panel, 0))
    client.post(at(panel, 0))
    assert find_group_opinion(session, panel.review).number == 2


def test_a_consultations_draft_shows_disputed_factors_beside_the_reasons(client, session, now):
    room = told_room(session)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    desk = Desk(officer, now)
    end_consultation(session, review_id=room.review.id, reason="时间已到", desk=desk)
    room.chairs[0].member.is_leader = True
    session.commit()
    sign_in(client, session, room.chairs[0].actor)
    place = f"/expert/reviews/{room.chairs[0].member.id}/group-opinion"
    client.post(place)
    shown = page(client, place)
    assert "分歧意见" in shown
    assert "措施前风险概率中位数 50%" in shown
    assert all(reason in shown for reason in REASONS)
    assert "评审结论" not in shown, "a consultation has no conclusion"


def _officer(session, panel):
    """Return the case officer."""
    account = factories.account(Role.CASE_OFFICER, office_id=panel.review.office_id)
    return factories.actor_for(session, session.get_one(Account, account.id))
