"""Risk factors: the list with its matrix, the library, own factors, the own estimate of each."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.charts import MatrixLabels, MatrixPoint, factor_matrix
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import Case
from riskassess.queries.factors import (
    EstimatedFactor,
    get_estimated_factor,
    list_estimated_factors,
    search_library,
)
from riskassess.queries.facts import facts_of
from riskassess.services import factors
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.factor_forms import EstimateForm, own_factor_form
from riskassess.web.sponsor.readiness import may
from riskassess.web.tracks import case_track

WHOLE = 10_000


def refusal_of(case: Case) -> str:
    """Return why factors and measures may not be changed now, or an empty text."""
    return may(facts_of(context.db_session(), case), AssessmentAction.EDIT_FACTORS)


def _list_url(assessment_id: int) -> str:
    return url_for("sponsor.list_factors", assessment_id=assessment_id)


@bp.get("/assessments/<int:assessment_id>/factors")
def list_factors(assessment_id: int) -> Any:
    """Show the factors with the own estimate, as matrix and list."""
    case = own_case(assessment_id)
    rows = list_estimated_factors(context.db_session(), case)
    return render_template(
        "sponsor/list_factors.html",
        case=case,
        rows=rows,
        chart=own_matrix(case.manual, rows),
        refusal=refusal_of(case),
        track=case_track(case),
        categories={row.code: row.name(current_locale()) for row in case.manual.categories},
    )


def own_matrix(manual: Manual, rows: list[EstimatedFactor]) -> Any:
    """Return the factor matrix of the own estimate, or None while nothing is estimated."""
    points = [_point(row.factor.name, row.estimate) for row in rows if row.estimate]
    if not points:
        return None
    locale = current_locale()
    return factor_matrix(
        points,
        limits=[step.above for step in manual.degrees.steps if step.above is not None],
        labels=MatrixLabels(
            title=_("本单位自评：因素矩阵"),
            desc=_("%(n)s 个因素的风险概率和影响程度，实心为措施前，空心为措施后。", n=len(points)),
            probability=_("风险概率（%）"),
            impact=_("影响程度（%）"),
            before=_("措施前"),
            after=_("措施后"),
            degrees=[step.name(locale) for step in manual.degrees.steps],
        ),
    )


def _point(name: str, own: Any) -> MatrixPoint:
    return MatrixPoint(
        name,
        (own.before_probability / WHOLE, own.before_impact / WHOLE),
        (own.after_probability / WHOLE, own.after_impact / WHOLE),
    )


@bp.get("/assessments/<int:assessment_id>/factor-library")
def choose_factors(assessment_id: int) -> Any:
    """Show the library for this kind; many factors are taken at once."""
    case = own_case(assessment_id)
    words = request.args.get("words", "")[:100]
    rows = list_estimated_factors(context.db_session(), case)
    chosen = [row.factor for row in rows]
    locale = current_locale()
    return render_template(
        "sponsor/choose_factors.html",
        case=case,
        words=words,
        chosen=chosen,
        groups=search_library(case, words=words, locale=locale, chosen=chosen),
        refusal=refusal_of(case),
        locale_name=locale,
    )


@bp.post("/assessments/<int:assessment_id>/factor-library")
def take_factors(assessment_id: int) -> Any:
    """Take the ticked factors into the list."""
    own_case(assessment_id)
    codes = request.form.getlist("codes")
    if not codes:
        flash(_("没有勾选因素。请先勾选，再按“加入清单”。"), "error")
        to = url_for("sponsor.choose_factors", assessment_id=assessment_id)
        return redirect(to, code=303)
    return do(
        lambda: factors.add_library_factors(
            context.db_session(), assessment_id=assessment_id, codes=codes, **_who()
        ),
        to=_list_url(assessment_id),
        done=_("已加入清单，请逐个填写自评。"),
    )


def _who() -> dict[str, Any]:
    return {"actor": context.actor(), "now": context.clock()}


@bp.get("/assessments/<int:assessment_id>/factors/new")
def describe_factor(assessment_id: int) -> Any:
    """Show the form for an own factor."""
    case = own_case(assessment_id)
    return _own_page(case, own_factor_form(case))


@bp.post("/assessments/<int:assessment_id>/factors/new")
def add_factor(assessment_id: int) -> Any:
    """Add an own factor."""
    case = own_case(assessment_id)
    form = own_factor_form(case)
    if not done_by(form, lambda: _add(form, assessment_id)):
        return _own_page(case, form), 422
    flash(_("自拟因素已加入清单。"), "success")
    return redirect(_list_url(assessment_id), code=303)


def _add(form: Any, assessment_id: int) -> Any:
    return factors.add_own_factor(
        context.db_session(), assessment_id=assessment_id, own=form.to_factor(), **_who()
    )


def _own_page(case: Case, form: Any) -> str:
    return render_template(
        "sponsor/describe_factor.html", case=case, form=form, refusal=refusal_of(case)
    )


@bp.post("/assessments/<int:assessment_id>/factors/<int:factor_id>/removal")
def remove_factor(assessment_id: int, factor_id: int) -> Any:
    """Take a factor out of the list."""
    own_case(assessment_id)
    return do(
        lambda: factors.remove_factor(
            context.db_session(), assessment_id=assessment_id, factor_id=factor_id, **_who()
        ),
        to=_list_url(assessment_id),
        done=_("因素已移出清单；从因素库再次选取时，原自评会恢复。"),
    )


@bp.get("/assessments/<int:assessment_id>/factors/<int:factor_id>/estimate")
def edit_estimate(assessment_id: int, factor_id: int) -> Any:
    """Show the own estimate of one factor."""
    case = own_case(assessment_id)
    row = get_estimated_factor(context.db_session(), case, factor_id)
    return _estimate_page(case, row, EstimateForm(obj=row.estimate))


@bp.post("/assessments/<int:assessment_id>/factors/<int:factor_id>/estimate")
def save_estimate(assessment_id: int, factor_id: int) -> Any:
    """Store the estimate and go on to the next factor."""
    case, form = own_case(assessment_id), EstimateForm()
    row = get_estimated_factor(context.db_session(), case, factor_id)
    if not done_by(form, lambda: _save(form, assessment_id, factor_id)):
        return _estimate_page(case, row, form), 422
    flash(_("“%(name)s”的自评已保存。", name=row.factor.name), "success")
    return redirect(_after(case, factor_id), code=303)


def _save(form: EstimateForm, assessment_id: int, factor_id: int) -> Any:
    return factors.save_estimate(
        context.db_session(),
        assessment_id=assessment_id,
        factor_id=factor_id,
        estimate=form.to_estimate(),
        **_who(),
    )


def _after(case: Case, factor_id: int) -> str:
    """Return the page of the next factor without an estimate, or the list."""
    rows = list_estimated_factors(context.db_session(), case)
    ids = [row.factor.id for row in rows]
    start = ids.index(factor_id) if factor_id in ids else 0
    for row in rows[start:] + rows[:start]:
        if row.estimate is None:
            return url_for("sponsor.edit_estimate", assessment_id=case.id, factor_id=row.factor.id)
    return _list_url(case.id)


def _estimate_page(case: Case, row: EstimatedFactor, form: EstimateForm) -> str:
    manual, code = case.manual, row.factor.code
    rows = list_estimated_factors(context.db_session(), case)
    return render_template(
        "sponsor/edit_estimate.html",
        case=case,
        row=row,
        form=form,
        place=[each.factor.id for each in rows].index(row.factor.id) + 1,
        count=len(rows),
        library=manual.factor(code) if manual.has_factor(code) else None,
        scales=manual.scales,
        allowed=manual.improvement.degrees_without_reason,
        refusal=refusal_of(case),
        locale_name=current_locale(),
    )
