"""Records beside the way of a case, for addresses that name them."""

from models import CaseNote, Certificate, Correction, CorrectionState, GradeProposal, GradeResult
from riskassess.domain.vocabulary import ProposalState, RiskGrade, Role
from riskassess.proof.canonical import canonical_json
from tests import factories
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


def certificate_id(case, owner, own, review_id):
    """Give the case a certificate; its grade is another assessment's, this one is in review."""
    other = factories.assessment(owner=owner)
    around = {"office_id": case.office_id, "fingerprint": "f", "initial_grade": RiskGrade.LOW}
    result = GradeResult(
        **around, assessment_id=other.id, review_id=review_id, manual_digest="d",
        manual_version_id=case.manual_version_id, fingerprint_parts="{}", assessment_file="{}",
        record="{}", printed="{}", computed_at=NOW,
    )  # fmt: skip
    proposal = GradeProposal(
        **around, assessment_id=other.id, grade_result_id=save(result).id, explanation="x",
        state=ProposalState.APPROVED, proposed_by_id=own[Role.CASE_OFFICER].id, proposed_at=NOW,
        decided_by_id=own[Role.APPROVER].id, decided_at=NOW,
    )  # fmt: skip
    content = {
        "assessment": case.code, "office": "稳定办", "approved_at": "2026-03-02T02:30:00Z",
        "grades": {"initial_grade": "low", "expected_grade": None}, "proposer": "case_officer:1",
        "approver": "approver:2", "fingerprint": "f", "manual_digest": "d",
        "audit_head": {"chain": f"assessment:{case.id}", "sequence": 1, "digest": "sha256:ab"},
        "signature": {"key_id": "k", "public_key": "00"},
    }  # fmt: skip
    row = Certificate(
        office_id=case.office_id, assessment_id=case.id, proposal_id=save(proposal).id,
        number="BA-1", fingerprint="f", content=canonical_json(content), key_id="k",
        signed_at=NOW,
    )  # fmt: skip
    return save(row).id
