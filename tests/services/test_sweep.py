"""The sweep: every part on its own, at most once, whatever another part does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import AuditEntry, Expert, Message
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.domain.vocabulary import MemberState
from riskassess.jobs import sweep
from riskassess.services import group_opinions, panel_votes
from tests import factories
from tests.support.group_opinions import closed_panel, drafted
from tests.support.review_room import make_room


@pytest.fixture
def run(resources, make_test_session, monkeypatch):
    """Return a function that sweeps at a moment, on the test's own transaction."""
    monkeypatch.setattr(sweep, "make_session", lambda *_args, **_options: make_test_session())
    return lambda now: sweep.sweep_people(replace(resources, clock=lambda: now))


@pytest.fixture
def people(session):
    """Return an expert who has not scored, and one whose term is nearly over."""
    room = make_room(session, experts=1, state=MemberState.READY)
    ending = factories.expert(office_id=room.assessment.office_id, term_until=date(2026, 3, 31))
    return room.chairs[0].member, ending


def morning(now, day):
    return now.replace(day=day, hour=1)  # 9 o'clock in Shanghai


def topics(session):
    return sorted(row.topic for row in session.exec(select(Message)))


def test_what_is_due_is_written_once_and_told_to_the_queue(session, people, run, now):
    moment = morning(now, 11)
    found = run(moment)
    assert sorted(found) == sorted(row.id for row in session.exec(select(Message)))
    assert topics(session) == ["expert", "sheet"]
    assert run(moment) == []
    assert run(moment + timedelta(hours=3)) == []


def test_nothing_is_written_at_night(session, people, run, now):
    assert run(morning(now, 11).replace(hour=14)) == []
    assert topics(session) == []


def test_term_that_is_over_ends(session, people, run, now):
    _member, ending = people
    run(morning(now, 2).replace(month=4))
    session.expire_all()
    assert session.get_one(Expert, ending.id).state is ExpertState.EXPIRED


def test_overdue_vote_is_ended_once_by_the_system(session, run, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    opinion = group_opinions.put_to_vote(session, hand=panel.leader)
    dissent = {"choice": VoteChoice.DISSENT, "dissent": "安置点未落实。"}
    panel_votes.vote_on_opinion(session, **dissent, hand=panel.hand(1))
    session.commit()
    for days, state in ((2, GroupState.VOTING), (3, GroupState.FINAL), (4, GroupState.FINAL)):
        run(now + timedelta(days=days))
        session.expire_all()
        assert opinion.state is state
    ended = session.exec(select(AuditEntry).where(AuditEntry.action == "group_opinion:end")).one()
    assert (ended.actor_id, ended.at) == (None, now + timedelta(days=3))
    assert panel_votes.list_votes(session) == []


def test_part_that_fails_leaves_the_others_to_their_work(session, people, run, now, monkeypatch):
    def fail(*_given, **_values):
        raise RuntimeError("defect")

    monkeypatch.setattr(sweep.terms, "remind_terms", fail)
    monkeypatch.setattr(sweep.personal, "erase_expired", fail)
    assert run(morning(now, 11))
    assert topics(session) == ["sheet"]
