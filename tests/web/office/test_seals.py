"""Officers' keys, the choice of holders, opening a locked round, commitments and versions."""

import json
import re

import pytest
from sqlmodel import select

from models import ReviewRound, RoundKey
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.domain.room_vocabulary import KeyHolder, RoundState
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role
from riskassess.proof.room_check import check_room_file, read_room
from riskassess.queries.reviews import get_review
from riskassess.queries.round_openings import key_holders
from riskassess.resources import TellingOfficerSeal
from riskassess.services import rounds, sheet_reopening
from riskassess.services.officer_keys import share_round
from riskassess.services.sheet_reopening import Answer
from riskassess.services.sheets import Change
from tests import factories
from tests.support import reviews as scenes
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.office import final, page, sign_in
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault

SEAL = TellingOfficerSeal(OfficerSeal(memory_kib=64))
WORDS = "一句只有自己记得的长口令"
OPENING = {
    "kind": "project_review", "due_on": "2026-03-20", "offer": "dice",
    "expected_at": "2026-03-02T12:30",
}  # fmt: skip


def make_key(client, words=WORDS, again=WORDS):
    return client.post("/office/my-key", data={"passphrase": words, "again": again})


@pytest.fixture
def officers(client, session):
    """Return a maker of officers with a key each; the first one is signed in at the end."""

    def make(office_id, *roles):
        made = [factories.actor(role, office_id=office_id) for role in roles]
        for each in reversed(made):
            sign_in(client, session, each)
            assert make_key(client).status_code == 303
        return made

    return make


@pytest.fixture
def room(session):
    return kind_room(session, "cn-default", experts=2)


@pytest.fixture
def hand_in(session, room, now):
    """Return what lets everybody fill and hand in, the first time or with another opinion."""

    def call(chairs=(0, 1), overall=None):
        ops = [*figures(room, SheetForm(builtin_manual("cn-default"))), *OPINIONS]
        if overall:
            ops = [("opinions", "overall", overall)]
        for chair in chairs:
            seat = room.chairs[chair]
            base = OPINIONS[-1][2] if overall else None
            changes = [Change(f"{chair}-{n}{overall}", *op, base, now) for n, op in enumerate(ops)]
            own = {"member_id": seat.member.id, "actor": seat.actor, "now": now}
            assert save_changes(session, changes=changes, **own).conflicts == {}
            submit_sheet(session, **own)

    return call


@pytest.fixture
def close(session, room, now):
    def call(officer):
        return rounds.close_round(
            session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal
        )

    return call


def test_an_officer_makes_a_key_with_a_passphrase_twice(client, session):
    sign_in(client, session, factories.actor(Role.ARCHIVIST))
    assert "您还没有设置密钥" in page(client, "/office/my-key")
    for words, again, why in (
        ("短", "短", "口令太短"),
        (WORDS, f"{WORDS}了", "两次写的口令不一样"),
        ("", "", "请填写口令"),
    ):  # fmt: skip
        answer = make_key(client, words, again)
        assert (answer.status_code, why in answer.text) == (422, True)
        assert WORDS not in answer.text
    assert make_key(client).status_code == 303
    assert "另设新密钥" in page(client, "/office/my-key")


def test_three_holders_are_offered_once_three_have_keys(client, session, officers):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    two = officers(case.office_id, Role.CASE_OFFICER, Role.APPROVER)
    path = f"/office/assessments/{case.id}/review/new"
    assert "也可以选择三人分持" in page(client, path)
    third = officers(case.office_id, Role.POOL_KEEPER)[0]
    sign_in(client, session, two[0])
    assert 'name="holders"' in page(client, path)
    held = [each.account_id for each in (*two, third)]
    wish = {**OPENING, "key_holder": "officers", "holders": held[:2]}
    answer = client.post(f"/office/assessments/{case.id}/reviews", data=wish)
    assert (answer.status_code, "三位不同的持钥人" in answer.text) == (422, True)
    unused = {**OPENING, "key_holder": "server", "holders": held}
    answer = client.post(f"/office/assessments/{case.id}/reviews", data=unused)
    assert (answer.status_code, "密钥仍选由服务器保管" in answer.text) == (422, True)
    final(client, f"/office/assessments/{case.id}/reviews", {**wish, "holders": held})
    key = session.exec(select(RoundKey)).one()
    assert (key.holder, list(key_holders(key))) == (KeyHolder.OFFICERS, sorted(held))


