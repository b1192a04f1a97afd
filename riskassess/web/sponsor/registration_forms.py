"""The registration form: common fields and those that the manual asks for the kind."""

from typing import Any

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from riskassess.domain.manual import Kind, Manual
from riskassess.domain.manual.catalogue import FieldType, KindField
from riskassess.domain.vocabulary import Procedure
from riskassess.filters import state_label
from riskassess.i18n import _, _l, current_locale
from riskassess.services.projects import Registration
from riskassess.web.forms import Form
from riskassess.web.sponsor.fields import (
    LONG,
    SHORT,
    AtMost,
    CleanField,
    FigureField,
    clean,
    required,
)

COMMISSIONED = "commissioned"
PREFIX = "detail_"


class RegistrationForm(Form):
    """What every project is asked."""

    title = CleanField(_l("项目名称"), required(_l("请填写项目名称。")))
    level = SelectField(_l("项目层级"), [InputRequired(_l("请选择项目层级。"))])
    place = CleanField(_l("项目地点"), required(_l("请填写项目地点。")))
    outline = TextAreaField(
        _l("项目概况"),
        [DataRequired(_l("请填写项目概况。")), AtMost(LONG)],
        filters=[clean],
    )
    procedure = RadioField(_l("评估程序"), [InputRequired(_l("请选择评估程序。"))])
    mode = RadioField(_l("评估方式"), [InputRequired(_l("请选择评估方式。"))])
    institution = CleanField(_l("受托评估机构"), [AtMost(SHORT)])
    assessment_subject = CleanField(_l("评估主体"), required(_l("请填写评估主体。")))

    def validate_institution(self, field: Any) -> None:
        """Ask for the institution when the assessment is commissioned."""
        if self.mode.data == COMMISSIONED and not field.data:
            raise ValidationError(_("委托评估请填写受托评估机构的名称。"))

    def detail_fields(self) -> list[Any]:
        """Return the fields of the kind, in the manual's order."""
        return [field for field in self if field.name.startswith(PREFIX)]

    def to_registration(self, kind: str) -> Registration:
        """Return what was said, numbers as exact decimal texts."""
        details = {
            field.name.removeprefix(PREFIX): _written(field.data)
            for field in self.detail_fields()
            if field.data not in (None, "")
        }
        return Registration(
            title=self.title.data,
            kind=kind,
            level=self.level.data,
            procedure=Procedure(self.procedure.data),
            mode=self.mode.data,
            place=self.place.data or "",
            outline=self.outline.data or "",
            assessment_subject=self.assessment_subject.data or "",
            institution=(self.institution.data or "") if self.mode.data == COMMISSIONED else "",
            details=details,
        )


def _written(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def registration_form(manual: Manual, kind: Kind, **given: Any) -> RegistrationForm:
    """Return the form of one kind; `given` holds the values of a stored registration."""
    locale = current_locale()
    fields = {f"{PREFIX}{row.key}": _field(row, locale) for row in kind.fields}
    form: RegistrationForm = type("KindForm", (RegistrationForm,), fields)(**given)
    form.level.choices = [
        _nothing(),
        *(SelectChoice(row.code, row.name(locale)) for row in manual.levels),
    ]
    form.procedure.choices = [
        SelectChoice(row.code, state_label(row.code)) for row in manual.procedures
    ]
    form.mode.choices = [SelectChoice(row.code, row.name(locale)) for row in manual.modes]
    return form


def _nothing() -> SelectChoice:
    """Return the answer that nobody has chosen yet."""
    return SelectChoice("", _("请选择"))


def _field(row: KindField, locale: str) -> Any:
    name = row.name(locale)
    label = _("%(name)s（%(note)s）", name=name, note=row.unit) if row.unit else name
    must = [InputRequired(_("请填写%(name)s。", name=name))] if row.required else [Optional()]
    if row.type_ is FieldType.NUMBER:
        return FigureField(label, must, unit=row.unit)
    if row.type_ is FieldType.DATE:
        return DateField(label, must)
    if row.type_ is FieldType.CHOICE:
        named = (SelectChoice(choice.code, choice.name(locale)) for choice in row.choices)
        choices = [_nothing(), *named]
        return SelectField(label, must, choices=choices)
    if row.required:
        must = [DataRequired(_("请填写%(name)s。", name=name))]
    return CleanField(label, [*must, AtMost(LONG)])
