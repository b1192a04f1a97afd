"""How an expert declines an invitation, by its link or signed in: the form and its question."""

from collections.abc import Collection, Iterable
from typing import Any, Self

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from riskassess.domain.errors import InvalidInput
from riskassess.i18n import _, _l, current_locale
from riskassess.services.answers import Answer
from riskassess.web.final_acts import Final, entries_of
from riskassess.web.forms import Form


class DeclineForm(Form):
    """Why an expert cannot come; `silent` are the codes that say nothing without words."""

    silent: Collection[str] = ()

    reason_code = RadioField(_l("谢绝的理由"), validate_choice=False, choices=[])
    reason = TextAreaField(_l("补充说明"), [Length(max=500, message=_l("请不要超过 500 字。"))])

    def offering(self, reasons: Iterable[Any]) -> Self:
        """Offer the pool manual's reasons."""
        rows = list(reasons)
        self.reason_code.choices = [(row.code, row.name(current_locale())) for row in rows]
        self.silent = {row.code for row in rows if row.words}
        return self

    def refuse_bare(self) -> None:
        """Raise InvalidInput without a reason or the words it needs, as the answer would."""
        if not self.reason_code.data:
            raise InvalidInput("decline_reason_missing", where="reason_code")
        if self.reason_code.data in self.silent and not (self.reason.data or "").strip():
            raise InvalidInput("decline_words_missing", where="reason")

    def answer(self) -> Answer:
        """Return the no."""
        return Answer(False, self.reason.data or "", self.reason_code.data or "")


def ask_refusal(form: DeclineForm, *, about: str) -> Final:
    """Return the question before an invitation is declined."""
    return Final(
        title=_("谢绝邀请？"),
        button=_("确认谢绝"),
        happens=[
            _("您的名额由候补专家接替，不能再改为接受。"),
            _("谢绝和理由登记在抽取台账。"),
        ],
        entries=entries_of(form),
        about=about,
    )
