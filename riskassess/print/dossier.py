"""The dossier as a page for the printer: everything the template shows, in words."""

from dataclasses import dataclass
from typing import Any

from riskassess.exhibits.agreement import rule_words, sheets_sent
from riskassess.exhibits.figures import band_chart
from riskassess.exhibits.results import result_sections
from riskassess.exhibits.signature_page import page_line
from riskassess.filters import grade_label, long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import RETENTION_LABELS, label
from riskassess.print import approval, estimates, grading, project, review


@dataclass(frozen=True)
class DossierHead:
    """What stands on the cover, in the file's description and at the head of its pages."""

    title: str
    number: str
    office: str
    running_right: str


def dossier_head(material: Any) -> DossierHead:
    """Return title and number; demonstration data are marked on every page."""
    case, number = material.case, material.dossier.number
    mark = _("演示数据") if case.project.is_demonstration else ""
    return DossierHead(
        title=_("%(title)s 社会稳定风险评估档案", title=case.project.title),
        number=number,
        office=material.office.name,
        running_right="　".join(filter(None, (mark, number))),
    )


def dossier_page(material: Any, papers: Any = ()) -> dict[str, Any]:
    """Return the context of templates/dossier/dossier.html; `papers` were printed beside it."""
    record, result = grading.record_of(material), material.result
    sections = result_sections(result.computed, result.names, sent=_sent(material))
    dissent = review.dissent_rows(material)
    return {
        "cover": _cover(material),
        "is_demonstration": material.case.project.is_demonstration,
        "title": material.case.project.title,
        "project": project.project_rows(material),
        "corrections": project.correction_rows(material),
        "units": project.unit_rows(material),
        "survey": project.survey_part(material),
        "factors": project.factor_rows(material),
        "estimate": estimates.estimate_part(material, sections),
        "dispersion_rule": rule_words(),
        "grading": grading.grading_part(material, record, sections),
        "certainty": grading.certainty_part(material),
        "band": band_chart(record, material.case.manual),
        "forecast": material.case.assessment.forecast_note,
        "measures": estimates.measure_rows(material),
        "change": estimates.change_part(material, record, sections),
        "opinions": review.opinion_part(material),
        "panel": review.panel_part(material),
        "ledger": review.ledger_part(material),
        "approval": approval.approval_part(material),
        "decision": approval.decision_rows(material),
        "tracking": approval.tracking_rows(material),
        "documents": approval.document_part(material, papers),
        "history": approval.history_lines(material),
        "emergencies": approval.emergency_lines(material),
        "audit": approval.audit_rows(material),
        "closing": _closing(material, dissent),
        "dissent": dissent,
    }


def _sent(material: Any) -> int | None:
    """Return to how many members a sheet was sent in the review that gave the result."""
    stored = material.result.stored
    review = next((row for row in material.reviews if row.review.id == stored.review_id), None)
    return None if review is None else sheets_sent(review)


def _cover(material: Any) -> list[tuple[str, str]]:
    case, approved = material.case, material.approval.view.proposal
    manual = case.manual
    return [
        (_("档号"), material.dossier.number),
        (_("项目单位"), material.unit),
        (_("评估编号"), case.assessment.code),
        (_("风险等级"), _("措施前 %(before)s，措施后 %(after)s",
                       before=grade_label(approved.initial_grade),
                       after=grade_label(approved.expected_grade))),
        (_("评估手册"), _("%(name)s，第 %(n)s 版", name=manual.title, n=manual.version)),
        (_("保管期限"), str(RETENTION_LABELS.get(material.dossier.retention, "—"))),
        (_("封存日期"), long_date(material.sealed_at)),
    ]  # fmt: skip


def _closing(material: Any, dissent: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return the note on the file at its end: how many papers, what is missing, who dissents."""
    standing = [row for row in material.documents if row.superseded_at is None]
    missing = "、".join(paper.text for paper in material.missing)
    people = dict.fromkeys(name for name, *_rest in dissent)
    requested = material.name_of(material.dossier.requested_by_id)
    return [
        (_("卷内文件"), _("现行 %(n)s 件，旧版本 %(old)s 件", n=len(standing),
                       old=len(material.documents) - len(standing))),
        (_("缺件"), missing or _("无")),
        (_("保留意见"), _("%(who)s，原文和理由见第 8 章", who="、".join(people))
         if people else _("无")),
        (_("签字页"), _pages(material)),
        (_("决策"), label(material.decision.decision) if material.decision else "—"),
        (_("立卷人"), requested),
        (_("封存时间"), moment_text(material.sealed_at)),
    ]  # fmt: skip


def _pages(material: Any) -> str:
    """Return the newest signature page of each review with its state, or that there is none."""
    newest = [
        (view.review.number, material.signature_pages[view.review.id][-1])
        for view in material.reviews
        if material.signature_pages.get(view.review.id)
    ]
    return "；".join(
        _("第 %(n)s 次评审：%(page)s", n=number, page=page_line(page)) for number, page in newest
    ) or _("没有制作签字页")  # fmt: skip
