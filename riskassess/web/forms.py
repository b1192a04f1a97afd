"""Base of all forms: Chinese messages, no rules about records."""

from flask_wtf import FlaskForm


class Form(FlaskForm):
    """A form that speaks Chinese; CSRF comes from the application."""

    class Meta(FlaskForm.Meta):
        """WTForms' own messages in Chinese."""

        locales = ("zh",)


class ConfirmForm(Form):
    """An act without fields: only the CSRF token."""
