"""A seat that the pool cannot fill holds nothing up: the others are drawn, two appoint to it."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from expert_pool.record_check import check_content
from expert_pool.vocabulary import LedgerKind
from models import Certificate, LedgerEntry, Review
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import MemberState, ReviewKind
from riskassess.print.approval import draw_words
from riskassess.queries.assessments import get_case
from riskassess.queries.ledger import ledger_counts
from riskassess.services import draw_requests, draws, panels, proposals, rounds, seats
from riskassess.services.appointments import open_places_of
from riskassess.services.draw_freezing import look_ahead
from riskassess.services.draw_requests import Wish
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.letters import Outbox
from tests import factories
from tests.support import reviews as scenes
from tests.support.group_opinions import let_agree
from tests.support.vault import vault

NOTE = "全库没有法律专家。"


@pytest.fixture
def case(session):
    """Return a case of an office whose pool has no lawyer."""
    made = scenes.ready_case()
    for expert in scenes.pool(made.office_id):
        if expert.profession == "law":
            expert.profession = "water"
            factories.save(expert)
    return made


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def open_review(session, case, officer, now, **choice):
    return panels.open_review(
        session, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, due_on=scenes.DUE,
        choice=replace(scenes.dice(now), **choice), desk=scenes.desk(officer, now),
    )  # fmt: skip


@pytest.fixture
def drawn(session, case, officer, now):
    made = open_review(session, case, officer, now, vacancy=NOTE)
    scenes.thrown(session, made.draw, officer, now=now)
    return made


def test_the_other_seats_are_drawn_and_the_record_says_which_one_is_left(session, case, drawn):
    announced = json.loads(drawn.draw.announcement)
    assert announced["vacant"] == [{"code": "law", "name": "法律", "places": 1}]
    assert "law" not in [row["code"] for row in announced["strata"]]
    assert [row[1:3] for row in json.loads(drawn.draw.lists)["standing"]] == [["law", "management"]]
    members = scenes.panel(session, drawn.review)
    assert [row.state for row in members] == [MemberState.INVITED] * 4 + [MemberState.RESERVE] * 2
    assert all(finding.ok for finding in check_content(drawn.draw.record.encode()))
    line = session.exec(select(LedgerEntry).where(LedgerEntry.number == 1)).one()
    assert (line.kind, line.reason_code, line.note) == (
        LedgerKind.ANNOUNCEMENT, "pool_exhausted", NOTE,
    )  # fmt: skip


def appoint(session, case, officer, drawn, now):
    """Let one officer ask for a lawyer of the pool and another approve; return the expert."""
    expert = factories.expert(office_id=case.office_id, profession="law")
    asked = draw_requests.request_direct_appointment(
        session, review_id=drawn.review.id, expert_code=expert.code, seat="law",
        wish=Wish("pool_exhausted", NOTE), desk=scenes.desk(officer, now),
    )  # fmt: skip
    draw_requests.decide_request(
        session, request_id=asked.id, approves=True, decision="同意", public_url=scenes.URL,
        desk=scenes.desk(scenes.approver(case), now),
    )  # fmt: skip
    return expert


def test_the_seat_left_is_appointed_by_two_officers_and_counted(session, case, officer, drawn, now):
    expert = appoint(session, case, officer, drawn, now)
    seated = [r for r in scenes.panel(session, drawn.review) if r.state is MemberState.INVITED]
    assert (len(seated), seated[-1].code) == (5, expert.code)
    assert ledger_counts(session, case.id)[LedgerKind.DIRECT_APPOINTMENT] == 1


def test_another_profession_takes_the_seat_only_where_the_pool_has_nobody_and_the_ledger_says_so(
    session, case, officer, drawn, now
):
    expert = factories.expert(office_id=case.office_id, profession="water")
    ask = {
        "review_id": drawn.review.id, "expert_code": expert.code, "seat": "law",
        "desk": scenes.desk(officer, now),
    }  # fmt: skip
    with pytest.raises(InvalidInput, match="appointment_misfit"):
        draw_requests.request_direct_appointment(session, wish=Wish("too_special", NOTE), **ask)
    wish = Wish("pool_exhausted", NOTE)
    asked = draw_requests.request_direct_appointment(session, wish=wish, **ask)
    draw_requests.decide_request(
        session, request_id=asked.id, approves=True, decision="", public_url=scenes.URL,
        desk=scenes.desk(scenes.approver(case), now),
    )  # fmt: skip
    line = session.exec(select(LedgerEntry).order_by(LedgerEntry.number.desc())).first()
    assert (line.kind, line.note.count("库内没有这一席位专业")) == (
        LedgerKind.DIRECT_APPOINTMENT, 1,
    )  # fmt: skip
    about = get_case(session, case.id, actor=officer)
    assert open_places_of(session, about, drawn.review) == []
    scenes.leave(session, scenes.seated(session, drawn.review)[-2])
    seen = look_ahead(
        session, about, review=drawn.review, today=now.date(), due_on=scenes.DUE,
        names=scenes.NAME_TOOLS,
    )  # fmt: skip
    assert (seen.vacant, seen.fault) == ((), None)


def test_the_certificate_of_a_panel_with_a_seat_appointed_counts_every_step(
    session, case, officer, drawn, now
):
    rows = scenes.panel(session, drawn.review)
    for reserve in rows[4:]:
        reserve.profession = rows[0].profession
        factories.save(reserve)
    scenes.leave(session, rows[0])
    seats.replace_member(session, member=rows[0], actor=officer, now=now, public_url=scenes.URL)
    session.commit()
    appoint(session, case, officer, drawn, now)
    sitting = {MemberState.INVITED}
    seated = [row for row in scenes.panel(session, drawn.review) if row.state in sitting]
    for number, member in enumerate(seated):
        scenes.submit(session, drawn.review, member, shift=100 * number)
    round_ = scenes.round_of(session, drawn.review)
    result = rounds.close_round(
        session, round_id=round_.id, actor=officer, now=now, seal=vault().seal
    )
    let_agree(session, drawn.review, now)
    scenes.work(session, result, now=now)
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    proposals.approve_grade(
        session, proposal_id=proposal.id, sign=scenes.sign, actor=scenes.approver(case), now=now,
        outbox=Outbox(scenes.URL),
    )  # fmt: skip
    content = session.exec(select(Certificate)).one().content
    counts = json.loads(content)["draws"]["ledger"]
    assert {kind: count for kind, count in counts.items() if count} == {
        "announcement": 1, "draw": 1, "refusal": 1, "replacement": 1, "direct_appointment": 1,
    }  # fmt: skip
    assert draw_words(json.loads(content)).count("1 次") == 5


def test_a_reserve_still_moves_up_beside_the_seat_left(session, officer, drawn, now):
    rows = scenes.panel(session, drawn.review)
    for reserve in rows[4:]:
        reserve.profession = rows[0].profession
        factories.save(reserve)
    scenes.leave(session, rows[0])
    sent = seats.replace_member(
        session, member=rows[0], actor=officer, now=now, public_url=scenes.URL
    )
    assert sent is not None


def test_nothing_is_drawn_where_only_such_seats_are_free(session, officer, drawn, now):
    now += 2 * scenes.WAIT
    given = {"review_id": drawn.review.id, "desk": scenes.desk(officer, now)}
    with pytest.raises(InvalidInput, match="panel_seat_unfillable"):
        draws.announce_draw(session, choice=scenes.dice(now), **given)
    with pytest.raises(InvalidInput, match="draw_only_vacant") as refused:
        draws.announce_draw(session, choice=replace(scenes.dice(now), vacancy=NOTE), **given)
    assert refused.value.facts["seats"] == "法律"


def test_a_seat_is_left_with_a_note_only(session, case, officer, now):
    with pytest.raises(InvalidInput, match="draw_note_missing"):
        open_review(session, case, officer, now, vacancy=" ")
    assert not session.exec(select(Review)).all()


def test_an_empty_pool_draws_nobody(session, officer, now):
    bare = scenes.ready_case()
    with pytest.raises(InvalidInput, match="draw_only_vacant"):
        open_review(session, bare, scenes.officer(bare), now, vacancy=NOTE)


def ahead(session, case, officer, now):
    return look_ahead(
        session, get_case(session, case.id, actor=officer), review=None, today=now.date(),
        due_on=scenes.DUE, names=scenes.NAME_TOOLS,
    )  # fmt: skip


def test_the_form_knows_before_what_is_needed_and_what_is_missing(session, case, officer, now):
    found = ahead(session, case, officer, now)
    made = open_review(session, case, officer, now, vacancy=NOTE)
    announced = json.loads(made.draw.announcement)
    assert (found.vacant, found.fault) == (("法律",), None)
    assert found.needed_bits == announced["needed_bits"] > 0
    assert [row["bits"] for row in announced["sources"]] == [25, 25]


def test_an_offer_with_too_few_bits_is_refused_with_both_figures(session, now):
    case = scenes.ready_case()
    scenes.pool(case.office_id, each=10)
    officer = scenes.officer(case)
    lottery = SourceChoice("lottery")
    with pytest.raises(InvalidInput, match="draw_bits_short") as refused:
        panels.open_review(
            session, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, due_on=scenes.DUE,
            choice=lottery, desk=scenes.desk(officer, now),
        )  # fmt: skip
    needed = ahead(session, case, officer, now).needed_bits
    assert refused.value.facts == {"bits": 22, "needed": needed}
    assert needed == 33
    assert not session.exec(select(Review)).all()
    scenes.announced(session, case, officer, now=now)  # dice suffice


def test_places_open_to_all_are_left_too_where_the_pool_is_small(session, now):
    case = scenes.ready_case()
    for profession in scenes.PROFESSIONS[:3]:
        factories.expert(office_id=case.office_id, profession=profession)
    officer = scenes.officer(case)
    made = open_review(session, case, officer, now, vacancy="全库只有三人。")
    scenes.thrown(session, made.draw, officer, now=now)
    announced = json.loads(made.draw.announcement)
    assert [(row["code"], row["places"]) for row in announced["vacant"]] == [("rest", 2)]
    assert announced["needed_bits"] == 2  # who of three are the two reserves
    assert len(scenes.panel(session, made.review)) == 3
    assert all(finding.ok for finding in check_content(made.draw.record.encode()))
