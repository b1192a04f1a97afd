"""Records beside the way of a case, for addresses that name them."""

from models import CaseNote, Correction, CorrectionState
from riskassess.domain.vocabulary import Role
from tests.factories import NOW, save


def beside_ids(case, own):
    """Write a note of the office, and let the sponsor ask for a correction."""
    around = {"office_id": case.office_id, "assessment_id": case.id}
    note = CaseNote(
        **around, text="备注", written_by_id=own[Role.CASE_OFFICER].id, written_at=NOW
    )  # fmt: skip
    asked = Correction(
        **around, field="place", old_value="", new_value="东镇", reason="笔误",
        state=CorrectionState.ASKED, asked_by_id=own[Role.PROJECT_UNIT].id, asked_at=NOW,
    )  # fmt: skip
    return {"note_id": save(note).id, "correction_id": save(asked).id}
