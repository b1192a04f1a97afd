"""Forms of draws: values with their proof, purposes, requests and decisions."""

from collections.abc import Iterable
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from riskassess.i18n import _, _l, current_locale
from riskassess.web.forms import Form

NOTE = Length(max=1000, message=_l("请不要超过 1000 字。"))


class ValuesForm(Form):
    """The values of one source, and what shows that they are so."""

    values = StringField(
        _l("数值"),
        [InputRequired(_l("请填写数值。")), Length(max=200)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    note = TextAreaField(_l("出处或录像编号"), [NOTE])
    file = FileField(_l("凭据文件"))


class PurposeForm(Form):
    """Why a sealed list is opened."""

    purpose = StringField(_l("查阅目的"), [InputRequired(_l("请写明目的。")), Length(max=200)])


class RequestForm(Form):
    """Why a redraw is asked for."""

    reason = SelectField(_l("理由"), [InputRequired(_l("请选择理由。"))])
    note = TextAreaField(
        _l("情况说明"),
        [InputRequired(_l("请写明情况。")), NOTE],
        description=_l("不写姓名、单位和联系方式，专家写编号：批准后记入抽取台账，不能更改。"),
    )

    def offering(self, reasons: Iterable[Any]) -> Self:
        """Offer the pool manual's reasons."""
        self.reason.choices = [
            ("", "—"),
            *((row.code, row.name(current_locale())) for row in reasons),
        ]
        return self


class AppointmentForm(RequestForm):
    """Whom to appoint directly, and why."""

    seat = SelectField(_l("席位"), [InputRequired(_l("请选择席位。"))])
    expert = StringField(_l("专家编号"), [InputRequired(_l("请填写专家编号。")), Length(max=20)])

    def for_seats(self, seats: Iterable[Any]) -> Self:
        """Offer the open seats, required ones first, each with how many experts could take it."""
        self.seat.choices = [
            (row.code, _("%(seat)s · 库内符合条件 %(n)s 人", seat=row.name, n=row.eligible))
            for row in seats
        ]
        return self


class DecisionForm(Form):
    """What the approver says to a request."""

    verdict = RadioField(
        _l("处理"),
        [InputRequired(_l("请选择处理结果。"))],
        choices=[SelectChoice("approve", _l("批准")), SelectChoice("refuse", _l("不批准"))],
    )
    decision = TextAreaField(_l("意见"), [NOTE])
