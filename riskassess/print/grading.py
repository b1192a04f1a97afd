"""Chapter 5 of a dossier: the standing of the manual, every criterion, what decided."""

import json
from collections.abc import Mapping
from typing import Any

from riskassess.exhibits.certainty import CertaintySection, certainty_section
from riskassess.exhibits.criteria import CONFIDENCE
from riskassess.exhibits.explanations import CriterionRow, GradeExplanation
from riskassess.exhibits.results import Headline, ResultSections
from riskassess.filters import grade_label
from riskassess.i18n import _

Record = Mapping[str, Any]
MOMENTS = ("before", "after")


def record_of(material: Any) -> dict[str, Any]:
    """Return the stored record of the approved result."""
    found: dict[str, Any] = json.loads(material.result.stored.record)
    return found


def grading_part(material: Any, record: Record, sections: ResultSections) -> dict[str, Any]:
    """Return what stands in the grading chapter; grades are those of the stored record."""
    manual = material.case.manual
    return {
        "standing": sections.standing,
        "is_same": material.result.is_same,
        "moments": [
            _moment(explanation, headline, record[key]["grade"])
            for key, explanation, headline in zip(
                MOMENTS, sections.explanations, sections.headlines, strict=False
            )
        ],
        "sources": [
            (str(row.name), row.paragraph, row.source, str(CONFIDENCE[row.confidence]))
            for row in manual.criteria
            if row.active
        ],
    }


def _moment(explanation: GradeExplanation, headline: Headline, grade: str) -> dict[str, Any]:
    return {
        "title": explanation.moment,
        "grade": grade_label(grade),
        "sentence": explanation.sentence,
        "number": _("%(name)s %(value)s", name=headline.name, value=headline.long)
        if headline.value != "—"
        else "",
        "applied": [_row(row) for row in explanation.rows],
        "not_applied": [(row.name, row.reason, row.missing) for row in explanation.not_applied],
        "attention": explanation.attention,
    }


def _row(row: CriterionRow) -> tuple[str, ...]:
    verdict = _("%(grade)s（决定）") if row.is_deciding else "%(grade)s"
    return (
        row.name,
        row.inputs,
        row.rule,
        verdict % {"grade": grade_label(row.grade.value)},
        "；".join(row.distances) or _("没有界限"),
    )


def certainty_part(material: Any) -> CertaintySection | None:
    """Return how certain the grade is, in words and pictures; None where nobody computed it."""
    stored = material.certainty
    if stored is None:
        return None
    names = material.result.names
    return certainty_section(json.loads(stored.record), material.case.manual, names=names)
