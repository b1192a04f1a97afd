"""Forms of reviews and grades."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from riskassess.domain.vocabulary import ReviewKind
from riskassess.filters import SHANGHAI
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.services.draw_sources import SourceChoice
from riskassess.web.forms import Form, NeededAtTimes
from riskassess.web.office.sharing_fields import SharingFields


class SourceForm(Form):
    """Which future source decides a draw; there is no field for a wish."""

    offer = RadioField(_l("随机数来源"), [InputRequired(_l("请选择随机数来源。"))])
    expected_at = DateTimeLocalField(
        _l("掷骰的时间，或开奖、收盘不早于"), [Optional(), NeededAtTimes()],
        format="%Y-%m-%dT%H:%M",
    )  # fmt: skip
    leaves_vacant = BooleanField(_l("先抽其余席位，这些席位留待直接指定"))
    vacancy = TextAreaField(
        _l("库内没有人选的情况"), [Length(max=1000, message=_l("请不要超过 1000 字。"))]
    )

    def offering(self, offers: Iterable[dict[str, Any]]) -> Self:
        """Offer what the pool manual offers, with how much chance each brings."""
        self.offer.choices = [(each["code"], each["label"]) for each in offers]
        return self

    def choice(self) -> SourceChoice:
        """Return the chosen source; the time, if any, is that of Shanghai."""
        local: datetime | None = self.expected_at.data
        return SourceChoice(
            self.offer.data,
            local.replace(tzinfo=SHANGHAI).astimezone(UTC) if local else None,
            (self.vacancy.data or "") if self.leaves_vacant.data else None,
        )


class ReviewForm(SharingFields, SourceForm):
    """What an officer says when opening a review; the draw itself takes no wishes."""

    kind = RadioField(_l("方式"), [InputRequired(_l("请选择方式。"))])
    occasion = TextAreaField(
        _l("会诊的事由"),
        [NeededAtTimes(), Length(max=2000, message=_l("请不要超过 2000 字。"))],
    )
    due_on = DateField(_l("评分截止日期"), [InputRequired(_l("请填写日期。"))])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [(each.value, label(each)) for each in ReviewKind]


class ProposalForm(Form):
    """The officer's explanation of a proposed grade."""

    explanation = TextAreaField(
        _l("说明"),
        [InputRequired(_l("请写明提出这一等级的理由。")), Length(max=4000)],
    )


class SendBackForm(Form):
    """Why a proposed grade is sent back."""

    reason = TextAreaField(
        _l("退回理由"), [InputRequired(_l("请写明退回理由。")), Length(max=4000)]
    )


class RevisionForm(Form):
    """Which opinions the sponsor has to answer, and what the officer adds."""

    points = SelectMultipleField(
        _l("专家意见"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    own = TextAreaField(_l("另外要求"), [Length(max=4000)])

    def offer(self, headings: list[dict[str, Any]]) -> "RevisionForm":
        """Offer every written opinion, without the expert's name."""
        self._offered = {
            f"{heading['code']}:{row.sheet.id}": (heading["name"], row.texts[heading["code"]])
            for heading in headings
            for row in heading["rows"]
        }
        self.points.choices = [
            (key, _("%(name)s：%(value)s", name=subject, value=text))
            for key, (subject, text) in self._offered.items()
        ]
        return self

    def chosen(self) -> list[tuple[str, str]]:
        """Return subject and text of what was ticked and of every line that was added."""
        own = [(str(_l("其他")), line) for line in (self.own.data or "").splitlines()]
        return [self._offered[key] for key in self.points.data or ()] + own