def test_two_of_three_open_a_locked_round_on_their_pages(
    client, session, room, officers, hand_in, close, now
):
    office_id = room.review.office_id
    three = officers(office_id, Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST)
    share_round(
        session, room.round, holders=[each.account_id for each in three], actor=three[0], now=now,
        seal=SEAL,
    )  # fmt: skip
    hand_in()
    assert close(three[0]) is None
    path = f"/office/assessments/{room.assessment.id}/opening"
    home = page(client, "/office/")
    assert home.count("本轮已截止，由两位持钥人开启") == 2  # the line, and its button's name
    assert "等待持钥人" not in home
    assert "您是第一位" in page(client, path)
    answer = client.post(path, data={"passphrase": "不是这一句，也有十二个字"})
    assert (answer.status_code, "口令不对" in answer.text) == (422, True)
    assert "口令不对 1 次" in answer.text
    given = client.post(path, data={"passphrase": WORDS}, follow_redirects=True).text
    assert "还需要另一位持钥人" in given
    sign_in(client, session, factories.actor(Role.CASE_OFFICER, office_id=office_id))
    assert "您不是这一轮的持钥人" in page(client, path)
    assert client.post(path, data={"passphrase": WORDS}).status_code == 404
    sign_in(client, session, three[2])
    assert "您是第二位" in page(client, path)
    given = client.post(path, data={"passphrase": WORDS}, follow_redirects=True).text
    assert ("本轮已开封" in given, WORDS in given) == (True, False)
    session.expire_all()
    assert session.get_one(ReviewRound, room.round.id).state is RoundState.CLOSED


def test_an_officer_asks_and_every_version_is_read_after_the_close(
    client, session, room, hand_in, close, now
):
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    hand_in()
    sign_in(client, session, officer)
    base = f"/office/reviews/{room.review.id}"
    first = room.chairs[0]
    assert page(client, f"{base}/reopenings").count("<option") == 2
    wish = {"member": first.member.id, "reason": "请核对第 3 页的人数"}
    assert client.post(f"{base}/reopenings", data={**wish, "reason": ""}).status_code == 422
    asked = client.post(f"{base}/reopenings", data=wish, follow_redirects=True).text
    assert "等待专家答复" in asked
    sheet_reopening.answer_reopening(
        session, member_id=first.member.id, answer=Answer(True, "可以"), actor=first.actor,
        now=now, vault=vault(),
    )  # fmt: skip
    assert "本轮结束时以第 1 版为准" in page(client, f"{base}/reopenings")
    view = get_review(session, room.review.id, actor=officer)
    assert (view.submitted, view.absent) == (2, [])  # what was submitted counts meanwhile
    hand_in([0], "改过的话")
    listed = page(client, f"{base}/commitments")
    codes = re.findall(r"sha256:[0-9a-f]{64}", listed)
    assert (len(codes), codes) == (3, sorted(codes))
    page(client, f"{base}/versions")
    assert "改过的话" not in page(client, f"{base}/versions")
    record = client.get(f"{base}/rounds/1/record")
    assert "sheets" not in json.loads(record.data)
    close(officer)
    versions = page(client, f"{base}/versions")
    assert "与上一版不同的 1 处" in versions
    assert "改过的话" in versions
    record = client.get(f"{base}/rounds/1/record").data
    assert check_room_file(record).whole
    assert len(read_room(record)["sheets"]) == 3
    result = page(client, f"/office/assessments/{room.assessment.id}/result")
    assert "E1 有 2 版" in result


def test_who_reads_no_sheets_gets_the_list_alone(client, session, room, hand_in, close):
    hand_in()
    close(factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id))
    base = f"/office/reviews/{room.review.id}"
    sign_in(client, session, factories.actor(Role.POOL_KEEPER, office_id=room.review.office_id))
    page(client, f"{base}/versions", 404)
    assert "sheets" not in json.loads(client.get(f"{base}/rounds/1/record").data)
