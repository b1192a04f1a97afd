"""Who holds the rounds of a review: the server, or three officers of whom two open one."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from riskassess.domain.errors import InvalidInput
from riskassess.domain.room_vocabulary import KeyHolder
from riskassess.i18n import _l
from riskassess.labels import label
from riskassess.services.officer_keys import HOLDERS, Sharing, list_holders
from riskassess.web import context
from riskassess.web.forms import Form


class SharingFields(Form):
    """The choice is there once three officers have a key of their own."""

    key_holder = RadioField(
        _l("本次评审各轮的密钥"), default=KeyHolder.SERVER.value, validate_choice=False
    )
    holders = SelectMultipleField(
        _l("三位持钥人"), coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        rows = list_holders(context.db_session(), context.actor().office_id)
        self.key_holder.choices = [(each.value, label(each)) for each in KeyHolder]
        self.holders.choices = [(key.account_id, name) for key, name in rows]

    @property
    def may_share(self) -> bool:
        """Whether enough officers have a key."""
        return len(self.holders.choices) >= HOLDERS

    def sharing(self) -> Sharing | None:
        """Return which officers hold the rounds; None for the server.

        Raises InvalidInput `holders_unused` where holders are named and the server is to hold.
        """
        if self.key_holder.data != KeyHolder.OFFICERS:
            if self.holders.data:
                raise InvalidInput("holders_unused", where="key_holder")
            return None
        return Sharing(self.holders.data or [], context.officer_seal())
