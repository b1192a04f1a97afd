"""From application to appointment, on both databases: who may act, what is asked for, what stays."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertAction, ExpertState, WayIn
from models import Account, AuditEntry, Employment, Expert, ExpertAct, Job, Message
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool import records
from riskassess.queries.pool.applications import (
    NextStep,
    list_applications,
    list_pool_tasks,
    list_public,
)
from riskassess.services.candidates import list_pool
from riskassess.services.invitations import token_digest
from riskassess.services.pool import admission, applications, appointment, links
from riskassess.services.pool.admission import Placing
from riskassess.services.points import MarkedPoint
from tests import factories
from tests.support.pool_life import (
    PUBLIC_URL,
    Way,
    application,
    holds,
    outbox,
    paper,
    papers,
)


@pytest.fixture
def way(session, tmp_path, now):
    return Way(session, tmp_path, now)


def token_of(session, expert):
    """Return the token of the newest mail that carries the expert's link."""
    mail = session.exec(
        select(Message).where(Message.link_digest == expert.link_digest)
    ).one()
    return mail.body.split(f"{PUBLIC_URL}/application-status/")[1].split()[0]


def test_application_is_stored_sealed_and_answered(session, way):
    expert = way.expert
    assert (expert.state, expert.code) == (ExpertState.APPLIED, "SQ2026-0001")
    assert expert.way_in is WayIn.APPLICATION
    assert "60000001" not in expert.phone_sealed
    assert way.seal.open(expert.phone_sealed, office_id=way.office.id, expert=expert.code) == (
        "023-60000001"
    )
    assert expert.consented_at == way.now
    assert expert.consent_text == "cn-pool 1 2026-1"
    token = token_of(session, expert)
    assert records.find_by_link(session, token_digest(token), now=way.now).id == expert.id
    assert token not in expert.link_digest


def test_link_ends_after_the_days_of_the_manual(session, way):
    digest = way.expert.link_digest
    late = way.now + timedelta(days=30)
    assert records.find_by_link(session, digest, now=late) is None
    with pytest.raises(NotFound):
        links.withdraw(session, digest=digest, now=late)


@pytest.mark.parametrize(
    ("values", "where", "code"),
    [
        ({"profession": "law"}, "profession", "pool_profession_unknown"),
        ({"title_level": "doctor"}, "title_level", "pool_choice_unknown"),
        ({"employer_type": "bank"}, "employer_type", "pool_choice_unknown"),
        ({"practice_since": 2027}, "practice_since", "pool_year"),
        ({"email": "a@b"}, "email", "pool_email"),
        ({"phone": "打我电话"}, "phone", "pool_phone"),
        ({"specialities": "卡号 4111111111111111"}, "specialities", "personal_number_bank_card"),
        ({"name": "11010519491231002X"}, "name", "personal_number_id_card"),
        ({"email": "APPLICANT@example.invalid"}, "email", "pool_known_email"),
    ],
)
def test_what_may_not_be_kept_is_refused(session, way, values, where, code):
    given = {"email": "other@example.invalid", **values}
    with pytest.raises(InvalidInput) as told:
        applications.apply(
            session, office_id=way.office.id, papers=papers(**given), seal=way.seal, now=way.now,
            outbox=outbox(),
        )  # fmt: skip
    assert (told.value.where, told.value.code) == (where, code)


def test_staff_of_the_office_may_not_join(session, way):
    with pytest.raises(InvalidInput) as told:
        mail = session.get(Account, way.keeper.account_id).email
        applications.apply(
            session, office_id=way.office.id, papers=papers(email=mail.upper()), seal=way.seal,
            now=way.now, outbox=outbox(),
        )  # fmt: skip
    assert told.value.code == "pool_staff_may_not_join"


def test_application_needs_papers_and_consent(session, way):
    for given, code in [
        (papers(codes=("consent",), email="b@example.invalid"), "pool_attachment_missing"),
        (papers(consents=False, email="b@example.invalid"), "pool_consent_missing"),
    ]:
        with pytest.raises((InvalidInput, Refused)) as told:
            applications.apply(
                session, office_id=way.office.id, papers=given, seal=way.seal, now=way.now,
                outbox=outbox(),
            )  # fmt: skip
        assert told.value.code == code
    assert len(session.exec(select(Expert).where(Expert.office_id == way.office.id)).all()) == 1


