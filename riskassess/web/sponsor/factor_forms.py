"""Forms for own factors, estimates, measures and the forecast."""

from typing import Any

from wtforms import (
    DateField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from riskassess.domain.vocabulary import RiskGrade, Stage
from riskassess.filters import state_label
from riskassess.i18n import _, _l, current_locale
from riskassess.queries.assessments import Case
from riskassess.services.factors import Estimate, OwnFactor
from riskassess.services.measures import ForecastFacts, MeasureFacts
from riskassess.web.forms import Form, MultiCheckboxField
from riskassess.web.sponsor.fields import (
    LONG,
    AtMost,
    CleanField,
    PercentField,
    WholeNumberField,
    clean,
    required,
    short,
)

UNKNOWN = "unknown"


def stage_choices(case: Case) -> list[SelectChoice]:
    """Return the stages with the manual's names."""
    locale = current_locale()
    return [SelectChoice(stage.value, case.manual.stage_name(stage, locale)) for stage in Stage]


def long_text(label: Any, *validators: Any) -> TextAreaField:
    """Return a text of at most LONG characters."""
    return TextAreaField(label, [*validators, AtMost(LONG)], filters=[clean])


def share_field(label: Any) -> PercentField:
    """Return the field of one share in percent."""
    return PercentField(label, [InputRequired(_l("请填写百分数，0 至 100。"))])


class OwnFactorForm(Form):
    """A factor that the library does not know."""

    name = CleanField(_l("因素名称"), required(_l("请填写因素名称。")))
    category = SelectField(_l("风险类型"), [InputRequired(_l("请选择风险类型。"))])
    stage = RadioField(_l("发生阶段"), [InputRequired(_l("请选择发生阶段。"))])
    note = long_text(_l("说明"))

    def to_factor(self) -> OwnFactor:
        """Return what was said."""
        return OwnFactor(
            self.name.data, self.category.data, Stage(self.stage.data), self.note.data or ""
        )


class EstimateForm(Form):
    """The own estimate of one factor, in percent."""

    before_probability = share_field(_l("措施前：风险概率（%）"))
    before_impact = share_field(_l("措施前：影响程度（%）"))
    after_probability = share_field(_l("措施后：风险概率（%）"))
    after_impact = share_field(_l("措施后：影响程度（%）"))
    reason = long_text(_l("理由"))

    def to_estimate(self) -> Estimate:
        """Return the estimate in ten-thousandths."""
        return Estimate(
            before_probability=self.before_probability.data,
            before_impact=self.before_impact.data,
            after_probability=self.after_probability.data,
            after_impact=self.after_impact.data,
            reason=self.reason.data or "",
        )


class MeasureForm(Form):
    """One measure."""

    text = long_text(_l("措施内容"), DataRequired(_l("请填写措施内容。")))
    factor_ids = MultiCheckboxField(
        _l("针对的因素"), [DataRequired(_l("请至少选择一个因素。"))], coerce=int
    )
    owner = CleanField(_l("责任单位"), required(_l("请填写责任单位。")))
    helper = CleanField(_l("协助单位"), short())
    stage = RadioField(_l("实施阶段"), [InputRequired(_l("请选择实施阶段。"))])
    due_on = DateField(_l("完成期限"), [InputRequired(_l("请填写完成期限。"))])

    def to_measure(self) -> MeasureFacts:
        """Return what was said."""
        return MeasureFacts(
            text=self.text.data,
            owner=self.owner.data,
            stage=Stage(self.stage.data),
            factor_ids=tuple(self.factor_ids.data),
            helper=self.helper.data or "",
            due_on=self.due_on.data,
        )


class ForecastForm(Form):
    """What might happen; empty means not known."""

    event_class = RadioField(_l("可能引发的风险事件"), [Optional()])
    headcount = WholeNumberField(_l("一次事件可能参与的人数"), [Optional()])
    forecast_note = long_text(_l("依据和说明"))

    def to_forecast(self) -> ForecastFacts:
        """Return what was said; unknown stays None."""
        said = self.event_class.data
        event = RiskGrade(said) if said and said != UNKNOWN else None
        return ForecastFacts(event, self.headcount.data, self.forecast_note.data or "")


def own_factor_form(case: Case) -> OwnFactorForm:
    """Return the form with the manual's categories and stages."""
    form = OwnFactorForm()
    locale = current_locale()
    form.category.choices = [
        SelectChoice("", _("请选择")),
        *(
            SelectChoice(row.code, f"{row.code} {row.name(locale)}")
            for row in case.manual.categories
        ),
    ]
    form.stage.choices = stage_choices(case)
    return form


def measure_form(case: Case, factors: list[Any], **given: Any) -> MeasureForm:
    """Return the form with the case's own factors."""
    form = MeasureForm(**given)
    form.stage.choices = stage_choices(case)
    form.factor_ids.choices = [SelectChoice(row.factor.id, row.factor.name) for row in factors]
    return form


def forecast_form(case: Case, *, unknown: str) -> ForecastForm:
    """Return the form with the manual's classes of events."""
    known = case.assessment.event_class
    form = ForecastForm(obj=case.assessment, event_class=known.value if known else UNKNOWN)
    classes = next((row.classes for row in case.manual.criteria if row.classes), None)
    locale = current_locale()
    form.event_class.choices = [
        *(
            SelectChoice(
                grade.value,
                _(
                    "%(name)s：%(value)s",
                    name=state_label(grade),
                    value=getattr(classes, grade)(locale),
                ),
            )
            for grade in (RiskGrade.HIGH, RiskGrade.MEDIUM, RiskGrade.LOW)
            if classes
        ),
        SelectChoice(UNKNOWN, unknown),
    ]
    return form
