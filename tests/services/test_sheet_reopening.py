"""A submitted sheet is worked on again with its expert's consent; no version is ever lost."""

import json

import pytest
from sqlmodel import select

from models import AuditEntry, Message, ReviewRound, Score, Sheet, SheetVersion
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState, VersionKind
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import MemberState, Role, SheetState
from riskassess.proof.room_check import check_room_file, check_together, read_room
from riskassess.queries.round_openings import key_holders
from riskassess.queries.sheets import get_seat
from riskassess.resources import TellingOfficerSeal
from riskassess.services import officer_keys, rounds, sheet_copies, sheet_reopening
from riskassess.services.sheet_reopening import Answer
from riskassess.services.sheet_submission import hand_in
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import close_round, said, save_changes
from tests.support.signing import sign
from tests.support.vault import vault

OFFICERS = TellingOfficerSeal(OfficerSeal(memory_kib=64))
PASSPHRASE = "一句只有自己记得的长口令"


@pytest.fixture
def room(session):
    return kind_room(session, "cn-default", experts=2)


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


@pytest.fixture
def three(session, room, officer, now):
    """Let three officers hold the round; return them."""
    office_id = room.review.office_id
    held = [officer, *(factories.actor(Role.APPROVER, office_id=office_id) for _n in range(2))]
    for each in held:
        officer_keys.make_officer_key(
            session, passphrase=PASSPHRASE, actor=each, now=now, seal=OFFICERS
        )
    ids = [each.account_id for each in held]
    officer_keys.share_round(
        session, room.round, holders=ids, actor=officer, now=now, seal=OFFICERS
    )
    return held


class Desk:
    """Acts as experts and officer of a room."""

    def __init__(self, session, room, officer, now):
        self.session, self.room, self.officer, self.now = session, room, officer, now

    def fill(self, chair=0):
        seat = self.room.chairs[chair]
        ops = [*figures(self.room, SheetForm(builtin_manual("cn-default"))), *OPINIONS]
        changes = [Change(f"{chair}-{n}", *op, None, self.now) for n, op in enumerate(ops)]
        self.save(chair, changes)
        return seat

    def save(self, chair, changes):
        seat = self.room.chairs[chair]
        done = save_changes(
            self.session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=self.now
        )
        assert (done.rejected, done.conflicts) == ({}, {})

    def overall(self, text, base, chair=0):
        self.save(chair, [Change(f"{chair}{text}", "opinions", "overall", text, base, self.now)])

    def submit(self, chair=0):
        seat = self.room.chairs[chair]
        return hand_in(
            self.session, member_id=seat.member.id, actor=seat.actor, now=self.now, vault=vault()
        )

    def ask(self, sheet, reason="第 3 页的人数有误，请核对", actor=None):
        return sheet_reopening.ask_reopening(
            self.session, sheet_id=sheet.id, reason=reason, public_url="https://x",
            actor=actor or self.officer, now=self.now,
        )  # fmt: skip

    def answer(self, *, granted=True, words="", copy=None, chair=0):
        seat = self.room.chairs[chair]
        return sheet_reopening.answer_reopening(
            self.session, member_id=seat.member.id, answer=Answer(granted, words, copy),
            actor=seat.actor, now=self.now, vault=vault(),
        )  # fmt: skip

    def versions(self):
        return self.session.exec(select(SheetVersion).order_by(SheetVersion.id)).all()


@pytest.fixture
def desk(session, room, officer, now):
    return Desk(session, room, officer, now)


def test_with_consent_the_sheet_is_a_draft_again_and_both_versions_stay(session, room, desk, now):
    desk.fill()
    sheet = desk.submit().sheet
    asked = desk.ask(sheet)
    assert len(asked.message_ids) == 1
    assert "第 3 页" not in session.exec(select(Message)).one().body
    desk.answer(words="同意")
    session.refresh(sheet)
    assert (sheet.state, sheet.submitted_at) == (SheetState.DRAFT, None)
    assert room.chairs[0].member.state is MemberState.READY
    desk.overall("改过的话", "总体可行。")
    desk.submit()
    assert [row.number for row in desk.versions()] == [1, 2]
    close_round(session, room, now)
    texts = [json.loads(row.content)["places"]["opinions"]["overall"] for row in desk.versions()]
    assert texts == ["总体可行。", "改过的话"]
    assert said(session).get("opinions", "overall") == "改过的话"


def test_without_a_new_submission_the_last_submitted_version_counts(
    session, room, officer, desk, now
):
    for chair in (0, 1):
        desk.fill(chair)
        desk.submit(chair)
    sheet = session.exec(select(Sheet).order_by(Sheet.id)).first()
    desk.ask(sheet)
    desk.answer()
    desk.overall("没有提交的改动", "总体可行。")
    rounds.close_round(session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal)
    session.refresh(sheet)
    assert (sheet.state, sheet.submitted_at) == (SheetState.SUBMITTED, now)
    assert said(session, sheet).get("opinions", "overall") == "总体可行。"
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:restore")).one()
    assert len(session.exec(select(Score).where(Score.sheet_id == sheet.id)).all()) == 3


def test_an_unanswered_request_changes_nothing(session, room, officer, desk, now):
    for chair in (0, 1):
        desk.fill(chair)
        desk.submit(chair)
    desk.ask(session.exec(select(Sheet)).first())
    assert rounds.close_round(
        session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal
    )
    with pytest.raises(Refused, match="round_closed"):
        desk.answer()


