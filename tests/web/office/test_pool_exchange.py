"""Lists of experts as workbooks: dry run with faults, import whole or not at all, export."""

import io

import openpyxl
import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertAction, ExpertState
from models import AuditEntry, Disclosure, Expert, ExpertAct
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.expert_lists import (
    HEADS,
    IMPORT,
    LAWYER,
    apply,
    book,
    hidden,
    named,
    pool,
    send,
)


@pytest.fixture
def keeper(client, sign_in, words):
    account = factories.account(Role.POOL_KEEPER)
    sign_in(client, account)
    return account


@pytest.fixture
def words(session):
    """Store the manual whose classes and professions a list may use."""
    factories.manual()


def test_dry_run_writes_nothing_and_import_writes_all(client, keeper, session, app):
    page = send(client, book(LAWYER, named("李试")))
    assert "2 行" in page.get_data(as_text=True)
    assert not pool(session, keeper)
    done = apply(client, page)
    assert "新增 2 位" in done.get_data(as_text=True)
    made = pool(session, keeper)["王试"]
    assert (made.state, made.code, made.profession) == (ExpertState.ACTIVE, "ZJ0001", "law")
    assert "13800138000" not in made.phone_sealed
    own = {"office_id": made.office_id, "expert": made.code}
    assert app.extensions["seal"].open(made.phone_sealed, **own) == "13800138000"
    acts = session.exec(select(ExpertAct).where(ExpertAct.expert_id == made.id)).all()
    assert [(act.action, act.after) for act in acts] == [(ExpertAction.APPOINT, "active")]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "expert:import")).one()
    assert '"new":2' in entry.after
    assert "王试" in client.get("/office/experts?q=王试").get_data(as_text=True)


def test_second_press_enters_nothing_twice(client, keeper, session):
    page = send(client, book(LAWYER))
    apply(client, page)
    again = apply(client, page)
    assert "没有等待导入的文件" in again.get_data(as_text=True)
    page = send(client, book(LAWYER))
    assert "像是已在库的专家" in page.get_data(as_text=True)
    refused = apply(client, page)
    assert refused.status_code == 422
    assert "没有选择怎样处理" in refused.get_data(as_text=True)
    assert "没有需要导入的" not in apply(client, page, otherwise="same").get_data(as_text=True)
    assert len(pool(session, keeper)) == 1


def test_pool_that_changed_since_the_dry_run_is_told(client, keeper, session):
    page = send(client, book(LAWYER))
    factories.expert(office_id=keeper.office_id, name="王试", employer="试验大学")
    refused = apply(client, page)
    assert refused.status_code == 409
    assert "有了变动" in refused.get_data(as_text=True)
    assert len(pool(session, keeper)) == 1


def test_empty_cell_changes_nothing_and_equal_row_is_unchanged(client, keeper, session):
    known = factories.expert(
        office_id=keeper.office_id, name="王试", employer="试验大学", title="讲师"
    )
    row = [known.code, "王试", "综合管理", "法律", "", "", "试验大学", "", "", "", ""]
    text = send(client, book(row)).get_data(as_text=True)
    assert "<dt>没有变化</dt><dd>1 位" in text
    assert session.get(Expert, known.id).title == "讲师"


