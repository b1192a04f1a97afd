"""The sheet offline: out, filled, read back with every cell checked, asked, and saved once."""

import io
import re
import zipfile

import openpyxl
import pytest
from sqlmodel import select

from models import AuditEntry, ReviewRound
from riskassess.domain.room_vocabulary import RoundState
from riskassess.services.sheets import Change
from riskassess.web.expert import offline
from tests import factories
from tests.support.comparison_room import make_pairs_room
from tests.support.consultations import consultation_room
from tests.support.kind_rooms import kind_room
from tests.support.sheets import logged, said, save_changes

SCORES = "评分"


def url_of(room, path="", chair=0):
    return f"/expert/reviews/{room.chairs[chair].member.id}/offline{path}"


def taken_out(client, room, chair=0):
    reply = client.post(url_of(room, "/sheet", chair))
    assert reply.status_code == 200, reply.text
    return openpyxl.load_workbook(io.BytesIO(reply.data))


def content_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_back(client, room, content, chair=0):
    if not isinstance(content, bytes):
        content = content_of(content)
    return client.post(
        url_of(room, chair=chair),
        data={"file": (io.BytesIO(content), "sheet.xlsx")},
        content_type="multipart/form-data",
    )


def cell(book, head, row=2, page=SCORES):
    """Return the cell under a head, of the given row counted with the heads."""
    sheet = book[page]
    heads = [each.value or "" for each in sheet[1]]
    column = next(at for at, text in enumerate(heads, 1) if str(text).startswith(head))
    return sheet.cell(row, column)


def confirm(client, room, page, **answers):
    sealed = re.search(r'name="asked" value="([^"]*)"', page)[1]
    return client.post(url_of(room, "/changes"), data={"asked": sealed, **answers})


def save(room, session, now, field, value, base=None, op="online"):
    chair = room.chairs[0]
    change = Change(op, str(room.factors[0].id), field, value, base, now)
    save_changes(session, member_id=chair.member.id, changes=[change], actor=chair.actor, now=now)


def test_filled_cells_are_shown_first_and_saved_as_one_batch(expert, room, session):
    book = taken_out(expert, room)
    cell(book, "措施前发生概率").value = 72.5
    cell(book, "措施后影响程度").value = 0.3
    cell(book, "措施后影响程度").number_format = "0%"
    cell(book, "理由").value = "=1+1 不是公式"
    cell(book, "理由").data_type = "s"
    shown = bring_back(expert, room, book)
    assert shown.status_code == 200
    assert "将要保存的 3 处" in shown.text
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save")).all() == []
    assert confirm(expert, room, shown.text).status_code == 303
    first = said(session).at(str(room.factors[0].id))
    assert first == {"before_probability": 7250, "after_impact": 3000, "comment": "=1+1 不是公式"}
    (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save"))
    assert '"file":"sha256:' in entry.after
    confirm(expert, room, shown.text)
    assert len(logged(session)) == 3


def test_wrong_cells_are_named_and_nothing_is_saved(expert, room, session):
    book = taken_out(expert, room)
    cell(book, "措施前发生概率").value = 172
    cell(book, "措施后发生概率", row=3).value = "很高"
    cell(book, "措施后影响程度").value = 40
    cell(book, "措施前影响程度").value = "=A1+1"
    shown = bring_back(expert, room, book)
    assert shown.status_code == 422
    wrong = [cell(book, "措施前发生概率"), cell(book, "措施后发生概率", row=3),
             cell(book, "措施前影响程度")]  # fmt: skip
    for each in wrong:
        assert f"{SCORES} {each.coordinate}" in shown.text
    assert 'name="asked"' not in shown.text


def test_what_was_saved_online_since_the_download_is_asked(expert, room, session, now):
    save(room, session, now, "before_impact", "50")
    book = taken_out(expert, room)
    save(room, session, now, "before_impact", "60", "50", op="later")
    save(room, session, now, "after_impact", "20", op="other")
    cell(book, "措施前影响程度").value = 70
    shown = bring_back(expert, room, book)
    assert "下载之后网上又改过的 1 处" in shown.text
    assert "将要保存的" not in shown.text  # what the file left alone stays as it was saved
    assert confirm(expert, room, shown.text).status_code == 422
    op = re.search(r'name="(\w{32})" value="file"', shown.text)[1]
    confirm(expert, room, shown.text, **{op: "online"})
    assert said(session).get(str(room.factors[0].id), "before_impact") == 6000
    confirm(expert, room, shown.text, **{op: "file"})
    assert said(session).at(str(room.factors[0].id)) == {
        "before_impact": 7000, "after_impact": 2000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda book: book[SCORES].cell(3, 2, "另一个因素"), "第 3 行的固定文字被改动"),
        (lambda book: book[SCORES].delete_rows(3), "第 3 行的固定文字被改动"),
        (lambda book: book[SCORES].cell(9, 3, "50"), "第 9 行是另加的"),
        (lambda book: book["form"].cell(1, 1, "0" * 64), "认不出是本系统发出"),
        (lambda book: book["form"].cell(1, 1, "校验" * 32), "认不出是本系统发出"),
        (lambda book: book["form"].cell(2, 1, "{}"), "认不出是本系统发出"),
        (lambda book: book.remove(book[SCORES]), "缺少工作表"),
        (lambda book: book.remove(book["form"]), "不是从本系统下载"),
    ],
)
def test_a_changed_form_is_found(expert, room, spoil, words):
    book = taken_out(expert, room)
    spoil(book)
    reply = bring_back(expert, room, book)
    assert reply.status_code == 422
    assert words in reply.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-", "打不开"),
        (b"x", "不是 Excel 文件"),
        (b"", "这个文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "加了密码"),
    ],
)
def test_other_files_are_refused(expert, room, content, words):
    reply = bring_back(expert, room, content)
    assert reply.status_code == 422
    assert words in reply.text


