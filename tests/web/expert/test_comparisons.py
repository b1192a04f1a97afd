"""The pages of pairwise comparisons: one pair, all pairs, every answer, and nobody else's."""

import re

import pytest
from sqlmodel import select

from models import Sheet, row_id
from riskassess.domain.vocabulary import MemberState, Role, SheetState
from riskassess.proof.canonical import canonical_json
from riskassess.queries.sheet_contents import sheet_content
from riskassess.queries.sheets import get_seat
from riskassess.services.sheet_submission import said_by
from tests import factories
from tests.support.comparison_room import PLACES, make_pairs_room, pairwise_manual
from tests.support.review_room import make_room
from tests.support.sheets import close_round, said, submit_sheet
from tests.support.vault import vault

CIRCLE = {"A:B": "5", "B:E": "5", "A:E": "-5"}


@pytest.fixture
def room(session):
    return make_pairs_room(session)


def op(op_id, place, value, base=None, field="comparison"):
    return {
        "op": op_id, "factor": place, "field": field, "value": value, "base": base,
        "at": "2026-03-02T02:29:59.120Z",
    }  # fmt: skip


def address(room, pair="", chair=0):
    return f"/expert/reviews/{room.chairs[chair].member.id}/comparisons{pair and '/' + pair}"


def send(client, room, *ops, chair=0):
    member = room.chairs[chair].member
    return client.post(f"/expert/reviews/{member.id}/comparison-changes", json={"ops": list(ops)})


def answer(client, room, given, chair=0):
    ops = [op(f"{chair}-{place}", place, value) for place, value in given.items()]
    return send(client, room, *ops, chair=chair)


def submitted(session, room, now, chair=0):
    """Freeze the sheet as a submission does."""
    member = room.chairs[chair].member
    sheet = session.exec(select(Sheet).where(Sheet.member_id == member.id)).one()
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, now
    member.state = MemberState.SUBMITTED
    factories.save(sheet)
    factories.save(member)
    return sheet


def test_the_screen_shows_one_pair_with_all_steps_and_explanations(expert, room):
    page = expert.get(address(room, "B:B01:B03")).text
    assert page.count('type="radio"') == 17
    assert "第 3 / 3 对" in page
    assert "征收补偿标准" in page
    assert page.count("data-pair=") == len(PLACES)  # moving on needs no network
    assert "本项目含：" in expert.get(address(room, "A:B")).text  # a type says what it holds here


def test_answers_of_the_script_bring_progress_and_consistency(expert, room):
    reply = answer(expert, room, {"A:B": "2", "B:E": "2"})
    assert reply.status_code == 200
    (told,) = reply.json["sets"]
    assert (told["within"], told["answered"], told["total"]) == ("", 2, 3)
    assert (told["cr"], told["consistent"], told["repair"]) == (None, None, None)
    assert "还差 1 对" in told["html"]
    (told,) = send(expert, room, op("3", "A:E", "4")).json["sets"]
    assert (float(told["cr"]), told["consistent"], told["repair"]) == (0, True, None)
    assert "判断前后一致" in told["html"]
    assert reply.json["total"] == len(PLACES)


def test_contradictions_are_offered_and_never_forced(expert, room, session):
    (told,) = answer(expert, room, CIRCLE).json["sets"]
    assert told["consistent"] is False
    assert told["repair"]["place"] == "A:B"
    assert told["repair"]["given"] == 5
    for words in ("▲", "最矛盾的一对", "再看一眼", "维持原判断"):
        assert words in told["html"]
    reason = op("r", "A:B", "影响的人群不同", field="comparison_reason")
    (after,) = send(expert, room, reason).json["sets"]
    assert after["consistent"] is False
    assert after["repair"]["place"] != "A:B"
    assert "影响的人群不同" in after["html"]
    assert said(session).get("A:B", "comparison_reason") == "影响的人群不同"


def test_a_conflict_and_a_wrong_answer_are_told_one_by_one(expert, room):
    answer(expert, room, {"A:B": "3"})
    reply = send(expert, room, op("1", "A:B", "-5"), op("2", "B:E", "12"), op("3", "A:E", "1"))
    assert reply.json["conflicts"] == [{"op": "1", "current": "3"}]
    assert [row["op"] for row in reply.json["saved"]] == ["3"]
    assert "12" in reply.json["rejected"][0]["what"]


@pytest.mark.parametrize("body", [None, [], {"ops": "x"}, {"ops": [{"op": "1"}]}])
def test_a_broken_batch_is_refused_as_a_whole(expert, room, body):
    member = room.chairs[0].member
    url = f"/expert/reviews/{member.id}/comparison-changes"
    assert expert.post(url, json=body).status_code == 422


