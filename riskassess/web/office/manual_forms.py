"""Forms of importing a manual, and what was wrong with the file as rows beside its field."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from riskassess.domain.errors import AssessmentError
from riskassess.i18n import _, _l
from riskassess.messages import explain
from riskassess.web.acts import words
from riskassess.web.forms import Form

MOST_PROBLEMS = 50
WIDEST = 120  # characters of a quoted line

# What `riskassess.domain.manual.reading` expects, in the language of the page.
TYPE_WORDS = {
    "text": _l("文字"),
    "whole number": _l("整数"),
    "true or false": _l("true 或 false"),
    "decimal number": _l("小数"),
    "number or fraction": _l("数或分数"),
    "date": _l("日期，如 2026-01-01"),
    "mapping": _l("键和值"),
    "list": _l("列表"),
}


class ImportForm(Form):
    """A file to be checked, and a note to the approver."""

    file = FileField(_l("手册文件"), [DataRequired(_l("请选择手册文件。"))])
    note = TextAreaField(_l("给审批人的说明"), [Length(max=4000)])

    def content(self) -> bytes:
        """Return what was sent; nothing for no file."""
        sent = self.file.data
        return sent.read() if sent and hasattr(sent, "read") else b""


class ProposeForm(Form):
    """The checked file on its way back, exactly as it was, and what was shown of it."""

    source = HiddenField()
    seen = HiddenField()
    note = TextAreaField(_l("给审批人的说明"), [Length(max=4000)])

    def content(self) -> bytes:
        """Return the file; nothing for a text that is not ours."""
        try:
            return base64.b64decode(self.source.data or "", validate=True)
        except (binascii.Error, ValueError):
            return b""


def packed(data: bytes) -> str:
    """Return a file as a field that no browser changes; text fields get other line breaks."""
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True)
class ProblemRow:
    """One problem of a file: line, key, what is wrong, how to mend it, and the line itself."""

    line: str
    key: str
    what: str
    mend: str
    quoted: str


def problem_rows(error: AssessmentError, data: bytes) -> list[ProblemRow]:
    """Return the problems of a refused file in the order of its lines, at most `MOST_PROBLEMS`."""
    facts = dict(error.facts)
    more: Any = facts.pop("more", ())
    facts.pop("problems", None)
    lines = data.decode("utf-8", "replace").splitlines()
    found = [(error.where, error.code, facts), *more]
    rows = [_row(where, code, given, lines) for where, code, given in found[:MOST_PROBLEMS]]
    return sorted(rows, key=lambda row: int(row.line or 0))


def _row(where: str, code: str, facts: dict[str, object], lines: list[str]) -> ProblemRow:
    line, _colon, key = where.partition(":")
    number = int(line) if line.isdecimal() else 0
    quoted = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if (expected := str(facts.get("expected"))) in TYPE_WORDS:
        facts = {**facts, "expected": TYPE_WORDS[expected]}
    what, mend = explain(code, {"where": where, **facts})
    return ProblemRow(str(number or ""), key.strip("$"), what, mend, quoted[:WIDEST])


def refuse_file(form: ImportForm, error: AssessmentError) -> None:
    """Say beside the field why the file is refused; details follow in a table."""
    more: Any = error.facts.get("more", ())
    count = 1 + len(more)
    told = words(error) if count == 1 else _("文件中有 %(n)s 处不对，见下表。", n=count)
    form.file.errors = [told]
