"""Importing a manual on the pages: checked, shown, proposed, decided by another."""

import base64
import io
import re

import pytest
from sqlmodel import select

from models import ManualProposal, ManualVersion
from riskassess.domain.vocabulary import ProposalState, Role
from tests import factories
from tests.support.manuals import a_manual, text_of
from tests.support.office import page, sign_in

NEW, IMPORTS = "/office/manuals/imports/new", "/office/manuals/imports"


@pytest.fixture
def office(session):
    factories.manual()
    return factories.office()


@pytest.fixture
def officer(office):
    return factories.actor(Role.CASE_OFFICER, office_id=office.id)


@pytest.fixture
def approver(office):
    return factories.actor(Role.APPROVER, office_id=office.id)


def send(client, text, note="按区里办法"):
    data = text if isinstance(text, bytes) else text.encode()
    given = {"file": (io.BytesIO(data), "办法.yaml"), "note": note}
    return client.post(NEW, data=given, content_type="multipart/form-data")


def field_of(text, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', text).group(1)


def proposed(client, text):
    """Check a file, look at the preview and propose it; return the page that follows."""
    shown = send(client, text)
    assert shown.status_code == 200, shown.text
    given = {name: field_of(shown.text, name) for name in ("source", "seen")}
    answer = client.post(IMPORTS, data={**given, "note": "按区里办法"})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_import_goes_from_file_to_stored_version(client, session, officer, approver):
    sign_in(client, session, officer)
    assert "检查文件" in page(client, NEW)
    text = text_of()
    shown = send(client, text)
    assert "与 cn-default 第 1 版比较" in shown.text
    assert "大于 0.5" in shown.text
    assert "大于 0.33" in shown.text
    assert session.exec(select(ManualProposal)).all() == []
    address = proposed(client, text)
    own = page(client, address)
    assert "批准存入" not in own
    sign_in(client, session, approver)
    assert "审批导入的评估手册" in page(client, "/office/")
    assert "批准存入" in page(client, address)
    assert client.post(f"{address}/approval").status_code == 303
    done = page(client, address)
    assert "手册已批准存入" in done
    assert "看存入的手册" in done
    session.expire_all()
    stored = session.exec(select(ManualVersion).where(ManualVersion.code == "cn-else")).one()
    assert stored.digest == a_manual().digest
    assert "某地办法" in page(client, f"/office/manuals/{stored.id}")


def test_file_comes_back_byte_for_byte(client, session, officer):
    sign_in(client, session, officer)
    text = text_of().replace("\n", "\r\n") + "# 结尾的注\r\n"
    address = proposed(client, text)
    answer = client.get(f"{address}/file")
    assert answer.get_data() == text.encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cn-else-1.yaml"'


def test_problems_stand_beside_the_field_with_line_key_and_mend(client, session, officer):
    sign_in(client, session, officer)
    bad = text_of(limit="x").replace("source: 某地办法", "sauce: 某地办法")
    answer = send(client, bad)
    assert answer.status_code == 422
    for words in (
        "文件中有 3 处不对", "第 5 行", "sauce", "手册不认识“sauce”", "请检查拼写", "第 10 行",
        "criteria[4].high.above", "应为：小数", "按区里办法",
    ):  # fmt: skip
        assert words in answer.text, words
    assert session.exec(select(ManualProposal)).all() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "请选择一个 YAML 文件"),
        ("标题".encode("gb18030"), "不是 UTF-8 编码"),
        (b"[" * 100_000, "嵌套超过"),
        (b"a: &x 1\nb: *x\n", "不得使用 YAML 引用"),
        (b"#" * 300_000, "超过 256 KB"),
        (b"<script>alert(1)</script>: 1", "&lt;script&gt;"),
    ],
)
def test_strange_file_is_refused_calmly(client, session, officer, text, words):
    sign_in(client, session, officer)
    answer = send(client, text)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>alert" not in answer.text


def test_no_file_is_told(client, session, officer):
    sign_in(client, session, officer)
    answer = client.post(NEW, data={"note": "只有说明"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择手册文件" in answer.text
    assert "只有说明" in answer.text


def test_very_many_problems_are_not_all_shown(client, session, officer):
    sign_in(client, session, officer)
    answer = send(client, "\n".join(f"k{number}: 1" for number in range(3000)))
    assert answer.status_code == 422
    assert "文件中有 3" in answer.text
    assert answer.text.count("手册不认识“k") == 50


def test_what_is_stored_already_is_refused(client, session, officer, approver):
    sign_in(client, session, officer)
    address = proposed(client, text_of())
    assert "正在等待审批" in send(client, text_of()).text
    sign_in(client, session, approver)
    client.post(f"{address}/approval")
    sign_in(client, session, officer)
    assert "没有新内容" in send(client, text_of()).text
    assert "已经存在，内容不同" in send(client, text_of(limit="0.4")).text
    assert "不是下一版" in send(client, text_of(version=5)).text


def test_preview_that_was_tampered_with_proposes_nothing(client, session, officer):
    sign_in(client, session, officer)
    shown = send(client, text_of())
    other = base64.b64encode(text_of(limit="0.4").encode()).decode()
    for source in (other, "%%%", ""):
        given = {"source": source, "seen": field_of(shown.text, "seen"), "note": "留下"}
        answer = client.post(IMPORTS, data=given)
        assert answer.status_code == 422
        assert "请重新选择文件检查一遍" in answer.text
        assert "留下" in answer.text
    assert session.exec(select(ManualProposal)).all() == []


def test_sending_back_asks_for_the_reason(client, session, officer, approver):
    sign_in(client, session, officer)
    address = proposed(client, text_of())
    sign_in(client, session, approver)
    answer = client.post(f"{address}/return", data={"reason": ""})
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    assert client.post(f"{address}/return", data={"reason": "写明来源"}).status_code == 303
    assert "写明来源" in page(client, address)
    again = client.post(f"{address}/approval", follow_redirects=True)
    assert "已退回" in again.text
    assert session.exec(select(ManualProposal)).one().state is ProposalState.SENT_BACK


def test_proposer_is_told_why_another_must_decide(client, session, office):
    both = factories.actor(Role.CASE_OFFICER, Role.APPROVER, office_id=office.id)
    sign_in(client, session, both)
    address = proposed(client, text_of())
    text = page(client, address)
    assert "批准存入" not in text
    client.post(f"{address}/approval")
    assert session.exec(select(ManualProposal)).one().state is ProposalState.PROPOSED


@pytest.mark.parametrize("role", [Role.APPROVER, Role.POOL_KEEPER, Role.ARCHIVIST])
def test_others_of_the_office_do_not_import(client, session, office, role):
    sign_in(client, session, factories.actor(role, office_id=office.id))
    page(client, NEW, status=404)
    assert send(client, text_of()).status_code == 404
    given = {"source": base64.b64encode(text_of().encode()).decode(), "seen": a_manual().digest}
    assert client.post(IMPORTS, data=given).status_code == 404