def test_a_refusal_needs_words_and_leaves_the_sheet(session, desk):
    desk.fill()
    sheet = desk.submit().sheet
    desk.ask(sheet)
    with pytest.raises(InvalidInput, match="reason_missing"):
        desk.answer(granted=False)
    desk.answer(granted=False, words="意见已经考虑过")
    session.refresh(sheet)
    assert sheet.state is SheetState.SUBMITTED
    with pytest.raises(Refused, match="already_answered"):
        desk.answer()
    desk.ask(sheet)  # the office may give another reason


def test_nobody_asks_without_reason_role_or_submission(session, room, desk):
    desk.fill()
    sheet = session.exec(select(Sheet)).one()
    with pytest.raises(Refused, match="wrong_state"):
        desk.ask(sheet)
    desk.submit()
    with pytest.raises(InvalidInput, match="reason_missing"):
        desk.ask(sheet, reason=" ")
    with pytest.raises(Refused, match="not_your_role"):
        desk.ask(sheet, actor=factories.actor(Role.APPROVER, office_id=sheet.office_id))
    with pytest.raises(NotFound):
        desk.ask(sheet, actor=factories.actor(Role.CASE_OFFICER))
    desk.ask(sheet)
    with pytest.raises(Refused, match="already_answered"):
        desk.ask(sheet)


def test_the_own_copy_is_given_again_while_the_server_holds_the_key(session, room, desk):
    seat = desk.fill()
    given = desk.submit()
    place = get_seat(session, seat.member.id, actor=seat.actor)
    again = sheet_copies.own_copy(session, place, 1, seal=vault().seal)
    assert (again, given.is_only_copy) == (given.copy, False)
    assert check_room_file(given.copy.encode()).whole
    with pytest.raises(NotFound):
        sheet_copies.own_copy(session, place, 2, seal=vault().seal)


def test_officers_rounds_give_the_copy_once_and_take_it_back(session, room, desk, three, now):
    seat = desk.fill()
    given = desk.submit()
    place = get_seat(session, seat.member.id, actor=seat.actor)
    assert given.is_only_copy
    with pytest.raises(Refused, match="copy_sealed"):
        sheet_copies.own_copy(session, place, 1, seal=vault().seal)
    desk.fill(1)
    other = desk.submit(1).copy
    desk.ask(given.sheet)
    for copy, why in ((b"{}", "copy_unread"), (other.encode(), "copy_other")):
        with pytest.raises(InvalidInput, match=why):
            desk.answer(copy=copy)
    desk.answer(copy=given.copy.encode())
    assert said(session, given.sheet).get("opinions", "overall") == "总体可行。"
    assert said(session, given.sheet).get(str(room.factors[0].id), "before_impact") == 300


def test_officers_rounds_begin_blank_without_the_copy(session, room, desk, three):
    desk.fill()
    sheet = desk.submit().sheet
    desk.ask(sheet)
    desk.answer()
    desk.overall("从头写", None)
    assert said(session, sheet).places("opinions") == ["opinions"]
    assert said(session, sheet).get(str(room.factors[0].id), "before_impact") is None


def test_a_wrong_passphrase_is_counted_and_nothing_is_lost(session, room, desk, three, now):
    for chair in (0, 1):
        desk.fill(chair)
        desk.submit(chair)
    rounds.close_round(session, round_id=room.round.id, actor=three[0], now=now, seal=vault().seal)

    def give(officer, passphrase):
        return rounds.open_locked_round(
            session, round_id=room.round.id, passphrase=passphrase, actor=officer, now=now,
            seal=OFFICERS,
        )  # fmt: skip

    for _attempt in range(2):
        with pytest.raises(Refused, match="passphrase_wrong"):
            give(three[0], "不是这一句，也有十二个字")
    wrong = select(AuditEntry).where(AuditEntry.action == "round_key:wrong")
    assert len(session.exec(wrong).all()) == 2
    assert give(three[0], PASSPHRASE) == (False, None)
    is_open, result = give(three[1], PASSPHRASE)
    assert (is_open, result is not None) == (True, True)
    assert room.round.state is RoundState.CLOSED


def test_a_round_record_holds_the_sheets_only_once_it_is_closed(session, room, desk, now):
    copies = []
    for chair in (0, 1):
        desk.fill(chair)
        copies.append(read_room(desk.submit(chair).copy.encode()))

    def made(*, with_sheets):
        text = sheet_copies.signed_round_record(
            session, room.round, with_sheets=with_sheets, now=now, sign=sign
        )
        assert check_room_file(text.encode()).whole
        return text

    still_open = made(with_sheets=True)
    assert "places" not in still_open
    assert not any(seat.member.code in still_open for seat in room.chairs)
    close_round(session, room, now)
    whole = read_room(made(with_sheets=True).encode())
    assert {row["content"]["member"] for row in whole["sheets"]} == {"E1", "E2"}
    lines = check_together(copies, [whole])
    assert [line.facts["code"] for _n, line in lines] == ["in_list", "in_record"] * 2
    assert "sheets" not in read_room(made(with_sheets=False).encode())
    assert {row.kind for row in desk.versions()} == {VersionKind.SUBMITTED}


def test_later_rounds_keep_the_holders(session, room, three, now):
    later = factories.save(
        ReviewRound(
            office_id=room.review.office_id, review_id=room.review.id, number=2, opened_at=now
        )
    )
    made = {"actor": three[0], "now": now}
    key = officer_keys.share_as_before(session, room.round, later, seal=OFFICERS, **made)
    assert list(key_holders(key)) == sorted(each.account_id for each in three)
    with pytest.raises(ValueError, match="seal"):
        officer_keys.share_as_before(session, room.round, later, seal=None, **made)


def test_where_the_server_holds_a_round_it_holds_the_next(session, room, desk, officer, now):
    desk.fill()
    assert (
        officer_keys.share_as_before(
            session, room.round, room.round, actor=officer, now=now, seal=None
        )
        is None
    )
