"""Pages of break-glass access: asked, agreed once, read with a trace, seen on the case."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, EmergencyAccess
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.services.corrections import Change, correct_registration
from tests import factories
from tests.conftest import NOW
from tests.factories import save
from tests.support.office import asked, final

GIVEN = {"reason": "有人来信反映材料被调换，需要核对", "hours": "2"}


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def case(session, client):
    made = factories.assessment(state=AssessmentState.SURVEYING)
    factories.factor(made)
    session.commit()
    return made


@pytest.fixture
def enter(client, sign_in, case):
    """Return a function that lets somebody of the case's office in."""
    people = {}

    def use(role):
        if role not in people:
            people[role] = factories.account(role, office_id=case.office_id)
        sign_in(client, people[role])
        return people[role]

    return use


def test_from_asking_to_the_end(client, enter, case, session):
    enter(Role.SYSTEM_ADMIN)
    refused = client.post("/control/emergency", data={**GIVEN, "code": case.code, "hours": "99"})
    assert refused.status_code == 422
    assert "时长应为 1 至 24 小时" in text(refused)
    assert GIVEN["reason"] in text(refused)
    assert "至少 10 个字" in text(refused)  # said before it is refused
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    correct_registration(
        session, assessment_id=case.id, change=Change("place", "西镇", "笔误"), actor=officer,
        now=NOW,
    )  # fmt: skip
    given = {**GIVEN, "code": case.code.lower()}
    assert client.post("/control/emergency", data=given).status_code == 303
    row = session.exec(select(EmergencyAccess)).one()
    address = f"/control/emergency/{row.id}"
    assert "等待三员中担任另一种角色的人决定" in text(client.get(address))
    assert client.get(f"{address}/case").status_code == 404
    enter(Role.SECURITY_ADMIN)
    said, _carried = asked(client, f"{address}/agreement", {})
    assert "只能查看" in said
    assert "已同意" in text(final(client, f"{address}/agreement", {}))
    assert client.get(f"{address}/case").status_code == 404  # who agreed reads nothing
    enter(Role.SYSTEM_ADMIN)
    said = text(client.get(f"{address}/case"))
    assert case.code in said
    assert "应急访问，只能查看" in said
    assert ("<ins>西镇</ins>" in said, "另有登记更正 1 次" in said) == (True, True)
    assert "/office/" not in said
    for reader in (Role.CASE_OFFICER, Role.APPROVER):
        enter(reader)
        said = text(client.get(f"/office/assessments/{case.id}"))
        assert "现在有人正在查看这项评估" in said
        assert GIVEN["reason"] in said
        assert "应急访问正在进行" in text(client.get("/office/"))
    enter(Role.SYSTEM_ADMIN)
    assert client.post(f"{address}/end").status_code == 303
    assert client.get(f"{address}/case").status_code == 404
    enter(Role.CASE_OFFICER)
    assert "应急访问正在进行" not in text(client.get("/office/"))
    assert "已查看 1 页" in text(client.get(f"/office/assessments/{case.id}"))


def test_documents_are_read_with_a_trace_and_restricted_ones_not_at_all(
    client, enter, case, session
):
    asker = enter(Role.AUDITOR)
    kept = {code: _document(case, code).id for code in ("D01", _restricted(case))}
    access = save(
        EmergencyAccess(
            office_id=case.office_id, assessment_id=case.id, reason=GIVEN["reason"], hours=2,
            asked_by_id=asker.id, asked_at=NOW, asked_as=Role.AUDITOR,
            is_granted=True, decided_at=NOW, decided_as=Role.SYSTEM_ADMIN,
            decided_by_id=factories.account(Role.SYSTEM_ADMIN, office_id=case.office_id).id,
            ends_at=NOW + timedelta(hours=2),
        )
    ).id  # fmt: skip
    session.commit()
    address = f"/control/emergency/{access}"
    shown, hidden = kept.values()
    listed = text(client.get(f"{address}/case"))
    assert f"{address}/documents/{shown}" in listed
    assert f"{address}/documents/{hidden}" not in listed
    assert "甲方提交的内容" in text(client.get(f"{address}/documents/{shown}"))
    assert client.get(f"{address}/documents/{hidden}").status_code == 404
    read = session.exec(
        select(AuditEntry.after).where(AuditEntry.chain == f"assessment:{case.id}")
    ).all()
    assert json.loads(read[1]) == {"document": shown, "page": "document"}
    assert len(read) == 3  # a page that was asked for and refused has its entry too


def _restricted(case):
    from riskassess.adapters.manuals import builtin_manual

    return next(row.code for row in builtin_manual("cn-default").documents if row.restricted)


def _document(case, code):
    from models import Document

    return save(
        Document(
            office_id=case.office_id, assessment_id=case.id, code=code, title=code,
            filename="a.txt", media_type="text/plain", size=3, digest="sha256:" + "1" * 64,
            text="甲方提交的内容", uploaded_at=NOW,
        )
    )  # fmt: skip
