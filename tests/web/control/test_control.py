"""The three controllers: the auditor reads, the administrators never see case content."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import Account, AuditEntry, Office
from riskassess.domain.vocabulary import Role
from riskassess.proof.audit_export import check_export
from riskassess.proof.chain import ChainHead, head_payload
from riskassess.proof.kept_heads import KeptHead
from riskassess.proof.signing import frame
from riskassess.services.audit import record
from tests import factories
from tests.conftest import NOW
from tests.web.sample_case import SampleCase

ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def case(session, client):
    """Return an assessment with some entries on its chain."""
    made = factories.assessment()
    actor = factories.actor(Role.CASE_OFFICER, office_id=made.office_id)
    for action in ("assessment:submit", "assessment:accept"):
        record(session, actor=actor, action=action, subject=made, now=NOW)
    session.commit()
    return made


@pytest.fixture
def enter(client, sign_in, case):
    """Sign somebody of the case's office in and return account and client."""

    def use(role):
        account = factories.account(role, office_id=case.office_id)
        sign_in(client, account)
        return account, client

    return use


def test_auditor_reads_and_filters_the_trail(enter, case):
    _account, client = enter(Role.AUDITOR)
    assert "<div>受理</div>" in text(client.get("/control/"))
    said = text(client.get("/control/", query_string={"code": case.code}))
    assert "<div>提交登记</div>" in said
    assert f"<div>评估 {case.id}</div>" in said
    assert f">评估 {case.code}</a>" in said
    assert "<div>登录</div>" not in said
    said = text(client.get("/control/", query_string={"action": "account:sign_in"}))
    assert "<div>登录</div>" in said
    assert "本办其他记录" in said
    assert 'value="account:sign_in" selected' in said
    assert "<div>提交登记</div>" not in said
    said = text(client.get("/control/", query_string={"action": "made:up"}))
    assert 'value="made:up" selected>made:up<' in said
    assert "没有符合条件的记录" in text(client.get("/control/", query_string={"login": "nobody"}))


@pytest.mark.parametrize(
    "asked",
    [{"since": "2026-99-99"}, {"until": "明天"}, {"record": "abc"},
     {"until": "2026-03-01", "since": "2026-03-02"}],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_finds_and_exports_nothing(enter, asked):
    _account, client = enter(Role.AUDITOR)
    answer = client.get("/control/", query_string=asked)
    name, *_others = asked
    assert answer.status_code == 422
    assert f'id="{name}-error"' in text(answer)
    assert "<div>受理</div>" not in text(answer)
    assert client.post("/control/audit/workbook", data=asked).status_code == 303


def test_auditor_finds_by_person_day_and_record_and_reads_what_changed(enter, case, session):
    _account, client = enter(Role.AUDITOR)
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    after = {"state": "surveying", "number": "=1+1"}
    record(session, actor=officer, action="assessment:accept", subject=case, now=NOW,
           before={"state": "submitted"}, after=after)  # fmt: skip
    session.commit()

    def found(**asked):
        return text(client.get("/control/", query_string=asked))

    said = found(login=officer.name)
    assert "状态：已提交 → 编号：=1+1，状态：" in said
    assert "<div>登录</div>" not in said
    day = f"{NOW:%Y-%m-%d}"
    assert "状态：已提交" in found(since=day, until=day, kind="assessment", record=case.id)
    for nothing in ({"since": "2199-01-01"}, {"until": "2001-01-01"}, {"record": "999999"}):
        assert "没有符合条件的记录" in found(**nothing)
    assert "状态：已提交" in found(until="9999-12-31")


def test_auditor_takes_the_trail_out_and_that_leaves_an_entry(enter, case, session, tmp_path):
    _account, client = enter(Role.AUDITOR)
    record(session, actor=factories.actor(Role.CASE_OFFICER, office_id=case.office_id),
           action="assessment:accept", subject=case, now=NOW, after={"note": "=1+1"})  # fmt: skip
    session.commit()
    book = client.post("/control/audit/workbook", data={"code": case.code})
    rows = list(load_workbook(BytesIO(book.data)).active.iter_rows())
    assert [row[3].value for row in rows] == ["操作", "提交登记", "受理", "受理"]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}  # no formula
    with client.post("/control/audit/chains", data={"code": case.code}) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Expires" not in answer.headers
        lines = answer.text.splitlines()
    assert [chain.name for chain in check_export(lines).chains] == [f"assessment:{case.id}"]
    assert check_export(lines).is_whole
    with client.post("/control/audit/chains") as answer:
        lines = answer.text.splitlines()
    assert check_export(lines).is_whole
    taken = session.exec(select(AuditEntry).where(AuditEntry.action == "audit:export")).all()
    assert [row.chain for row in taken] == [f"office:{case.office_id}"] * 3
    assert client.post("/control/audit/chains", data={"code": "none"}).status_code == 404