def test_a_file_larger_than_any_sheet_is_refused(expert, room, monkeypatch):
    monkeypatch.setattr(offline, "LARGEST_FILE", 1024)
    reply = bring_back(expert, room, b"PK" * 1024)
    assert (reply.status_code, "不是填好的评分表" in reply.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "part", "words"),
    [
        ("xl/vbaProject.bin", b"x", "含有宏"),
        ("xl/media/big.xml", b" " * 30_000_000, "异常庞大"),
        ("xl/notes.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "打不开"),
    ],
)
def test_a_package_that_could_harm_is_refused(expert, room, name, part, words):
    content = io.BytesIO(content_of(taken_out(expert, room)))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    reply = bring_back(expert, room, content.getvalue())
    assert (reply.status_code, words in reply.text) == (422, True)


def test_only_the_own_sheet_of_the_open_round_comes_back(expert, room, client, sign_in):
    own = content_of(taken_out(expert, room))
    sign_in(room.chairs[1].account)
    reply = bring_back(client, room, own, chair=1)
    assert (reply.status_code, "另一位专家的评分表" in reply.text) == (422, True)
    assert client.post(url_of(room, "/sheet")).status_code == 404
    sign_in(room.chairs[0].account)
    room.round.state, room.round.closed_at = RoundState.CLOSED, factories.NOW
    factories.save(room.round)
    assert bring_back(client, room, own).status_code == 409
    assert client.post(url_of(room, "/sheet")).status_code == 409


def test_the_question_cannot_be_answered_for_somebody_else_or_with_other_values(
    expert, room, client, sign_in
):
    book = taken_out(expert, room)
    cell(book, "措施前发生概率").value = 70
    page = bring_back(expert, room, book).text
    sealed = re.search(r'name="asked" value="([^"]*)"', page)[1]
    changed = client.post(url_of(room, "/changes"), data={"asked": sealed[:-1] + "x"})
    assert (changed.status_code, "已失效" in changed.text) == (422, True)
    sign_in(room.chairs[1].account)
    other = client.post(url_of(room, "/changes", chair=1), data={"asked": sealed})
    assert other.status_code == 422


def test_a_question_of_an_earlier_round_is_not_answered_in_the_next(expert, room, session):
    book = taken_out(expert, room)
    cell(book, "措施前发生概率").value = 70
    page = bring_back(expert, room, book).text
    room.round.state, room.round.closed_at = RoundState.CLOSED, factories.NOW
    factories.save(room.round)
    factories.save(
        ReviewRound(
            office_id=room.review.office_id, review_id=room.review.id, number=2,
            opened_at=factories.NOW,
        )
    )  # fmt: skip
    reply = confirm(expert, room, page)
    assert (reply.status_code, "已失效" in reply.text) == (422, True)
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save")).all() == []


def test_levels_and_choices_are_taken_in_words(session, sign_in):
    room = kind_room(session, "cn-levels", experts=1)
    client = sign_in(room.chairs[0].account)
    book = taken_out(client, room)
    cell(book, "措施前发生概率").value = "3 中等"
    cell(book, "措施后发生概率").value = 2
    sheet = book["意见和结论"]
    rows = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2)}
    rows["评审结论"].value = "通过"
    rows["总体意见"].value = "第一行\n第二行"
    confirm(client, room, bring_back(client, room, book).text)
    assert said(session).at("sheet") == {"conclusion": "pass"}
    assert said(session).at("opinions") == {"overall": "第一行\n第二行"}
    assert len(said(session).at(str(room.factors[0].id))) == 2


def test_points_and_comparisons_are_held_too(session, sign_in):
    room = kind_room(session, "js-4013", experts=1)
    client = sign_in(room.chairs[0].account)
    book = taken_out(client, room)
    assert book["扣分"].max_row == 21
    cell(book, "措施后扣分", page="扣分").value = 0
    confirm(client, room, bring_back(client, room, book).text)
    assert said(session).at("item:A") == {"after_points": 0}


def test_comparisons_are_taken_in_words(session, sign_in):
    room = make_pairs_room(session, experts=1)
    client = sign_in(room.chairs[0].account)
    book = taken_out(client, room)
    book["两两比较"].cell(3, 4).value = "前者明显重要（5）"
    confirm(client, room, bring_back(client, room, book).text)
    assert said(session).get("A:B", "comparison") == 5


def test_risks_are_brought_from_the_round_of_issues(session, sign_in):
    room = consultation_room(session)
    client = sign_in(room.chairs[0].account)
    book = taken_out(client, room)
    assert "列题轮" in book["说明"]["A3"].value
    for column, value in enumerate(("生态环境影响", "施工", "爆破", "有井"), 2):
        book["列出的风险"].cell(2, column).value = value
    confirm(client, room, bring_back(client, room, book).text)
    kept = said(session)
    assert [kept.at(place) for place in kept.places("risk:")] == [
        {"category": "D", "name": "爆破", "reason": "有井", "stage": "C"}
    ]
