"""Forms about accounts: invitation, change of post, roles, locking out."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import Role
from riskassess.i18n import _l
from riskassess.labels import label
from riskassess.services.posts import Invited, Post
from riskassess.web.acts import words
from riskassess.web.forms import REASON_LENGTH, Form, MultiCheckboxField, NeededAtTimes

NEEDED = _l("请填写这一项。")
REASON = _l("请写明理由。")


def role_choices(roles: Iterable[Role] = Role) -> list[tuple[str, str]]:
    """Return roles as choices of a field."""
    return [(role.value, label(role)) for role in roles]


class InvitationForm(Form):
    """Who gets an account, and which roles are asked for."""

    login = StringField(_l("账号"), [InputRequired(NEEDED), Length(max=60)])
    name = StringField(_l("姓名"), [InputRequired(NEEDED), Length(max=60)])
    email = StringField(_l("电子邮箱"), [InputRequired(NEEDED), Length(max=200)])
    post = StringField(_l("职务"), [Length(max=60)])
    roles = MultiCheckboxField(_l("申请的角色"), [InputRequired(_l("请至少选择一个角色。"))])
    unit = StringField(_l("单位"), [NeededAtTimes(), Length(max=200)])
    expert = StringField(_l("专家编号"), [NeededAtTimes(), Length(max=20)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.roles.choices = role_choices()

    def add_wrong(self, wrong: Iterable[InvalidInput]) -> bool:
        """Say beside each field what the service finds wrong; return whether all is right."""
        for error in wrong:
            field = self[error.where]
            field.errors = list(field.errors) or [words(error)]
        return not self.errors

    def invited(self) -> Invited:
        """Return what was entered."""
        return Invited(
            login=self.login.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            post=self.post.data or "",
            unit=self.unit.data or "",
            expert=self.expert.data or "",
            roles=frozenset(role for role in Role if role.value in (self.roles.data or ())),
        )


class PostForm(Form):
    """Where somebody stands from now on."""

    unit = StringField(_l("单位"), [NeededAtTimes(), Length(max=200)])
    post = StringField(_l("职务"), [Length(max=60)])
    email = StringField(_l("电子邮箱"), [Length(max=200)])
    reason = TextAreaField(_l("理由"), [InputRequired(REASON), REASON_LENGTH])

    def to_post(self) -> Post:
        """Return what was entered."""
        return Post(
            unit=self.unit.data or "",
            post=self.post.data or "",
            email=self.email.data or "",
            reason=self.reason.data or "",
        )


class RolesForm(Form):
    """Which roles an account holds from now on, and why."""

    roles = MultiCheckboxField(_l("角色"))
    reason = TextAreaField(_l("理由"), [InputRequired(REASON), REASON_LENGTH])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.roles.choices = role_choices()


class DeactivationForm(Form):
    """Whether open work stays with the office."""

    leaves_work = BooleanField(_l("不移交，这些工作留在本办，由担任同一角色的人办理"))
