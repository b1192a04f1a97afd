"""Proposals by likeness: reasons, who may serve, and that nothing is stored."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from expert_pool.vocabulary import ExpertState, RecusalGround
from models import Recusal, Unavailability
from riskassess.adapters.chinese import cut_words
from riskassess.domain.vocabulary import AssessmentState
from riskassess.queries.assessments import get_case
from riskassess.resources import NAME_TOOLS
from riskassess.services.pool.fit import propose
from tests import factories

TODAY = factories.NOW.date()


@pytest.fixture
def case(session):
    owner = factories.unit(name="某县水务公司")
    project = factories.project(
        owner=owner,
        kind="reservoir",
        title="青石河水库工程",
        outline="新建大坝，库区移民搬迁安置一千人，库岸有滑坡",
    )
    made = factories.assessment(project=project, state=AssessmentState.PREPARING)
    factories.factor(made, name="移民补偿标准")
    return made


@pytest.fixture
def expert(case):
    def make(**values):
        given = {"profession": "water", "specialities": "水库大坝安全鉴定"}
        return factories.expert(office_id=case.office_id, **{**given, **values})

    return make


def proposed(session, case, now):
    actor = factories.actor("case_officer", office_id=case.office_id)
    found = get_case(session, case.id, actor=actor)
    return propose(session, found, cut=cut_words, names=NAME_TOOLS, now=now)


def experts(proposal, profession="water"):
    rows = [row for row in proposal.professions if row.code == profession]
    return [expert.code for row in rows for expert in row.experts]


def test_professions_come_with_the_terms_they_share(session, case, now):
    found = proposed(session, case, now)
    assert len(found.professions) == 5
    by_code = {row.code: row for row in found.professions}
    assert {"water", "resettlement", "geology"} <= set(by_code)
    assert "水库" in by_code["water"].terms
    assert "移民" in by_code["resettlement"].terms
    assert by_code["water"].of_kind
    assert by_code["water"].seat == "项目所属专业"
    assert found.missing == ()


def test_experts_of_a_profession_come_by_what_they_know(session, case, expert, now):
    other = expert(specialities="灌区节水")
    known = expert()
    expert(specialities="")
    found = experts(proposed(session, case, now))
    assert found[0] == known.code
    assert other.code not in found
    row = next(row for row in proposed(session, case, now).professions if row.code == "water")
    assert row.serving == 3
    assert "大坝" in row.experts[0].terms


def test_only_those_who_may_serve_are_named(session, case, expert, now):
    may = expert()
    expert(state=ExpertState.SUSPENDED)
    expert(term_until=TODAY - timedelta(days=1))
    expert(employer="某县水务公司")
    recused, away = expert(), expert()
    factories.save(
        Recusal(
            office_id=case.office_id, assessment_id=case.id, expert_id=recused.id,
            ground=RecusalGround.OTHER, recorded_at=now,
        )
    )  # fmt: skip
    factories.save(
        Unavailability(
            office_id=case.office_id, expert_id=away.id, from_on=TODAY, until_on=TODAY,
            added_at=now,
        )
    )  # fmt: skip
    factories.expert(profession="water", specialities="水库大坝安全鉴定")
    assert experts(proposed(session, case, now)) == [may.code]


def test_profession_may_be_written_as_its_word(session, case, expert, now):
    by_word = expert(profession="水利")
    assert experts(proposed(session, case, now)) == [by_word.code]


def test_no_more_experts_than_the_manual_says(session, case, expert, now):
    for _number in range(8):
        expert()
    assert len(experts(proposed(session, case, now))) == 5


def test_profession_of_the_kind_that_no_text_shows_is_named(session, case, now):
    case.project_id = factories.project(
        office_id=case.office_id, kind="reservoir", title="养老机构医保报销", outline=""
    ).id
    found = proposed(session, case, now)
    assert set(found.missing) == {"water", "resettlement", "geology"} - {
        row.code for row in found.professions
    }


def test_nothing_is_stored(session, case, expert, now):
    expert()

    def counts():
        session.flush()
        return {
            name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in SQLModel.metadata.tables.items()
            if name not in {"account", "account_role"}
        }

    before = counts()
    proposed(session, case, now)
    assert counts() == before
    assert not session.dirty
