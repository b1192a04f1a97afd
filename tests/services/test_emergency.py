"""Break-glass access: two of the three officers, a reason, a time limit, an entry for each page."""

import json
import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Account, AccountRole, AuditEntry, EmergencyAccess, Message, Project
from models.engine import make_engine, make_session
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.accounts import actor_for
from riskassess.queries.audit import check_chains
from riskassess.queries.emergency import list_access_tasks, list_of_case
from riskassess.queries.pool.messages import list_messages
from riskassess.services import emergency, proposals
from riskassess.services.deputies import Naming, name_deputy
from riskassess.services.letters import Outbox
from tests import factories
from tests.support import reviews as scenes
from tests.support.migrated import migrate_by_copy

REASON = "有人来信反映材料被调换，需要核对"
IN_REVIEW = AssessmentState.IN_REVIEW


@pytest.fixture
def case(session):
    return factories.assessment(state=IN_REVIEW)


def officer(case, role):
    return factories.actor(role, office_id=case.office_id)


def asked(session, case, actor, now, **values):
    given = {"code": case.code, "reason": REASON, "hours": 2, "longest": 24}
    return emergency.ask_access(session, **{**given, **values}, actor=actor, now=now)


def change_post(session, actor, role):
    held = select(AccountRole).where(AccountRole.account_id == actor.account_id)
    session.exec(held).one().role = role
    session.commit()


def actions(session):
    return [
        (row.action, row.chain)
        for row in session.exec(select(AuditEntry).order_by(AuditEntry.id))
        if row.action.startswith("emergency:")
    ]


def test_who_could_agree_is_told_without_a_word_of_the_case(session, case, now):
    asker, auditor = officer(case, Role.SYSTEM_ADMIN), officer(case, Role.AUDITOR)
    security = officer(case, Role.SECURITY_ADMIN)
    for role in (Role.SYSTEM_ADMIN, Role.CASE_OFFICER):  # of the same role, and none of the three
        officer(case, role)
    officer(factories.assessment(), Role.AUDITOR)
    outbox = Outbox("https://x.invalid")
    row = asked(session, case, asker, now, outbox=outbox)
    mails = [session.get_one(Message, each) for each in outbox.message_ids]
    emails = [session.get_one(Account, each.account_id).email for each in (auditor, security)]
    assert [mail.recipient for mail in mails] == emails
    title = session.get_one(Project, case.project_id).title
    for mail in mails:
        assert "等待您决定" in mail.subject
        assert f"https://x.invalid/control/emergency/{row.id}" in mail.body
        assert not any(word in mail.subject + mail.body for word in (case.code, title, REASON))
    reader = officer(case, Role.CASE_OFFICER)
    assert list_messages(session, reader).rows == [], "not the office's to read"


def test_life_of_an_access(session, case, now):
    asker, second = officer(case, Role.SYSTEM_ADMIN), officer(case, Role.AUDITOR)
    row = asked(session, case, asker, now)
    acting = {"access_id": row.id, "now": now}
    page = {"page": "case"}
    with pytest.raises(NotFound):
        emergency.open_page(session, **acting, page=page, actor=asker)
    emergency.decide_access(session, **acting, is_granted=True, actor=second)
    assert row.ends_at == now + timedelta(hours=2)
    assert emergency.open_page(session, **acting, page=page, actor=asker).id == case.id
    for other in (second, officer(case, Role.SYSTEM_ADMIN), officer(case, Role.CASE_OFFICER)):
        with pytest.raises(NotFound):
            emergency.open_page(session, **acting, page=page, actor=other)
    with pytest.raises(NotFound):  # at its end, not after it
        emergency.open_page(session, access_id=row.id, page=page, actor=asker, now=row.ends_at)
    [view] = list_of_case(session, case.id, now=now)
    assert (view.state, view.pages, view.asker) == ("open", 1, asker.name)
    officers = officer(case, Role.CASE_OFFICER), officer(case, Role.APPROVER)
    today = now.date()
    for reader in officers:
        [task] = list_access_tasks(session, reader, now=now, today=today)
        assert (task.kind, task.subject_id) == ("know_access", case.id)
    assert list_access_tasks(session, officers[0], now=row.ends_at, today=today) == []
    emergency.end_access(session, access_id=row.id, actor=second, now=now)
    with pytest.raises(NotFound):
        emergency.open_page(session, **acting, page=page, actor=asker)
    assert list_access_tasks(session, officers[0], now=now, today=today) == []
    chain = f"assessment:{case.id}"
    assert actions(session) == [
        (f"emergency:{act}", chain) for act in ("ask", "agree", "read", "end")
    ]
    assert REASON not in str(session.exec(select(AuditEntry.after)).all())
    read = session.exec(select(AuditEntry).where(AuditEntry.action == "emergency:read")).one()
    assert (json.loads(read.after), read.actor_id) == (page, asker.account_id)


