"""Fields that keep numbers exact (whole, percent, with decimals) and texts clean."""

import re
from decimal import Decimal
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from riskassess.domain.numbers import FIGURE, MOST_COUNTED, plain_number, registered_figure
from riskassess.i18n import _, _l, sentences
from riskassess.messages import explain

LONG, SHORT = 5000, 200
MOST = 10_000_000
WHOLE = re.compile(r"\d{1,12}")
PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?")
PER_PERCENT = 100  # ten-thousandths in one percent


def clean(text: Any) -> Any:
    """Return the text without margins and without characters that no database keeps."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip() if text else text


def required(message: Any) -> list[Any]:
    """Return the validators of a short text that must be there."""
    return [DataRequired(message), AtMost(SHORT)]


def short(most: int = SHORT) -> list[Any]:
    """Return the validators of a text of limited length; the text says the limit."""
    return [Optional(), AtMost(most)]


class AtMost(Length):
    """At most so many characters, and how many there are now."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a longer text; nothing of it is cut."""
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                _("最多 %(most)s 个字，现有 %(length)s 个。", most=self.max, length=length)
            )


class ExactField(Field):
    """A number typed as text; what was typed stays on the page when it is refused."""

    widget = TextInput()
    data: Any
    raw_data: list[Any] | None
    pattern = WHOLE
    message = _l("请填写整数。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.shown(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; full-width digits and thousands separators are understood."""
        if not valuelist:
            return
        self.typed = clean(valuelist[0])
        written = plain_number(self.typed)
        if not written:
            self.data, self.raw_data = None, []
            return
        if not written.isascii() or not self.pattern.fullmatch(written):
            self.data = None
            raise ValueError(str(self.message))
        self.data = self.read(written)

    def shown(self, value: Any) -> str:
        """Return the stored number as it is written."""
        return str(value)

    def read(self, written: str) -> Any:
        """Return the number to store."""
        return int(written)


class WholeNumberField(ExactField):
    """A whole number of 0 or more."""

    def read(self, written: str) -> int:
        """Return the number; refuse one that nothing in the field is as large as."""
        number = int(written)
        if number > MOST:
            raise ValueError(_("数字过大，请核对。"))
        return number


class FigureField(ExactField):
    """A figure with at most four decimals, kept as it was typed."""

    pattern = FIGURE
    message = _l("请填写数字，最多四位小数。")

    def __init__(self, *args: Any, unit: str | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = unit

    def read(self, written: str) -> str:
        """Return the figure as a plain decimal text; a count is whole and within its limit."""
        figure, wrong = registered_figure(written, self.unit)
        if wrong:
            raise ValueError(sentences(explain(wrong, {"most": MOST_COUNTED})))
        return figure


class PercentField(ExactField):
    """A percentage of 0 to 100 with at most two decimals, stored in ten-thousandths."""

    pattern = PERCENT
    message = _l("请填写 0 至 100 之间的数，最多两位小数。")

    def shown(self, value: int) -> str:
        """Return the percentage without needless noughts."""
        return format((Decimal(value) / PER_PERCENT).normalize(), "f")

    def read(self, written: str) -> int:
        """Return ten-thousandths, exactly."""
        stored = int(Decimal(written) * PER_PERCENT)
        if stored > PER_PERCENT * 100:
            raise ValueError(str(self.message))
        return stored


class CleanField(StringField):
    """A text without margins."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text."""
        if valuelist:
            self.data = clean(valuelist[0])
