"""Forms of judging and paying an expert's work; their fields come from the pool manual."""

from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from riskassess.domain.pool_manual import PoolManual
from riskassess.i18n import _, _l, current_locale
from riskassess.services.pool.evaluations import Judgement
from riskassess.web.forms import Form

LONGEST = 2000
TOO_LONG = _l("请不要超过 2000 字。")


def judgement_form(manual: PoolManual, *, correcting: bool, **values: Any) -> Any:
    """Return a form with a field for each item of the manual, a note and, for a change, a reason.

    `values` fill the fields; items are fields by their code.
    """
    fields: dict[str, Any] = {
        item.code: IntegerField(
            _("%(item)s（满分 %(most)s）", item=item.name, most=item.maximum),
            [
                InputRequired(_("请填写分数。")),
                NumberRange(
                    0, item.maximum, _("请填写 0 到 %(most)s 之间的整数。", most=item.maximum)
                ),
            ],
            description=item.meaning(current_locale()),
        )
        for item in manual.evaluation.items
    }
    fields["note"] = TextAreaField(
        _("说明"),
        [Length(max=LONGEST, message=TOO_LONG)],
        description=_("只写这次工作中的情况，专家本人会看到；不写个人情况，也不写证件和银行号码。"),
    )
    if correcting:
        fields["reason"] = TextAreaField(
            _("更正的理由"),
            [InputRequired(_("请写明理由。")), Length(max=LONGEST, message=TOO_LONG)],
            description=_("更正前的内容和理由都保留，专家本人会看到。"),
        )
    return type("JudgementForm", (Form,), fields)(**values)


def judgement_of(form: Any, manual: PoolManual) -> Judgement:
    """Return what was filled in."""
    points = {item.code: form[item.code].data for item in manual.evaluation.items}
    return Judgement(points, form.note.data or "")


class YearForm(Form):
    """A yearly result that the keeper confirms."""

    year = IntegerField(_l("年份"), [InputRequired(_l("请填写年份。"))])
    result = SelectField(_l("年度结果"), [InputRequired(_l("请选择结果。"))])
    reason = TextAreaField(
        _l("理由"),
        [Length(max=LONGEST, message=TOO_LONG)],
        description=_l("与计算结果不同，或再次确认时必须填写；专家本人会看到。"),
    )


def year_form(manual: PoolManual, **values: Any) -> YearForm:
    """Return the form with the results of the manual."""
    form = YearForm(**values)
    form.result.choices = [
        (row.code, row.name(current_locale())) for row in manual.evaluation.results
    ]
    return form


class FeeForm(Form):
    """How an expert took part; the title level is asked where the pool has none."""

    title_level = SelectField(
        _l("职称等级"),
        [InputRequired(_l("请选择职称等级。"))],
        description=_l("专家库里没有登记，请核对职称证书后选择；系统不推测。"),
    )
    duration = RadioField(_l("时长"), [InputRequired(_l("请选择时长。"))])
    attendance = RadioField(_l("参加方式"), [InputRequired(_l("请选择参加方式。"))])


def fee_form(manual: PoolManual, *, known_level: str, **values: Any) -> FeeForm:
    """Return the form with the choices of the manual."""
    form = FeeForm(**values)
    form.duration.choices = [
        (row.code, row.name(current_locale())) for row in manual.fees.durations
    ]
    form.attendance.choices = [
        (
            row.code,
            _(
                "%(way)s（按 %(percent)s%% 计）",
                way=row.name(current_locale()),
                percent=row.percent,
            ),
        )
        for row in manual.fees.attendances
    ]
    levels = [(row.code, row.name(current_locale())) for row in manual.conditions.title_levels]
    form.title_level.choices = [("", _("请选择")), *levels]
    if known_level:
        del form.title_level
    return form


class PaymentForm(Form):
    """When fees were paid, under which voucher."""

    paid_on = DateField(_l("支付日期"), [InputRequired(_l("请填写支付日期。"))])
    voucher = StringField(
        _l("凭证号"),
        [InputRequired(_l("请填写凭证号。")), Length(max=60, message=_l("请不要超过 60 字。"))],
        description=_l("财务凭证的编号；不要填写银行账号。"),
    )