FAULTS = {
    "profession": (3, "厨师", "不在手册中"),
    "class": (2, "厨艺专家", "不在手册中"),
    "level": (5, "特级", "不在手册中"),
    "kind": (7, "饭店", "不在手册中"),
    "name": (1, "", "没有填写"),
    "email": (8, "no address", "不是完整的电子邮箱"),
    "phone": (9, "call me", "电话只能"),
    "date": (10, "2027-13-01", "不是日期"),
    "id card": (4, "教授 11010519491231002X", "身份证号码一律不保存"),
    "bank card": (6, "4111 1111 1111 1111", "银行卡号一律不保存"),
    "code": (0, "编号一", "只能由字母"),
    "unknown code": (0, "ZJ8888", "没有编号“ZJ8888”"),
    "long": (1, "王" * 61, "超过 60 个字"),
    "formula": (4, "=1+1", "公式"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_is_named_by_row_and_column(client, keeper, session, fault):
    at, value, words = FAULTS[fault]
    row = named("李试")
    row[at] = value
    page = send(client, book(LAWYER, row))
    text = page.get_data(as_text=True)
    assert "第 3 行" in text
    assert words in text
    assert HEADS[at] in text
    assert 'name="seen"' not in text  # nothing to press
    assert not pool(session, keeper)


def test_doubles_within_a_file_are_faults(client, keeper):
    text = send(client, book(LAWYER, LAWYER)).get_data(as_text=True)
    assert "姓名和工作单位与第 2 行相同" in text
    twice = [["A1", *LAWYER[1:]], ["A1", *named("李试")[1:]]]
    assert "编号与第 2 行相同" in send(client, book(*twice)).get_data(as_text=True)


def test_removed_expert_is_not_changed(client, keeper):
    gone = factories.expert(office_id=keeper.office_id, state=ExpertState.REMOVED)
    text = send(client, book([gone.code, *LAWYER[1:]])).get_data(as_text=True)
    assert "已经出库" in text
    answer = client.post("/office/experts/export", data={"state": "removed"})
    text = send(client, answer.data).get_data(as_text=True)  # nothing is changed by the own list
    assert "<dt>没有变化</dt><dd>1 位" in text


BAD_FILES = {
    "nothing": (b"", "空的"),
    "text": (b"name,employer\n", "不是 Excel"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "旧格式"),
    "broken": (b"PK\x03\x04" + bytes(200), "打不开"),
    "other": (book(["甲"], heads=["菜名"]), "没有找到专家名单"),
    "no rows": (book(), "没有专家"),
    "column twice": (book(LAWYER, heads=[*HEADS[:4], "姓名", *HEADS[5:]]), "出现了两次"),
    "wide": (book(LAWYER, heads=[*HEADS, *(f"列{n}" for n in range(80))]), "过多"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_file_that_is_no_list_is_refused(client, keeper, name):
    content, words = BAD_FILES[name]
    page = send(client, content)
    assert page.status_code == 422
    assert words in page.get_data(as_text=True)


def test_applied_experts_have_no_term(client, keeper, session):
    page = send(client, book([*LAWYER[:10], ""]))
    apply(client, page, into="applied")
    made = pool(session, keeper)["王试"]
    assert (made.state, made.term_until) == (ExpertState.APPLIED, None)
    assert made.code.startswith("SQ2026-")


def test_list_that_waits_opens_for_its_keeper_alone(client, app, keeper, sign_in, session):
    page = send(client, book(LAWYER))
    other = app.test_client()
    sign_in(other, factories.account(Role.POOL_KEEPER, office_id=keeper.office_id))
    given = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "into": "active"}
    other.post(f"{IMPORT}/apply", data=given)
    assert not pool(session, keeper)
    held = app.extensions["settings"].home / "held"
    assert all("王试" not in file.read_text("utf-8") for file in held.iterdir())
    client.post(f"{IMPORT}/discard")
    assert not list(held.iterdir())


def test_export_reads_in_again_unchanged_and_names_no_contact(client, keeper, session):
    apply(client, send(client, book(LAWYER)))
    factories.expert(
        office_id=keeper.office_id, name="=1+1", title="@王  伟", code="A-1",
        specialities="堤防\r\n 移民",
    )  # fmt: skip
    factories.expert(
        office_id=keeper.office_id, name="已删除（A-2）", employer="", erased_at=keeper.created_at,
        code="A-2",
    )  # fmt: skip
    answer = client.post("/office/experts/export", data={})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "王试" in cells
    assert not {"13800138000", "wang@example.invalid"} & set(cells)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    text = send(client, answer.data).get_data(as_text=True)
    assert "<dt>没有变化</dt><dd>2 位" in text
    assert not session.exec(select(Disclosure)).all()


def test_export_with_contact_asks_for_a_purpose_and_is_logged(client, keeper, session):
    apply(client, send(client, book(LAWYER)))
    data = {"contact": "1", "purpose": ""}
    refused = client.post("/office/experts/export", data=data, follow_redirects=True)
    assert "没有写明查阅的用途" in refused.get_data(as_text=True)
    answer = client.post("/office/experts/export", data={**data, "purpose": "年度通讯录核对"})
    assert "13800138000" in [
        cell.value for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active for cell in row
    ]
    assert [row.purpose for row in session.exec(select(Disclosure))] == ["年度通讯录核对"]


def test_export_keeps_to_the_filter(client, keeper, session):
    factories.expert(office_id=keeper.office_id, name="甲一", profession="law")
    factories.expert(office_id=keeper.office_id, name="乙二", profession="water")
    answer = client.post("/office/experts/export", data={"profession": "law"})
    names = [row[1].value for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active]
    assert "甲一" in names
    assert "乙二" not in names


def test_template_is_read_back_as_an_empty_list(client, keeper):
    answer = client.get(f"{IMPORT}/template")
    made = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert made.sheetnames == ["专家名单", "可填的内容"]
    assert made["专家名单"].data_validations.count == 4
    assert "没有专家" in send(client, answer.data).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST])
def test_others_of_the_office_neither_import_nor_export(client, sign_in, role):
    sign_in(client, factories.account(role))
    assert client.get(IMPORT).status_code == 404
    assert client.post(IMPORT).status_code == 404
    assert client.post("/office/experts/export").status_code == 404
    assert IMPORT not in client.get("/office/experts").get_data(as_text=True)
