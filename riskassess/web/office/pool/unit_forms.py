"""Forms of the pages about merging units, names and contests."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from expert_pool.vocabulary import ContestState, MatchRuling
from riskassess.i18n import _l
from riskassess.labels import label
from riskassess.web.forms import Form


class MergeForm(Form):
    """The unit into which another one is merged."""

    into = StringField(_l("并入的单位"), [InputRequired(_l("请填写单位。")), Length(max=200)])


class RulingForm(Form):
    """Whether two names are one unit's."""

    first = HiddenField()
    second = HiddenField()
    ruling = RadioField(_l("认定"), [InputRequired(_l("请选择认定结果。"))])
    note = TextAreaField(_l("依据"), [Length(max=2000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ruling.choices = [(each.value, label(each)) for each in MatchRuling]

    def answer(self) -> MatchRuling | None:
        """Return the ruling that was chosen, or None."""
        chosen = self.ruling.data
        return MatchRuling(chosen) if chosen in set(MatchRuling) else None


class NewRulingForm(RulingForm):
    """Another ruling on the same names; it has a reason."""

    note = TextAreaField(_l("依据"), [InputRequired(_l("请写明依据。")), Length(max=2000)])


class ContestDecisionForm(Form):
    """The pool keeper upholds or lifts an exclusion."""

    state = RadioField(_l("处理"), [InputRequired(_l("请选择处理结果。"))])
    decision = TextAreaField(
        _l("处理意见"), [InputRequired(_l("请写明处理意见。")), Length(max=4000)]
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        chosen = (ContestState.UPHELD, ContestState.LIFTED)
        self.state.choices = [(each.value, label(each)) for each in chosen]