def test_a_form_without_script_saves_and_goes_on(expert, room, session):
    form = {"comparison": "-3", "base.comparison": "", "go": "next"}
    reply = expert.post(address(room, "A:B"), data=form)
    assert (reply.status_code, reply.location) == (303, address(room, "B:E"))
    assert said(session).get("A:B", "comparison") == -3
    page = expert.get(address(room, "A:B")).text
    assert re.search(r'value="-3"[^>]*checked', page)
    last = expert.post(address(room, PLACES[-1]), data={"comparison": "1", "go": "next"})
    assert last.location == address(room)


def test_a_form_does_not_overwrite_what_another_page_saved(expert, room, session):
    answer(expert, room, {"A:B": "3"})
    reply = expert.post(address(room, "A:B"), data={"comparison": "5", "base.comparison": ""})
    assert reply.status_code == 422
    assert "另一处改为“3”" in reply.text
    assert said(session).get("A:B", "comparison") == 3
    bad = expert.post(address(room, "A:B"), data={"comparison": "99", "base.comparison": "3"})
    assert bad.status_code == 422
    assert "99" in bad.text


def test_a_reason_can_be_sent_without_script(expert, room):
    answer(expert, room, CIRCLE)
    empty = expert.post(address(room, "A:B"), data={"comparison_reason": "", "go": "keep"})
    assert empty.status_code == 422
    assert "没有写维持原判断的理由" in empty.text
    form = {"comparison_reason": "两者影响的人群不同", "go": "keep"}
    reply = expert.post(address(room, "A:B"), data=form)
    assert (reply.status_code, reply.location) == (303, address(room, "A:B"))
    assert "两者影响的人群不同" in expert.get(address(room)).text


def test_the_sheet_leads_to_the_comparisons(expert, room):
    member, factor = room.chairs[0].member, room.factors[0]
    sheet = f"/expert/reviews/{member.id}/sheet"
    page = expert.get(f"{sheet}/{factor.id}").text
    assert "两两比较：已答 0 / 7 对" in page
    assert address(room, "A:B") in page
    answer(expert, room, {"A:B": "3"})
    page = expert.get(sheet).text
    assert "已答 1 / 7 对" in page
    assert "比土地房屋征收及补偿稍微重要（3）" in page


def test_a_manual_without_comparisons_knows_no_such_page(session, sign_in):
    plain = make_room(session)
    browser = sign_in(plain.chairs[0].account)
    assert browser.get(address(plain)).status_code == 404
    assert browser.get(address(plain, "A:B")).status_code == 404
    member = plain.chairs[0].member
    page = browser.get(f"/expert/reviews/{member.id}/sheet/{plain.factors[0].id}").text
    assert "两两比较" not in page


def test_single_factors_leave_nothing_to_compare(session, sign_in):
    lonely = make_pairs_room(session, codes=("B03",))
    browser = sign_in(lonely.chairs[0].account)
    assert "没有可比较的两项" in browser.get(address(lonely)).text


def test_a_pair_that_is_not_asked_is_not_there(expert, room):
    for pair in ("B:A", "A:A01:B01", "A", "unknown"):
        assert expert.get(address(room, pair)).status_code == 404
        assert expert.post(address(room, pair), data={"comparison": "3"}).status_code == 404


def test_weights_are_told_after_submission_only(expert, room, session, now):
    answer(expert, room, dict.fromkeys(PLACES, "1"))
    assert "由这些判断得出的权重" not in expert.get(address(room)).text
    submitted(session, room, now)
    page = expert.get(address(room)).text
    assert "由这些判断得出的权重" in page
    assert "33.33%" in page  # E01 alone in its type
    assert (
        "由这些判断得出的权重"
        in expert.get(f"/expert/reviews/{room.chairs[0].member.id}/sheet").text
    )


def test_a_submitted_sheet_takes_no_answer(expert, room, session, now):
    answer(expert, room, CIRCLE)
    submitted(session, room, now)
    reply = send(expert, room, op("late", "A:B", "3", "5"))
    assert (reply.status_code, reply.json["frozen"]) == (409, True)
    assert expert.post(address(room, "A:B"), data={"comparison": "3"}).status_code == 409
    page = expert.get(address(room, "A:B")).text
    assert "js/comparisons.js" not in page
    assert "维持，并保存理由" not in page
    assert "评分表已提交" in page


