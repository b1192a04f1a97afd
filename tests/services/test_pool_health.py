"""The pool's health: counts that the database groups, against counting by hand."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from expert_pool.vocabulary import ExpertState
from riskassess.domain.errors import Refused
from riskassess.domain.vocabulary import MemberState, ReviewState, Role
from riskassess.queries.pool import health as queries
from riskassess.services.pool import health, health_lists
from riskassess.services.pool.health_lists import HealthList, list_behind
from riskassess.services.pool.health_todo import list_health_tasks
from tests import factories

TODAY = date(2026, 3, 2)
LONG_AGO = factories.NOW - timedelta(days=1000)


@pytest.fixture
def office(session):
    return factories.office()


@pytest.fixture
def keeper(office):
    return factories.actor(Role.POOL_KEEPER, office_id=office.id)


@pytest.fixture
def expert(office):
    def make(**values):
        return factories.expert(office_id=office.id, **values)

    return make


@pytest.fixture
def seated(office):
    """Return a maker of a seat in a review of the office, opened at a moment."""

    def make(expert, state, at=factories.NOW, review_state=ReviewState.CLOSED):
        case = factories.assessment(project=factories.project(office_id=office.id))
        review = factories.save(
            factories.Review(
                office_id=office.id, assessment_id=case.id, kind="project_review", number=1,
                panel_size=3, quorum=2, due_on=TODAY, opened_at=at,
                state=review_state,
            )
        )  # fmt: skip
        return factories.seat(
            review, expert_id=expert.id, code=expert.code, profession=expert.profession,
            employer=expert.employer, position=1, state=state, invited_at=at,
        )  # fmt: skip

    return make


def figures(session, keeper, now):
    return health.pool_health(session, keeper, now=now)


def test_only_active_experts_in_term_of_the_own_office_are_counted(session, keeper, expert, now):
    expert(term_until=TODAY)
    expert(term_until=TODAY - timedelta(days=1))
    expert(state=ExpertState.SUSPENDED)
    factories.expert()
    factories.manual()
    assert figures(session, keeper, now).sizes.whole.available == 1


def test_seats_are_held_against_the_manuals_in_use(session, keeper, expert, now):
    factories.manual()
    for number in range(3):
        expert(profession="law", employer=f"甲所{number}")
    expert(profession="social_governance", expert_class="research")
    found = figures(session, keeper, now).sizes
    seats = {seat.name: seat.supply for seat in found.seats if seat.supply.code != "field"}
    assert (seats["法律"].available, seats["法律"].is_short) == (3, False)
    assert (seats["社会治理"].available, seats["社会治理"].wanted) == (1, 3)
    assert seats["社会治理"].is_short
    assert any(seat.supply.is_empty for seat in found.seats if seat.supply.code == "field")


def test_class_is_that_of_the_profession_in_the_manual(session, keeper, expert, now):
    factories.manual()
    expert(profession="water", expert_class="management")
    classes = {row.code: row.available for row in figures(session, keeper, now).sizes.classes}
    assert classes == {"engineering": 1, "management": 0, "research": 0}


def test_terms_are_counted_by_the_days_they_still_run(session, keeper, expert, now):
    for days in (-1, 0, 180, 181, None):
        expert(term_until=None if days is None else TODAY + timedelta(days=days))
    found = figures(session, keeper, now).terms
    assert [span.count for span in found.spans[:3]] == [1, 2, 1]
    assert (found.open_end, found.ending) == (1, 3)


def test_tasks_of_this_year_are_counted_and_reserves_are_none(session, keeper, expert, seated, now):
    busy, idle, last_year = expert(), expert(), expert()
    seated(busy, MemberState.SUBMITTED)
    seated(busy, MemberState.READY)
    seated(idle, MemberState.RESERVE)
    seated(last_year, MemberState.SUBMITTED, at=factories.NOW - timedelta(days=90))
    found = figures(session, keeper, now).load
    assert found.bars[:3] == ((0, 2), (1, 0), (2, 1))
    assert found.mean == pytest.approx(2 / 3)


def test_refusals_are_shares_of_invitations_by_class(session, keeper, expert, seated, now):
    law, water = expert(), expert(profession="water", expert_class="engineering")
    seated(law, MemberState.DECLINED)
    seated(law, MemberState.SUBMITTED)
    seated(water, MemberState.RESERVE)
    seated(water, MemberState.ACCEPTED)
    seated(law, MemberState.DECLINED, at=LONG_AGO)
    rows = {row.code: (row.asked, row.refused) for row in figures(session, keeper, now).refusals}
    assert rows == {"management": (2, 1), "engineering": (1, 0)}


def test_who_refused_often_is_listed_by_number_for_the_keeper(session, keeper, expert, seated, now):
    often, more, once = expert(code="ZJ9002"), expert(code="ZJ9001"), expert(code="ZJ9000")
    for person, times in ((often, 2), (more, 3), (once, 1)):
        for _number in range(times):
            seated(person, MemberState.DECLINED)
    assert figures(session, keeper, now).refusing == 2
    rows = list_behind(session, keeper, HealthList.REFUSING, now=now).page.rows
    assert [row.code for row in rows] == ["ZJ9001", "ZJ9002"]


def test_undrawn_leaves_out_newcomers_and_whoever_had_a_seat(session, keeper, expert, seated, now):
    old = expert(created_at=LONG_AGO)
    drawn = expert(created_at=LONG_AGO)
    by_term = expert(term_from=LONG_AGO.date())
    reserve = expert(created_at=LONG_AGO)
    expert()
    seated(drawn, MemberState.DECLINED)
    seated(reserve, MemberState.RESERVE)
    found = figures(session, keeper, now).undrawn
    assert (found.count, found.known) == (3, 4)
    rows = list_behind(session, keeper, HealthList.UNDRAWN, now=now).page.rows
    assert {row.id for row in rows} == {old.id, by_term.id, reserve.id}


def test_one_employer_written_in_two_ways_is_one(session, keeper, expert, office, now):
    unit = factories.unit(office_id=office.id, name="某市设计院")
    expert(employer="某市 设计院")
    expert(employer="从前的名字", unit_id=unit.id)
    expert(employer="另一家")
    found = figures(session, keeper, now).employers
    assert [count for _key, count in found.figures.largest] == [2, 1]
    rows = list_behind(
        session, keeper, HealthList.EMPLOYER, employer="某市设计院", now=now
    ).page.rows
    assert len(rows) == 2


def test_ending_and_busy_lists_name_whom_the_figures_count(session, keeper, expert, seated, now):
    ending, busy = expert(term_until=TODAY), expert()
    for _number in range(2):
        seated(busy, MemberState.SUBMITTED)
    for subject, person in ((HealthList.ENDING, ending), (HealthList.BUSY, busy)):
        rows = list_behind(session, keeper, subject, now=now).page.rows
        assert [row.id for row in rows] == [person.id]


def test_panel_at_work_moves_no_figure_and_no_list(session, keeper, expert, seated, now):
    people = [expert(created_at=LONG_AGO) for _number in range(3)]

    def shown():
        found = figures(session, keeper, now)
        lists = [list_behind(session, keeper, each, now=now).page.rows for each in HealthList]
        return (found.load, found.refusals, found.refusing, found.undrawn, str(lists))

    before = shown()
    for person in people[:2]:
        for state in (MemberState.READY, MemberState.DECLINED, MemberState.DECLINED):
            seated(person, state, review_state=ReviewState.SCORING)
        seated(person, MemberState.SUBMITTED, review_state=ReviewState.SCORING)
    assert shown() == before


def test_lists_are_for_the_keeper_alone(session, office, now):
    officer = factories.actor(Role.CASE_OFFICER, office_id=office.id)
    assert health_lists.refuse_names(officer)
    for subject in HealthList:
        with pytest.raises(Refused):
            list_behind(session, officer, subject, now=now)


def test_chances_are_given_for_each_procedure(session, keeper, expert, now):
    manual = factories.builtin_manual("cn-default")
    for number in range(4):
        expert(profession="law", employer=f"甲{number}")
        expert(profession="water", employer=f"乙{number}")
        expert(profession="social_governance", employer=f"丙{number}")
    found = health.guesses(figures(session, keeper, now).alike, manual, kind="reservoir")
    assert [guess.procedure for guess in found] == ["simple", "general", "special"]
    simple = found[0].chances
    # three seats, each one of four: the insider names one of each
    assert simple.at_least == pytest.approx([1 - (3 / 4) ** 3, 10 / 64, 1 / 64])


def test_empty_pool_has_figures_and_no_chances(session, keeper, now):
    factories.manual()
    found = figures(session, keeper, now)
    assert found.load.mean is None
    assert found.employers.figures.whole == 0
    manual = found.manuals[0]
    assert all(
        guess.chances is None
        for guess in health.guesses(figures(session, keeper, now).alike, manual, kind="reservoir")
    )


def test_number_of_queries_does_not_grow_with_the_pool(session, keeper, expert, now, engine):
    asked = []

    def note(*given):
        asked.append(given[2])

    def count(read):
        asked.clear()
        read(session, keeper, now=now)
        return len(asked)

    factories.manual()
    pages, lines = [], []
    sa.event.listen(engine, "before_cursor_execute", note)
    figures(session, keeper, now)
    for _number in range(2):
        for _more in range(5):
            expert()
            factories.assessment(project=factories.project(office_id=keeper.office_id))
        pages.append(count(health.pool_health))
        lines.append(count(list_health_tasks))
    sa.event.remove(engine, "before_cursor_execute", note)
    assert pages[0] == pages[1] < 20
    assert lines[0] == lines[1] < 10


def test_manuals_in_use_are_those_of_running_cases(session, office):
    assert queries.list_manuals_in_use(session, office_id=office.id, day=TODAY) == []
    factories.assessment(project=factories.project(office_id=office.id))
    in_use = queries.list_manuals_in_use(session, office_id=office.id, day=TODAY)
    assert [manual.id for manual in in_use] == ["cn-default"]
