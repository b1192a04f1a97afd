"""Final acts ask once, in words, and lose nothing on the way back: shown with values of a draw."""

import io

import pytest
from sqlmodel import select

from models import DrawValue
from riskassess.demonstration.papers import demonstration_paper
from tests.support import reviews as scenes
from tests.support.office import asked, final, sign_in

TYPED = {"dice_officer-values": "35126 44153", "dice_officer-note": "录像 001\n第二行"}
PAPER = demonstration_paper("开奖公告", "测试")


@pytest.fixture
def path(client, session, app, now):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    officer = scenes.officer(case)
    draw = scenes.announced(session, case, officer, now=now).draw
    app.extensions["clock"] = lambda: draw.expected_at
    sign_in(client, session, officer)
    return f"/office/draws/{draw.id}/values/dice_officer"


def entered(session):
    session.expire_all()
    return session.exec(select(DrawValue)).all()


def test_the_question_repeats_the_entries_and_nothing_is_done_before_yes(client, session, path):
    text, carried = asked(client, path, TYPED)
    assert "3512644153" in text  # as it will count
    assert "录像 001\n第二行" in text
    assert "录入后任何人不能更改" in text
    assert carried["dice_officer-values"] == ["35126 44153"]  # as it was typed
    assert not entered(session)
    back = client.post(path, data={**carried, "confirmed": "back"})
    assert (back.status_code, "35126 44153" in back.text) == (200, True)
    assert "录像 001\n第二行</textarea>" in back.text
    assert "处需要改正" not in back.text
    assert not entered(session)
    assert "数值已录入" in final(client, path, TYPED).text
    assert len(entered(session)) == 1


def test_a_file_waits_while_it_is_asked_and_comes_back_with_the_form(
    client, session, path, resources
):
    proof = {"dice_officer-file": (io.BytesIO(PAPER), "开奖公告.pdf")}
    text, carried = asked(client, path, {"dice_officer-values": "3512644153", **proof})
    assert "开奖公告.pdf" in text
    back = client.post(path, data={**carried, "confirmed": "back"}).text
    assert "已收到“开奖公告.pdf”" in back
    assert carried["dice_officer-file-kept"][0].split(".")[0] in back
    forged = {**carried, "dice_officer-file-kept": carried["dice_officer-file-kept"][0] + "x"}
    refused = client.post(path, data={**forged, "confirmed": "yes"})
    assert (refused.status_code, len(entered(session))) == (422, 0)
    (digest,) = resources.files.list_unsettled(older_than=-1)
    resources.files.remove(digest)  # it waited too long
    for note in ("", "录像 001"):  # a note beside it does not stand in for what was shown
        yes = {**carried, "dice_officer-note": note, "confirmed": "yes"}
        late = client.post(path, data=yes)
        assert (late.status_code, len(entered(session))) == (422, 0)
        assert "先前选择的文件等待过久，已经清除。请重新选择文件" in late.text
        assert note in late.text
    resources.files.put(PAPER)
    client.post(path, data={**carried, "confirmed": "yes"})
    assert entered(session)[0].proof_filename == "开奖公告.pdf"


REFUSED_FILE = {"dice_officer-file": (io.BytesIO(b"MZ"), "程序.exe")}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"dice_officer-values": "351264415"}, "填了 9 位数字，应为 10 位。"),
        ({"dice_officer-values": "3512644157"}, "应填 10 位数字，每位是 1、2、3、4、5、6 之一"),
        ({"dice_officer-note": ""}, "没有凭据。请写明公布数值的网址或录像编号，或上传文件。"),
        (REFUSED_FILE, "文件“程序.exe”的类型不能接受，没有保存。请上传 PDF"),
    ],
)
def test_entries_that_cannot_stand_are_refused_before_the_question(
    client, session, path, typed, told
):
    refused = client.post(path, data={**TYPED, **typed})
    assert (refused.status_code, "data-final-act" in refused.text) == (422, False)
    assert told in refused.text
    assert {**TYPED, **typed}["dice_officer-note"] in refused.text


def test_a_second_yes_is_told_calmly(client, session, path):
    _text, carried = asked(client, path, TYPED)
    yes = {**carried, "confirmed": "yes"}
    assert client.post(path, data=yes).status_code == 303
    again = client.post(path, data=yes)
    assert again.status_code == 422
    assert "这一来源的数值已经录入。录入后不能更改" in again.text
    assert len(entered(session)) == 1
