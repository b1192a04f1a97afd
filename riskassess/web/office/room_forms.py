"""Forms of a review's room: days, meeting, and the way of a consultation."""

from datetime import UTC, datetime
from typing import Any, Self

from wtforms import (
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from riskassess.domain.room_vocabulary import RaisedState, RoundWay
from riskassess.filters import SHANGHAI
from riskassess.i18n import _l
from riskassess.labels import label
from riskassess.web.forms import REASON_LENGTH, Form, NeededAtTimes


class ExtensionForm(Form):
    """A later day, and why."""

    due_on = DateField(_l("新的截止日期"), [InputRequired(_l("请填写日期。"))])
    reason = TextAreaField(_l("延期原因"), [InputRequired(_l("请写明延期原因。")), REASON_LENGTH])


class MeetingForm(Form):
    """When and where the panel meets; the time is that of Beijing."""

    meeting_at = DateTimeLocalField(
        _l("会议时间"), [InputRequired(_l("请填写会议时间。"))], format="%Y-%m-%dT%H:%M"
    )
    place = StringField(
        _l("会议地点或方式"),
        [
            InputRequired(_l("请填写地点或方式。")),
            Length(max=200, message=_l("请不要超过 200 字。")),
        ],
    )

    @property
    def moment(self) -> datetime:
        """The entered time as a moment."""
        entered: datetime = self.meeting_at.data
        return entered.replace(tzinfo=SHANGHAI).astimezone(UTC)


class RiskForm(Form):
    """What becomes of a risk that an expert raised."""

    state = RadioField(_l("处理"), [InputRequired(_l("请选择怎样处理。"))])
    factor = SelectField(_l("并入哪个因素"), [Optional(), NeededAtTimes()], validate_choice=False)
    reason = TextAreaField(_l("理由"), [NeededAtTimes(), REASON_LENGTH])

    def offering(self, factors: list[tuple[str, str]]) -> Self:
        """Offer the decisions, and the factors of the list to merge into."""
        kinds = (RaisedState.ADDED, RaisedState.MERGED, RaisedState.DECLINED)
        words = {
            RaisedState.ADDED: _l("列入，作为单独的因素"),
            RaisedState.MERGED: _l("并入已有的因素"),
            RaisedState.DECLINED: _l("不列入"),
        }
        self.state.choices = [(kind.value, words[kind]) for kind in kinds]
        self.factor.choices = [("", _l("（请选择）")), *factors]
        return self


class NextRoundForm(Form):
    """How the next round is worked, and until when."""

    way = RadioField(
        _l("方式"), [InputRequired(_l("请选择方式。"))], default=RoundWay.OWN_TIME.value
    )
    due_on = DateField(_l("本轮截止日期"), [InputRequired(_l("请填写日期。"))])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.way.choices = [(each.value, label(each)) for each in RoundWay]


class EndForm(Form):
    """Why a consultation ends although the rule asks for another round."""

    reason = TextAreaField(_l("结束的理由"), [NeededAtTimes(), REASON_LENGTH])
