"""Figures that a grade is computed from are those that real sheets were handed in with."""

import pytest
from sqlmodel import select

from models import GradeResult
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role
from riskassess.proof.packed_rounds import check_packed_rounds
from riskassess.services import rounds
from riskassess.services.sheet_copies import signed_round_record
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import save_changes, submit_sheet
from tests.support.signing import sign
from tests.support.vault import vault


@pytest.mark.parametrize(("manual", "count"), [("cn-default", 36), ("js-4013", 80)])
def test_record_and_assessment_file_of_a_round_say_the_same(session, now, manual, count):
    room = kind_room(session, manual, experts=2)
    form = SheetForm(builtin_manual(manual))
    ops = [*figures(room, form), *OPINIONS]
    changes = [Change(f"{n}", *op, None, at=now) for n, op in enumerate(ops)]
    for seat in room.chairs:
        who = {"member_id": seat.member.id, "actor": seat.actor, "now": now}
        save_changes(session, changes=changes, **who)
        submit_sheet(session, **who)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    given = {"round_id": room.round.id, "actor": officer, "now": now}
    rounds.close_round(session, **given, seal=vault().seal)
    file = session.exec(select(GradeResult)).one().assessment_file
    text = signed_round_record(session, room.round, with_sheets=True, now=now, sign=sign)
    kept = {"data/rounds/1-1.json": text.encode(), "data/assessment.json": file.encode()}
    packed, same = check_packed_rounds(kept)
    assert (str(packed.verdict), packed.facts["sheets"]) == ("pass", 2)
    assert (str(same.verdict), same.facts["count"]) == ("pass", count)
