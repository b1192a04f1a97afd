"""Every kind of job and the sweep of an office beside a full neighbour: nothing of that one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import Expert, Job, Message
from riskassess.domain.vocabulary import JobState, MemberState
from riskassess.jobs import appointment_letters, runner, sweep
from riskassess.jobs import dossiers as build
from riskassess.jobs.handlers import HANDLERS
from tests import factories
from tests.closed_case import Printed, closed_case, seal
from tests.faults.test_killed_jobs import SCENES
from tests.support.review_room import make_room
from tests.support.two_offices import MARK, TAG, neighbour, pointing_across, rows_of_office
from tests.web.walking import Answer


def sealed(session, resources, _now):
    """Ask for the dossier of a case that was acted beside the neighbour."""
    closed = closed_case(session, files=resources.files, keys=resources.keys)
    return seal(session, closed)[1], None


JOBS = {**{kind: scene for kind, (scene, _wanted) in SCENES.items()}, "build_dossier": sealed}


@pytest.fixture
def resources(resources, make_test_session, monkeypatch):
    """Let jobs work on the test's own transaction; print a few bytes instead of a PDF."""
    for module in (runner, sweep):
        monkeypatch.setattr(module, "make_session", lambda *_args, **_options: make_test_session())
    for printer in (build, appointment_letters):
        monkeypatch.setattr(printer, "render_pdf", lambda html, **_: Printed(html.encode()))
    return resources


def files_below(home):
    """Return every file with its content."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_jobs_of_an_office_read_and_write_nothing_of_its_neighbour(session, resources, now):
    assert set(JOBS) == set(HANDLERS)
    home = resources.settings.home
    other = neighbour(session, home)
    before, kept = rows_of_office(session, other), files_below(home)
    for scene in JOBS.values():
        job_id, _done = scene(session, resources, now)
        runner.run(resources, "job", job_id)
        session.expire_all()
        assert session.get_one(Job, job_id).state is JobState.DONE
    assert rows_of_office(session, other) == before
    assert pointing_across(session) == []
    made = files_below(home)
    assert {path: made[path] for path in kept} == kept
    written = [Answer(200, made[path], str(path), "") for path in made.keys() - kept.keys()]
    assert len(written) > len(JOBS)
    assert [each.headers for each in written if each.holds(MARK, TAG)] == []


def test_the_sweep_tells_each_office_of_its_own_only(session, resources, now):
    """Both offices have work that is due: nobody hears of the other's."""
    other = neighbour(session, resources.settings.home)
    room = make_room(session, experts=1, state=MemberState.READY)
    own = room.assessment.office_id
    moment = now.replace(day=11, hour=1)  # 9 o'clock in Shanghai
    for days in (5, -5):
        ends = moment.date() + timedelta(days=days)
        factories.expert(office_id=own, term_until=ends, state=ExpertState.ACTIVE)
    told = set(session.exec(select(Message.id)))
    found = sweep.sweep_people(replace(resources, clock=lambda: moment))
    session.expire_all()
    rows = [session.get_one(Message, each) for each in found]
    assert told.isdisjoint(found)
    assert {row.office_id for row in rows} == {own, other}
    assert sorted(row.topic for row in rows if row.office_id == own) == [
        "expert",
        "expert",
        "sheet",
    ]
    for row in rows:
        of_other = row.office_id == other
        assert session.get_one(Expert, row.expert_id).office_id == row.office_id
        assert (TAG in row.recipient) is of_other
        assert (MARK in row.body) is of_other
    assert pointing_across(session) == []
