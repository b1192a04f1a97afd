"""The fingerprint: one digest over everything a grade depends on, part by part."""

import json
from decimal import Decimal

from sqlmodel import Session, col, select

from models import (
    Draw,
    Factor,
    ItemPoints,
    Opinion,
    PanelMember,
    ReviewRound,
    Score,
    Sheet,
    row_id,
)
from riskassess.domain.uploads import GRADED_ON
from riskassess.proof.canonical import digest
from riskassess.queries.assessment_files import Plain, assessment_file, submitted_panel
from riskassess.queries.assessments import Case, list_documents, list_factors, newest_survey

FILE_PARTS = {
    "project": ("id", "title", "kind", "level", "procedure", "units"),
    "factors": ("factors",),
    "sheets": ("experts", "scores_before", "scores_after"),
    "survey": ("survey",),
    "forecast": ("forecast",),
    "measures": ("measures",),
}
# Only in files of manuals that ask for them; a file without them keeps its fingerprint.
WHERE_ASKED = {
    "sheets": ("comparisons", "points_before", "points_after"),
    "survey": ("opposition_classes",),
}


def fingerprint_parts(session: Session, case: Case, *, round_id: int | None) -> dict[str, str]:
    """Return part → digest; the parts are named so that a change can be named."""
    file = assessment_file(session, case, round_id=round_id)
    # what a portable file leaves out and a dossier prints
    beside: dict[str, Plain] = {
        "project": _project(case),
        "factors": {"texts": _factors(session, case)},
        "survey": {"note": _survey_note(session, case)},
    }
    for name, keys in WHERE_ASKED.items():
        beside[name] = {**beside.get(name, {}), **{key: file[key] for key in keys if key in file}}
    parts = {
        name: digest({**{key: file.get(key) for key in keys}, **beside.get(name, {})})
        for name, keys in FILE_PARTS.items()
    }
    return {
        **parts,
        "manual": case.manual.digest,
        "opinions": digest(_opinions(session, round_id)),
        "comments": digest(_comments(session, round_id)),
        "panel": digest(_panel(session, round_id)),
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


def _project(case: Case) -> Plain:
    project, assessment = case.project, case.assessment
    return {
        "outline": project.outline,
        "place": project.place,
        "details": json.loads(project.details, parse_float=Decimal),
        "mode": assessment.mode,
        "assessment_subject": assessment.assessment_subject,
        "institution": assessment.institution,
    }


def _factors(session: Session, case: Case) -> list[list[str]]:
    return [
        [row.code, row.name, row.category, row.note, row.improvement_reason]
        for row in list_factors(session, case.id)
    ]


def _survey_note(session: Session, case: Case) -> str:
    survey = newest_survey(session, case.id)
    return survey.note if survey else ""


def _comments(session: Session, round_id: int | None) -> list[list[str]]:
    """Return expert, factor or item, and text of every remark on a score."""
    panel = [] if round_id is None else submitted_panel(session, round_id)
    experts = {row_id(sheet): member.code for member, sheet in panel}
    scored = session.exec(
        select(Score.sheet_id, Factor.code, Score.comment)
        .join(Factor, col(Factor.id) == col(Score.factor_id))
        .where(col(Score.sheet_id).in_(list(experts)), Score.comment != "")
    )
    given_points = session.exec(
        select(ItemPoints.sheet_id, ItemPoints.item, ItemPoints.comment).where(
            col(ItemPoints.sheet_id).in_(list(experts)), ItemPoints.comment != ""
        )
    )
    return sorted(
        [experts[sheet_id], code, text] for sheet_id, code, text in (*scored, *given_points)
    )


def _panel(session: Session, round_id: int | None) -> Plain:
    """Return the panel whose round it is, and a digest of every draw for it."""
    round_ = None if round_id is None else session.get(ReviewRound, round_id)
    if round_ is None:
        return {"members": [], "draws": []}
    members = session.exec(
        select(PanelMember)
        .where(PanelMember.review_id == round_.review_id)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    )
    draws = session.exec(
        select(Draw).where(Draw.review_id == round_.review_id).order_by(col(Draw.number))
    )
    return {
        "members": [[row.code, row.profession, row.employer, row.state] for row in members],
        "draws": [
            digest([row.number, row.algorithm, row.seed, row.rule, row.pool_snapshot, row.result])
            for row in draws
        ],
    }


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
        if case.manual.document(row.code).needed_for in GRADED_ON
    ]
