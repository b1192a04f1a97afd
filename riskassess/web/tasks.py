"""A to-do list in words: what, which project, since, until, and one verb with its page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, request, url_for

from riskassess.domain.tasks import Bucket, Party, Task, TaskKind
from riskassess.filters import date_text
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries.todo import list_tasks
from riskassess.services.pool.health_todo import list_health_tasks
from riskassess.services.pool.panel_ties import list_tie_tasks
from riskassess.web import context
from riskassess.web.addresses import LARGEST_ID


class Words(NamedTuple):
    """What a task is called, and the verb of its button."""

    what: LazyText
    verb: LazyText


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


WORDS: dict[TaskKind, Words] = {
    TaskKind.FINISH_DRAFT: Words(_l("填完登记并提交"), _l("填写")),
    TaskKind.ANSWER_RETURN: Words(_l("逐条答复退回意见并重新提交"), _l("答复")),
    TaskKind.RUN_SURVEY: Words(_l("开展风险调查并登记数据"), _l("登记")),
    TaskKind.PREPARE: Words(_l("编制因素、自评、措施并提交评审材料"), _l("编制")),
    TaskKind.ANSWER_REVISION: Words(_l("按评审意见修改并答复"), _l("答复")),
    TaskKind.PROVE_MEASURES: Words(_l("提交措施落实佐证"), _l("提交佐证")),
    TaskKind.CHECK_REGISTRATION: Words(_l("审核登记材料"), _l("审核")),
    TaskKind.CHECK_PREPARATION: Words(_l("审核评审材料，确定因素清单"), _l("审核")),
    TaskKind.OPEN_REVIEW: Words(_l("抽取专家，发起评审"), _l("发起")),
    TaskKind.ENTER_VALUES: Words(_l("抽取已公告，录入产生的数值"), _l("录入")),
    TaskKind.THROW_DICE: Words(_l("抽取已公告，掷骰并录入点数"), _l("录入")),
    TaskKind.CONFIRM_VALUES: Words(_l("抽取的数值已录入，对照来源复核"), _l("复核")),
    TaskKind.DECIDE_DRAW_REQUEST: Words(_l("审批重新抽取或直接指定的申请"), _l("审批")),
    TaskKind.FILL_PANEL: Words(_l("专家组有缺席，没有候补可递补"), _l("补抽")),
    TaskKind.CLOSE_ROUND: Words(_l("评分表已够法定份数，结束本轮评分"), _l("结束")),
    TaskKind.GIVE_SCORES: Words(_l("专家评分"), _l("查看")),
    TaskKind.OPEN_LOCKED_ROUND: Words(_l("本轮已截止，由两位持钥人开启"), _l("开启")),
    TaskKind.DECIDE_RISKS: Words(_l("专家提出的风险待处理"), _l("处理")),
    TaskKind.LEAD_CONSULTATION: Words(_l("本轮会诊已结束，发起下一轮或结束会诊"), _l("办理")),
    TaskKind.SEND_MATERIALS: Words(_l("评审材料应送达专家"), _l("办理")),
    TaskKind.HOLD_MEETING: Words(_l("评审会将召开"), _l("查看")),
    TaskKind.PUT_OFF_REVIEW: Words(_l("已过截止日期，评分表还不够：催办、补抽或延期"), _l("办理")),
    TaskKind.PROPOSE_GRADE: Words(_l("查看计算结果，提出等级"), _l("提出")),
    TaskKind.APPROVE_GRADE: Words(_l("审批等级"), _l("审批")),
    TaskKind.RECORD_DECISION: Words(_l("登记决策机关的决定"), _l("登记")),
    TaskKind.START_TRACKING: Words(_l("开始跟踪措施落实"), _l("开始")),
    TaskKind.CHECK_MEASURES: Words(_l("核查措施落实佐证"), _l("核查")),
    TaskKind.CLOSE_CASE: Words(_l("结案"), _l("结案")),
    TaskKind.SEAL_DOSSIER: Words(_l("生成并封存评估档案"), _l("封存")),
    TaskKind.RESUME_CASE: Words(_l("评估已中止，具备条件后恢复"), _l("恢复")),
    TaskKind.DECIDE_CORRECTION: Words(_l("项目单位申请更正登记"), _l("核对")),
    TaskKind.ANSWER_INVITATION: Words(_l("答复评审邀请"), _l("答复")),
    TaskKind.DECLARE: Words(_l("填写回避与保密声明"), _l("填写")),
    TaskKind.FILL_SHEET: Words(_l("填写评分表"), _l("评分")),
    TaskKind.ANSWER_REOPENING: Words(_l("答复是否重新打开已提交的评分表"), _l("答复")),
    TaskKind.READ_FEEDBACK: Words(_l("查看上一轮的匿名反馈，可以参加讨论"), _l("查看")),
    TaskKind.JOIN_MEETING: Words(_l("参加现场会诊，与大家同步评分"), _l("进入")),
    TaskKind.SIGN_PAGE: Words(_l("在签字页上签名"), _l("签名")),
    TaskKind.ELECT_LEADER: Words(_l("推选专家组组长"), _l("投票")),
    TaskKind.DRAFT_OPINION: Words(_l("起草专家组意见并提交表决"), _l("起草")),
    TaskKind.VOTE_OPINION: Words(_l("对专家组意见表决"), _l("表决")),
    TaskKind.AGREE_OPINION: Words(_l("专家组起草、表决组意见"), _l("查看")),
    TaskKind.END_VOTE: Words(_l("专家组意见表决已到期，结束表决"), _l("结束")),
    TaskKind.MAKE_SIGNATURE_PAGE: Words(_l("组意见已通过，制作签字页"), _l("制作")),
    TaskKind.REMAKE_SIGNATURE_PAGE: Words(_l("签字页已失效，核对变动后重新制作"), _l("查看")),
    TaskKind.COLLECT_SIGNATURES: Words(_l("签字页待成员签名，手签的登记扫描件"), _l("查看")),
    TaskKind.RENEW_TERM: Words(_l("专家聘期将满"), _l("查看")),
    TaskKind.JUDGE_WORK: Words(_l("评价专家在这次评审中的工作"), _l("评价")),
    TaskKind.APPROVE_MANUAL: Words(_l("审批导入的评估手册"), _l("审批")),
    TaskKind.CHECK_APPLICATION: Words(_l("形式审查入库申请"), _l("审查")),
    TaskKind.CHECK_CLASS: Words(_l("审查类别和专业"), _l("审查")),
    TaskKind.START_PUBLICITY: Words(_l("公示拟入库专家"), _l("公示")),
    TaskKind.APPOINT_EXPERT: Words(_l("公示期满，办理聘任"), _l("聘任")),
    TaskKind.DECIDE_HEARING: Words(_l("已听取专家意见，作出处理"), _l("处理")),
    TaskKind.DECIDE_CONTEST: Words(_l("处理专家提出的回避异议"), _l("处理")),
    TaskKind.ENLARGE_POOL: Words(_l("专家库人数不足，请补充专家"), _l("查看")),
    TaskKind.RULE_NAMES: Words(_l("单位名称待判断：专家的单位与项目的单位名称相近"), _l("判断")),
    TaskKind.RECUSE_MEMBER: Words(_l("专家组成员的单位与项目的单位有关，应当回避"), _l("登记回避")),
    TaskKind.KNOW_ACCESS: Words(_l("应急访问正在进行：有人正在查看这项评估"), _l("查看")),
    TaskKind.ANSWER_HEARING: Words(_l("对拟作的出库处理陈述意见"), _l("陈述")),
}
PARTY_WORDS: dict[Party, LazyText] = {
    Party.SPONSOR: _l("项目单位"),
    Party.OFFICER: _l("稳定办承办人"),
    Party.APPROVER: _l("审批人"),
    Party.ARCHIVIST: _l("档案员"),
    Party.EXPERTS: _l("专家"),
    Party.POOL_KEEPER: _l("专家库管理员"),
    Party.KEY_HOLDERS: _l("持钥人"),
}
BUCKET_WORDS: dict[Bucket, LazyText] = {
    Bucket.TODAY: _l("今天"),
    Bucket.WEEK: _l("一周内"),
    Bucket.LATER: _l("以后"),
    Bucket.WAITING: _l("等待他人"),
}
COUNTED: dict[TaskKind, LazyText] = {
    TaskKind.PROVE_MEASURES: _l("%(n)s 项措施"),
    TaskKind.CHECK_MEASURES: _l("%(n)s 项措施"),
    TaskKind.GIVE_SCORES: _l("还差 %(n)s 份"),
    TaskKind.CLOSE_ROUND: _l("已交 %(n)s 份"),
    TaskKind.FILL_PANEL: _l("缺 %(n)s 位"),
    TaskKind.DECIDE_RISKS: _l("%(n)s 条"),
    TaskKind.DECIDE_CORRECTION: _l("%(n)s 项"),
    TaskKind.PUT_OFF_REVIEW: _l("还差 %(n)s 份"),
    TaskKind.COLLECT_SIGNATURES: _l("还差 %(n)s 位"),
    TaskKind.JUDGE_WORK: _l("%(n)s 位"),
    TaskKind.ENLARGE_POOL: _l("%(n)s 类或席位"),
    TaskKind.RULE_NAMES: _l("%(n)s 处"),
    TaskKind.RECUSE_MEMBER: _l("%(n)s 位"),
}
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
