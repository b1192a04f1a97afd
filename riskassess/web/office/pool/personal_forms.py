"""Forms of the keeper's work on one expert's personal fields."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from riskassess.domain.personal_policy import LONGEST_PURPOSE
from riskassess.i18n import _, _l, current_locale
from riskassess.queries.pool.words import list_professions
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.correcting import Correction
from riskassess.web import context
from riskassess.web.forms import Form
from riskassess.wording.pool_files import FIELDS

EARLIEST_YEAR, LATEST_YEAR = 1940, 2100
KINDS = (SelectChoice("json", "JSON"), SelectChoice("xlsx", "Excel"))


class PurposeForm(Form):
    """What something personal is needed for; the service says when it is missing."""

    purpose = StringField(
        _l("用途"), [InputRequired(_l("请写明用途。")), Length(max=LONGEST_PURPOSE)]
    )


class ExportForm(PurposeForm):
    """Everything recorded about an expert, as a file."""

    kind = SelectField(_l("文件格式"), choices=KINDS)


class ErasureForm(Form):
    """Erasing the personal fields, with who asked for it."""

    note = TextAreaField(_l("依据"), [InputRequired(_l("请写明依据。")), Length(max=500)])


class CorrectionForm(Form):
    """The fields of an expert as they are to be."""

    name = StringField(FIELDS["name"], [InputRequired(_l("请填写姓名。")), Length(max=60)])
    expert_class = SelectField(FIELDS["expert_class"])
    profession = SelectField(FIELDS["profession"])
    title = StringField(FIELDS["title"], [Length(max=60)])
    title_level = SelectField(FIELDS["title_level"])
    practice_since = IntegerField(
        FIELDS["practice_since"], [Optional(), NumberRange(EARLIEST_YEAR, LATEST_YEAR)]
    )
    specialities = TextAreaField(FIELDS["specialities"], [Length(max=2000)])
    employer = StringField(
        FIELDS["employer"], [InputRequired(_l("请填写工作单位。")), Length(max=200)]
    )
    employer_type = SelectField(FIELDS["employer_type"])
    email = StringField(FIELDS["email"], [Length(max=200)])
    phone = StringField(FIELDS["phone"], [Length(max=20)])
    note = TextAreaField(_l("更正依据"), [InputRequired(_l("请写明依据。")), Length(max=500)])

    def correction(self) -> Correction:
        """Return what was filled in."""
        texts = {
            name: (self[name].data or "").strip()
            for name in Correction.__dataclass_fields__
            if name != "practice_since"
        }
        return Correction(**texts, practice_since=self.practice_since.data)


def correction_form(expert: Any) -> CorrectionForm:
    """Return the form with an expert's fields, without the contact: that is only overwritten."""
    values = {
        name: getattr(expert, name)
        for name in Correction.__dataclass_fields__
        if name not in {"email", "phone"}
    }
    form = CorrectionForm(data=values)
    lines = list_professions(context.db_session())
    form.expert_class.choices = [(line.code, line.name) for line in lines]
    form.profession.choices = {line.name: list(line.professions) for line in lines}
    conditions = pool_manual_of(context.db_session(), expert.office_id).conditions
    for name, rows in (
        ("title_level", conditions.title_levels),
        ("employer_type", conditions.employer_types),
    ):
        form[name].choices = [
            ("", _("未填")),
            *((row.code, row.name(current_locale())) for row in rows),
        ]
    return form
