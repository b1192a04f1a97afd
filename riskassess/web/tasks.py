"""A to-do list in words: what, which project, since, until, and one verb with its page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, request, url_for

from riskassess.domain.tasks import Bucket, Task, TaskKind
from riskassess.filters import date_text
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries.todo import list_tasks
from riskassess.services.pool.health_todo import list_health_tasks
from riskassess.services.pool.panel_ties import list_tie_tasks
from riskassess.web import context
from riskassess.web.addresses import LARGEST_ID
from riskassess.web.task_words import BUCKET_WORDS, COUNTED, PARTY_WORDS, WORDS


class Line(NamedTuple):
    """One line of the list as it is shown; `url` is None where there is no page."""

    what: str
    where: str
    since: str
    until: str
    late: bool
    url: str | None
    verb: str


class TaskLine(NamedTuple):
    """A task and how it is shown."""

    task: Task
    shown: Line


class Page(NamedTuple):
    """Where the verb leads: endpoint, name of its id if it has one, place on the page."""

    endpoint: str
    key: str = "assessment_id"
    anchor: str = ""


# nobody noted since when
STANDING = frozenset({TaskKind.ENLARGE_POOL, TaskKind.RULE_NAMES, TaskKind.RECUSE_MEMBER})
LOOK = _l("查看")
OWN_PROPOSAL = _l("等待另一位审批人：您提出的等级不能由您审批")
CASE = {
    "office": Page("office.show_assessment"),
    "sponsor": Page("sponsor.show_assessment"),
}
PAGES: dict[TaskKind, Page] = {
    TaskKind.OPEN_REVIEW: Page("office.open_review"),
    TaskKind.ENTER_VALUES: Page("office.show_draw", "draw_id"),
    TaskKind.THROW_DICE: Page("office.show_draw", "draw_id"),
    TaskKind.CONFIRM_VALUES: Page("office.show_draw", "draw_id"),
    TaskKind.DECIDE_DRAW_REQUEST: Page("office.show_review", anchor="requests"),
    TaskKind.FILL_PANEL: Page("office.show_review"),
    TaskKind.CLOSE_ROUND: Page("office.show_review"),
    TaskKind.GIVE_SCORES: Page("office.show_review"),
    TaskKind.OPEN_LOCKED_ROUND: Page("office.show_opening"),
    TaskKind.DECIDE_RISKS: Page("office.show_review", anchor="consultation"),
    TaskKind.LEAD_CONSULTATION: Page("office.show_review", anchor="consultation"),
    TaskKind.SEND_MATERIALS: Page("office.show_review_meeting", "review_id"),
    TaskKind.HOLD_MEETING: Page("office.show_review_meeting", "review_id"),
    TaskKind.PUT_OFF_REVIEW: Page("office.show_extension", "review_id"),
    TaskKind.PROPOSE_GRADE: Page("office.show_result"),
    TaskKind.APPROVE_GRADE: Page("office.show_result"),
    TaskKind.RECORD_DECISION: Page("office.edit_decision"),
    TaskKind.CHECK_MEASURES: Page("office.show_assessment", anchor="measures"),
    TaskKind.CLOSE_CASE: Page("office.edit_closing"),
    TaskKind.KNOW_ACCESS: Page("office.show_assessment", anchor="emergency"),
    TaskKind.RESUME_CASE: Page("office.edit_suspension"),
    TaskKind.DECIDE_CORRECTION: Page("office.list_corrections"),
    TaskKind.RENEW_TERM: Page("office.show_standing", "expert_id"),
    **dict.fromkeys(
        (
            TaskKind.CHECK_APPLICATION,
            TaskKind.CHECK_CLASS,
            TaskKind.START_PUBLICITY,
            TaskKind.APPOINT_EXPERT,
        ),
        Page("office.show_application", "expert_id"),
    ),
    TaskKind.DECIDE_HEARING: Page("office.show_standing", "expert_id"),
    TaskKind.ANSWER_HEARING: Page("expert.show_standing", "expert_id"),
    TaskKind.ENLARGE_POOL: Page("office.show_pool_health", ""),
    TaskKind.RULE_NAMES: Page("office.list_name_questions"),
    TaskKind.RECUSE_MEMBER: Page("office.edit_recusals"),
    TaskKind.DECIDE_CONTEST: Page("office.show_contest", "contest_id"),
    TaskKind.JUDGE_WORK: Page("office.show_review_work", "review_id"),
    TaskKind.APPROVE_MANUAL: Page("office.show_manual_proposal", "manual_proposal_id"),
    TaskKind.ANSWER_INVITATION: Page("expert.show_review", "member_id"),
    TaskKind.DECLARE: Page("expert.show_declaration", "member_id"),
    TaskKind.ELECT_LEADER: Page("expert.show_leader", "member_id"),
    TaskKind.DRAFT_OPINION: Page("expert.show_group_opinion", "member_id"),
    TaskKind.VOTE_OPINION: Page("expert.show_group_opinion", "member_id"),
    TaskKind.AGREE_OPINION: Page("office.show_review"),
    TaskKind.END_VOTE: Page("office.show_group_opinion", "review_id"),
    TaskKind.SIGN_PAGE: Page("expert.show_signature_page", "member_id"),
    TaskKind.MAKE_SIGNATURE_PAGE: Page("office.show_signature_page", "review_id"),
    TaskKind.REMAKE_SIGNATURE_PAGE: Page("office.show_signature_page", "review_id"),
    TaskKind.COLLECT_SIGNATURES: Page("office.show_signature_page", "review_id"),
    TaskKind.FILL_SHEET: Page("expert.show_sheet", "member_id"),
    TaskKind.ANSWER_REOPENING: Page("expert.show_reopening", "member_id"),
    TaskKind.READ_FEEDBACK: Page("expert.show_feedback", "member_id"),
    TaskKind.JOIN_MEETING: Page("expert.show_meeting", "member_id"),
}


def todo_of_actor(group: str) -> list[dict[str, Any]]:
    """Return the signed-in actor's to-do list for `templates/shared/_todo.html`.

    `group` is the blueprint whose pages the verbs open: sponsor, expert or office.
    """
    return todo_groups(_tasks(depth=1), group=group)


def _tasks(*, depth: int) -> list[Task]:
    session, actor, now = context.db_session(), context.actor(), context.clock()
    tasks = list_tasks(session, actor, now=now, calendar=context.work_calendar(), depth=depth)
    tasks += list_health_tasks(session, actor, now=now)
    tasks += list_tie_tasks(session, actor, now=now, names=context.name_tools())
    return tasks


def tasks_of_actor(group: str, *, depth: int) -> list[TaskLine]:
    """Return everything that waits, each with its line in words; `depth` as `list_tasks` says."""
    return [TaskLine(task, _line(task, group)) for task in _tasks(depth=depth)]


def todo_groups(tasks: Iterable[Task], *, group: str) -> list[dict[str, Any]]:
    """Return the parts of the list in words, in their order, without empty ones."""
    lines: dict[Bucket, list[Line]] = {bucket: [] for bucket in Bucket}
    uncertain = set()
    for task in tasks:
        lines[task.bucket].append(_line(task, group))
        if task.due_on and not task.is_certain:
            uncertain.add(task.due_on.year)
    return [
        {"title": str(BUCKET_WORDS[bucket]), "items": items, "uncertain": sorted(uncertain)}
        for bucket, items in lines.items()
        if items
    ]


def _line(task: Task, group: str) -> Line:
    is_waiting = task.bucket is Bucket.WAITING
    locale = current_locale()
    return Line(
        what=_what(locale, task.kind, task.count, waiting=_wait_of(task, is_waiting=is_waiting)),
        where=f"{task.title} · {task.code}",
        since="" if task.kind in STANDING else _("%(day)s 起", day=date_text(task.since)),
        until=_until(task),
        late=task.is_late,
        url=page_url(task, group),
        verb=str(LOOK if is_waiting else WORDS[task.kind].verb),
    )


def _wait_of(task: Task, *, is_waiting: bool) -> LazyText | None:
    if not is_waiting:
        return None
    return OWN_PROPOSAL if task.is_own_proposal else PARTY_WORDS[task.party]


@lru_cache(maxsize=1024)  # the same few sentences on each page
def _what(_locale: str, kind: TaskKind, count: int, *, waiting: LazyText | None) -> str:
    if waiting is OWN_PROPOSAL:
        return str(OWN_PROPOSAL)
    what = str(WORDS[kind].what)
    if count and kind in COUNTED:
        what = _("%(what)s（%(count)s）", what=what, count=COUNTED[kind] % {"n": count})
    return what if waiting is None else _("等待%(who)s：%(what)s", who=waiting, what=what)


def _until(task: Task) -> str:
    if task.due_on is None:
        return ""
    day = date_text(task.due_on)
    return _("▲ 已逾期，应于 %(day)s 前", day=day) if task.is_late else _("%(day)s 前", day=day)


def page_url(task: Task, group: str) -> str | None:
    """Return the page that the verb opens; the case page when the special one is elsewhere."""
    parts = _address(task.kind, group, request.script_root)
    return None if parts is None else str(task.subject_id).join(parts)


@lru_cache(maxsize=256)  # addresses differ in the id only; building each costs more than the line
def _address(kind: TaskKind, group: str, _root: str) -> list[str] | None:
    page = PAGES.get(kind)
    if page is None or not page.endpoint.startswith(f"{group}."):
        page = CASE.get(group)
    if page is None or page.endpoint not in current_app.view_functions:
        page = CASE.get(group)
    if page is None or page.endpoint not in current_app.view_functions:
        return None
    ids: dict[str, Any] = {page.key: LARGEST_ID} if page.key else {}
    return url_for(page.endpoint, _anchor=page.anchor or None, **ids).rsplit(str(LARGEST_ID), 1)
