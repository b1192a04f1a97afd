"""Chapters 1 to 3 of a dossier: the project, the survey, the factors."""

import json
from typing import Any

from riskassess.domain.manual.catalogue import KindField
from riskassess.domain.vocabulary import AssessmentState
from riskassess.exhibits.registered import fact_name, fact_value
from riskassess.exhibits.survey import counts_of, survey_section
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.labels import label

Rows = list[tuple[str, str]]


def project_rows(material: Any) -> Rows:
    """Return the registration facts as pairs; what is not known shows a dash."""
    case, manual = material.case, material.case.manual
    kind = manual.kind(case.project.kind)
    levels = {row.code: str(row.name) for row in manual.levels}
    modes = {row.code: str(row.name) for row in manual.modes}
    given = json.loads(case.project.details)
    rows = [
        (_("项目名称"), case.project.title),
        (_("评估编号"), case.assessment.code),
        (_("项目类型"), str(kind.name)),
        (_("项目层级"), levels.get(case.project.level, case.project.level)),
        (_("建设地点"), case.project.place),
        (_("项目概况"), case.project.outline),
        (_("评估程序"), label(case.assessment.procedure)),
        (_("评估方式"), modes.get(case.assessment.mode, case.assessment.mode)),
        *((str(field.name), _detail(field, given[field.key]))
          for field in kind.fields if given.get(field.key) not in (None, "")),
    ]  # fmt: skip
    return [(name, value or "—") for name, value in rows]


def _detail(field: KindField, value: object) -> str:
    words = {row.code: str(row.name) for row in field.choices}
    text = words.get(str(value), str(value))
    return f"{text} {field.unit}" if field.unit else text


def correction_rows(material: Any) -> list[tuple[str, str, str, str]]:
    """Return what was corrected after the acceptance: the fact, what was, what is, why and who."""
    case = material.case
    words = (case.manual, case.project.kind)
    return [
        (
            fact_name(*words, row.field),
            fact_value(*words, row.field, row.old_value) or "—",
            fact_value(*words, row.field, row.new_value) or "—",
            _("%(reason)s（%(who)s确认，%(day)s）", reason=row.reason, who=view.decided_by,
              day=long_date(row.decided_at)),
        )
        for view in material.corrections
        for row in [view.row]
    ]  # fmt: skip


def unit_rows(material: Any) -> Rows:
    """Return who takes part: sponsor, subject, institution, filing organ."""
    case = material.case
    rows = [
        (_("项目单位"), material.unit),
        (_("评估主体"), case.assessment.assessment_subject),
        (_("评估机构"), case.assessment.institution),
        (_("备案机关"), material.office.name),
    ]
    return [(name, value or "—") for name, value in rows]


def survey_part(material: Any) -> dict[str, Any]:
    """Return counts, shares, intervals, worst case, chart and documents of the survey."""
    survey = material.survey
    return {
        "section": survey_section(counts_of(survey), material.case.manual) if survey else None,
        "recorded": long_date(survey.recorded_at) if survey else "",
        "note": survey.note if survey else "",
        "documents": [
            (row.code, row.title, long_date(row.uploaded_at))
            for row in material.documents
            if row.superseded_at is None and _is_of_survey(material, row.code)
        ],
    }


def _is_of_survey(material: Any, code: str) -> bool:
    needed: AssessmentState = material.case.manual.document(code).needed_for
    return needed is AssessmentState.PREPARING


def factor_rows(material: Any) -> list[tuple[str, str, str, str]]:
    """Return code, category, stage and name of every factor."""
    categories = {row.code: str(row.name) for row in material.case.manual.categories}
    return [
        (
            row.code,
            categories.get(row.category, row.category),
            label(row.stage) if row.stage else "—",
            _("%(name)s（本项目增列）", name=row.name) if row.is_own else row.name,
        )
        for row in material.factors
    ]