def test_auditor_sees_that_chains_are_whole_and_where_one_is_not(enter, case, session):
    _account, client = enter(Role.AUDITOR)
    assert "全部完整" in text(client.post("/control/chain-check"))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "assessment:submit")).one()
    entry.action = "assessment:return"
    session.commit()
    said = text(client.post("/control/chain-check", data={"code": case.code}))
    assert f"第 {entry.sequence} 条被改动" in said
    keys, office = client.application.extensions["keys"], session.get(Office, case.office_id)
    head = ChainHead(f"assessment:{case.id}", 9, entry.digest)
    made = keys.sign(office.code, frame("audit-head", head_payload(head)))
    keys.keep_heads(office.code, [KeptHead(head, made.public_key, made.hex).line()])
    said = text(client.post("/control/chain-check"))
    assert "第 9 条处的签名链头在密钥旁存有，数据库中没有" in said
    assert client.post("/control/chain-check", data={"code": "none"}).status_code == 404


def test_another_offices_trail_is_not_shown(client, sign_in, case):
    sign_in(client, factories.account(Role.AUDITOR))
    assert "<div>提交登记</div>" not in text(client.get("/control/"))
    assert "<div>提交登记</div>" not in text(
        client.get("/control/", query_string={"code": f"assessment:{case.id}"})
    )


@pytest.mark.parametrize("role", ADMINS)
def test_administrators_never_see_case_content(enter, case, role):
    _account, client = enter(role)
    assert client.get("/control/").status_code == 303
    for address in ("/control/dossiers", f"/control/assessments/{case.id}/dossier/package"):
        assert client.get(address).status_code == 404
    for address in ("chain-check", "audit/workbook", "audit/chains"):
        assert client.post(f"/control/{address}").status_code == 404
    own = {Role.SYSTEM_ADMIN: "accounts", Role.SECURITY_ADMIN: "roles"}[role]
    said = text(client.get(f"/control/{own}"))
    assert case.code not in said
    other = {"accounts": "roles", "roles": "accounts"}[own]
    assert client.get(f"/control/{other}").status_code == 404


def test_auditor_has_no_hand_on_accounts(enter):
    account, client = enter(Role.AUDITOR)
    assert client.get("/control/accounts").status_code == 404
    assert client.post(f"/control/accounts/{account.id}/deactivation").status_code == 404


def test_system_administrator_unlocks_locks_out_and_lets_in(enter, session, case):
    own, client = enter(Role.SYSTEM_ADMIN)
    other = factories.account(
        Role.CASE_OFFICER,
        office_id=case.office_id,
        failed_count=6,
        locked_until=NOW.replace(hour=12),
    )
    assert "锁定至" in text(client.get("/control/accounts"))
    address = f"/control/accounts/{other.id}"
    assert client.post(f"{address}/unlocking").status_code == 303
    epoch = other.session_epoch
    client.post(f"{address}/deactivation")
    session.expire_all()
    found = session.get(Account, other.id)
    assert (found.locked_until, found.is_active) == (None, False)
    assert found.session_epoch == epoch + 1
    client.post(f"{address}/activation")
    session.expire_all()
    assert session.get(Account, other.id).is_active
    refused = client.post(f"/control/accounts/{own.id}/deactivation", follow_redirects=True)
    assert "不能停用自己的账号" in text(refused)


def test_accounts_of_another_office_do_not_exist(enter):
    _own, client = enter(Role.SYSTEM_ADMIN)
    stranger = factories.account(Role.CASE_OFFICER)
    assert client.post(f"/control/accounts/{stranger.id}/deactivation").status_code == 404
    assert stranger.login not in text(client.get("/control/accounts"))


def test_security_administrator_reads_roles_and_lock_outs(enter, case):
    _own, client = enter(Role.SECURITY_ADMIN)
    factories.account(Role.APPROVER, office_id=case.office_id, failed_count=3)
    said = text(client.get("/control/roles"))
    assert "审批人" in said
    assert "3 次" in said


def test_no_value_of_an_open_round_is_in_the_trail(enter, sample_case: SampleCase):
    _own, client = enter(Role.AUDITOR)
    assert "before_probability" not in text(client.get("/control/"))
