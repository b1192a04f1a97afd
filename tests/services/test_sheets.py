import json
from datetime import timedelta

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    Factor,
    Opinion,
    PanelMember,
    Score,
    Sheet,
    SheetChange,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.sheet_values import SCORE_FIELDS, parse_value
from riskassess.domain.vocabulary import MemberState, Role, SheetState
from riskassess.queries.sheets import get_seat, list_own_reviews
from riskassess.services.sheets import MOST_OPS, Change
from tests import factories
from tests.support.review_room import make_room
from tests.support.sheets import logged, logged_places, said, save_changes, submit_sheet


@pytest.fixture
def room(session):
    return make_room(session)


@pytest.fixture
def save(session, room, now):
    """Save changes given as (op, place, field, value, base) for the first expert."""

    def call(*ops, chair=0):
        changes = [Change(*op, at=now - timedelta(seconds=5)) for op in ops]
        seat = room.chairs[chair]
        return save_changes(
            session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
        )

    return call


def complete(room, save, chair=0):
    """Fill everything that a sheet needs."""
    ops = [
        (f"{factor.id}{field}", str(factor.id), field, "7" if "weight" in field else "72.5", None)
        for factor in room.factors
        for field in SCORE_FIELDS
    ]
    ops += [
        ("c", "sheet", "conclusion", "revise", None),
        ("i", "sheet", "initial_grade", "medium", None),
        ("e", "sheet", "expected_grade", "low", None),
        ("o", "opinions", "overall", "总体可行。", None),
    ]
    return save(*ops, chair=chair)


def test_values_are_stored_exactly(session, room, save):
    factor = str(room.factors[0].id)
    outcome = save(
        ("1", factor, "before_probability", "72.5", None),
        ("2", factor, "before_impact", "100", None),
        ("3", factor, "after_impact", "0", None),
        ("4", factor, "before_weight", "7.25", None),
        ("5", factor, "comment", "依据第 3 页\r\n单价", None),
        ("6", "opinions", "must_fix", "补充比价", None),
        ("7", "sheet", "conclusion", "pass", None),
    )
    assert outcome.saved == list("1234567")
    content = said(session)
    assert content.at(factor) == {
        "before_probability": 7250, "before_impact": 10000, "after_impact": 0,
        "before_weight": 72500, "comment": "依据第 3 页\n单价",
    }  # fmt: skip
    assert content.at("opinions") == {"must_fix": "补充比价"}
    assert content.at("sheet") == {"conclusion": "pass"}
    assert not [*session.exec(select(Score)), *session.exec(select(Opinion))]


def test_the_same_change_again_is_saved_once(session, room, save):
    factor = str(room.factors[0].id)
    op = ("same", factor, "before_impact", "50", None)
    for _time in range(3):
        assert save(op, op).saved == ["same", "same"]
    assert save(("next", factor, "before_impact", "55", "50")).saved == ["next"]
    assert save(op).saved == ["same"]  # a late copy does not turn the clock back
    assert logged(session) == [("same", None, "50"), ("next", "50", "55")]
    line = session.exec(select(SheetChange)).first()
    assert line.typed_at < line.saved_at
    assert (line.before, line.after) == (None, None)


