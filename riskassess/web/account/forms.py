"""Forms for signing in, passwords, codes and one-time links."""

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from riskassess.i18n import _l
from riskassess.web.forms import Form


class SignInForm(Form):
    """Login and password."""

    login = StringField(
        _l("账号"),
        [InputRequired(_l("请填写账号。")), Length(max=60)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码。")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(Form):
    """Change of the own password."""

    current = PasswordField(
        _l("现在的密码"),
        [InputRequired(_l("请填写现在的密码。"))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请填写新密码。")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再次填写新密码"),
        [
            InputRequired(_l("请再次填写新密码。")),
            Length(max=200),
            EqualTo("new", _l("两次填写的新密码不一致。")),
        ],
    )


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("请填写验证码。")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text"},
    )


class FirstCodeForm(CodeForm):
    """The first code of an app that is set up of one's own accord, and the password again."""

    password = PasswordField(
        _l("现在的密码"),
        [InputRequired(_l("请填写现在的密码。"))],
        render_kw={"autocomplete": "current-password"},
    )


def _password_field() -> PasswordField:
    return PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码。")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )


def _again_field() -> PasswordField:
    return PasswordField(
        _l("再次填写密码"),
        [
            InputRequired(_l("请再次填写密码。")),
            Length(max=200),
            EqualTo("password", _l("两次填写的密码不一致。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class NewPasswordForm(Form):
    """A password, twice."""

    password = _password_field()
    again = _again_field()


class FirstAdministratorForm(Form):
    """Office, login and password of the first system administrator, in the order of the page."""

    office_name = StringField(
        _l("稳定办名称"), [InputRequired(_l("请填写稳定办名称。")), Length(max=100)]
    )
    office_code = StringField(
        _l("稳定办代码"), [InputRequired(_l("请填写稳定办代码。")), Length(max=12)]
    )
    name = StringField(_l("您的姓名"), [InputRequired(_l("请填写姓名。")), Length(max=60)])
    login = StringField(_l("账号"), [InputRequired(_l("请填写账号。")), Length(max=60)])
    password = _password_field()
    again = _again_field()
