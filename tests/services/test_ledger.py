"""No seat is given, taken or left past the ledger, whichever code tries."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from expert_pool.vocabulary import LedgerKind
from models import (
    Certificate,
    Draw,
    GroupOpinion,
    LedgerEntry,
    PanelMember,
    PanelVote,
    SeatWithoutLedger,
)
from riskassess.domain.room_vocabulary import VoteChoice
from riskassess.domain.vocabulary import MemberState
from riskassess.print.approval import panel_words
from riskassess.proof.canonical import bytes_digest
from riskassess.proof.verify import check_certificate
from riskassess.queries.certified_panel import dissent_digest
from riskassess.queries.ledger import ledger_counts, list_ledger
from riskassess.services import proposals
from riskassess.services.ledger import add_entry
from riskassess.services.letters import Outbox
from tests.support import reviews as scenes


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def review(session, case, now):
    return scenes.opened(session, case, scenes.officer(case), now=now).review


def refused(session, row=None):
    if row is not None:
        session.add(row)
    with pytest.raises(SeatWithoutLedger):
        session.flush()
    session.rollback()


def test_nobody_sits_down_without_a_line(session, review):
    seat = PanelMember(
        office_id=review.office_id, review_id=review.id, code="E9", profession="law",
        employer="某所", position=9, state=MemberState.INVITED,
    )  # fmt: skip
    refused(session, seat)


@pytest.mark.parametrize("state", [MemberState.DECLINED, MemberState.RECUSED, MemberState.RELEASED])
def test_nobody_leaves_without_a_line(session, review, state):
    member = scenes.seated(session, review)[0]
    member.state = state
    refused(session)


def test_no_reserve_moves_up_without_a_line(session, review):
    reserve = scenes.panel(session, review)[-1]
    reserve.state = MemberState.INVITED
    refused(session)


def test_nobody_comes_back_by_the_old_line(session, review):
    member = scenes.seated(session, review)[0]
    scenes.leave(session, member)
    member.state = MemberState.INVITED
    refused(session)


def test_the_line_of_another_does_not_help(session, review):
    first, second = scenes.seated(session, review)[:2]
    scenes.leave(session, first)
    second.state = MemberState.DECLINED
    refused(session)


def test_lines_and_seats_are_never_deleted_and_lines_never_changed(session, review):
    line = session.exec(select(LedgerEntry)).first()
    line.note = "改写"
    refused(session)
    session.delete(session.exec(select(LedgerEntry)).first())
    refused(session)
    session.delete(scenes.panel(session, review)[0])
    refused(session)


def test_numbers_have_no_gap_and_are_counted(session, case, review, now):
    officer = scenes.officer(case)
    for kind in (LedgerKind.NO_RESERVE, LedgerKind.NO_RESERVE):
        add_entry(session, review=review, kind=kind, actor=officer, now=now)
    session.commit()
    lines = list_ledger(session, case.id)
    assert [line.entry.number for line in lines] == [1, 2, 3, 4]
    assert lines[0].draw_number == 1
    counts = ledger_counts(session, case.id)
    assert {kind: count for kind, count in counts.items() if count} == {
        "announcement": 1, "draw": 1, "no_reserve": 2,
    }  # fmt: skip
    assert counts["redraw"] == 0


def test_each_assessment_counts_from_one(session, review, now):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    scenes.announced(session, case, scenes.officer(case), now=now)
    assert [line.entry.number for line in list_ledger(session, case.id)] == [1]


def test_the_certificate_counts_the_ledger_names_each_draw_and_keeps_dissent(session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    vote = session.exec(select(PanelVote)).first()
    vote.choice, vote.dissent = VoteChoice.DISSENT, "安置点容量未落实。"
    count = len(session.exec(select(PanelVote)).all())
    opinion = session.exec(select(GroupOpinion)).one()
    session.commit()
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    proposals.approve_grade(
        session, proposal_id=proposal.id, sign=scenes.sign, actor=scenes.approver(case), now=now,
        outbox=Outbox(scenes.URL),
    )  # fmt: skip
    content = session.exec(select(Certificate)).one().content
    assert check_certificate(content.encode()).whole
    (told,) = json.loads(content)["panel"]
    assert told == {
        "review": 1, "group_opinion": {"version": 1, "digest": opinion.digest},
        "agreed": count - 1, "dissenting": 1, "silent": 0, "signature_page": None,
        "dissents": [dissent_digest(opinion.digest, "安置点容量未落实。")],
    }  # fmt: skip
    assert (
        f"保留意见 1 份，未表态 0 人（摘要 {told['dissents'][0]}，原文见第 8 章），没有制作签字页"
        in (panel_words(json.loads(content)))
    )
    assert panel_words({}) == "证书没有记载"
    assert "安置点" not in content, "a certificate is published"
    draws = json.loads(content)["draws"]
    assert draws["ledger"] == ledger_counts(session, case.id)
    assert (draws["ledger"]["announcement"], draws["ledger"]["redraw"]) == (1, 0)
    (stored,) = session.exec(select(Draw).where(Draw.review_id == review.id)).all()
    record = bytes_digest(stored.record.encode())
    assert [(row["code"], row["record"]) for row in draws["records"]] == [(stored.code, record)]


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(LedgerEntry).values(note="anders"),
        sa.delete(LedgerEntry),
        sa.text("UPDATE ledger_entry SET number = number + 1"),
        sa.text("DELETE FROM ledger_entry"),
    ],
)
def test_the_database_refuses_what_goes_past_the_session(session, now, statement):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    scenes.announced(session, case, scenes.officer(case), now=now)
    before = session.exec(
        select(LedgerEntry.number, LedgerEntry.note).order_by(col(LedgerEntry.number))
    ).all()
    with pytest.raises(IntegrityError, match="stay as they are"), session.begin_nested():
        session.execute(statement)
    assert (
        session.exec(
            select(LedgerEntry.number, LedgerEntry.note).order_by(col(LedgerEntry.number))
        ).all()
        == before
    )
