"""Sheets under manuals that ask for levels or points: saved, kept, refused, frozen, graded."""

import json
from itertools import count

import pytest
from sqlmodel import select

from models import AuditEntry, SheetChange
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.comparison_pairs import COMPARISON
from riskassess.domain.errors import Refused
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role, SheetState
from riskassess.queries.comparisons import find_board
from riskassess.queries.sheets import get_seat
from riskassess.services import rounds
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import logged, logged_places, said, save_changes, submit_sheet
from tests.support.vault import vault


@pytest.fixture
def save(session, now):
    """Save changes given as (place, field, value, base) for a chair of a room."""
    numbers = count()

    def call(room, *ops, chair=0):
        changes = [
            Change(f"op{next(numbers)}", *op[:3], op[3] if len(op) > 3 else None, at=now)
            for op in ops
        ]
        seat = room.chairs[chair]
        return save_changes(
            session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
        )

    return call


def fill(room, save, form, chair=0):
    ops = [*figures(room, form), *OPINIONS]
    assert len(save(room, *ops, chair=chair).saved) == len(ops)


def codes(outcome):
    return [error.code for error in outcome.rejected.values()]


def test_a_level_is_saved_with_its_history(session, save):
    room = kind_room(session, "cn-levels")
    place = str(room.factors[0].id)
    save(room, (place, "before_impact", "4"))
    assert save(room, (place, "before_impact", "2", "4")).rejected == {}
    assert said(session).at(place) == {"before_impact": 4000}
    assert [line[1:] for line in logged(session)] == [(None, "4"), ("4", "2")]


def test_another_level_than_expected_is_a_conflict_in_levels(session, save):
    room = kind_room(session, "cn-levels")
    place = str(room.factors[0].id)
    save(room, (place, "after_impact", "5"))
    outcome = save(room, (place, "after_impact", "1", "3"))
    assert list(outcome.conflicts.values()) == ["5"]


@pytest.mark.parametrize("value", ["6", "0", "60", "2.5", "中等"])
def test_what_is_no_level_is_refused(session, save, value):
    room = kind_room(session, "cn-fuzzy")
    outcome = save(room, (str(room.factors[0].id), "before_probability", value))
    assert codes(outcome) == ["level_invalid"]
    assert session.exec(select(SheetChange)).all() == []


def test_a_weight_that_pairs_decide_is_not_taken(session, save):
    room = kind_room(session, "cn-ahp")
    place = str(room.factors[0].id)
    outcome = save(room, (place, "before_weight", "7"), (place, "before_impact", "50"))
    assert codes(outcome) == ["place_unknown"]
    assert len(outcome.saved) == 1


def test_points_are_saved_with_their_history(session, save):
    room = kind_room(session, "js-4013")
    save(room, ("item:A", "before_points", "2"), ("item:A", "comment", "见第 4 页"))
    save(room, ("item:N", "after_points", "12.25"))
    assert said(session).at("item:A") == {"before_points": 20_000, "comment": "见第 4 页"}
    assert logged_places(session) == [
        (None, "A", "before_points"), (None, "A", "comment"), (None, "N", "after_points"),
    ]  # fmt: skip
    assert [line[2] for line in logged(session)] == ["2", "见第 4 页", "12.25"]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:save")).first()
    assert json.loads(entry.after) == {"saved": 2}


@pytest.mark.parametrize(
    ("op", "code"),
    [
        (("item:A", "before_points", "1"), "points_not_an_option"),
        (("item:A", "before_points", "5"), "points_outside"),
        (("item:N", "before_points", "35.5"), "points_outside"),
        (("item:N", "after_points", "1.234"), "points_not_a_number"),
        (("item:ZZ", "before_points", "1"), "place_unknown"),
        (("item:A", "before_impact", "1"), "place_unknown"),
        (("A", "before_points", "2"), "place_unknown"),
    ],
)
def test_points_that_cannot_be_are_refused(session, save, op, code):
    room = kind_room(session, "js-4013")
    assert codes(save(room, op, ("item:B", "before_points", "0"))) == [code]
    assert said(session).at("item:B") == {"before_points": 0}


