"""The case page of the sponsor and the acts that hand the case over."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.errors import AssessmentError
from riskassess.domain.room_vocabulary import Adoption
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries.accounts import get_unit_name
from riskassess.queries.assessments import Case
from riskassess.queries.documents import list_checked_lines, list_older_documents
from riskassess.queries.factors import list_estimated_factors, list_measures
from riskassess.queries.facts import facts_of
from riskassess.queries.offices import get_office
from riskassess.queries.pauses import list_clock_changes, newest_halt
from riskassess.queries.projects import (
    current_points,
    find_filing,
    get_own_case,
    list_points,
    list_surveys,
)
from riskassess.services import submissions
from riskassess.services.revision_points import Revised
from riskassess.web import context
from riskassess.web.acts import do, words
from riskassess.web.case_details import detail_pairs
from riskassess.web.corrections_page import correction_values
from riskassess.web.errors import status_of
from riskassess.web.final_acts import CONFIRMED, YES, Final, final_act
from riskassess.web.forms import ConfirmForm
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.readiness import NEXT, may, obstacles
from riskassess.web.story import news_of, sentences
from riskassess.web.tracks import case_track


def own_case(assessment_id: int) -> Case:
    """Return the case of the signed-in actor's own unit; 404 for any other."""
    return get_own_case(context.db_session(), assessment_id, actor=context.actor())


@bp.get("/assessments/<int:assessment_id>")
def show_assessment(assessment_id: int) -> Any:
    """Show where the case stands, what is to be done now, documents and contents."""
    return case_page(own_case(assessment_id))


def case_page(
    case: Case,
    *,
    typed: dict[int, str] | None = None,
    error: str = "",
    revised: Revised | None = None,
) -> str:
    """Return the case page; `typed` keeps answers that were refused, by the point's id.

    `revised` keeps what was chosen beside the refused answer.
    """
    session, actor = context.db_session(), context.actor()
    facts = facts_of(session, case)
    action = NEXT.get(case.assessment.state)
    return render_template(
        "sponsor/show_assessment.html",
        case=case,
        typed=typed or {},
        revised=revised,
        adoptions=list(Adoption),
        error=error,
        facts=facts,
        action=action,
        obstacles=obstacles(case, facts, action) if action else [],
        lines=list_checked_lines(session, case, facts=facts, actor=actor),
        **_contents(case),
    )


def _contents(case: Case) -> dict[str, Any]:
    session = context.db_session()
    current = current_points(session, case)
    return {
        "track": case_track(case),
        "points": current,
        "older_points": [point for point in list_points(session, case) if point not in current],
        "older": list_older_documents(session, case),
        "surveys": list_surveys(session, case),
        "factors": list_estimated_factors(session, case),
        "measures": list_measures(session, case),
        "filing": find_filing(session, case),
        "story": sentences(case),
        "news": news_of(case),
        "halt": newest_halt(session, case),
        "beside": _beside(case),
        "corrections": correction_values(case)["corrections"],
        "changes": list_clock_changes(session, case),
        "details": detail_pairs(case),
        "kind": case.manual.kind(case.project.kind),
        "unit_name": get_unit_name(session, case.project.unit_id),
        "office_name": get_office(session, case.assessment.office_id).name,
        "limit": limit_in_mebibytes(),
    }


def _beside(case: Case) -> list[tuple[str, str]]:
    """Return what the sponsor may do now beside the way: name and page."""
    facts = facts_of(context.db_session(), case, reason="-")
    pages = {
        AssessmentAction.ASK_CORRECTION: "sponsor.list_corrections",
        AssessmentAction.WITHDRAW: "sponsor.edit_withdrawal",
    }
    return [
        (str(label(action)), url_for(endpoint, assessment_id=case.id))
        for action, endpoint in pages.items()
        if not may(facts, action)
    ]