def test_paper_of_a_wrong_type_is_refused(session, way):
    given = applications.Papers(
        application(email="b@example.invalid"),
        {"title_certificate": paper(media_type="text/html"), "consent": paper("consent")},
        consents=True,
    )
    with pytest.raises(InvalidInput) as told:
        applications.apply(
            session, office_id=way.office.id, papers=given, seal=way.seal, now=way.now,
            outbox=outbox(),
        )  # fmt: skip
    assert (told.value.where, told.value.code) == (
        "file_title_certificate", "document_type_refused",
    )  # fmt: skip


def test_returned_application_is_corrected_by_the_new_link(session, way):
    old = token_of(session, way.expert)
    admission.return_application(
        session, points=[MarkedPoint("职称", "证书看不清")], outbox=outbox(), **way.by()
    )
    new = token_of(session, way.expert)
    assert new != old
    bodies = [row.body for row in session.exec(select(Message)) if row.subject_id == way.id]
    assert not any(old in body for body in bodies)
    with pytest.raises(NotFound):
        correct(session, way, old)
    correct(session, way, new, title="教授级高级工程师")
    assert way.expert.title == "教授级高级工程师"
    assert records.open_return(records.list_acts(session, way.id)) is None
    assert way.seal.open(
        way.expert.phone_sealed, office_id=way.office.id, expert=way.expert.code
    ) == "023-60000001"  # nothing typed leaves the stored number  # fmt: skip


def correct(session, way, token, **values):
    given = applications.Papers(application(**{"phone": "", **values}))
    return applications.correct(
        session, digest=token_digest(token), papers=given, answer="已更换", seal=way.seal,
        now=way.now,
    )  # fmt: skip


def test_nothing_is_corrected_that_was_not_returned(session, way):
    with pytest.raises(Refused) as told:
        correct(session, way, token_of(session, way.expert))
    assert told.value.code == "pool_nothing_to_correct"


def test_form_check_keeps_outcomes_and_stops_at_one_that_does_not_hold(session, way):
    code = admission.check_form(session, outcomes=holds(record=False), **way.by())
    assert (code, way.expert.state) == ("pool_condition_unmet", ExpertState.APPLIED)
    assert not records.list_checks(session, way.id)["record"].holds
    assert admission.check_form(session, outcomes=holds(), **way.by()) is None
    assert way.expert.state is ExpertState.UNDER_REVIEW
    assert len(records.list_checks(session, way.id)) == 6


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("practice_since", 2024, "pool_years_short"),
        ("title_level", "junior", "pool_title_low"),
        ("consented_at", None, "pool_consent_missing"),
    ],
)
def test_form_check_looks_at_years_title_and_consent(session, way, field, value, code):
    setattr(way.expert, field, value)
    session.commit()
    assert admission.check_form(session, outcomes=holds(), **way.by()) == code


def test_three_years_are_enough_to_the_year(session, way):
    way.expert.practice_since = 2023
    session.commit()
    assert admission.check_form(session, outcomes=holds(), **way.by()) is None


def test_every_condition_needs_an_outcome(session, way):
    given = holds()
    del given["health"]
    with pytest.raises(InvalidInput) as told:
        admission.check_form(session, outcomes=given, **way.by())
    assert told.value.where == "health"


def test_corrected_class_needs_a_reason_and_is_told(session, way):
    way.checked()
    other = Placing("management", "law")
    with pytest.raises(Refused) as told:
        admission.check_class(session, placing=other, **way.by())
    assert told.value.code == "pool_reason_missing"
    act = admission.check_class(
        session, placing=Placing("management", "law", "证书为法律专业"), **way.by()
    )
    assert way.expert.profession == "law"
    assert "证书为法律专业" in act.note
    with pytest.raises(InvalidInput):
        admission.check_class(session, placing=Placing("engineering", "law", "x"), **way.by())


def test_publicity_runs_over_working_days_and_ends_by_itself(session, way):
    way.checked()
    with pytest.raises(Refused) as told:
        way.published()
    assert told.value.code == "pool_class_unchecked"
    way.placed().published()
    assert way.expert.published_until == date(2026, 3, 9)  # Monday 2 March and five working days
    row = next(r for r in list_public(session, today=date(2026, 3, 9)) if r.name == "试申请")
    assert (row.employer, row.profession) == ("试设计院", "water")
    assert not [r for r in list_public(session, today=date(2026, 3, 10)) if r.name == "试申请"]
    way.after(7)
    with pytest.raises(Refused) as told:
        way.appointed()
    assert told.value.code == "pool_publicity_running"


