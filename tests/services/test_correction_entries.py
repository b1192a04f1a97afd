"""What the audit chain keeps of a correction: the fact before and after."""

import json

import pytest
from sqlmodel import select

from models import AuditEntry
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.proof.canonical import bytes_digest
from riskassess.services import corrections
from tests import factories


@pytest.mark.parametrize(
    ("value", "is_told"), [("西镇", True), ("西镇，电话 138 0013 8000", False), ("西" * 201, False)]
)
def test_a_long_text_and_a_telephone_stand_by_digest_all_else_as_it_is(
    session, now, value, is_told
):
    owner = factories.unit()
    case = factories.assessment(owner=owner, state=AssessmentState.SURVEYING)
    officer = factories.actor(Role.CASE_OFFICER, office_id=owner.office_id)
    row = corrections.ask_correction(
        session, assessment_id=case.id, change=corrections.Change("outline", value, "笔误"),
        actor=factories.sponsor(owner), now=now,
    )  # fmt: skip
    corrections.decide_correction(
        session, assessment_id=case.id, correction_id=row.id, confirms=True, answer="",
        actor=officer, now=now,
    )  # fmt: skip
    asked = select(AuditEntry).where(AuditEntry.subject_type == "correction")
    entries = session.exec(asked.where(AuditEntry.subject_id == row.id)).all()
    kept = value if is_told else bytes_digest(value.encode())
    assert [entry.action for entry in entries] == ["correction:ask", "correction:confirm"]
    for entry in entries:
        before, after = json.loads(entry.before), json.loads(entry.after)
        assert before == {"outline": row.old_value}
        assert (after["field"], after["outline"]) == ("outline", kept)
