"""Comparisons are saved once, kept with every change, frozen and nobody else's."""

import json
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlmodel import select

from models import AuditEntry, Sheet
from riskassess.domain.comparison_pairs import COMPARISON, KEPT, ratio_of
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sheet_values import Gap
from riskassess.domain.vocabulary import MemberState, Role, SheetState
from riskassess.queries.comparisons import find_board
from riskassess.queries.sheets import get_seat
from riskassess.services.sheets import MOST_OPS, Change
from tests import factories
from tests.support.comparison_room import PLACES, make_pairs_room, pairwise_manual
from tests.support.review_room import make_room
from tests.support.sheets import logged, logged_places, said, save_changes
from tests.support.vault import vault


@pytest.fixture
def room(session):
    return make_pairs_room(session)


@pytest.fixture
def save(session, room, now):
    """Save changes given as (op, place, value, base) or with a field, for one expert."""

    def call(*ops, chair=0, in_room=None, field=COMPARISON):
        seat = (in_room or room).chairs[chair]
        changes = [
            Change(op, place, field, value, base, at=now - timedelta(seconds=5))
            for op, place, value, base in ops
        ]
        return save_changes(
            session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
        )

    return call


def board_of(session, room, chair=0):
    seat = room.chairs[chair]
    own = get_seat(session, seat.member.id, actor=seat.actor)
    return find_board(session, own, seal=vault().seal)


def stored(session):
    sheet = session.exec(select(Sheet)).first()
    rows = said(session, sheet).comparisons if sheet else []
    return [(pair.within, pair.first, pair.second, value) for pair, value in rows]


def test_the_board_asks_types_and_then_their_factors(session, room):
    board = board_of(session, room)
    assert list(board.pairs) == PLACES
    assert (board.answered, board.total) == (0, 7)


def test_one_level_asks_all_factors_at_once(session):
    manual = pairwise_manual(two_level=False)
    room = make_pairs_room(session, codes=("A01", "B03", "E01"), manual=manual)
    assert list(board_of(session, room).pairs) == ["A01:B03", "B03:E01", "A01:E01"]


def test_a_manual_without_comparisons_has_no_board_and_takes_none(session, save):
    room = make_room(session)
    assert board_of(session, room) is None
    outcome = save(("1", "A:B", "3", None), in_room=room)
    assert outcome.rejected["1"].code == "place_unknown"


def test_answers_are_stored_with_their_set(session, room, save):
    outcome = save(("1", "A:B", "-3", None), ("2", "B:B01:B03", "7", None))
    assert outcome.saved == ["1", "2"]
    assert stored(session) == [("", "A", "B", -3), ("B", "B01", "B03", 7)]
    assert session.exec(select(Sheet)).one().saved_at is not None
    assert board_of(session, room).answered == 2


def test_the_same_change_again_is_saved_once(session, save):
    op = ("same", "A:B", "3", None)
    for _time in range(3):
        assert save(op, op).saved == ["same", "same"]
    assert save(("next", "A:B", "5", "3")).saved == ["next"]
    assert save(op).saved == ["same"]  # a late copy does not turn the clock back
    assert stored(session) == [("", "A", "B", 5)]
    assert logged_places(session) == [(None, "A:B", "comparison")] * 2
    assert logged(session) == [("same", None, "3"), ("next", "3", "5")]


def test_an_answer_on_another_base_is_a_conflict(session, save):
    save(("1", "A:B", "3", None))
    outcome = save(("2", "A:B", "-5", None))
    assert (outcome.saved, outcome.conflicts) == ([], {"2": "3"})
    assert save(("3", "A:B", "3", "9")).saved == ["3"]  # both mean the same by now
    assert save(("4", "A:B", None, "3")).saved == ["4"]
    assert stored(session) == []


@pytest.mark.parametrize("value", ["0", "-1", "10", "1/3", "drei"])
def test_a_wrong_answer_is_refused_and_the_right_one_beside_it_saved(save, value):
    outcome = save(("bad", "A:B", value, None), ("good", "B:E", "1", None))
    assert outcome.saved == ["good"]
    assert outcome.rejected["bad"].code == "comparison_invalid"


def test_a_pair_that_is_not_asked_is_refused(session, save):
    outcome = save(
        ("1", "B:A", "3", None), ("2", "A:A01:B01", "3", None), ("3", "E:E01:E01", "3", None)
    )
    assert {error.code for error in outcome.rejected.values()} == {"place_unknown"}
    assert outcome.saved == stored(session) == []


