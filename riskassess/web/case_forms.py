"""Forms beside the way of a case: notes, suspension, withdrawal, deadline, correction."""

from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from riskassess.domain.corrections import LENGTHS, LONG, choices_of, is_optional
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case
from riskassess.services.notes import LONGEST_NOTE
from riskassess.web.forms import REASON_LENGTH, Form


class NoteForm(Form):
    """An internal note."""

    text = TextAreaField(
        _l("内部备注"),
        [
            InputRequired(_l("请写下备注。")),
            Length(max=LONGEST_NOTE, message=_l("请不要超过 5000 字。")),
        ],
    )


class ReasonForm(Form):
    """Why an act beside the way is done."""

    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), REASON_LENGTH])


class DeadlineForm(ReasonForm):
    """A later day for the present state, and why."""

    due_on = DateField(_l("新的截止日期"), [InputRequired(_l("请填写日期。"))])


def _why_when_refused(form: "DecisionForm", field: TextAreaField) -> None:
    if form.decision.data == "refuse" and not (field.data or "").strip():
        raise ValidationError(_("请写明理由。"))


class DecisionForm(Form):
    """What the office says to a correction that was asked for."""

    decision = RadioField(
        _l("办理"),
        [InputRequired(_l("请选择怎样办理。"))],
        choices=[
            SelectChoice("confirm", _l("确认更正")),
            SelectChoice("refuse", _l("不予更正")),
        ],
    )
    reason = TextAreaField(_l("说明"), [_why_when_refused, REASON_LENGTH])


def correction_form(case: Case, field: str, label: str) -> Any:
    """Return the form of one registered fact: its new value and the reason."""
    choices = choices_of(case.manual, case.project.kind, field)
    most = LENGTHS.get(field, LONG)
    short = Length(max=most, message=_l("请不要超过 %(max)s 字。"))
    may_be_empty = is_optional(case.manual, case.project.kind, field)
    must = [] if may_be_empty else [InputRequired(_("没有填写更正后的内容。"))]
    if choices:
        options = [SelectChoice("", _("请选择")), *(SelectChoice(*row) for row in choices.items())]
        value: Any = SelectField(label, [InputRequired(_("请选择。"))], choices=options)
    elif field == "outline":
        value = TextAreaField(label, [*must, short])
    else:
        value = StringField(label, [*must, short])
    return type("CorrectionForm", (ReasonForm,), {"value": value})()
