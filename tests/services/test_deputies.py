"""Deputies: roles for a period, kept apart as persons, told in the audit."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Account, AccountRole, AuditEntry, Message
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Role
from riskassess.i18n import speaking
from riskassess.queries.accounts import actor_for
from riskassess.queries.manual_proposals import list_manual_tasks
from riskassess.services.deputies import Naming, end_deputy, name_deputy
from riskassess.services.letters import Outbox
from riskassess.services.manual_proposals import approve_manual, propose_manual
from riskassess.services.role_changes import change_roles
from tests import factories
from tests.support.manuals import a_manual, text_of

TODAY = date(2026, 3, 2)


@pytest.fixture
def office(session):
    factories.manual()
    return factories.office()


def person(office, *roles):
    return factories.actor(*roles, office_id=office.id)


def name_of(session, actor):
    return session.get_one(Account, actor.account_id).display_name


def name(session, absent, deputy, now, by=None, outbox=None, **values):
    given = {"first_on": TODAY, "last_on": TODAY + timedelta(days=4), "reason": "年休假",
             "roles": absent.roles, **values}  # fmt: skip
    naming = Naming(absent.account_id, deputy.account_id, **given)
    return name_deputy(session, naming=naming, actor=by or absent, now=now, outbox=outbox)


def as_of(session, actor, day):
    return actor_for(session, session.get_one(Account, actor.account_id), on=day)


def propose(session, actor, now, **values):
    return propose_manual(
        session, manual=a_manual(**values), source=text_of(**values), note="按区里办法",
        actor=actor, now=now,
    )  # fmt: skip


def test_deputy_acts_on_the_days_and_the_audit_says_for_whom(session, office, now):
    officer, approver = person(office, Role.CASE_OFFICER), person(office, Role.APPROVER)
    other = person(office, Role.CASE_OFFICER)
    row = name(session, approver, officer, now)
    proposal = propose(session, other, now)
    roles = {
        day: as_of(session, officer, TODAY + timedelta(days=day)).roles for day in (-1, 0, 4, 5)
    }
    both = {Role.CASE_OFFICER, Role.APPROVER}
    assert roles == {-1: officer.roles, 0: both, 4: both, 5: officer.roles}
    acting = as_of(session, officer, TODAY)
    approve_manual(session, proposal_id=proposal.id, actor=acting, now=now)
    told = select(AuditEntry).where(AuditEntry.action == "manual_proposal:approve")
    entry = session.exec(told).one()
    assert (entry.actor_id, json.loads(entry.after)["deputy"]) == (officer.account_id, [row.id])
    own = propose(session, acting.afresh(), now, version="2")
    told = select(AuditEntry).where(
        AuditEntry.action == "manual_proposal:propose", AuditEntry.subject_id == own.id
    )
    assert "deputy" not in session.exec(told).one().after  # what needs no lent right is the own


def test_deputy_is_told_and_who_is_absent_where_somebody_else_names(session, office, now):
    officer, approver = person(office, Role.CASE_OFFICER), person(office, Role.APPROVER)
    security, outbox = person(office, Role.SECURITY_ADMIN), Outbox("https://x.invalid")
    with speaking("en"):
        row = name(session, approver, officer, now, outbox=outbox)
    mails = [session.get_one(Message, each) for each in outbox.message_ids]
    assert [(mail.recipient_name, mail.subject) for mail in mails] == [
        (name_of(session, officer), f"请您代理{name_of(session, approver)}")
    ]
    assert "2026年3月2日至2026年3月6日由您代理" in mails[0].body
    assert "审批人" in mails[0].body
    assert "https://x.invalid/office/deputies" in mails[0].body
    end_deputy(session, deputy_id=row.id, actor=approver, now=now)
    name(session, approver, officer, now, by=security, outbox=outbox)
    told = [session.get_one(Message, each).recipient_name for each in outbox.message_ids[1:]]
    assert told == [name_of(session, officer), name_of(session, approver)]


def test_two_persons_stay_two_whatever_right_they_use(session, office, now):
    officer, approver = person(office, Role.CASE_OFFICER), person(office, Role.APPROVER)
    both = person(office, Role.CASE_OFFICER, Role.APPROVER)
    name(session, approver, officer, now)
    own = propose(session, officer, now)
    with pytest.raises(Refused, match="same_person"):  # proposed it, and would approve as a deputy
        approve_manual(session, proposal_id=own.id, actor=as_of(session, officer, TODAY), now=now)
    stand_in = person(office, Role.ARCHIVIST)
    name(session, both, stand_in, now, roles=frozenset({Role.APPROVER}))
    theirs = propose(session, both, now, version="2")
    with pytest.raises(Refused, match="same_person"):  # for whom is absent would be for oneself
        approve_manual(
            session, proposal_id=theirs.id, actor=as_of(session, stand_in, TODAY), now=now
        )


def test_what_a_deputy_imported_is_not_approved_by_whom_it_was_done_for(session, office, now):
    absent, free = (person(office, Role.CASE_OFFICER, Role.APPROVER) for _ in range(2))
    stand_in = person(office, Role.ARCHIVIST)
    row = name(session, absent, stand_in, now, roles=frozenset({Role.CASE_OFFICER}))
    proposal = propose(session, as_of(session, stand_in, TODAY), now)
    end_deputy(session, deputy_id=row.id, actor=absent, now=now + timedelta(hours=1))
    with pytest.raises(Refused, match="same_person"):
        approve_manual(session, proposal_id=proposal.id, actor=absent, now=now)
    for actor, bucket in ((absent, "waiting"), (free, "week")):
        (task,) = list_manual_tasks(session, actor, today=TODAY)
        assert task.bucket == bucket
    approve_manual(session, proposal_id=proposal.id, actor=free, now=now)


def test_period_ends_by_itself_early_or_with_the_right_that_was_lent(session, office, now):
    officer, approver = person(office, Role.CASE_OFFICER), person(office, Role.APPROVER)
    row = name(session, approver, officer, now)
    with pytest.raises(NotFound):
        end_deputy(session, deputy_id=row.id, actor=person(office, Role.ARCHIVIST), now=now)
    end_deputy(session, deputy_id=row.id, actor=officer, now=now)
    assert as_of(session, officer, TODAY).roles == officer.roles
    with pytest.raises(Refused, match="deputy_over"):
        end_deputy(session, deputy_id=row.id, actor=approver, now=now)
    name(session, approver, officer, now)
    session.get_one(Account, approver.account_id).is_active = False
    session.flush()
    assert as_of(session, officer, TODAY).roles == officer.roles


@pytest.mark.parametrize(
    ("absent", "deputy", "values", "code"),
    [
        ([Role.APPROVER], [Role.CASE_OFFICER], {"last_on": TODAY - timedelta(days=1)}, "order"),
        ([Role.APPROVER], [Role.CASE_OFFICER], {"first_on": TODAY - timedelta(days=1)}, "past"),
        ([Role.APPROVER], [Role.CASE_OFFICER], {"reason": " "}, "reason_missing"),
        ([Role.APPROVER], [Role.EXPERT], {}, "deputy_group"),
        ([Role.AUDITOR], [Role.SYSTEM_ADMIN], {}, "two_officers"),
        ([Role.AUDITOR], [Role.ARCHIVIST], {}, "officer_with_case_rights"),
        ([Role.PROJECT_UNIT], [Role.CASE_OFFICER], {}, "deputy_roles_other"),
        ([Role.APPROVER], [Role.APPROVER], {}, "deputy_has_role"),
    ],
)
def test_what_is_no_deputy_is_refused(session, office, now, absent, deputy, values, code):
    with pytest.raises(InvalidInput, match=code):
        name(session, person(office, *absent), person(office, *deputy), now, **values)


def test_lent_rights_are_not_lent_on_and_lent_once(session, office, now):
    officer, approver = person(office, Role.CASE_OFFICER), person(office, Role.APPROVER)
    third = person(office, Role.ARCHIVIST)
    name(session, approver, officer, now)
    with pytest.raises(InvalidInput, match="deputy_roles_other"):
        name(session, as_of(session, officer, TODAY), third, now)
    with pytest.raises(InvalidInput, match="deputy_overlaps"):
        name(session, approver, third, now)
    with pytest.raises(Refused, match="not_your_role"):
        name(session, third, officer, now, by=approver)
    name(session, third, officer, now, by=person(office, Role.SECURITY_ADMIN))
    stranger = person(factories.office(), Role.CASE_OFFICER)
    with pytest.raises(NotFound):
        name(session, third, stranger, now)


def test_lent_roles_do_not_count_beside_those_of_another_group(session, office, now):
    approver, security = person(office, Role.APPROVER), person(office, Role.SECURITY_ADMIN)
    unit_id = factories.unit(office_id=office.id).id
    deputy = factories.actor(Role.CASE_OFFICER, office_id=office.id, unit_id=unit_id)
    name(session, approver, deputy, now)
    with pytest.raises(InvalidInput, match="lent_roles_clash"):
        change_roles(session, account_id=deputy.account_id, roles=[Role.PROJECT_UNIT],
                     reason="调走", actor=security, now=now)  # fmt: skip
    held = select(AccountRole).where(AccountRole.account_id == deputy.account_id)
    session.exec(held).one().role = Role.PROJECT_UNIT  # as a row from before would stand
    session.flush()
    assert as_of(session, deputy, TODAY).roles == {Role.PROJECT_UNIT}


def test_who_stands_in_for_the_security_administrator_prolongs_nothing(session, office, now):
    security, reserve = person(office, Role.SECURITY_ADMIN), person(office)
    name(session, security, reserve, now)
    acting = as_of(session, reserve, TODAY)
    later = {"first_on": TODAY + timedelta(days=5), "last_on": TODAY + timedelta(days=9)}
    with pytest.raises(Refused, match="deputy_names_self"):
        name(session, security, reserve, now, by=acting, **later)
    with pytest.raises(Refused, match="deputy_officer_lent"):
        name(session, security, person(office), now, by=acting, **later)


def test_three_officers_are_stood_in_for_by_who_holds_nothing_else(session, office, now):
    auditor, reserve = person(office, Role.AUDITOR), person(office)
    administrator = person(office, Role.SYSTEM_ADMIN)
    name(session, auditor, reserve, now)
    with pytest.raises(InvalidInput, match="two_officers"):
        name(session, administrator, reserve, now)
    assert as_of(session, reserve, TODAY).roles == {Role.AUDITOR}
