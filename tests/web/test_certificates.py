"""The certificate of an approved grade: read in words and downloaded as it was signed."""

import pytest
from click.testing import CliRunner
from sqlmodel import select

from models import Certificate, EmergencyAccess, Project
from riskassess.adapters.keys import OfficeKeys
from riskassess.cli.audit import audit
from riskassess.cli.verify import verify
from riskassess.domain.vocabulary import Role
from riskassess.services import proposals
from tests import factories
from tests.support import reviews as scenes

ROOMS = {
    Role.CASE_OFFICER: "office",
    Role.APPROVER: "office",
    Role.ARCHIVIST: "office",
    Role.AUDITOR: "control",
    Role.PROJECT_UNIT: "sponsor",
    Role.INSTITUTION: "sponsor",
}
OTHERS = {
    Role.POOL_KEEPER: "office",
    Role.SYSTEM_ADMIN: "control",
    Role.SECURITY_ADMIN: "control",
}


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def filed(session, now, tmp_path):
    """Return an approved case that was read by break-glass access, and its unit."""
    case, _review, _result, officer = scenes.graded(session, now=now)
    people = [
        factories.account(role, office_id=case.office_id).id
        for role in (Role.AUDITOR, Role.SECURITY_ADMIN)
    ]
    factories.save(
        EmergencyAccess(
            office_id=case.office_id, assessment_id=case.id, reason="有人来信反映材料被调换",
            hours=2, asked_by_id=people[0], asked_at=now, asked_as=Role.AUDITOR, is_granted=True,
            decided_at=now, decided_by_id=people[1], decided_as=Role.SECURITY_ADMIN, ends_at=now,
        )
    )  # fmt: skip
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    proposals.approve_grade(
        session, proposal_id=proposal.id, sign=OfficeKeys(tmp_path / "k").sign,
        actor=scenes.approver(case), now=now,
    )  # fmt: skip
    return case, session.get_one(Project, case.project_id).unit_id


def test_who_sees_the_case_takes_the_certificate_out_as_it_was_signed(
    client, sign_in, session, filed, tmp_path
):
    case, unit_id = filed
    row = session.exec(select(Certificate).where(Certificate.assessment_id == case.id)).one()
    for role, room in ROOMS.items():
        own = {"unit_id": unit_id} if room == "sponsor" else {}
        sign_in(client, factories.account(role, office_id=case.office_id, **own))
        entry = "certificates" if room == "control" else f"assessments/{case.id}"
        page = f"/{room}/assessments/{case.id}/certificates"
        assert page in text(client.get(f"/{room}/{entry}")), role
        said = text(client.get(page))
        for words in (row.number, "审计员（账号编号", "安全管理员（账号编号", "审计链头", "同意 "):
            assert words in said, (role, words)
        assert f"{page}/{row.id}" in said
        got = client.get(f"{page}/{row.id}")
        assert got.data == row.content.encode("utf-8")
        assert got.headers["Content-Disposition"].startswith("attachment")
        if role is Role.AUDITOR:
            with client.post("/control/audit/chains", data={"code": case.code}) as answer:
                chain = answer.data
    paper, exported = tmp_path / "certificate.json", tmp_path / "audit.jsonl"
    paper.write_bytes(got.data)
    exported.write_bytes(chain)
    for command, given in ((verify, []), (audit, ["verify", "--file", str(exported), "--paper"])):
        ran = CliRunner().invoke(command, [*given, str(paper)])
        assert ran.exit_code == 0, ran.output


def test_nobody_else_learns_of_a_certificate(client, sign_in, session, filed):
    case, _unit_id = filed
    row = session.exec(select(Certificate).where(Certificate.assessment_id == case.id)).one()
    elsewhere, neighbour = factories.unit(), factories.unit(office_id=case.office_id)
    accounts = [(factories.account(role, office_id=case.office_id), room)
                for role, room in OTHERS.items()]  # fmt: skip
    for role, room in ROOMS.items():
        unit = {"unit_id": elsewhere.id} if room == "sponsor" else {}
        accounts.append((factories.account(role, office_id=elsewhere.office_id, **unit), room))
    accounts.append(
        (
            factories.account(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=neighbour.id),
            "sponsor",
        )
    )
    for account, room in accounts:
        sign_in(client, account)
        page = f"/{room}/assessments/{case.id}/certificates"
        for address in (page, f"{page}/{row.id}"):
            assert client.get(address).status_code == 404, (account.login, address)
        if room == "control":
            assert row.number not in text(client.get("/control/certificates"))
