"""From the formal check to the appointment, on both databases: who may act, what stays."""

from datetime import date

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import ExpertAction, ExpertState
from models import AuditEntry, ExpertAct, Job, Message
from riskassess.domain.deadlines import WEEKDAYS
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool import records
from riskassess.queries.pool.applications import (
    NextStep,
    list_applications,
    list_pool_tasks,
    list_public,
)
from riskassess.queries.pool.exclusions import list_active
from riskassess.services.pool import admission, appointment, standing
from riskassess.services.pool.admission import Placing
from tests import factories
from tests.support.pool_life import (
    Way,
    holds,
    outbox,
)


@pytest.fixture
def way(session, tmp_path, now):
    return Way(session, tmp_path, now)


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


def test_code_beyond_the_own_series_does_not_count(session, way):
    factories.expert(office_id=way.office.id, code="ZJ" + "9" * 18)
    factories.expert(office_id=way.office.id, code="ZJ0041")
    way.member()
    assert way.expert.code == "ZJ0042"


def test_appointment_gives_number_term_and_letter(session, way):
    factories.expert(office_id=way.office.id, code="ZJ0041")
    way.member()
    expert = way.expert
    assert (expert.code, expert.state) == ("ZJ0042", ExpertState.ACTIVE)
    assert (expert.term_from, expert.term_until) == (date(2026, 3, 10), date(2029, 3, 9))
    phone = way.seal.open(expert.phone_sealed, office_id=way.office.id, expert="ZJ0042")
    assert phone == "023-60000001"
    assert session.get(Job, way.job).kind == appointment.LETTER_JOB
    assert "ZJ0042" in {row.code for row in list_active(session, way.office.id)}


def test_letters_speak_to_an_applicant_and_to_an_expert(session, way):
    way.member()
    mails = session.exec(select(Message).order_by(Message.id)).all()
    first, last = mails[0].body, mails[-1].body
    assert first.startswith("试申请，您好：\n\n已收到您的入库申请，申请号 SQ2026-0001。")
    assert last.startswith(
        "试申请专家：\n\n您已受聘为专家，编号 ZJ0001，聘期为2026年3月10日至2029年"
    )
    for body in (first, last):
        assert body.count("请打开") == 1
        assert "以新邮件里的链接为准" in body
    factories.account(Role.EXPERT, office_id=way.office.id, expert_id=way.id)
    box = outbox()
    standing.suspend(session, reason_code="complaint", note="", outbox=box, **way.by())
    told = session.get(Message, box.message_ids[-1]).body
    assert "请登录后打开" in told
    assert "以新邮件里的链接为准" not in told


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
    newest = select(Message).where(Message.subject_id == way.id).order_by(col(Message.id).desc())
    assert "材料不实" in session.exec(newest).first().body
    with pytest.raises(IllegalTransition):
        way.published()


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
    factories.account(Role.CASE_OFFICER, office_id=way.office.id, email="Applicant@example.invalid")
    with pytest.raises(Refused) as told:
        way.checked()
    assert told.value.code == "pool_own_case"


def test_every_act_is_on_record_and_audited(session, way):
    way.member()
    of_expert = select(ExpertAct).where(ExpertAct.expert_id == way.id)
    acts = session.exec(of_expert.order_by(col(ExpertAct.id))).all()
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


def test_list_says_what_is_next(session, way):
    def told():
        today = records.day_of(way.now)
        (line,) = list_applications(session, way.keeper, today=today).rows
        return line.next

    steps = [told()]
    for step in (way.checked, way.placed, way.published, lambda: way.after(8)):
        step()
        steps.append(told())
    assert steps == [
        NextStep.CHECK_FORM, NextStep.CHECK_CLASS, NextStep.PUBLISH, NextStep.PUBLICITY,
        NextStep.APPOINT,
    ]  # fmt: skip
    tasks = list_pool_tasks(session, way.keeper, today=date(2026, 3, 10), calendar=WEEKDAYS)
    assert [task.kind.value for task in tasks] == ["appoint_expert"]
