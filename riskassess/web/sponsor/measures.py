"""Measures, the forecast, and the proof that measures were carried out."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.errors import AssessmentError
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.queries.factors import (
    PlannedMeasure,
    get_measure,
    list_estimated_factors,
    list_measures,
)
from riskassess.queries.facts import facts_of
from riskassess.services import evidence, measures
from riskassess.web import context
from riskassess.web.acts import do, done_by, words
from riskassess.web.errors import status_of
from riskassess.web.intake import limit_in_mebibytes, take_file
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.factor_forms import MeasureForm, forecast_form, measure_form
from riskassess.web.sponsor.factors import refusal_of
from riskassess.web.sponsor.readiness import may
from riskassess.web.tracks import case_track


def _who() -> dict[str, Any]:
    return {"actor": context.actor(), "now": context.clock()}


def _measures_url(assessment_id: int) -> str:
    return url_for("sponsor.list_measures", assessment_id=assessment_id)


def _form(case: Case, row: PlannedMeasure | None = None) -> MeasureForm:
    rows = list_estimated_factors(context.db_session(), case)
    ids = [factor.id for factor in row.factors] if row else request.args.getlist("factor", int)
    return measure_form(case, rows, obj=row and row.measure, factor_ids=ids)


@bp.get("/assessments/<int:assessment_id>/measures", endpoint="list_measures")
def show_measures(assessment_id: int) -> Any:
    """Show the measures, and the factors that no measure acts on yet."""
    case = own_case(assessment_id)
    session = context.db_session()
    return render_template(
        "sponsor/list_measures.html",
        case=case,
        rows=list_measures(session, case),
        bare=[row for row in list_estimated_factors(session, case) if not row.measure_count],
        refusal=refusal_of(case),
        track=case_track(case),
    )


@bp.get("/assessments/<int:assessment_id>/measures/new")
def describe_measure(assessment_id: int) -> Any:
    """Show the form for a measure."""
    case = own_case(assessment_id)
    return _measure_page(case, _form(case))


@bp.post("/assessments/<int:assessment_id>/measures/new")
def add_measure(assessment_id: int) -> Any:
    """Add a measure."""
    case = own_case(assessment_id)
    form = _form(case)
    if not done_by(form, lambda: _store(form, assessment_id)):
        return _measure_page(case, form), 422
    flash(_("措施已登记。"), "success")
    return redirect(_measures_url(assessment_id), code=303)


@bp.get("/assessments/<int:assessment_id>/measures/<int:measure_id>")
def edit_measure(assessment_id: int, measure_id: int) -> Any:
    """Show one measure for a change."""
    case = own_case(assessment_id)
    row = get_measure(context.db_session(), case, measure_id)
    return _measure_page(case, _form(case, row), row)


@bp.post("/assessments/<int:assessment_id>/measures/<int:measure_id>")
def store_measure(assessment_id: int, measure_id: int) -> Any:
    """Store the changed measure."""
    case = own_case(assessment_id)
    row = get_measure(context.db_session(), case, measure_id)
    form = _form(case)
    if not done_by(form, lambda: _store(form, assessment_id, measure_id)):
        return _measure_page(case, form, row), 422
    flash(_("措施已更改。"), "success")
    return redirect(_measures_url(assessment_id), code=303)


def _store(form: MeasureForm, assessment_id: int, measure_id: int | None = None) -> Any:
    session, facts = context.db_session(), form.to_measure()
    if measure_id is None:
        return measures.add_measure(session, assessment_id=assessment_id, facts=facts, **_who())
    return measures.edit_measure(
        session, assessment_id=assessment_id, measure_id=measure_id, facts=facts, **_who()
    )


def _measure_page(case: Case, form: MeasureForm, row: PlannedMeasure | None = None) -> str:
    return render_template(
        "sponsor/edit_measure.html", case=case, form=form, row=row, refusal=refusal_of(case)
    )


@bp.post("/assessments/<int:assessment_id>/measures/<int:measure_id>/removal")
def remove_measure(assessment_id: int, measure_id: int) -> Any:
    """Take a measure out."""
    own_case(assessment_id)
    return do(
        lambda: measures.remove_measure(
            context.db_session(), assessment_id=assessment_id, measure_id=measure_id, **_who()
        ),
        to=_measures_url(assessment_id),
        done=_("措施已移除。"),
    )


@bp.get("/assessments/<int:assessment_id>/forecast")
def edit_forecast(assessment_id: int) -> Any:
    """Show what the sponsor expects to happen."""
    case = own_case(assessment_id)
    return _forecast_page(case, forecast_form(case, unknown=_("尚不清楚")))


@bp.post("/assessments/<int:assessment_id>/forecast")
def save_forecast(assessment_id: int) -> Any:
    """Store the forecast."""
    case = own_case(assessment_id)
    form = forecast_form(case, unknown=_("尚不清楚"))
    if not done_by(form, lambda: _store_forecast(form, assessment_id)):
        return _forecast_page(case, form), 422
    flash(_("预测已保存。"), "success")
    return redirect(url_for("sponsor.show_assessment", assessment_id=assessment_id), code=303)


def _store_forecast(form: Any, assessment_id: int) -> Any:
    return measures.save_forecast(
        context.db_session(), assessment_id=assessment_id, facts=form.to_forecast(), **_who()
    )


def _forecast_page(case: Case, form: Any) -> str:
    return render_template(
        "sponsor/edit_forecast.html", case=case, form=form, refusal=refusal_of(case)
    )


@bp.get("/assessments/<int:assessment_id>/commitments")
def list_commitments(assessment_id: int) -> Any:
    """Show each measure with its proof and the office's remark."""
    return _commitments_page(own_case(assessment_id))


def _commitments_page(case: Case, *, typed: dict[int, str] | None = None, error: str = "") -> str:
    session = context.db_session()
    return render_template(
        "sponsor/list_commitments.html",
        case=case,
        rows=list_measures(session, case),
        refusal=may(facts_of(session, case), AssessmentAction.PROVE_MEASURE),
        track=case_track(case),
        limit=limit_in_mebibytes(),
        typed=typed or {},
        error=error,
    )


@bp.post("/assessments/<int:assessment_id>/measures/<int:measure_id>/evidence")
def prove_measure(assessment_id: int, measure_id: int) -> Any:
    """Say how a measure was carried out."""
    case, text = own_case(assessment_id), request.form.get("evidence", "").replace("\x00", "")
    try:
        job_id = _prove(case, measure_id, text)
    except AssessmentError as error:
        if status_of(error) == 404:
            raise
        page = _commitments_page(case, typed={measure_id: text}, error=words(error))
        return page, status_of(error)
    if job_id is not None:
        context.ring()("job", job_id)
    flash(_("落实情况已提交，等待稳定办核查。"), "success")
    return redirect(url_for("sponsor.list_commitments", assessment_id=assessment_id), code=303)


def _prove(case: Case, measure_id: int, text: str) -> int | None:
    sent = request.files.get("file")
    return evidence.prove_measure(
        context.db_session(),
        assessment_id=case.id,
        measure_id=measure_id,
        evidence=text,
        upload=take_file(sent) if sent and sent.filename else None,
        **_who(),
    )