def test_another_expert_finds_nothing(room, sign_in, expert):
    answer(expert, room, {"A:B": "9"})
    other = sign_in(room.chairs[1].account)
    for pair in ("", "A:B"):
        assert other.get(address(room, pair)).status_code == 404
    assert send(other, room, op("x", "A:B", "1")).status_code == 404
    assert "极端重要（9）" not in other.get(address(room, chair=1)).text.split("pair-set")[0]
    assert "已答 0 / 7 对" in other.get(address(room, "A:B", chair=1)).text


def test_before_the_declaration_there_is_no_page(session, sign_in):
    early = make_pairs_room(session, state=MemberState.ACCEPTED)
    assert sign_in(early.chairs[0].account).get(address(early)).status_code == 409


def test_an_ended_session_is_told_to_the_script(client, room):
    assert send(client, room, op("1", "A:B", "3")).status_code == 401


def test_the_office_reads_them_when_the_round_is_closed(expert, room, session, sign_in, now):
    answer(expert, room, {**dict.fromkeys(PLACES, "1"), **CIRCLE})
    reason = op("r", "A:B", "影响的人群不同", field="comparison_reason")
    complete(expert, room)
    send(expert, room, reason)
    chair = room.chairs[0]
    sheet = submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
    officer = sign_in(factories.account(Role.CASE_OFFICER, office_id=room.review.office_id))
    url = f"/office/sheets/{row_id(sheet)}"
    assert officer.get(url).status_code == 404  # the round is open
    close_round(session, room, now)
    page = officer.get(url).text
    assert "明显重要（5）" in page
    assert "▲" in page
    assert "影响的人群不同" in page
    assert "维持，并保存理由" not in page
    assert address(room) not in page


def test_too_many_things_for_the_table_are_told(session, sign_in):
    codes = ("A01", "A02", "A03", "B01", "B02", "B03", "C01", "C02", "D01", "D02", "E01")
    many = make_pairs_room(session, codes=codes, manual=pairwise_manual(two_level=False))
    browser = sign_in(many.chairs[0].account)
    pairs = re.findall(r'data-pair="([^"]+)"', browser.get(address(many, "A01:A02")).text)
    assert len(pairs) == 55
    (told,) = answer(browser, many, dict.fromkeys(pairs, "1")).json["sets"]
    assert told["state"] == "failed"
    assert "11" in told["html"]


def complete(client, room):
    """Fill everything of the sheet but the comparisons."""
    member = room.chairs[0].member
    ops = [
        {**op(f"{factor.id}{name}", str(factor.id), "50"), "field": name}
        for factor in room.factors
        for name in ("before_probability", "before_impact", "after_probability", "after_impact")
    ]
    ops += [
        op("c", "sheet", "pass", field="conclusion"),
        op("i", "sheet", "low", field="initial_grade"),
        op("e", "sheet", "low", field="expected_grade"), op("o", "opinions", "好", field="overall"),
    ]  # fmt: skip
    reply = client.post(f"/expert/reviews/{member.id}/changes", json={"ops": ops})
    assert len(reply.json["saved"]) == len(ops)


def test_a_sheet_is_not_submitted_before_the_last_pair(expert, room, session):
    complete(expert, room)
    url = f"/expert/reviews/{room.chairs[0].member.id}/submission"
    for left, pairs in ((7, {}), (1, dict.fromkeys(PLACES[:6], "1"))):
        answer(expert, room, pairs)
        page = expert.get(url).text
        assert f"还差 {left} 对" in page
        assert address(room) in page
        assert "评分表还没有填完" in expert.post(url, follow_redirects=True).text
    digest = re.search(r"sha256:\w+", expert.get(url).text)
    assert digest is None  # nothing to submit, nothing to compare
    answer(expert, room, {**CIRCLE, PLACES[-1]: "1"})
    page = expert.post(url, follow_redirects=True).text  # contradictions are no obstacle
    sheet = session.exec(select(Sheet)).one()
    assert sheet.state is SheetState.SUBMITTED
    assert sheet.digest in page


def test_what_is_committed_to_covers_the_comparisons(session, room, sign_in):
    texts = set()
    for chair, value in ((0, "1"), (1, "3")):
        browser = sign_in(room.chairs[chair].account)
        answer(browser, room, {"A:B": value}, chair=chair)
        member = room.chairs[chair].member
        seat = get_seat(session, member.id, actor=room.chairs[chair].actor)
        content = sheet_content(session, seat.sheet, seal=vault().seal)
        said_here = {**said_by(session, seat, content), "member": "E1"}  # nothing else differs
        texts.add(canonical_json(said_here))
    assert len(texts) == 2
