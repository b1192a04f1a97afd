"""The audit trail as files: a workbook of what was found, and chains to be checked outside."""

import tempfile
from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, request, send_file, url_for

from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import Role
from riskassess.exhibits.tables import TableSheet
from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.queries import audit_pages
from riskassess.queries.audit_export import export_lines
from riskassess.services.exports import record_audit_export
from riskassess.web import context
from riskassess.web.acts import words
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import refused_filters, require_role, wanted_entries, written
from riskassess.web.downloads import XLSX, download

IN_MEMORY = 4 * 1024 * 1024


@bp.post("/audit/workbook")
def export_entries() -> Any:
    """Send the entries that are asked for as a workbook."""
    require_role(Role.AUDITOR)
    known = ("code", "action", "login", "kind", "record", "since", "until")
    asked: dict[str, Any] = {name: request.form[name] for name in known if name in request.form}
    if refused_filters():
        return redirect(url_for("control.home", **asked), code=303)  # the page says what is wrong
    wanted = wanted_entries()
    try:
        rows = audit_pages.list_all_entries(context.db_session(), context.actor(), wanted=wanted)
    except InvalidInput as error:
        flash(words(error), "error")
        return redirect(url_for("control.home", **asked), code=303)
    sheet = _sheet(written(rows))
    _note("workbook", rows=len(rows))
    return download(context.write_tables([sheet]), XLSX, "audit.xlsx")


def _sheet(rows: list[dict[str, Any]]) -> TableSheet:
    return TableSheet(
        name=_("审计记录"),
        columns=[
            _("时间"), _("账号"), _("姓名"), _("操作"),
            _("记录"), _("变化"), _("审计链"), _("序号"),
        ],
        rows=[
            (
                datetime_text(row["at"]), row["login"] or "", row["actor"], row["action"],
                row["subject"], row["change"], row["chain"], row["sequence"],
            )
            for row in rows
        ],
    )  # fmt: skip


@bp.post("/audit/chains")
def export_chains() -> Any:
    """Send whole chains as lines that `audit verify --file` checks without this server."""
    require_role(Role.AUDITOR)
    session, actor, code = context.db_session(), context.actor(), wanted_entries().code
    chain = audit_pages.chain_of(session, actor, code) if code else ""
    sign, now = context.office_keys().sign, context.clock()
    lines = export_lines(session, actor, chain=chain, sign=sign, now=now)
    file = _written(lines)
    _note("chains", chain=chain or "all")
    answer = send_file(file, "application/jsonl", as_attachment=True, download_name="audit.jsonl")
    answer.call_on_close(file.close)
    return answer


def _written(lines: Iterable[str]) -> Any:
    """Return the lines as a file that lies on the disk once it is large."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent, then closed
    for line in lines:
        file.write(line.encode("utf-8") + b"\n")
    file.seek(0)
    return file


def _note(form: str, **facts: object) -> None:
    """Leave the entry that the trail was taken out."""
    record_audit_export(
        context.db_session(),
        actor=context.actor(),
        now=context.clock(),
        after={"form": form, **facts},
    )
