"""What may be sealed: exactly what was approved, and figures that the live rows still give."""

from sqlmodel import Session

from models import GradeResult
from riskassess.domain.computed import compute_text
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.result import stored_format
from riskassess.labels import section_names
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import assessment_file
from riskassess.queries.assessments import Case, newest_round
from riskassess.queries.dossiers import approved_result
from riskassess.queries.results import changed_sections


def require_as_approved(session: Session, case: Case) -> GradeResult:
    """Return the approved result of a case whose rows are still what was approved.

    Raises
    ------
    Refused
        `dossier_not_approved`; `dossier_differs` with the changed parts of the fingerprint;
        `dossier_recomputed` when the live rows give another file, record or printed result.
    """
    where = f"assessment:{case.id}"
    result = approved_result(session, case.id)
    if result is None:
        raise Refused("dossier_not_approved", where=where)
    if changed := changed_sections(session, case, result):
        raise Refused("dossier_differs", where=where, parts=section_names(changed))
    if not _gives(session, case, result):
        raise Refused("dossier_recomputed", where=where)
    return result


def _gives(session: Session, case: Case, result: GradeResult) -> bool:
    """Return whether file and figures made of the live rows equal the stored ones byte for byte."""
    round_ = newest_round(session, result.review_id)
    text = canonical_json(assessment_file(session, case, round_id=round_.id if round_ else None))
    try:
        computed = compute_text(text, case.manual, result_format=stored_format(result.record))
    except InvalidInput:
        return False
    made = (text, computed.record, computed.printed)
    return made == (result.assessment_file, result.record, result.printed)
