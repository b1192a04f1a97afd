"""The expert pool as the office reads it, and recusals for one assessment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from expert_pool.vocabulary import MEMBERS, ExpertState, RecusalGround
from riskassess.domain.personal_policy import may_see_standing
from riskassess.domain.vocabulary import Role
from riskassess.filters import date_text
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.queries import cases, experts, participations, personal
from riskassess.queries.experts import PoolFilter
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services import recusals
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.lists import Column, ListHead
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.forms import RecusalForm
from riskassess.web.office.pool.panel_ties import tie_note
from riskassess.web.paging import marked_pager_of, member_of

LONGEST_ENDING = 3_660


@bp.get("/experts")
def list_experts() -> Any:
    """Show the pool, 50 a page."""
    session = context.db_session()
    names = pool_words(session, current_locale())
    wanted = chosen_filter(names)
    number = max(request.args.get("page", 1, type=int), 1)
    found = experts.list_experts(session, context.actor(), wanted=wanted, number=number)
    words = {each: label(each) for each in ExpertState}
    return render_template(
        "office/list_experts.html",
        rows=[_cells(row, names, words) for row in found.page.rows],
        pager=marked_pager_of(found.page, before=found.before, after=found.after),
        **_asked(wanted, names),
    )


def _asked(wanted: PoolFilter, names: Any) -> dict[str, Any]:
    """Return what the form of the list shows."""
    return {
        "names": names,
        "states": [(each.value, label(each)) for each in _states()],
        "levels": list(level_words().items()),
        "wanted": wanted,
        "head": _head(wanted),
        "is_keeper": context.actor().has(Role.POOL_KEEPER),
    }


def _head(wanted: PoolFilter) -> ListHead:
    """Return the head of the table: codes sort both ways, unless the end of the term leads."""
    by_code = "" if wanted.ends_within is not None else "code"
    columns = [
        Column(_("姓名和编号"), by_code), Column(_("类别")), Column(_("专业")),
        Column(_("工作单位")), Column(_("状态")), Column(_("聘期至")),
    ]  # fmt: skip
    order = "-code" if wanted.descending else "code"
    return ListHead("experts", "", "", (), columns, order if by_code else "", "", "")


def _states() -> list[ExpertState]:
    """Return the states that the signed-in person may ask for."""
    actor = context.actor()
    return [each for each in ExpertState if may_see_standing(actor, is_member=each in MEMBERS)]


def _cells(row: Any, names: Any, words: Mapping[ExpertState, str]) -> tuple[Any, ...]:
    """Return what a line of the list shows, in words."""
    classes, professions = names["classes"], names["professions"]
    id, code, name, expert_class, profession, title, employer, state, until = row
    return (
        id,
        name,
        code,
        classes.get(expert_class, expert_class),
        professions.get(profession, profession),
        employer,
        title,
        "●" if state == ExpertState.ACTIVE else "○",
        words[state],
        date_text(until),
    )


def chosen_filter(names: Mapping[str, Any] | None = None) -> PoolFilter:
    """Return what the address, or a form that repeats it, asks for; nobody's code is left out."""
    given = request.values
    names = names or pool_words(context.db_session(), current_locale())
    ends = given.get("ends", type=int)
    return PoolFilter(
        expert_class=_known("class", names["classes"]),
        profession=_known("profession", names["professions"]),
        state=member_of(ExpertState, "state"),
        title_level=_known("level", level_words()) if given.get("level") else "",
        employer=given.get("employer", "").strip()[:100],
        words=given.get("q", "").strip()[:100],
        ends_within=ends if ends is not None and 0 <= ends <= LONGEST_ENDING else None,
        today=day_of(context.clock()),
        descending=given.get("sort") == "-code",
        after=given.get("after", ""),
        before=given.get("before", ""),
    )


def _known(name: str, words: Mapping[str, Any]) -> str:
    code = request.values.get(name, "")
    return code if code in words else ""


def level_words() -> dict[str, str]:
    """Return the names of the levels of titles."""
    manual = pool_manual_of(context.db_session(), context.actor().office_id)
    return {row.code: row.name(current_locale()) for row in manual.conditions.title_levels}


@bp.get("/experts/<int:expert_id>")
def show_expert(expert_id: int) -> Any:
    """Show one expert and the reviews taken part in."""
    session = context.db_session()
    expert = experts.get_shown(session, expert_id, actor=context.actor())
    return render_template("office/show_expert.html", expert=expert, **expert_page(expert))


def expert_page(expert: Any) -> dict[str, Any]:
    """Return what the page of an expert shows beside the expert."""
    session, today = context.db_session(), day_of(context.clock())
    conditions = pool_manual_of(session, expert.office_id).conditions
    year = datetime(today.year, 1, 1, tzinfo=UTC)
    sees_panels = context.actor().has(Role.CASE_OFFICER)
    return {
        "reviews": participations.list_participations(session, expert, only_closed=not sees_panels),
        "sees_panels": sees_panels,
        "names": pool_words(session, current_locale()),
        "levels": {row.code: row.name(current_locale()) for row in conditions.title_levels},
        "kinds": {row.code: row.name(current_locale()) for row in conditions.employer_types},
        "load": participations.count_load(
            session, expert.id, year_begins=year, only_closed=not sees_panels
        ),
        "absences": personal.list_absences(session, expert.id, since=today),
        "request_open": personal.open_correction(session, expert.id),
        "is_keeper": context.actor().has(Role.POOL_KEEPER),
        "may_judge": context.actor().has(Role.CASE_OFFICER, Role.POOL_KEEPER),
        "today": today,
    }


def _show(assessment_id: int, form: RecusalForm, status: int = 200) -> Any:
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    rows = cases.list_recusals(session, case)
    return render_template(
        "office/edit_recusals.html", **head_of(case), rows=rows, form=form, ties=tie_note(case)
    ), status


@bp.get("/assessments/<int:assessment_id>/recusals")
def edit_recusals(assessment_id: int) -> Any:
    """Show who takes no part, and the form for another."""
    given = {name: request.args.get(name, "") for name in ("expert", "ground")}
    return _show(assessment_id, RecusalForm(**given))


@bp.post("/assessments/<int:assessment_id>/recusals")
def record_recusal(assessment_id: int) -> Any:
    """Record a recusal."""
    form = RecusalForm()
    if not done_by(form, lambda: _record(assessment_id, form)):
        return _show(assessment_id, form, 422)
    flash(_("回避已登记：这位专家不参加本评估；原在专家组的已退出，有候补的已邀请。"), "success")
    return redirect(url_for("office.edit_recusals", assessment_id=assessment_id), code=303)


def _record(assessment_id: int, form: RecusalForm) -> None:
    posting(
        recusals.record_recusal,
        assessment_id=assessment_id,
        expert_code=form.expert.data or "",
        ground=RecusalGround(form.ground.data),
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
    )()