def test_a_change_on_another_base_is_a_conflict(save, room, session):
    factor = str(room.factors[0].id)
    save(("1", factor, "comment", "手机上写的", None))
    outcome = save(("2", factor, "comment", "电脑上写的", None))
    assert (outcome.saved, outcome.conflicts) == ([], {"2": "手机上写的"})
    assert save(("3", factor, "comment", "手机上写的", "别的")).saved == ["3"]
    assert save(("4", factor, "comment", None, "手机上写的")).saved == ["4"]
    assert said(session).get(factor, "comment") is None


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("before_probability", "101", "percent_invalid"),
        ("before_probability", "-1", "percent_invalid"),
        ("before_probability", "nan", "percent_invalid"),
        ("before_probability", "1e1", "percent_invalid"),
        ("before_probability", "7.125", "percent_invalid"),
        ("after_weight", "0.5", "weight_invalid"),
        ("after_weight", "10.0001", "weight_invalid"),
        ("comment", "a\x00b", "text_broken"),
        ("comment", "\ud800", "text_broken"),
        ("comment", "长" * 8001, "text_too_long"),
        ("digest", "x", "place_unknown"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(save, room, field, value, code):
    factor = str(room.factors[0].id)
    outcome = save(
        ("bad", factor, field, value, None), ("good", factor, "before_impact", "1", None)
    )
    assert outcome.saved == ["good"]
    assert outcome.rejected["bad"].code == code


def test_controls_that_no_paper_can_hold_are_left_out_of_a_text(save, room):
    factor = str(room.factors[0].id)
    save(("1", factor, "comment", "甲\x02乙\x0b丙\t丁", None))
    again = save(("2", factor, "comment", "完", "甲\x02乙\x0b丙\t丁"))  # the page has them still
    assert again.saved == ["2"]
    assert parse_value("comment", "甲\x02乙\x0b丙\t丁") == "甲乙\n丙\t丁"
    assert parse_value("comment", "\x02\x1f") is None


def test_a_factor_of_another_case_or_a_wrong_choice_is_refused(session, save, room):
    other = factories.factor(factories.assessment(), "A02")
    outcome = save(
        ("1", str(other.id), "before_impact", "1", None),
        ("2", "sheet", "conclusion", "maybe", None),
        ("3", "opinions", "unheard_of", "x", None),
        ("4", "sheet", "digest", "x", None),
        ("5", "９", "before_impact", "1", None),
    )
    assert {op: error.code for op, error in outcome.rejected.items()} == {
        "1": "place_unknown", "2": "choice_invalid", "3": "place_unknown", "4": "place_unknown",
        "5": "place_unknown",
    }  # fmt: skip
    assert session.exec(select(SheetChange)).all() == []


def test_too_many_changes_at_once_are_refused(save):
    ops = [(str(n), "sheet", "conclusion", "pass", None) for n in range(MOST_OPS + 1)]
    with pytest.raises(InvalidInput):
        save(*ops)


def test_the_trace_names_neither_fields_nor_values(session, room, save):
    factor = room.factors[0]
    save(
        ("1", str(factor.id), "before_impact", "55", None), ("2", "opinions", "overall", "好", None)
    )
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save")).one()
    assert entry.chain == f"assessment:{room.assessment.id}"
    assert json.loads(entry.after) == {"saved": 2}
    rows = session.exec(select(SheetChange)).all()
    assert {(row.factor_id, row.place, row.field) for row in rows} == {(None, "", "")}
    assert logged_places(session) == [
        (factor.id, "", "before_impact"),
        (None, "", "opinion:overall"),
    ]


def test_a_second_expert_has_an_own_sheet(session, room, save):
    factor = str(room.factors[0].id)
    save(("1", factor, "before_impact", "10", None))
    assert save(("1", factor, "before_impact", "90", None), chair=1).saved == ["1"]
    sheets = session.exec(select(Sheet)).all()
    values = [said(session, sheet).get(factor, "before_impact") for sheet in sheets]
    assert sorted(values) == [1000, 9000]


def test_nobody_else_reaches_the_sheet(session, room, now):
    member_id = room.chairs[0].member.id
    others = [
        room.chairs[1].actor,
        factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id),
        factories.actor(Role.EXPERT),
    ]
    for actor in others:
        with pytest.raises(NotFound):
            get_seat(session, member_id, actor=actor)
        with pytest.raises(NotFound):
            save_changes(session, member_id=member_id, changes=[], actor=actor, now=now)
        with pytest.raises(NotFound):
            submit_sheet(session, member_id=member_id, actor=actor, now=now)


@pytest.mark.parametrize("state", [MemberState.RESERVE, MemberState.DECLINED])
def test_who_is_not_at_the_table_knows_nothing(session, now, state):
    chair = make_room(session, state=state).chairs[0]
    assert list_own_reviews(session, actor=chair.actor) == []
    with pytest.raises(NotFound):
        save_changes(session, member_id=chair.member.id, changes=[], actor=chair.actor, now=now)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MemberState.INVITED, "not_declared"),
        (MemberState.ACCEPTED, "not_declared"),
        (MemberState.RECUSED, "recused"),
    ],
)
def test_nothing_is_saved_before_the_declaration(session, now, state, reason):
    chair = make_room(session, state=state).chairs[0]
    with pytest.raises(Refused, match=reason):
        save_changes(session, member_id=chair.member.id, changes=[], actor=chair.actor, now=now)


def test_a_closed_round_takes_nothing(session, room, save):
    room.round.state = RoundState.CLOSED
    factories.save(room.round)
    with pytest.raises(Refused, match="round_closed"):
        save(("1", "sheet", "conclusion", "pass", None))


def test_an_incomplete_sheet_is_not_submitted(session, room, save, now):
    chair = room.chairs[0]
    save(("1", "sheet", "conclusion", "pass", None))
    with pytest.raises(Refused, match="sheet_incomplete"):
        submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
    assert session.exec(select(Sheet)).one().state is SheetState.DRAFT


def test_a_submitted_sheet_is_frozen_with_its_digest(session, room, save, now):
    complete(room, save)
    chair = room.chairs[0]
    sheet = submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
    assert sheet.digest.startswith("sha256:")
    assert session.get(PanelMember, chair.member.id).state is MemberState.SUBMITTED
    for again in (
        lambda: save(("late", "sheet", "conclusion", "fail", "revise")),
        lambda: submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now),
    ):
        with pytest.raises(Refused, match="sheet_frozen"):
            again()
    assert session.exec(select(SheetChange).where(SheetChange.op == "late")).all() == []


def test_the_digest_differs_by_one_character(session, room, save, now):
    digests = set()
    for number, text in enumerate(("总体可行。", "总体可行！")):
        complete(room, save, chair=number)
        save(("t", "opinions", "overall", text, "总体可行。"), chair=number)
        chair = room.chairs[number]
        sheet = submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
        digests.add(sheet.digest)
    assert len(digests) == 2


def test_a_removed_factor_is_not_asked_for(session, room, save, now):
    session.get(Factor, room.factors[2].id).removed_at = now
    room.factors.pop()
    complete(room, save)
    chair = room.chairs[0]
    assert submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now).digest
    assert said(session).at("opinions") == {"overall": "总体可行。"}