def test_a_factor_is_not_scored_under_a_deduction_manual(session, save):
    room = kind_room(session, "js-4013")
    outcome = save(room, (str(room.factors[0].id), "before_impact", "50"))
    assert codes(outcome) == ["place_unknown"]


def test_what_the_survey_counted_is_not_asked_again(session, save):
    room = kind_room(session, "js-4013", classes=True)
    outcome = save(room, ("item:N", "before_points", "3"), ("item:N", "after_points", "3"))
    assert codes(outcome) == ["place_unknown"]
    assert len(outcome.saved) == 1


@pytest.mark.parametrize(
    ("manual", "classes"),
    [("cn-levels", False), ("cn-fuzzy", False), ("js-4013", False), ("js-4013", True)],
)
def test_a_complete_sheet_is_frozen_and_graded(session, save, now, manual, classes):
    room = kind_room(session, manual, classes=classes)
    form = SheetForm(builtin_manual(manual), has_classes=classes)
    for number, chair in enumerate(room.chairs):
        place, field, last = figures(room, form)[-1]
        save(room, *figures(room, form)[:-1], *OPINIONS, chair=number)
        with pytest.raises(Refused, match="sheet_incomplete"):
            submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
        save(room, (place, field, last), chair=number)
        sheet = submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
        assert sheet.state is SheetState.SUBMITTED
        with pytest.raises(Refused, match="sheet_frozen"):
            save(room, (place, field, "1", last), chair=number)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    result = rounds.close_round(
        session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal
    )
    file = json.loads(result.assessment_file)
    assert file["manual"] == manual
    assert ("scores_before" in file) is not form.manual.asks_points
    assert ("opposition_classes" in file) is classes
    printed = json.loads(result.printed)
    if classes:  # 35 × (2 × 1 + 4 × 0.7 + 3 × 0.3) / 121
        assert printed["before"]["points"]["total"] == pytest.approx(35 * 5.7 / 121, abs=1e-6)
    assert printed["before"]["grade"] == result.initial_grade


def test_the_digest_covers_points(session, save, now):
    room = kind_room(session, "js-4013")
    form = SheetForm(builtin_manual("js-4013"))
    digests = set()
    for number, chair in enumerate(room.chairs):
        fill(room, save, form, chair=number)
        if number:
            save(
                room, *[("sheet", "conclusion", "pass")] * 99, ("item:T", "comment", "另"), chair=1
            )
        sheet = submit_sheet(session, member_id=chair.member.id, actor=chair.actor, now=now)
        digests.add(sheet.digest)
    assert len(digests) == 2


def test_comparisons_of_the_browser_decide_the_weights(session, save, now):
    room = kind_room(session, "cn-ahp")
    form = SheetForm(builtin_manual("cn-ahp"))
    for number, chair in enumerate(room.chairs):
        fill(room, save, form, chair=number)
        who = {"member_id": chair.member.id, "actor": chair.actor, "now": now}
        with pytest.raises(Refused, match="sheet_incomplete"):
            submit_sheet(session, **who)
        board = find_board(
            session, get_seat(session, chair.member.id, actor=chair.actor), seal=vault().seal
        )
        answers = [
            Change(f"pair{place}", place, COMPARISON, "3", None, at=now)
            for place in reversed(board.pairs)
        ]
        assert len(save_changes(session, changes=answers, **who).saved) == 3
        submit_sheet(session, **who)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.assessment.office_id)
    result = rounds.close_round(
        session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal
    )
    file = json.loads(result.assessment_file)
    judged = [
        [(row["within"], row["first"], row["second"], row["value"]) for row in sheet["judgements"]]
        for sheet in file["comparisons"]
    ]
    assert judged == [[(None, "A", "B", "3"), (None, "A", "E", "3"), (None, "B", "E", "3")]] * 2
    assert "weight_score" not in file["scores_before"][0]["scores"][0]
    weights = {
        row["code"]: row["weight"] for row in json.loads(result.printed)["before"]["factors"]
    }
    assert sum(weights.values()) == pytest.approx(1, abs=2e-6)
    assert weights["A01"] > weights["B03"] > weights["E01"]
