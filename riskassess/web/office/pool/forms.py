"""Forms of the pool keeper's work on an application and on a member's standing."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.i18n import _, _l, current_locale
from riskassess.services.pool.admission import Outcome, Placing
from riskassess.web.forms import Form
from riskassess.web.pool_forms import place_choices

WHY = [InputRequired(_l("请写明理由。")), Length(max=4000)]


class ClassForm(Form):
    """Class and profession after the second check."""

    place = SelectField(_l("类别和专业"), [InputRequired(_l("请选择专业。"))])
    reason = TextAreaField(_l("更正理由"), [Length(max=2000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.place.choices = place_choices()

    def placing(self) -> Placing:
        """Return what was chosen."""
        expert_class, _colon, profession = (self.place.data or "").partition(":")
        return Placing(expert_class, profession, self.reason.data or "")


class ObjectionForm(Form):
    """What was objected during the publicity."""

    text = TextAreaField(_l("异议内容"), WHY)


class AppointForm(Form):
    """The appointment; with objections, how they were settled."""

    note = TextAreaField(_l("说明"), [Length(max=4000)])


class RefusalForm(Form):
    """Why an applicant is not admitted."""

    reason = TextAreaField(_l("不予入库的理由"), WHY)


class SupportForm(Form):
    """A unit's recommendation of somebody who applied."""

    unit = SelectField(_l("推荐单位"), [InputRequired(_l("请选择单位。"))], coerce=str)
    note = TextAreaField(_l("推荐意见"), [Length(max=2000)])


def support_form(units: Any, **values: Any) -> SupportForm:
    """Return the form with the office's units."""
    made = SupportForm(**values)
    made.unit.choices = [("", _("请选择")), *((str(key), name) for key, name in units)]
    return made


class NoteForm(Form):
    """An act with a note."""

    note = TextAreaField(_l("说明"), [Length(max=4000)])


class ClosingForm(Form):
    """Why a hearing ends without a removal."""

    note = TextAreaField(_l("理由"), WHY)


class RenewForm(Form):
    """Renewal of a term; without an evaluation, why."""

    reason = TextAreaField(_l("理由"), [Length(max=4000)])


class ReasonCodeForm(Form):
    """An act with a reason of the manual."""

    code = SelectField(_l("事由"), [InputRequired(_l("请选择事由。"))])
    note = TextAreaField(_l("说明"), [Length(max=4000)])


class HearingForm(ReasonCodeForm):
    """What the expert is told; without the facts nobody can answer."""

    note = TextAreaField(_l("事实和依据"), WHY)


def reason_form(kind: type[ReasonCodeForm], reasons: Any, **values: Any) -> ReasonCodeForm:
    """Return the form with the manual's reasons; those that ask for a hearing say so."""
    made = kind(**values)
    marks = {True: _("（须先听取意见）"), False: ""}
    made.code.choices = [("", _("请选择"))] + [
        (row.code, f"{row.name(current_locale())}{marks[row.hearing]}") for row in reasons
    ]
    return made


def outcome_form(manual: Any, checks: Any, *, bound: bool = True) -> Any:
    """Return the form with an outcome and an evidence note for every condition of the manual."""
    fields: dict[str, Any] = {}
    for row in manual.conditions.conditions:
        fields[row.code] = RadioField(
            row.name(current_locale()), [InputRequired(_("请选择符合或不符合。"))]
        )
        fields[f"{row.code}_evidence"] = StringField(_("依据"), [Length(max=200)])
    given: dict[str, str] = {}
    for code, check in checks.items():
        given |= {code: "yes" if check.holds else "no", f"{code}_evidence": check.evidence}
    only = {} if bound else {"formdata": None}
    made: Any = type("OutcomeForm", (Form,), fields)(data=given, **only)
    for row in manual.conditions.conditions:
        made[row.code].choices = [("yes", _("符合")), ("no", _("不符合"))]
    return made


def outcomes_of(form: Any, manual: Any) -> dict[str, Outcome]:
    """Return what was chosen for each condition."""
    return {
        row.code: Outcome(form[row.code].data == "yes", form[f"{row.code}_evidence"].data or "")
        for row in manual.conditions.conditions
    }
