"""Who avoids the draws of a case: every reason with its fact and the questions of names."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import (
    ExclusionReason,
    MatchRuling,
    RecusalGround,
    Relation,
)
from models import (
    AuditEntry,
    Employment,
    NameRuling,
    Recusal,
    Unavailability,
    Unit,
)
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import lock_case
from riskassess.resources import NAME_TOOLS
from riskassess.services.candidates import (
    refuse_open_questions,
)
from riskassess.services.pool import name_rulings
from riskassess.services.pool.name_rulings import NameAnswer
from tests import factories
from tests.support.avoidance import DUE, TODAY, case_of_units, expert, found, keeper, reasons

R = ExclusionReason


@pytest.fixture
def case(session):
    return case_of_units()


def employment(row, employer, until_on, relation=Relation.EMPLOYEE):
    return factories.save(
        Employment(
            office_id=row.office_id, expert_id=row.id, relation=relation, employer=employer,
            until_on=until_on, added_at=factories.NOW,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("employer", "party"),
    [
        ("華宇建設（集團）股份有限公司", "project_unit"),
        ("望岳评估咨询 有限责任公司", "institution"),
        ("“云水县人民政府”", "assessment_subject"),
    ],
)
def test_the_units_of_the_case_exclude_whatever_way_they_are_written(
    session, case, employer, party
):
    row = expert(case, employer)
    all_found = found(session, case)
    assert all_found.reasons[row.code] == (R.SAME_UNIT,)
    (fact,) = all_found.facts[row.code]
    assert (fact.name, str(fact.role)) == (employer, party)


@pytest.mark.parametrize(
    ("until_on", "expected"),
    [
        (None, (R.FORMER_UNIT,)),
        (date(2023, 3, 2), (R.FORMER_UNIT,)),
        (date(2023, 3, 1), ()),
    ],
)
@pytest.mark.parametrize("relation", Relation)
def test_former_ties_count_for_the_manuals_years(session, case, until_on, expected, relation):
    row = expert(case)
    employment(row, "华宇建设集团公司", until_on, relation)
    all_found = found(session, case)
    assert all_found.reasons.get(row.code, ()) == expected
    assert [fact.relation for fact in all_found.facts.get(row.code, ())] == [relation] * bool(
        expected
    )


def test_family_of_the_project_unit_excludes_and_says_how(session, case):
    office_id = case.office_id
    above = factories.unit(office_id=office_id, name="江州国投控股公司")
    beside = factories.unit(office_id=office_id, name="江州水务公司", parent_id=above.id)
    own = lock_case(session, case.id, actor=system_actor(office_id)).project.unit_id
    below = factories.unit(office_id=office_id, name="华宇物业公司", parent_id=own)
    session.get_one(Unit, own).parent_id = above.id
    session.commit()
    rows = [expert(case, unit.name, unit_id=unit.id) for unit in (above, beside, below)]
    all_found = found(session, case)
    told = [all_found.facts[row.code][0] for row in rows]
    assert [str(fact.affiliation) for fact in told] == ["parent", "sibling", "subsidiary"]
    assert {fact.of for fact in told} == {"华宇建设集团有限公司"}
    assert {all_found.reasons[row.code] for row in rows} == {(R.AFFILIATE,)}


def test_recusals_by_ground_and_by_who_recorded_them(session, case):
    own, office = expert(case), expert(case)
    account = factories.account(Role.EXPERT, office_id=case.office_id, expert_id=own.id)
    officer = factories.account(Role.CASE_OFFICER, office_id=case.office_id)
    for row, by, ground in (
        (own, account, RecusalGround.KINSHIP), (own, account, RecusalGround.PROPERTY),
        (office, officer, RecusalGround.KINSHIP), (office, officer, RecusalGround.AUTHORSHIP),
    ):  # fmt: skip
        factories.save(
            Recusal(
                office_id=case.office_id, assessment_id=case.id, expert_id=row.id, ground=ground,
                recorded_by_id=by.id, recorded_at=factories.NOW,
            )
        )  # fmt: skip
    all_found = found(session, case)
    assert all_found.reasons[own.code] == (R.PROPERTY, R.SELF_DECLARED)
    assert all_found.reasons[office.code] == (R.AUTHORSHIP, R.RECUSED)
    assert [fact.by_self for fact in all_found.facts[own.code]] == [True, True]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (DUE, DUE, (R.UNAVAILABLE,)),
        (TODAY - timedelta(9), TODAY, (R.UNAVAILABLE,)),
        (DUE + timedelta(1), DUE + timedelta(5), ()),
        (TODAY - timedelta(9), TODAY - timedelta(1), ()),
    ],
)
def test_the_own_calendar_excludes_where_it_overlaps(session, case, first, last, expected):
    row = expert(case)
    factories.save(
        Unavailability(
            office_id=case.office_id, expert_id=row.id, from_on=first, until_on=last,
            added_at=factories.NOW,
        )
    )  # fmt: skip
    assert reasons(session, case, row) == expected


@pytest.mark.parametrize(
    ("until", "expected"), [(TODAY, ()), (TODAY - timedelta(1), (R.TERM_ENDED,)), (None, ())]
)
def test_an_ended_term_excludes(session, case, until, expected):
    assert reasons(session, case, expert(case, term_until=until)) == expected


def test_spellings_of_one_employer_are_one_employer(session, case):
    unit = factories.unit(office_id=case.office_id, name="白石大学")
    rows = [expert(case, name) for name in ("石溪（评估）公司", "石溪评估有限公司", "白石大學")]
    rows.append(expert(case, "白大", unit_id=unit.id))
    names = {row.code: row.employer for row in found(session, case).profiles}
    assert names[rows[0].code] == names[rows[1].code] in {"石溪（评估）公司", "石溪评估有限公司"}
    assert names[rows[2].code] == names[rows[3].code] == "白石大学"


def near_case(session, case):
    return expert(case, "华宇建设集团有限公司云水分公司")


def test_near_names_are_asked_and_no_draw_goes_on(session, case):
    row, out = near_case(session, case), near_case(session, case)
    out.term_until = TODAY - timedelta(1)
    factories.save(out)
    all_found = found(session, case)
    assert not all_found.reasons.get(row.code)
    (question,) = all_found.questions
    assert question.codes == (row.code,)  # who is out anyhow is not asked about
    held = lock_case(session, case.id, actor=system_actor(case.office_id))
    with pytest.raises(Refused, match="names_unresolved") as refused:
        refuse_open_questions(all_found, case=held)
    assert refused.value.facts["count"] == 1


def answered(session, case, question, ruling, actor, now):
    return name_rulings.rule_names(
        session, assessment_id=case.id, answer=NameAnswer(*question.pair, ruling, "工商信息"),
        actor=actor, now=now, names=NAME_TOOLS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ruling", "expected"), [(MatchRuling.SAME, (R.SAME_UNIT,)), (MatchRuling.DIFFERENT, ())]
)
def test_a_ruling_is_kept_and_asked_no_more(session, case, now, ruling, expected):
    row, actor = near_case(session, case), keeper(case)
    (question,) = found(session, case).questions
    answered(session, case, question, ruling, actor, now)
    all_found = found(session, case)
    assert (all_found.reasons.get(row.code, ()), all_found.questions) == (expected, ())
    with pytest.raises(InvalidInput, match="name_question_gone"):
        answered(session, case, question, ruling, actor, now)


def test_a_ruling_is_changed_with_a_reason_and_the_audit_keeps_the_old(session, case, now):
    row, actor = near_case(session, case), keeper(case)
    (question,) = found(session, case).questions
    ruled = answered(session, case, question, MatchRuling.SAME, actor, now)
    for ruling, note, code in (
        (MatchRuling.SAME, "x", "ruling_unchanged"),
        (MatchRuling.DIFFERENT, " ", "ruling_note_missing"),
        (None, "x", "ruling_missing"),
    ):
        with pytest.raises(InvalidInput, match=code):
            name_rulings.change_ruling(
                session, ruling_id=ruled.id, ruling=ruling, note=note, actor=actor, now=now
            )
    name_rulings.change_ruling(
        session, ruling_id=ruled.id, ruling=MatchRuling.DIFFERENT, note="分立", actor=actor, now=now
    )
    assert reasons(session, case, row) == ()
    (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "name:rule_again"))
    assert '"same"' in entry.before
    assert "分立" in entry.after


def test_only_the_keeper_rules(session, case, now):
    near_case(session, case)
    (question,) = found(session, case).questions
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        answered(session, case, question, MatchRuling.SAME, officer, now)
    assert not session.exec(select(NameRuling)).all()
