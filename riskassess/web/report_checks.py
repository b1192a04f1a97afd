"""A report sent to be reckoned again: read, answered, not kept."""

import os
from typing import Any

from flask import render_template
from flask_wtf.file import FileField
from wtforms.validators import DataRequired

from riskassess.domain.errors import InvalidInput
from riskassess.exhibits.report_check import ReportWords, words_of_findings
from riskassess.i18n import _l, sentences
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.forms import Form
from riskassess.web.intake import file_name, limit_in_mebibytes


class ReportForm(Form):
    """One file; there is nothing else to keep when it is refused."""

    file = FileField(
        _l("报告文件（.docx 或 .xlsx）"),
        validators=[DataRequired(_l("请选择要核对的报告文件。"))],
        render_kw={"accept": ".docx,.xlsx"},
    )


def check_sent(form: ReportForm) -> tuple[ReportWords, str] | None:
    """Return the findings of the sent file and its name, or None with the reason in the form."""
    sent = form.file.data
    try:
        name = file_name(sent.filename)
        _refuse_large(sent.stream)
        return words_of_findings(context.check_report(sent.stream)), name
    except InvalidInput as error:
        form.file.errors = [sentences(words_of(error))]
        return None


def _refuse_large(stream: Any) -> None:
    if stream.seek(0, os.SEEK_END) > context.settings().max_upload_bytes:
        raise InvalidInput("report_too_large", where="file", limit=limit_in_mebibytes())


def answer_report(template: str) -> Any:
    """Answer with the form, with the findings of a sent report, or with what is wrong with it."""
    form, found, status = ReportForm(), None, 200
    if form.is_submitted():
        context.db_session().rollback()  # nothing is held while a large file is read
        found = check_sent(form) if form.validate() else None
        status = 200 if found else 422
    words, name = found or (None, "")
    limit = limit_in_mebibytes()
    return render_template(template, form=form, words=words, name=name, limit=limit), status
