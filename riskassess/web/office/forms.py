"""Forms of the office's work on a case."""

from typing import Any

from wtforms import (
    DateField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length

from expert_pool.vocabulary import RecusalGround
from riskassess.domain.vocabulary import Decision
from riskassess.i18n import _l
from riskassess.labels import label
from riskassess.services.points import MarkedPoint
from riskassess.web.forms import Form

FEWEST_POINTS, MOST_POINTS = 3, 40


class PointForm(PlainForm):
    """One marked point."""

    subject = StringField(_l("事项"), [Length(max=80)])
    text = TextAreaField(_l("要补正什么"), [Length(max=2000)])


class PointsForm(Form):
    """Several marked points; empty lines are left out."""

    points = FieldList(FormField(PointForm), min_entries=FEWEST_POINTS, max_entries=MOST_POINTS)

    def marked(self) -> list[MarkedPoint]:
        """Return the points in which something is written."""
        return [
            MarkedPoint(entry["subject"] or "", entry["text"] or "")
            for entry in self.points.data
            if (entry["subject"] or "").strip() or (entry["text"] or "").strip()
        ]


class DecisionForm(Form):
    """The decision body's act."""

    decision = RadioField(_l("决定"), [InputRequired(_l("请选择决定。"))])
    body = StringField(_l("决策机关"), [InputRequired(_l("请填写决策机关。")), Length(max=200)])
    decided_on = DateField(_l("决定日期"), [InputRequired(_l("请填写决定日期。"))])
    reason = TextAreaField(_l("理由"), [Length(max=4000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.decision.choices = [(each.value, label(each)) for each in Decision]


class ReasonForm(Form):
    """An act with its reason."""

    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), Length(max=4000)])


class CheckForm(Form):
    """Check of one proven measure."""

    verdict = RadioField(_l("核查结论"), [InputRequired(_l("请选择核查结论。"))])
    remark = TextAreaField(_l("说明"), [Length(max=2000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.verdict.choices = [
            ("confirmed", str(_l("已经落实，予以核实"))),
            ("back", str(_l("佐证不足，退回项目单位"))),
        ]


class RecusalForm(Form):
    """An expert takes no part in one assessment."""

    expert = StringField(_l("专家编号"), [InputRequired(_l("请填写专家编号。")), Length(max=20)])
    ground = SelectField(_l("回避事由"), [InputRequired(_l("请选择回避事由。"))])
    note = TextAreaField(_l("说明"), [Length(max=2000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ground.choices = [(each.value, label(each)) for each in RecusalGround]