def _handed_over(assessment_id: int, act: Any, done: str) -> Any:
    own_case(assessment_id)
    return do(
        lambda: act(
            context.db_session(),
            assessment_id=assessment_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        to=url_for("sponsor.show_assessment", assessment_id=assessment_id),
        done=done,
    )


@bp.post("/assessments/<int:assessment_id>/submission")
def submit_assessment(assessment_id: int) -> Any:
    """Submit the registration, once it was asked about; what is missing is told before."""
    case = own_case(assessment_id)
    facts, form = facts_of(context.db_session(), case), ConfirmForm()
    refused = may(facts, AssessmentAction.SUBMIT)
    if not refused and request.form.get(CONFIRMED) != YES:
        to = url_for("sponsor.show_assessment", assessment_id=assessment_id)
        again = lambda _status: redirect(to, code=303)  # noqa: E731 - nothing was typed
        return final_act(form, lambda: None, ask=lambda: _ask_submission(case), again=again)
    return _handed_over(assessment_id, submissions.submit_assessment, _("已提交，等待稳定办审核。"))


def _ask_submission(case: Case) -> Final:
    return Final(
        title=_("提交项目？"),
        button=_("确认提交"),
        happens=[
            _("登记内容和材料交稳定办审核，审核期间不能修改。"),
            _("提交不能撤回；要修改须等稳定办退回补正。"),
        ],
        about=case.project.title,
    )


@bp.post("/assessments/<int:assessment_id>/survey-end")
def finish_survey(assessment_id: int) -> Any:
    """End the survey."""
    return _handed_over(assessment_id, submissions.finish_survey, _("调查已结束，请编制评审材料。"))


@bp.get("/assessments/<int:assessment_id>/hand-in")
def confirm_hand_in(assessment_id: int) -> Any:
    """Show what will be handed in, or exactly what is missing and why."""
    case = own_case(assessment_id)
    session = context.db_session()
    facts = facts_of(session, case)
    action = NEXT.get(case.assessment.state)
    return render_template(
        "sponsor/confirm_hand_in.html",
        case=case,
        track=case_track(case),
        refusal=may(facts, action) if action else _("这一步现在不能做：项目不在相应的阶段。"),
        obstacles=obstacles(case, facts, action) if action else [],
        factors=list_estimated_factors(session, case),
        measures=list_measures(session, case),
    )


@bp.post("/assessments/<int:assessment_id>/hand-in")
def hand_in(assessment_id: int) -> Any:
    """Hand the materials in for review."""
    return _handed_over(
        assessment_id, submissions.hand_in, _("评审材料已提交，等待稳定办确定因素清单。")
    )


@bp.post("/assessments/<int:assessment_id>/revision")
def answer_revision(assessment_id: int) -> Any:
    """Give the revised report back."""
    return _handed_over(assessment_id, submissions.answer_revision, _("修改说明已提交，等待复核。"))


@bp.post("/assessments/<int:assessment_id>/points/<int:point_id>/answer")
def answer_point(assessment_id: int, point_id: int) -> Any:
    """Save the answer to one marked point."""
    case, revised = own_case(assessment_id), _revised()
    text = _bare_answer() if revised else _answer()
    try:
        _store_answer(assessment_id, point_id, text, revised)
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        shown = case_page(case, typed={point_id: text}, error=words(error), revised=revised)
        return shown, status_of(error)
    flash(_("答复已保存。"), "success")
    to = url_for("sponsor.show_assessment", assessment_id=assessment_id, _anchor="points")
    return redirect(to, code=303)


def _store_answer(assessment_id: int, point_id: int, text: str, revised: Revised | None) -> Any:
    return submissions.answer_point(
        context.db_session(),
        assessment_id=assessment_id,
        point_id=point_id,
        text=text,
        revised=revised,
        actor=context.actor(),
        now=context.clock(),
    )


def _revised() -> Revised | None:
    """Return what was done with a point of the panel; None for a point that the office marked."""
    if "panel" not in request.form:
        return None
    chosen = request.form.get("adoption", "")
    adoption = Adoption(chosen) if chosen in set(Adoption) else None
    return Revised(adoption, request.form.get("pages", "").strip())


def _bare_answer() -> str:
    return request.form.get("answer", "").strip()


def _answer() -> str:
    """Return the answer, led by the pages of the report where it was worked in."""
    text = request.form.get("answer", "").replace("\x00", "").strip()
    pages = request.form.get("pages", "").replace("\x00", "").strip()
    if text and pages:
        return _("第%(pages)s页：%(text)s", pages=pages, text=text)
    return text
