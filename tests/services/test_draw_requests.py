"""Redraws and direct appointments: a reason of the manual, a note, and another officer."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import select

from expert_pool.record_check import check_content
from expert_pool.vocabulary import DrawKind, DrawState, LedgerKind, RequestState
from models import LedgerEntry, Message
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.ledger import list_ledger
from riskassess.services import draw_requests, draws
from riskassess.services.appointments import open_places_of, open_seats
from riskassess.services.draw_requests import Wish
from riskassess.services.draw_sources import SourceChoice
from tests import factories
from tests.support import reviews as scenes

REASON = Wish("value_wrong", "录像显示最后一掷为 3。")


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


@pytest.fixture
def announced(session, case, officer, now):
    return scenes.announced(session, case, officer, now=now)


def another(case, *roles):
    return factories.actor(*roles, office_id=case.office_id)


def kinds(session, case):
    return [line.entry.kind for line in list_ledger(session, case.id)]


def test_redraw_is_asked_for_by_one_and_approved_by_another(session, case, now):
    officer = scenes.officer(case, Role.APPROVER)
    made = scenes.opened(session, case, officer, now=now)
    desk = scenes.desk(officer, now)
    first = scenes.seated(session, made.review)[0]
    scenes.submit(session, made.review, first)
    asked = draw_requests.request_redraw(session, draw_id=made.draw.id, wish=REASON, desk=desk)
    with pytest.raises(Refused, match="draw_request_open"):
        draw_requests.request_redraw(session, draw_id=made.draw.id, wish=REASON, desk=desk)
    decide = {"request_id": asked.id, "decision": "同意", "public_url": scenes.URL}
    with pytest.raises(Refused, match="draw_own_request"):
        draw_requests.decide_request(session, approves=True, desk=desk, **decide)
    for role in (Role.POOL_KEEPER, Role.AUDITOR):
        with pytest.raises(Refused, match="not_your_role"):
            draw_requests.decide_request(
                session, approves=True, desk=scenes.desk(another(case, role), now), **decide
            )
    approver = scenes.desk(scenes.approver(case), now)
    draw_requests.decide_request(session, approves=True, desk=approver, **decide)
    with pytest.raises(Refused, match="draw_request_decided"):
        draw_requests.decide_request(session, approves=True, desk=approver, **decide)
    assert made.draw.state is DrawState.CANCELLED
    assert all(finding.ok for finding in check_content(made.draw.record.encode()))
    states = {row.code: row.state for row in scenes.panel(session, made.review)}
    assert states.pop(first.code) is MemberState.SUBMITTED
    assert set(states.values()) == {MemberState.RELEASED}
    mails = session.exec(select(Message).where(Message.expert_id != first.expert_id)).all()
    assert not [mail for mail in mails if "/invitations/" in mail.body]
    assert len([mail for mail in mails if "此前的邀请随之取消" in mail.body]) == 4
    later = now + 2 * scenes.WAIT
    again = draws.announce_draw(
        session, review_id=made.review.id, choice=scenes.dice(later),
        desk=scenes.desk(officer, later),
    )  # fmt: skip
    assert (again.kind, again.replaces_id) == (DrawKind.REDRAW, made.draw.id)
    scenes.thrown(session, again, officer, now=later)
    seated = [row for row in scenes.panel(session, made.review) if row.state in SEATED]
    assert len(seated) == 5
    line = session.exec(
        select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.CANCELLATION)
    ).one()
    assert (line.reason_code, line.by_id, line.approved_by_id) == (
        "value_wrong", officer.account_id, approver.actor.account_id,
    )  # fmt: skip


SEATED = (MemberState.INVITED, MemberState.SUBMITTED)


def test_a_redraw_needs_a_reason_of_the_manual_and_a_note(session, officer, announced, now):
    desk = scenes.desk(officer, now)
    for wish, code in (
        (Wish("not_content", "不满意"), "draw_reason_unknown"),
        (Wish("list_wrong", " "), "draw_note_missing"),
    ):
        with pytest.raises(InvalidInput, match=code):
            draw_requests.request_redraw(session, draw_id=announced.draw.id, wish=wish, desk=desk)


def test_a_refused_request_changes_nothing(session, case, officer, announced, now):
    asked = draw_requests.request_redraw(
        session, draw_id=announced.draw.id, wish=REASON, desk=scenes.desk(officer, now)
    )
    desk = scenes.desk(scenes.approver(case), now)
    given = {"request_id": asked.id, "approves": False, "public_url": scenes.URL, "desk": desk}
    with pytest.raises(InvalidInput, match="draw_note_missing"):
        draw_requests.decide_request(session, decision="", **given)
    done = draw_requests.decide_request(session, decision="录像无误", **given)
    assert done.request.state is RequestState.REFUSED
    assert announced.draw.state is DrawState.ANNOUNCED
    assert kinds(session, case) == [LedgerKind.ANNOUNCEMENT]


def test_a_direct_appointment_takes_a_free_place_by_two_officers(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    desk = scenes.desk(officer, now)
    expert = factories.expert(office_id=case.office_id, profession="law")
    ask = {"review_id": made.review.id, "wish": Wish("too_special", "特殊结构"), "desk": desk}
    ask["seat"] = "rest"  # another lawyer holds the seat
    with pytest.raises(Refused, match="panel_complete"):
        draw_requests.request_direct_appointment(session, expert_code=expert.code, **ask)
    lost = scenes.seated(session, made.review)[0]
    scenes.leave(session, lost)
    for code, fault in ((lost.code, "appointment_excluded"), ("ZJ9999X", "expert_unknown")):
        with pytest.raises(InvalidInput, match=fault):
            draw_requests.request_direct_appointment(session, expert_code=code, **ask)
    asked = draw_requests.request_direct_appointment(session, expert_code=expert.code, **ask)
    approver = scenes.approver(case)
    done = draw_requests.decide_request(
        session, request_id=asked.id, approves=True, decision="", public_url=scenes.URL,
        desk=scenes.desk(approver, now),
    )  # fmt: skip
    assert len(done.message_ids) == 1
    seat = scenes.panel(session, made.review)[-1]
    assert (seat.code, seat.state, seat.draw_id) == (expert.code, MemberState.INVITED, None)
    line = session.get_one(LedgerEntry, seat.ledger_entry_id)
    assert (line.kind, line.approved_by_id) == (
        LedgerKind.DIRECT_APPOINTMENT, approver.account_id,
    )  # fmt: skip


def test_an_appointment_fits_its_seat_and_tells_the_truth_of_the_pool(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    for member in scenes.seated(session, made.review):
        if member.profession == "social_governance":
            scenes.leave(session, member)
    lawyer = factories.expert(office_id=case.office_id, profession="law")
    fitting = factories.expert(office_id=case.office_id, profession="social_governance")
    desk = scenes.desk(officer, now)
    opened = open_seats(session, get_case(session, case.id, actor=officer), made.review, desk)
    assert (opened[0].code, opened[0].professions) == ("governance", ("社会治理",))
    ask = {"review_id": made.review.id, "seat": "governance", "desk": desk}
    short, special = Wish("pool_exhausted", "没有人"), Wish("too_special", "特殊")
    for person, wish, seat, fault in (
        (lawyer, short, "governance", "appointment_misfit"),
        (lawyer, special, "governance", "appointment_misfit"),
        (fitting, short, "governance", "appointment_enough"),
        (fitting, special, "law", "appointment_seat_unknown"),
    ):
        with pytest.raises(InvalidInput, match=fault) as told:
            draw_requests.request_direct_appointment(
                session, expert_code=person.code, wish=wish, **{**ask, "seat": seat}
            )
        if fault == "appointment_misfit":
            assert told.value.facts["professions"] == "社会治理"
        if fault == "appointment_enough":
            assert told.value.facts["count"] == opened[0].eligible > 1
    asked = draw_requests.request_direct_appointment(
        session, expert_code=fitting.code, wish=special, **ask
    )
    assert asked.seat == "governance"


def test_a_full_panel_keeps_a_seat_open_while_nobody_in_it_fits(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    about = get_case(session, case.id, actor=officer)
    assert open_places_of(session, about, made.review) == []
    for member in scenes.seated(session, made.review):
        if member.profession == "law":
            member.profession = "water"
            factories.save(member)
    assert [place.code for place in open_places_of(session, about, made.review)] == ["law"]


def test_only_the_newest_draw_is_drawn_again(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    for row in scenes.panel(session, made.review)[-3:]:
        scenes.leave(session, row)
    later = now + scenes.WAIT
    desk = scenes.desk(officer, later)
    again = draws.announce_draw(
        session, review_id=made.review.id, choice=scenes.dice(later), desk=desk
    )
    with pytest.raises(Refused, match="draw_not_newest"):
        draw_requests.request_redraw(session, draw_id=made.draw.id, wish=REASON, desk=desk)
    assert draw_requests.request_redraw(session, draw_id=again.id, wish=REASON, desk=desk).id


def test_draw_announced_meanwhile_keeps_the_older_one(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    for row in scenes.panel(session, made.review)[-3:]:
        scenes.leave(session, row)
    later = now + scenes.WAIT
    desk = scenes.desk(officer, later)
    asked = draw_requests.request_redraw(session, draw_id=made.draw.id, wish=REASON, desk=desk)
    draws.announce_draw(session, review_id=made.review.id, choice=scenes.dice(later), desk=desk)
    approver = scenes.desk(scenes.approver(case), later)
    with pytest.raises(Refused, match="draw_not_newest"):
        draw_requests.decide_request(
            session, request_id=asked.id, approves=True, decision="", public_url=scenes.URL,
            desk=approver,
        )  # fmt: skip
    session.refresh(made.draw)
    assert made.draw.state is DrawState.DRAWN


@pytest.mark.parametrize("days", [0, 1, 400])
def test_supplement_is_drawn_before_the_due_day(session, case, officer, now, days):
    made = scenes.opened(session, case, officer, now=now)
    for row in scenes.panel(session, made.review)[-3:]:
        scenes.leave(session, row)
    due = datetime.combine(made.review.due_on, time(2), tzinfo=UTC)
    choice = SourceChoice("dice", due + timedelta(days=days))
    desk = scenes.desk(officer, now + scenes.WAIT)
    with pytest.raises(InvalidInput, match="draw_after_due") as told:
        draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk)
    assert told.value.where == "expected_at"
    choice = SourceChoice("dice", due - timedelta(days=1))
    assert draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk).id
