"""What an expert can prove, and reopening the own sheet, on pages."""

import base64
import json
import re
from io import BytesIO

import pytest
from sqlmodel import select

from models import ReviewRound, SheetVersion
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role
from riskassess.proof.room_check import check_room_file, check_together, read_room
from riskassess.resources import TellingOfficerSeal
from riskassess.services import officer_keys, sheet_reopening
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import close_round, save_changes, submit_sheet

SEAL = TellingOfficerSeal(OfficerSeal(memory_kib=64))


@pytest.fixture
def room(session):
    return kind_room(session, "cn-default", experts=2)


@pytest.fixture
def filled(session, room, now):
    """Fill the sheet of each chair."""
    ops = [*figures(room, SheetForm(builtin_manual("cn-default"))), *OPINIONS]
    for chair, seat in enumerate(room.chairs):
        changes = [Change(f"{chair}-{n}", *op, None, now) for n, op in enumerate(ops)]
        save_changes(session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now)
    return [f"/expert/reviews/{seat.member.id}" for seat in room.chairs]


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


@pytest.fixture
def share(session, room, officer, now):
    """Let three officers hold the round."""
    office_id = room.review.office_id
    held = [officer, *(factories.actor(Role.APPROVER, office_id=office_id) for _n in range(2))]
    for each in held:
        officer_keys.make_officer_key(
            session, passphrase="一句只有自己记得的长口令", actor=each, now=now, seal=SEAL
        )
    ids = [each.account_id for each in held]
    officer_keys.share_round(session, room.round, holders=ids, actor=officer, now=now, seal=SEAL)


def ask(session, room, officer, now):
    sheet_id = session.exec(select(SheetVersion.sheet_id)).first()
    return sheet_reopening.ask_reopening(
        session, sheet_id=sheet_id, reason="请核对第 3 页", public_url="https://x", actor=officer,
        now=now,
    )  # fmt: skip


def test_the_copy_is_offered_after_submission_and_fits_the_round(
    session, room, filled, sign_in, now
):
    (own, other), browser = filled, sign_in(room.chairs[0].account)
    assert "副本可以随时下载" in browser.post(f"{own}/submission", follow_redirects=True).text
    answer = browser.get(f"{own}/versions/1/copy")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert check_room_file(answer.data).whole
    record = browser.get(f"{own}/rounds/1/record")
    assert check_room_file(record.data).whole
    lines = check_together([read_room(answer.data)], [read_room(record.data)])
    assert [line.facts["code"] for _n, line in lines] == ["in_list"]
    assert browser.get(f"{other}/versions/1/copy").status_code == 404
    assert browser.get(f"{own}/versions/2/copy").status_code == 404
    assert browser.get(f"{own}/rounds/9/record").status_code == 404


def test_copies_of_an_earlier_round_are_given_after_the_next_one_began(
    session, room, filled, sign_in, now
):
    own, seat = filled[0], room.chairs[0]
    submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)
    close_round(session, room, now)
    factories.save(
        ReviewRound(office_id=seat.member.office_id, review_id=room.review.id, number=2,
                    opened_at=now)
    )  # fmt: skip
    browser = sign_in(seat.account)
    (address,) = re.findall(r'href="([^"]+/copy[^"]*)"', browser.get(f"{own}/versions").text)
    answer = browser.get(address)
    assert check_room_file(answer.data).whole
    assert read_room(answer.data)["content"]["round"] == 1
    assert browser.get(f"{own}/commitments").text.count("我的</strong>") == 1
    assert browser.get(f"{own}/versions/1/copy?round=2").status_code == 404


def test_the_list_says_nothing_of_whose_a_commitment_is(session, room, filled, sign_in, now):
    for chair in (0, 1):
        seat = room.chairs[chair]
        submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)
    page = sign_in(room.chairs[1].account).get(f"{filled[1]}/commitments").text
    codes = re.findall(r"sha256:[0-9a-f]{64}", page)
    assert codes == sorted(codes)
    assert (len(codes), page.count("我的</strong>")) == (2, 1)
    record = sign_in(room.chairs[1].account).get(f"{filled[1]}/rounds/1/record").text
    assert all(seat.member.code not in record for seat in room.chairs)
    assert not {"version", "made_at"} & set(json.loads(record)["commitments"][0])
    close_round(session, room, now)
    record = sign_in(room.chairs[1].account).get(f"{filled[1]}/rounds/1/record").text
    assert "sheets" not in json.loads(record)  # others' sheets are no member's to read


def test_officers_rounds_give_the_copy_in_the_answer_alone(
    session, room, share, filled, sign_in, officer, now
):
    own, browser = filled[0], sign_in(room.chairs[0].account)
    assert "副本只在提交的当时给出一次" in browser.get(f"{own}/submission").text
    page = browser.post(f"{own}/submission")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    copy = base64.b64decode(re.search(r'base64,([^"]+)"', page.text).group(1))
    assert check_room_file(copy).whole
    assert browser.get(f"{own}/versions/1/copy").status_code == 409
    assert "开封以前系统读不出" in browser.get(f"{own}/versions").text
    ask(session, room, officer, now)
    assert "从空白表开始" in browser.get(f"{own}/reopening").text
    wrong = {"verdict": "yes", "copy": (BytesIO(b"{}"), "a.json")}
    answer = browser.post(f"{own}/reopening", data=wrong)
    assert (answer.status_code, "不是评分表副本" in answer.text) == (422, True)
    right = {"verdict": "yes", "copy": (BytesIO(copy), "a.json")}
    page = browser.post(f"{own}/reopening", data=right, follow_redirects=True).text
    assert "总体可行。" in page


def test_an_expert_consents_changes_and_sees_both_versions(
    session, room, filled, sign_in, officer, now
):
    own, seat = filled[0], room.chairs[0]
    submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)
    ask(session, room, officer, now)
    browser = sign_in(seat.account)
    assert "答复是否重新打开已提交的评分表" in browser.get("/expert/").text
    assert "请您考虑重新打开" in browser.get(f"{own}/versions").text
    assert "请核对第 3 页" in browser.get(f"{own}/reopening").text
    assert browser.post(f"{own}/reopening", data={}).status_code == 422
    answer = browser.post(f"{own}/reopening", data={"verdict": "no"})
    assert (answer.status_code, "写明" in answer.text) == (422, True)
    page = browser.post(f"{own}/reopening", data={"verdict": "yes"}, follow_redirects=True).text
    assert "评分表已重新打开" in page
    change = Change("again", "opinions", "overall", "改过的话", "总体可行。", now)
    save_changes(session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now)
    assert "上次提交的第 1 版保留" in browser.get(f"{own}/submission").text
    browser.post(f"{own}/submission")
    page = browser.get(f"{own}/versions").text
    assert "第 2 版 · 提交稿" in page
    assert "与上一版不同的 1 处" in page
    assert re.search(r"总体可行。</span>.*改过的话</span>", page, re.DOTALL)
    assert "没有要您答复的请求" in browser.get(f"{own}/reopening").text