def test_a_reason_for_keeping_an_answer_is_a_change_and_falls_with_the_answer(session, room, save):
    assert save(("0", "A:B", "先写理由", None), field=KEPT).rejected["0"].code == (
        "comparison_missing"
    )
    save(("1", "A:B", "3", None))
    assert save(("2", "A:B", "影响的人群不同", None), field=KEPT).saved == ["2"]
    assert list(board_of(session, room).states[0].kept.values()) == ["影响的人群不同"]
    assert save(("3", "A:B", "别的理由", None), field=KEPT).conflicts == {"3": "影响的人群不同"}
    save(("4", "A:B", "5", "3"))
    assert dict(board_of(session, room).states[0].kept) == {}
    assert save(("5", "A:B", "新的理由", None), field=KEPT).saved == ["5"]
    fields = [field for _factor, _place, field in logged_places(session)]
    assert fields == [COMPARISON, KEPT, COMPARISON, KEPT]


def test_the_trace_names_neither_pairs_nor_answers(session, room, save):
    save(("1", "A:B", "3", None), ("2", "B:B01:B02", "-7", None))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save")).one()
    assert entry.chain == f"assessment:{room.assessment.id}"
    assert json.loads(entry.after) == {"saved": 2}


def test_every_missing_pair_is_a_gap(session, room, save):
    save(*((place, place, "1", None) for place in PLACES[:5]))
    assert board_of(session, room).gaps() == [
        Gap("B:B02:B03", COMPARISON), Gap("B:B01:B03", COMPARISON),
    ]  # fmt: skip
    save(*((place, place, "1", None) for place in PLACES[5:]))
    assert board_of(session, room).gaps() == []


def test_a_removed_factor_takes_its_pairs_along(session, room, save, now):
    save(*((place, place, "1", None) for place in PLACES))
    room.factors[4].removed_at = now  # B03
    factories.save(room.factors[4])
    board = board_of(session, room)
    assert list(board.pairs) == ["A:B", "B:E", "A:E", "A:A01:A02", "B:B01:B02"]
    assert (board.answered, board.total) == (5, 5)


def test_the_sheet_and_its_comparisons_are_one_sheet(session, room, save, now):
    save(("1", "A:B", "3", None))
    chair = room.chairs[0]
    change = Change("2", "sheet", "conclusion", "pass", None, now)
    save_changes(session, member_id=chair.member.id, changes=[change], actor=chair.actor, now=now)
    assert len(session.exec(select(Sheet)).all()) == 1


def test_a_second_expert_has_own_answers(session, room, save):
    save(("1", "A:B", "3", None))
    assert save(("1", "A:B", "-9", None), chair=1).saved == ["1"]
    values = [board_of(session, room, chair).states[0].values for chair in (0, 1)]
    assert [list(value.values()) for value in values] == [[3], [-9]]


def test_the_weights_wait_for_every_answer(session, room, save):
    save(*((place, place, "1", None) for place in PLACES[:6]))
    assert board_of(session, room).weights() is None
    save(("last", PLACES[6], "1", None))
    weights = {
        factor.code: round(Fraction(weight), 6)
        for factor, weight in board_of(session, room).weights()
    }
    assert weights["A01"] == weights["A02"] == Fraction("0.166667")
    assert weights["E01"] == Fraction("0.333333")
    assert weights["B03"] == Fraction("0.111111")


def test_the_board_and_the_panel_compare_the_same_things(session, room, save):
    """What an expert is asked is what the grade's weights need."""
    board = board_of(session, room)
    needed = [
        (within, first, second)
        for within, codes in comparison_sets(board.factors, board.manual).items()
        for position, first in enumerate(codes)
        for second in codes[position + 1 :]
    ]
    asked = [(pair.within, pair.first, pair.second) for pair in board.pairs.values()]
    assert sorted(asked) == sorted(needed)
    save(("1", "A:B", "-3", None))
    assert ratio_of(stored(session)[0][3]) == Fraction(1, 3)


def test_nobody_else_saves(session, room, now):
    member_id = room.chairs[0].member.id
    others = [
        room.chairs[1].actor,
        factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id),
        factories.actor(Role.EXPERT),
    ]
    for actor in others:
        with pytest.raises(NotFound):
            save_changes(session, member_id=member_id, changes=[], actor=actor, now=now)


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.ACCEPTED])
def test_nothing_is_saved_before_the_declaration(session, save, state):
    early = make_pairs_room(session, state=state)
    with pytest.raises(Refused, match="not_declared"):
        save(("1", "A:B", "3", None), in_room=early)


def test_a_closed_round_and_a_submitted_sheet_take_nothing(session, room, save, now):
    save(("1", "A:B", "3", None))
    sheet = session.exec(select(Sheet)).one()
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, now
    factories.save(sheet)
    with pytest.raises(Refused, match="sheet_frozen"):
        save(("2", "A:B", "5", "3"))
    room.round.state = RoundState.CLOSED
    factories.save(room.round)
    with pytest.raises(Refused, match="round_closed"):
        save(("2", "A:B", "5", "3"), chair=1)
    assert stored(session) == [("", "A", "B", 3)]


def test_too_many_changes_at_once_are_refused(save):
    with pytest.raises(InvalidInput):
        save(*((str(n), "A:B", "3", None) for n in range(MOST_OPS + 1)))