def test_appointment_gives_number_term_and_letter(session, way):
    factories.expert(office_id=way.office.id, code="ZJ0041")
    way.member()
    expert = way.expert
    assert (expert.code, expert.state) == ("ZJ0042", ExpertState.ACTIVE)
    assert (expert.term_from, expert.term_until) == (date(2026, 3, 10), date(2029, 3, 9))
    phone = way.seal.open(expert.phone_sealed, office_id=way.office.id, expert="ZJ0042")
    assert phone == "023-60000001"
    assert session.get(Job, way.job).kind == appointment.LETTER_JOB
    pool = list_pool(
        session, _manual(), office_id=way.office.id, today=date(2026, 3, 11)
    )
    assert "ZJ0042" in pool


def _manual():
    from riskassess.adapters.manuals import builtin_manual

    return builtin_manual("cn-default")


def test_objection_must_be_settled(session, way):
    way.checked().placed().published()
    admission.record_objection(session, text="任职单位有误", **way.by())
    way.after(8)
    with pytest.raises(Refused) as told:
        way.appointed()
    assert told.value.code == "pool_objection_unanswered"
    way.appointed(note="已向单位核实，异议不成立")
    assert way.expert.state is ExpertState.ACTIVE


def test_refused_with_reason_and_nothing_more_follows(session, way):
    admission.refuse_application(session, reason="材料不实", outbox=outbox(), **way.by())
    assert way.expert.state is ExpertState.REMOVED
    mail = session.exec(select(Message).where(Message.subject_id == way.id)).all()[-1]
    assert "材料不实" in mail.body
    with pytest.raises(IllegalTransition):
        way.published()


def test_applicant_withdraws(session, way):
    links.withdraw(session, digest=token_digest(token_of(session, way.expert)), now=way.now)
    assert way.expert.state is ExpertState.REMOVED


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST])
def test_only_the_pool_keeper_acts(session, way, role):
    stranger = factories.actor(role, office_id=way.office.id)
    with pytest.raises(Refused):
        admission.check_form(session, outcomes=holds(), **{**way.by(), "actor": stranger})
    assert way.expert.state is ExpertState.APPLIED


def test_keeper_of_another_office_finds_nothing(session, way):
    stranger = factories.actor(Role.POOL_KEEPER)
    with pytest.raises(NotFound):
        admission.check_form(session, outcomes=holds(), **{**way.by(), "actor": stranger})


def test_nobody_handles_the_own_application(session, way):
    own = factories.actor(Role.POOL_KEEPER, office_id=way.office.id, expert_id=way.id)
    with pytest.raises(Refused) as told:
        admission.check_form(session, outcomes=holds(), **{**way.by(), "actor": own})
    assert told.value.code == "pool_own_case"


def test_who_became_staff_meanwhile_is_not_admitted(session, way):
    factories.account(
        Role.CASE_OFFICER, office_id=way.office.id, email="Applicant@example.invalid"
    )
    with pytest.raises(Refused) as told:
        way.checked()
    assert told.value.code == "pool_own_case"


def test_account_is_made_once_and_ends_the_link(session, way):
    way.member()
    token = token_of(session, way.expert)
    given = {"digest": token_digest(token), "make_hash": lambda text: f"hash-{text}",
             "now": way.now}  # fmt: skip
    for login, password, code in [
        ("ab", "long-enough-1", "pool_login"), ("expert.new", "short", "password_short"),
    ]:  # fmt: skip
        with pytest.raises(InvalidInput) as told:
            links.open_account(session, login=login, password=password, **given)
        assert told.value.code == code
    account = links.open_account(
        session, login="expert.new", password="long-enough-1", **given
    )
    assert account.expert_id == way.id
    assert way.expert.link_digest is None
    assert not any(token in row.body for row in session.exec(select(Message)))
    with pytest.raises(Refused) as told:
        links.renew_link(
            session, expert_id=way.id, actor=way.keeper, now=way.now, outbox=outbox()
        )
    assert told.value.code == "pool_has_account"


