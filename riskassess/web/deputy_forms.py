"""Forms about deputies."""

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.services.deputies import Naming
from riskassess.web.forms import REASON_LENGTH, Form, MultiCheckboxField


class DeputyForm(Form):
    """Who acts with which roles, from when until when, and why."""

    roles = MultiCheckboxField(_l("代理的角色"), [InputRequired(_l("请至少选择一个角色。"))])
    deputy_id = SelectField(_l("代理人"), [InputRequired(_l("请选择代理人。"))])
    first_on = DateField(_l("第一天"), [InputRequired(_l("请填写第一天。"))])
    last_on = DateField(_l("最后一天"), [InputRequired(_l("请填写最后一天。"))])
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由。")), REASON_LENGTH])

    def offer(self, roles: Iterable[Role], people: Iterable[Any]) -> "DeputyForm":
        """Offer the roles that can be lent and the people to choose from."""
        self.roles.choices = [(role.value, label(role)) for role in sorted(roles)]
        self.deputy_id.choices = [("", _("请选择"))] + [
            (str(row.id), _("%(name)s（%(note)s）", name=row.display_name, note=row.login))
            for row in people
        ]
        return self

    def naming(self, absent_id: int) -> Naming:
        """Return what was entered, for somebody's absence."""
        return Naming(
            absent_id=absent_id,
            deputy_id=int(self.deputy_id.data),
            roles=frozenset(Role(each) for each in self.roles.data),
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            reason=self.reason.data or "",
        )
