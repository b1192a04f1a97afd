"""Forms for signing in and for the own password."""

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from riskassess.i18n import _l
from riskassess.web.forms import Form


class SignInForm(Form):
    """Login and password."""

    login = StringField(_l("账号"), [InputRequired(_l("请填写账号。")), Length(max=60)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=200)])


class PasswordForm(Form):
    """Change of the own password."""

    current = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写现在的密码。"))])
    new = PasswordField(_l("新密码"), [InputRequired(_l("请填写新密码。")), Length(max=200)])
    again = PasswordField(
        _l("再次填写新密码"),
        [
            InputRequired(_l("请再次填写新密码。")),
            EqualTo("new", _l("两次填写的新密码不一致。")),
        ],
    )
