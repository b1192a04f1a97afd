"""Reserves move up only as active members in term; who is gone at the draw leaves with a line."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.draw_record import read_rule
from expert_pool.frozen import read_lists
from expert_pool.selection import select as choose
from expert_pool.vocabulary import ExpertState, LedgerKind
from models import Expert, LedgerEntry
from models.engine import transaction
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.draws import draw_view
from riskassess.services.ledger import add_entry
from riskassess.services.seats import give_seat, replace_member
from tests.support import reviews as scenes

GONE = [
    {"state": ExpertState.SUSPENDED},
    {"state": ExpertState.REMOVED},
    {"state": ExpertState.EXPIRED},
    {"term_until": date(2026, 3, 1)},
]


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def coming_reserves(session, draw):
    """Return whom the throws of the scene will make reserves."""
    announcement = draw_view(session, draw).announcement
    lists = read_lists(announcement, json.loads(draw.lists))
    chosen = choose(
        lists,
        rule=read_rule(announcement["rule"]),
        sources=[[int(throw)] for throw in scenes.THROWS],
        algorithm=announcement["algorithm"],
    )
    return list(chosen.reserves)


def leave_the_pool(session, codes, values):
    for row in session.exec(select(Expert).where(Expert.code.in_(codes))):
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
    session.commit()


def replaced(session, member, officer, now):
    scenes.leave(session, member)
    with transaction(session):
        return replace_member(
            session, member=member, actor=officer, now=now + scenes.WAIT, public_url=scenes.URL
        )


@pytest.mark.parametrize("values", GONE)
def test_reserve_gone_at_the_draw_leaves_with_a_line(session, case, officer, now, values):
    made = scenes.announced(session, case, officer, now=now)
    reserves = coming_reserves(session, made.draw)
    leave_the_pool(session, reserves, values)
    scenes.thrown(session, made.draw, officer, now=now)
    states = {row.code: row.state for row in scenes.panel(session, made.review)}
    assert reserves
    assert {states[code] for code in reserves} == {MemberState.RECUSED}
    lines = session.exec(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.RECUSAL)).all()
    assert len(lines) == len(reserves)
    is_over = values in ({"state": ExpertState.EXPIRED}, {"term_until": date(2026, 3, 1)})
    assert {row.reason_code for row in lines} == {"term_ended" if is_over else "out_of_pool"}
    member = [row for row in scenes.panel(session, made.review) if row.code not in reserves][-1]
    assert replaced(session, member, officer, now) is None


@pytest.mark.parametrize("values", GONE)
def test_reserve_who_left_the_pool_does_not_move_up(session, case, officer, now, values):
    made = scenes.opened(session, case, officer, now=now)
    panel = scenes.panel(session, made.review)
    reserves = [row for row in panel if row.state is MemberState.RESERVE]
    leave_the_pool(session, [row.code for row in reserves], values)
    assert replaced(session, scenes.seated(session, made.review)[-1], officer, now) is None
    assert {row.state for row in reserves} == {MemberState.RESERVE}


def test_reserve_in_term_moves_up(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    panel = scenes.panel(session, made.review)
    reserves = [row for row in panel if row.state is MemberState.RESERVE]
    last_day = (now + timedelta(hours=8)).date()
    leave_the_pool(session, [row.code for row in reserves], {"term_until": last_day})
    professions = {row.profession for row in reserves}
    seated = scenes.seated(session, made.review)
    member = next(row for row in seated if row.profession in professions)
    assert replaced(session, member, officer, now) is not None


def test_a_seat_that_is_given_again_is_of_today(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    member = scenes.seated(session, made.review)[0]
    expert = session.get_one(Expert, member.expert_id)
    expert.employer, expert.profession = "另一研究院", "planning"
    with transaction(session):
        line = add_entry(
            session, review=made.review, kind=LedgerKind.DIRECT_APPOINTMENT, actor=officer,
            now=now + scenes.WAIT,
        )  # fmt: skip
        again = give_seat(session, expert, line=line, state=MemberState.INVITED)
    assert (again.id, again.employer, again.profession) == (member.id, "另一研究院", "planning")
