"""Everything recorded about one expert as a file to take away: JSON, or a workbook to read."""

import json
from typing import Any

from flask import Response

from riskassess.i18n import speaking
from riskassess.web import context
from riskassess.web.downloads import XLSX, download
from riskassess.web.personal_sheets import workbook_of


@speaking()
def send_personal(plain: dict[str, Any], *, kind: str) -> Response:
    """Send the record as `json` or `xlsx`; no cache keeps it."""
    code = plain["profile"]["code"]
    if kind == "xlsx":
        content = context.write_tables(workbook_of(plain))
        return download(content, XLSX, f"{code}.xlsx")
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    return download(text.encode("utf-8"), "application/json", f"{code}.json")
