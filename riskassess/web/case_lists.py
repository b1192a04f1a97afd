"""Assessments and projects as lists: what both sides may ask for, and the same lines as a file."""

from typing import Any

from flask import render_template

from riskassess.domain.vocabulary import AssessmentState, Phase
from riskassess.filters import date_text
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.queries.cases import CaseFilter, list_cases
from riskassess.queries.manuals import find_kinds, find_levels
from riskassess.queries.project_lists import ProjectFilter, list_projects
from riskassess.web import context
from riskassess.web.addresses import record_number
from riskassess.web.lists import (
    MOST_EXPORTED,
    Choice,
    Column,
    ListHead,
    list_file,
    option_asked,
    order_asked,
    page_asked,
    words_asked,
)
from riskassess.web.paging import pager_of
from riskassess.web.story import marks_of

# a draft that was never submitted is the sponsor's alone
SEEN_BY_THE_OFFICE = [each for each in AssessmentState if each is not AssessmentState.DRAFT]


def case_columns() -> list[Column]:
    """Return the columns of a list of assessments."""
    return [
        Column(_("项目")), Column(_("编号"), "code"), Column(_("类型")), Column(_("项目单位")),
        Column(_("状态")), Column(_("状态自"), "since"),
    ]  # fmt: skip


def project_columns() -> list[Column]:
    """Return the columns of a list of projects."""
    return [
        Column(_("项目"), "code"), Column(_("类型")), Column(_("层级")), Column(_("地点")),
        Column(_("项目单位")), Column(_("评估")), Column(_("最近一次")), Column(_("状态")),
        Column(_("状态自")),
    ]  # fmt: skip


def _states(*, own: bool) -> list[tuple[str, str]]:
    members = list(AssessmentState) if own else SEEN_BY_THE_OFFICE
    return [(each.value, label(each)) for each in members]


def _kinds() -> list[tuple[str, str]]:
    return list(find_kinds(context.db_session(), current_locale()).items())


def case_list(*, own: bool, export_url: str, clear_url: str) -> tuple[CaseFilter, ListHead]:
    """Return what the address asks of assessments, and the head of their list."""
    states, kinds, columns = _states(own=own), _kinds(), case_columns()
    phases = [(each.value, label(each)) for each in Phase]
    state, phase = option_asked("state", states), option_asked("phase", phases)
    kind, words, order = (
        option_asked("kind", kinds),
        words_asked("q", "words"),
        order_asked(columns),
    )
    project = words_asked("project")
    wanted = CaseFilter(
        state=AssessmentState(state) if state else None,
        phase=Phase(phase) if phase else None,
        kind=kind,
        words=words,
        project_id=record_number(project),
        order=order,
        own=own,
    )
    choices = [
        Choice("phase", _("阶段"), phases, phase),
        Choice("state", _("状态"), states, state),
        Choice("kind", _("类型"), kinds, kind),
    ]
    if wanted.project_id is not None:
        one = [(project, _("同一项目"))]
        choices.append(Choice("project", _("范围"), one, project))
    name, label_ = "assessments", _("名称或编号")
    return wanted, ListHead(name, label_, words, choices, columns, order, export_url, clear_url)


def cases_file(asked: tuple[CaseFilter, ListHead]) -> Any:
    """Answer what is asked of assessments as a workbook."""
    session, (wanted, head) = context.db_session(), asked
    found = list_cases(session, context.actor(), wanted, size=MOST_EXPORTED + 1)
    kinds = find_kinds(session, current_locale())
    return list_file(head, _("评估清单"), [_case_cells(row, kinds) for row in found.rows])


def _case_cells(row: Any, kinds: dict[str, str]) -> list[Any]:
    return [
        row.title, row.code, kinds.get(row.kind, row.kind), row.unit,
        label(AssessmentState(row.state)), date_text(row.state_since),
    ]  # fmt: skip


def project_list(*, own: bool, export_url: str, clear_url: str) -> tuple[ProjectFilter, ListHead]:
    """Return what the address asks of projects, and the head of their list."""
    states, kinds, columns = _states(own=own), _kinds(), project_columns()
    levels = list(find_levels(context.db_session(), current_locale()).items())
    state, kind, level = (
        option_asked(name, known)
        for name, known in (("state", states), ("kind", kinds), ("level", levels))
    )
    words, order = words_asked("q"), order_asked(columns)
    wanted = ProjectFilter(
        kind=kind, level=level, state=AssessmentState(state) if state else None, words=words,
        order=order, own=own,
    )  # fmt: skip
    choices = [
        Choice("kind", _("类型"), kinds, kind),
        Choice("level", _("层级"), levels, level),
        Choice("state", _("最近一次的状态"), states, state),
    ]
    name, label_ = "projects", _("名称、单位或地点")
    return wanted, ListHead(name, label_, words, choices, columns, order, export_url, clear_url)


def projects_page(template: str, asked: tuple[ProjectFilter, ListHead]) -> str:
    """Return a page of what is asked of projects, each with its newest assessment."""
    session, actor, (wanted, head) = context.db_session(), context.actor(), asked
    found = page_asked(lambda number: list_projects(session, actor, wanted, page=number))
    return render_template(
        template,
        rows=found.rows,
        pager=pager_of(found),
        head=head,
        kinds=find_kinds(session, current_locale()),
        levels=find_levels(session, current_locale()),
        marks=marks_of([row.newest_id for row in found.rows]),
    )


def projects_file(asked: tuple[ProjectFilter, ListHead]) -> Any:
    """Answer what is asked of projects as a workbook."""
    session, (wanted, head) = context.db_session(), asked
    found = list_projects(session, context.actor(), wanted, size=MOST_EXPORTED + 1)
    kinds, levels = (find(session, current_locale()) for find in (find_kinds, find_levels))
    rows = [_project_cells(row, kinds, levels) for row in found.rows]
    return list_file(head, _("项目清单"), rows)


def _project_cells(row: Any, kinds: dict[str, str], levels: dict[str, str]) -> list[Any]:
    return [
        row.title, kinds.get(row.kind, row.kind), levels.get(row.level, row.level), row.place,
        row.unit, row.count, row.code, label(AssessmentState(row.state)),
        date_text(row.state_since),
    ]  # fmt: skip