def test_it_takes_two_of_the_three(session, case, now):
    asker = officer(case, Role.SECURITY_ADMIN)
    row = asked(session, case, asker, now)
    for actor, code in (
        (asker, "emergency_own"),
        (officer(case, Role.SECURITY_ADMIN), "emergency_same_role"),
    ):
        with pytest.raises(Refused, match=code):
            emergency.decide_access(
                session, access_id=row.id, is_granted=True, actor=actor, now=now
            )
    for actor in (officer(case, Role.APPROVER), factories.actor(Role.AUDITOR)):
        with pytest.raises(NotFound):
            emergency.decide_access(
                session, access_id=row.id, is_granted=True, actor=actor, now=now
            )
    second = officer(case, Role.AUDITOR)
    change_post(session, asker, Role.SYSTEM_ADMIN)  # asked as another than it would be read by
    with pytest.raises(Refused, match="emergency_not_asked"):
        emergency.decide_access(session, access_id=row.id, is_granted=True, actor=second, now=now)
    change_post(session, asker, Role.SECURITY_ADMIN)
    reserve = factories.actor(office_id=case.office_id)
    today = now.date()
    lent = Naming(second.account_id, reserve.account_id, second.roles, today, today, "病假")
    name_deputy(session, naming=lent, actor=asker, now=now)  # chosen by the asker itself
    stand_in = actor_for(session, session.get_one(Account, reserve.account_id), on=today)
    with pytest.raises(Refused, match="emergency_lent"):
        emergency.decide_access(session, access_id=row.id, is_granted=True, actor=stand_in, now=now)
    late = now + timedelta(hours=24)
    with pytest.raises(Refused, match="emergency_not_asked"):
        emergency.decide_access(session, access_id=row.id, is_granted=True, actor=second, now=late)
    emergency.decide_access(session, access_id=row.id, is_granted=False, actor=second, now=now)
    with pytest.raises(Refused, match="emergency_not_asked"):
        emergency.decide_access(session, access_id=row.id, is_granted=True, actor=second, now=now)
    assert list_of_case(session, case.id, now=now) == []


def test_it_stands_on_the_certificate_that_is_issued_afterwards(session, now, tmp_path):
    case, _review, _result, proposer = scenes.graded(session, now=now)
    asker, second = officer(case, Role.AUDITOR), officer(case, Role.SYSTEM_ADMIN)
    row = asked(session, case, asker, now)
    acting = {"access_id": row.id, "now": now}
    emergency.decide_access(session, **acting, is_granted=True, actor=second)
    emergency.open_page(session, **acting, page={"page": "case"}, actor=asker)
    change_post(session, asker, Role.SECURITY_ADMIN)  # papers tell of the posts of that day
    change_post(session, second, Role.CASE_OFFICER)
    given = {"actor": proposer, "now": now}
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="评分一致。", **given
    )
    certificate = proposals.approve_grade(
        session, proposal_id=proposal.id, sign=OfficeKeys(tmp_path / "keys").sign,
        actor=scenes.approver(case), now=now,
    )  # fmt: skip
    [told] = json.loads(certificate.content)["emergency"]
    assert told["asked_by"] == f"auditor:{asker.account_id}"
    assert told["agreed_by"] == f"system_admin:{second.account_id}"
    assert told["pages"] == 1
    assert not [chain for chain in check_chains(session) if chain.entries and chain.faults]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "看看"}, "emergency_reason"),
        ({"hours": 25}, "emergency_hours"),
        ({"hours": 0}, "emergency_hours"),
        ({"code": "不存在"}, "emergency_no_case"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(session, case, now, values, code):
    with pytest.raises(InvalidInput, match=code):
        asked(session, case, officer(case, Role.AUDITOR), now, **values)


def test_drafts_and_other_offices_cases_are_unknown_and_one_request_lasts(session, case, now):
    auditor = officer(case, Role.AUDITOR)
    draft = factories.assessment(state=AssessmentState.DRAFT)
    for actor, other in (
        (officer(draft, Role.AUDITOR), draft),
        (factories.actor(Role.AUDITOR), case),
    ):
        with pytest.raises(InvalidInput, match="emergency_no_case"):
            asked(session, other, actor, now)
    row = asked(session, case, auditor, now)
    with pytest.raises(Refused, match="emergency_already"):
        asked(session, case, auditor, now)
    emergency.end_access(session, access_id=row.id, actor=auditor, now=now)  # taken back
    assert asked(session, case, auditor, now).id != row.id
    with pytest.raises(Refused, match="not_your_role"):
        asked(session, case, officer(case, Role.APPROVER), now)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real_database(request, tmp_path):
    """Return a database of its own, in which transactions really commit."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'access.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


def test_two_who_decide_at_once_decide_once(real_database, now):
    with make_session(real_database, may_write=True) as session, factories.writing_with(session):
        case = factories.assessment(state=IN_REVIEW)
        row = asked(session, case, officer(case, Role.SYSTEM_ADMIN), now)
        access_id = row.id
        seconds = [officer(case, Role.AUDITOR), officer(case, Role.SECURITY_ADMIN)]
    start, told = threading.Barrier(2), []

    def decide(actor, is_granted):
        start.wait()
        with make_session(real_database, may_write=True) as session:
            try:
                emergency.decide_access(
                    session, access_id=access_id, is_granted=is_granted, actor=actor, now=now
                )
                told.append("done")
            except Refused as error:
                told.append(error.code)

    threads = [
        threading.Thread(target=decide, args=given)
        for given in zip(seconds, (True, False), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "emergency_not_asked"]
    with make_session(real_database, may_write=False) as session:
        found = session.get(EmergencyAccess, access_id)
        assert found.is_granted == (found.decided_by_id == seconds[0].account_id)
        assert len(actions(session)) == 2