def test_no_account_before_the_appointment(session, way):
    with pytest.raises(Refused) as told:
        links.open_account(
            session, digest=way.expert.link_digest, login="expert.new", password="long-enough-1",
            make_hash=str, now=way.now,
        )  # fmt: skip
    assert told.value.code == "pool_not_appointed"


def test_every_act_is_on_record_and_audited(session, way):
    way.member()
    acts = session.exec(select(ExpertAct).where(ExpertAct.expert_id == way.id)).all()
    assert [row.action for row in acts] == [
        ExpertAction.APPLY, ExpertAction.CHECK_FORM, ExpertAction.CHECK_CLASS,
        ExpertAction.PUBLISH, ExpertAction.APPOINT,
    ]  # fmt: skip
    assert [row.after for row in acts[:-1]] == [row.before for row in acts[1:]]
    audited = session.exec(
        select(AuditEntry.action).where(
            AuditEntry.subject_type == "expert", AuditEntry.subject_id == way.id
        )
    ).all()
    assert {f"expert:{row.action}" for row in acts} <= set(audited)
    trail = session.exec(select(AuditEntry).where(AuditEntry.subject_id == way.id)).all()
    assert not any("60000001" in row.after or "水库移民" in row.after for row in trail)


def test_past_work_is_kept_and_replaced(session, way):
    past = (applications_past("某水务公司"),)
    admission.return_application(
        session, points=[MarkedPoint("", "补任职经历")], outbox=outbox(), **way.by()
    )
    correct(session, way, token_of(session, way.expert), past=past)
    rows = session.exec(select(Employment).where(Employment.expert_id == way.id)).all()
    assert [row.employer for row in rows] == ["某水务公司"]


def applications_past(employer):
    from expert_pool.vocabulary import Relation
    from riskassess.services.pool.forms import PastWork

    return PastWork(Relation.ADVISER, employer, date(2024, 1, 1), None)


def test_unit_recommends_and_the_person_consents(session, way):
    unit = factories.unit(office_id=way.office.id, name="试推荐单位")
    sponsor = factories.actor(Role.PROJECT_UNIT, office_id=way.office.id, unit_id=unit.id)
    expert = applications.recommend(
        session, papers=papers(consents=False, codes=(), email="r@example.invalid"),
        unit_id=unit.id, note="推荐", seal=way.seal, actor=sponsor, now=way.now, outbox=outbox(),
    )  # fmt: skip
    assert (expert.state, expert.recommended_by_id) == (ExpertState.RECOMMENDED, unit.id)
    way.expert = expert
    code = admission.check_form(session, outcomes=holds(), **way.by())
    assert code == "pool_consent_missing"
    given = papers(email="r@example.invalid")
    applications.correct(
        session, digest=token_digest(token_of(session, expert)), papers=given, answer="",
        seal=way.seal, now=way.now,
    )  # fmt: skip
    assert admission.check_form(session, outcomes=holds(), **way.by()) is None


def test_unit_recommends_in_its_own_name_only(session, way):
    sponsor = factories.sponsor(factories.unit(office_id=way.office.id))
    other = factories.unit(office_id=way.office.id)
    with pytest.raises(Refused):
        applications.recommend(
            session, papers=papers(email="r@example.invalid"), unit_id=other.id, note="",
            seal=way.seal, actor=sponsor, now=way.now, outbox=outbox(),
        )  # fmt: skip
    applications.support(
        session, expert_id=way.id, unit_id=sponsor.unit_id, note="同意推荐", actor=sponsor,
        now=way.now,
    )  # fmt: skip
    assert way.expert.state is ExpertState.RECOMMENDED


def test_list_says_what_is_next(session, way):
    def told():
        today = records.day_of(way.now)
        (line,) = list_applications(session, way.keeper, today=today)
        return line.next

    steps = [told()]
    for step in (way.checked, way.placed, way.published, lambda: way.after(8)):
        step()
        steps.append(told())
    assert steps == [
        NextStep.CHECK_FORM, NextStep.CHECK_CLASS, NextStep.PUBLISH, NextStep.PUBLICITY,
        NextStep.APPOINT,
    ]  # fmt: skip
    tasks = list_pool_tasks(session, way.keeper, today=date(2026, 3, 10), calendar=_calendar())
    assert [task.kind.value for task in tasks] == ["appoint_expert"]


def _calendar():
    from riskassess.domain.deadlines import WEEKDAYS

    return WEEKDAYS
