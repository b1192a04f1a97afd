"""Base of all forms, and what reaches them: text without characters that no store keeps."""

from functools import cached_property
from typing import Any

from flask import Flask, Request, abort, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.formparser import FormDataParser
from wtforms import SelectMultipleField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from riskassess.domain.reasons import LONGEST_REASON
from riskassess.domain.written import printable
from riskassess.i18n import DEFAULT_LOCALE, _l, current_locale

REASON_LENGTH = Length(max=LONGEST_REASON, message=_l("请不要超过 %(max)s 字。"))


class CleanParser(FormDataParser):
    """Reads a sent form; its fields hold printable text only."""

    def parse(self, *given: Any, **more: Any) -> Any:
        """Return stream, fields and files."""
        stream, fields, files = super().parse(*given, **more)
        return stream, _cleaned(fields), files


class CleanRequest(Request):
    """A request whose fields and questions hold printable text only, whoever reads them."""

    form_data_parser_class = CleanParser

    @cached_property
    def args(self) -> Any:
        """Return the values after the question mark."""
        return _cleaned(super().args)


def _cleaned(values: Any) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (printable(name), printable(value)) for name, value in values.items(multi=True)
    )


def refuse_broken_addresses() -> None:
    """Answer 404 to an address with control characters or line feeds: no record has such a name.

    A redirect to a part of it could not be written into a header.
    """
    if not request.path.isprintable():
        abort(404)


def init_forms(app: Flask) -> None:
    """Let every form and address be clean before a view reads it."""
    app.request_class = CleanRequest
    # Flask-WTF would ask Flask-Babel, which is not here, and leave WTForms' messages in English.
    app.config["WTF_I18N_ENABLED"] = False
    app.before_request(refuse_broken_addresses)


class Form(FlaskForm):
    """A form that speaks the language in use; CSRF comes from the application."""

    class Meta(FlaskForm.Meta):
        """WTForms' own messages in that language."""

        @property
        def locales(self) -> tuple[str]:
            """Return the language of WTForms' messages."""
            return ("zh" if current_locale() == DEFAULT_LOCALE else current_locale(),)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take fields of a form only: a body of JSON is none, and may be a list."""
            is_from_form = hasattr(formdata, "getlist") or not request.is_json
            return super().wrap_formdata(form, formdata if is_from_form else None)


class MultiCheckboxField(SelectMultipleField):
    """Several answers as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NeededAtTimes:
    """Marks a field that another choice makes necessary: its hint names the rule."""

    field_flags = {"depends": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Accept every value: the service knows the choice."""


class ConfirmForm(Form):
    """An act without fields: only the CSRF token."""
