"""The to-do list as a list to search: everything that waits, by kind, time and words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template

from riskassess.domain.tasks import Bucket, Task, TaskKind
from riskassess.filters import date_text
from riskassess.i18n import _
from riskassess.queries.pages import PAGE_SIZE, ListPage
from riskassess.web.lists import (
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
from riskassess.web.task_words import BUCKET_WORDS, WORDS
from riskassess.web.tasks import TaskLine, tasks_of_actor

DEPTH = 10  # times as many lines as the home page ranks
LATE = "late"


def task_columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column(_("事项")), Column(_("项目"), "title"), Column(_("自"), "since"),
        Column(_("期限"), "due"), Column(_("何时")),
    ]  # fmt: skip


def task_list(group: str, *, export_url: str, clear_url: str) -> tuple[list[TaskLine], ListHead]:
    """Return the lines that the address asks for, all of them, and the head of the list."""
    lines, columns = tasks_of_actor(group, depth=DEPTH), task_columns()
    times = [(each.value, str(BUCKET_WORDS[each])) for each in Bucket]
    times.append((LATE, _("已逾期")))
    kinds = [(kind.value, str(WORDS[kind].what)) for kind in _kinds(lines)]
    when, kind, words = option_asked("when", times), option_asked("kind", kinds), words_asked("q")
    order = order_asked(columns)
    found = [
        line for line in lines
        if _is_then(line.task, when) and (not kind or line.task.kind == kind)
        and all(word in f"{line.task.title} {line.task.code} {line.shown.what}".lower()
                for word in words.lower().split())
    ]  # fmt: skip
    choices = [Choice("when", _("何时"), times, when), Choice("kind", _("事项"), kinds, kind)]
    head = ListHead(
        "tasks", _("事项、项目或编号"), words, choices, columns, order, export_url, clear_url
    )
    return _sorted(found, order), head


def _kinds(lines: Sequence[TaskLine]) -> list[TaskKind]:
    present = {line.task.kind for line in lines}
    return [kind for kind in TaskKind if kind in present]


def _is_then(task: Task, when: str) -> bool:
    if when == LATE:
        return task.is_late
    return not when or task.bucket == when


def _sorted(lines: list[TaskLine], order: str) -> list[TaskLine]:
    keys: dict[str, Any] = {
        "title": lambda line: line.task.title,
        "since": lambda line: line.task.since,
        "due": lambda line: line.task.due_on or date.max,
    }
    key = keys.get(order.removeprefix("-"))
    return sorted(lines, key=key, reverse=order.startswith("-")) if key else lines


def tasks_page(asked: tuple[list[TaskLine], ListHead]) -> str:
    """Return a page of the lines that are asked for."""
    lines, head = asked
    found = page_asked(lambda number: _page_of(lines, number))
    return render_template(
        "shared/list_tasks.html", lines=found.rows, pager=pager_of(found), head=head
    )


def tasks_file(asked: tuple[list[TaskLine], ListHead]) -> Any:
    """Answer the lines that are asked for as a workbook."""
    lines, head = asked
    return list_file(head, _("待办清单"), [_task_cells(line) for line in lines])


def _page_of(lines: Sequence[TaskLine], number: int) -> ListPage:
    """Return one page of lines that are all known."""
    first = (number - 1) * PAGE_SIZE
    rows = lines[first : first + PAGE_SIZE]
    return ListPage(rows, number, len(lines) > first + PAGE_SIZE, len(lines))


def _task_cells(line: TaskLine) -> list[Any]:
    task = line.task
    return [
        line.shown.what, f"{task.title} {task.code}", date_text(task.since),
        date_text(task.due_on) if task.due_on else "", str(BUCKET_WORDS[task.bucket]),
    ]  # fmt: skip
