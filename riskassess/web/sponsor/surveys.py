"""Survey counts: recorded, corrected, shown as shares that add up."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from riskassess.charts import SharePart, share_bar
from riskassess.domain.errors import InvalidInput
from riskassess.domain.survey import TENTHS, largest_remainder
from riskassess.domain.survey_vocabulary import Attitude
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.filters import percent, state_label
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.queries.opposition import list_classes
from riskassess.queries.projects import list_surveys
from riskassess.services import surveys
from riskassess.services.surveys import SurveyCounts
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.forms import Form
from riskassess.web.sponsor.assessments import own_case
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.sponsor.fields import LONG, AtMost, WholeNumberField, clean
from riskassess.web.sponsor.opposition import (
    class_fields,
    class_rows,
    placed,
    stored_classes,
    typed_classes,
)
from riskassess.web.sponsor.readiness import may
from riskassess.web.tracks import case_track

COUNTED = tuple(Attitude)


def count_field(label: Any) -> WholeNumberField:
    """Return the field of one count."""
    return WholeNumberField(label, [InputRequired(_l("请填写份数，没有的填 0。"))])


class SurveyForm(Form):
    """Six counts and a note."""

    issued = count_field(_l("发放份数"))
    valid = count_field(_l("有效份数"))
    support = count_field(_l("支持"))
    conditional = count_field(_l("有条件支持"))
    indifferent = count_field(_l("不关心"))
    oppose = count_field(_l("反对"))
    note = TextAreaField(_l("说明"), [AtMost(LONG)], filters=[clean])

    def counts(self) -> SurveyCounts:
        """Return the counts."""
        names = ("issued", "valid", *COUNTED)
        return SurveyCounts(**{str(name): self[name].data for name in names})


def survey_form(case: Case, **values: Any) -> SurveyForm:
    """Return the form with a count for each intensity of opposition that the manual knows."""
    fields = class_fields(case.manual)
    made = type("SurveyFormOfManual", (SurveyForm,), fields) if fields else SurveyForm
    form: SurveyForm = made(**values)
    return form


@bp.get("/assessments/<int:assessment_id>/survey")
def edit_survey(assessment_id: int) -> Any:
    """Show the counts with their shares and the form for a new version."""
    case, session = own_case(assessment_id), context.db_session()
    newest = next(iter(list_surveys(session, case)), None)
    classes = stored_classes(case.manual, list_classes(session, newest))
    return _page(case, survey_form(case, obj=newest, data=classes))


@bp.post("/assessments/<int:assessment_id>/survey")
def record_survey(assessment_id: int) -> Any:
    """Store a version of the counts."""
    case = own_case(assessment_id)
    form = survey_form(case)
    if not done_by(form, lambda: _record(form, case)):
        return _page(case, form), 422
    flash(_("调查数据已保存。"), "success")
    return redirect(url_for("sponsor.edit_survey", assessment_id=assessment_id), code=303)


def _record(form: SurveyForm, case: Case) -> Any:
    try:
        return surveys.record_survey(
            context.db_session(),
            assessment_id=case.id,
            counts=form.counts(),
            classes=typed_classes(form, case.manual),
            note=form.note.data or "",
            actor=context.actor(),
            now=context.clock(),
        )
    except InvalidInput as error:
        raise placed(error) from error


def _page(case: Case, form: SurveyForm) -> str:
    session = context.db_session()
    versions = list_surveys(session, case)
    return render_template(
        "sponsor/edit_survey.html",
        case=case,
        form=form,
        versions=versions,
        figures=figures_of(versions[0]) if versions else None,
        classes=class_rows(case.manual, list_classes(session, next(iter(versions), None))),
        class_fields=list(class_fields(case.manual)),
        refusal=may(facts_of(session, case), AssessmentAction.RECORD_SURVEY),
        definitions={row.code: row.definition for row in case.manual.survey.counts},
        track=case_track(case),
    )


def figures_of(survey: Any) -> dict[str, Any] | None:
    """Return shares, valid share and chart of one version; None while a count is not known."""
    counts = [getattr(survey, name) for name in COUNTED]
    if None in (*counts, survey.valid, survey.issued):
        return None
    shares = [Decimal(tenths) / TENTHS for tenths in largest_remainder(counts)]
    rows = list(zip(map(state_label, COUNTED), counts, map(percent, shares), strict=True))
    valid_share = Decimal(survey.valid) / survey.issued if survey.issued else None
    said = _("，").join(f"{name} {share}" for name, _count, share in rows)
    return {
        "rows": rows,
        "total": percent(sum(shares)) if survey.valid else None,
        "valid_share": percent(valid_share),
        "chart": share_bar(
            [
                SharePart(name, share, _("%(n)s 份 %(share)s", n=count, share=text))
                for (name, count, text), share in zip(rows, shares, strict=True)
            ],
            title=_("四类态度的比例"),
            desc=_("以有效份数 %(valid)s 为分母：%(said)s。", valid=survey.valid, said=said),
        ),
    }
