"""Everything the office's case page shows, gathered section by section."""

from typing import Any

from riskassess.domain.policy import AssessmentFacts
from riskassess.domain.vocabulary import AssessmentState
from riskassess.exhibits.survey import counts_of, survey_section
from riskassess.i18n import current_locale
from riskassess.queries import cases, factors, projects
from riskassess.queries.assessments import Case, list_documents, newest_result, newest_survey
from riskassess.queries.certificates import list_case_certificates
from riskassess.queries.documents import list_checked_lines
from riskassess.queries.emergency import list_of_case
from riskassess.queries.facts import facts_of
from riskassess.queries.notes import list_notes
from riskassess.queries.pauses import list_clock_changes, newest_halt
from riskassess.web import context
from riskassess.web.case_details import detail_pairs
from riskassess.web.corrections_page import correction_values
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.actions import actions_of, side_acts
from riskassess.web.office.pool.panel_ties import tie_note
from riskassess.web.story import news_of, sentences
from riskassess.web.tracks import case_track


def case_page(case: Case) -> dict[str, Any]:
    """Return the template's values."""
    session = context.db_session()
    facts = facts_of(session, case)
    return {
        **head_of(case),
        "actions": actions_of(case, facts),
        "unit": cases.unit_name(session, case),
        "accesses": list_of_case(session, case.id, now=context.clock()),
        "details": detail_pairs(case),
        "papers": papers_of(case, facts),
        "limit": limit_in_mebibytes(),
        **_survey_values(case),
        "factors": factors.list_estimated_factors(session, case),
        "categories": {row.code: row.name(current_locale()) for row in case.manual.categories},
        "measures": factors.list_measures(session, case),
        "points": projects.list_points(session, case),
        "story": sentences(case),
        "news": news_of(case),
        "halt": newest_halt(session, case),
        "side_acts": side_acts(case, facts),
        "note_count": len(list_notes(session, case)),
        "corrections": correction_values(case)["corrections"],
        "changes": list_clock_changes(session, case),
        "decision": cases.find_decision(session, case),
        "result": newest_result(session, case.id),
        "certificates": list_case_certificates(session, case, actor=context.actor()),
        "is_stale": not facts.fingerprint_holds,
        "recusals": cases.list_recusals(session, case),
        "ties": tie_note(case),
    }


def _survey_values(case: Case) -> dict[str, Any]:
    """Return the counts that hold today and their figures in words."""
    survey = newest_survey(context.db_session(), case.id)
    section = survey_section(counts_of(survey), case.manual) if survey else None
    return {"survey": survey, "survey_section": section}


def head_of(case: Case) -> dict[str, Any]:
    """Return what `office/_case.html` needs on every page of a case."""
    manual = case.manual
    return {
        "case": case,
        "assessment": case.assessment,
        "project": case.project,
        "manual": manual,
        "kind": manual.kind(case.project.kind),
        "track": case_track(case),
    }


def papers_of(case: Case, facts: AssessmentFacts) -> list[dict[str, Any]]:
    """Return the checklist with the files under each line, and files outside it."""
    session = context.db_session()
    standing = list_documents(session, case.id)
    order = list(AssessmentState)
    present = order.index(case.standing)
    seen: set[int | None] = set()
    papers = []
    for row in list_checked_lines(session, case, facts=facts, actor=context.actor()):
        files = [file for file in standing if _belongs(file, row.line)]
        seen.update(file.id for file in files)
        is_due = row.line.is_required and order.index(row.line.needed_for) <= present + 1
        papers.append(_paper(row.line.code, row.line.name, row, files, is_due=is_due))
    for file in standing:
        if file.id not in seen:
            papers.append(_paper(file.code, file.title, None, [file]))
    return papers


def _paper(
    code: str, name: str, row: Any, files: list[Any], *, is_due: bool = False
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "row": row,
        "files": files,
        "is_due": is_due,
        "is_shown": bool(files) or is_due,
    }


def _belongs(document: Any, line: Any) -> bool:
    return document.code == line.code and (not line.item or document.item == line.item)
