"""The fingerprint: one digest over everything a grade depends on, part by part."""

from sqlmodel import Session, col, select

from models import Opinion, Sheet, row_id
from riskassess.domain.vocabulary import AssessmentState
from riskassess.proof.canonical import digest
from riskassess.queries.assessment_files import Plain, assessment_file, submitted_panel
from riskassess.queries.assessments import Case, list_documents

FILE_PARTS = {
    "project": ("id", "title", "kind", "level", "procedure", "units"),
    "factors": ("factors",),
    "sheets": ("experts", "scores_before", "scores_after"),
    "survey": ("survey",),
    "forecast": ("forecast",),
    "measures": ("measures",),
}
# Documents that come later (decision, tracking, archive) change nothing the grade depends on.
COVERED = frozenset(
    {
        AssessmentState.SUBMITTED,
        AssessmentState.SURVEYING,
        AssessmentState.PREPARING,
        AssessmentState.IN_REVIEW,
        AssessmentState.GRADE_PROPOSED,
    }
)


def fingerprint_parts(session: Session, case: Case, *, round_id: int | None) -> dict[str, str]:
    """Return part → digest; the parts are named so that a change can be named."""
    file = assessment_file(session, case, round_id=round_id)
    parts = {
        name: digest({key: file.get(key) for key in keys}) for name, keys in FILE_PARTS.items()
    }
    return {
        **parts,
        "manual": case.manual.digest,
        "opinions": digest(_opinions(session, round_id)),
        "documents": digest(_documents(session, case)),
    }


def fingerprint(parts: dict[str, str]) -> str:
    """Return the digest over all parts.

    >>> fingerprint({"manual": "sha256:ab"})[:15]
    'sha256:286322a1'
    """
    return digest(parts)


def changed_parts(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Return the names of the parts that differ.

    >>> changed_parts({"survey": "a", "manual": "b"}, {"survey": "c", "manual": "b"})
    ('survey',)
    """
    return tuple(
        sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    )


def _opinions(session: Session, round_id: int | None) -> list[Plain]:
    panel = [] if round_id is None else submitted_panel(session, round_id)
    texts: dict[int, dict[str, str]] = {row_id(sheet): {} for _member, sheet in panel}
    for opinion in session.exec(select(Opinion).where(col(Opinion.sheet_id).in_(list(texts)))):
        texts[opinion.sheet_id][opinion.heading] = opinion.text
    return [
        {"expert": member.code, **_proposal(sheet), "opinions": texts[row_id(sheet)]}
        for member, sheet in panel
    ]


def _proposal(sheet: Sheet) -> Plain:
    return {
        "conclusion": sheet.conclusion,
        "initial_grade": sheet.initial_grade,
        "expected_grade": sheet.expected_grade,
    }


def _documents(session: Session, case: Case) -> list[list[str]]:
    return [
        [row.code, row.item, row.digest]
        for row in list_documents(session, case.id)
        if case.manual.document(row.code).needed_for in COVERED
    ]
