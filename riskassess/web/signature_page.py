"""A signature page on screen, the same for the office and for experts: what it says, who signed."""

import io
from typing import Any

from flask import Response, abort, send_file

from riskassess.domain.room_vocabulary import SignatureWay
from riskassess.exhibits.signature_page import change_text, page_facts, verdict_rows
from riskassess.i18n import _
from riskassess.queries.signature_pages import PageView
from riskassess.web import context

SHAPES = {"open": "◔", "signed": "●", "void": "×"}


def page_values(view: PageView | None) -> dict[str, Any]:
    """Return what `templates/shared/_signature_page.html` shows of a page."""
    if view is None:
        return {"page": None}
    return {
        "page": view,
        "shape": SHAPES[view.state.value],
        "says": [*page_facts(view.record), *verdict_rows(view.record)],
        "files": view.record["report"],
        "dissent": view.record["opinion"]["dissent"],
        "changes": [
            {"text": change_text(each.section, each.names), "at": each.at} for each in view.changes
        ],
    }


def send_page(view: PageView) -> Response:
    """Send the file of a page; the name of a void one says so, its bytes stay as they were."""
    store = context.file_store()
    mark = _("已失效-") if view.is_void else ""
    name = mark + _("签字页-%(code)s.pdf", code=view.page.code)
    return _download(store.read(view.page.file_digest), "application/pdf", name)


def send_scan(view: PageView, signature_id: int) -> Response:
    """Send the scan behind a signature in ink; 404 for every other one."""
    signature = next(
        (
            line.signature
            for line in view.signers
            if line.signature is not None and line.signature.id == signature_id
        ),
        None,
    )
    store = context.file_store()
    if signature is None or signature.way is not SignatureWay.SCAN:
        abort(404)
    content = store.read(signature.file_digest)
    media, ending = _kind(content)
    name = _("签字页扫描件-%(code)s", code=view.page.code) + ending
    return _download(content, media, name)


def _kind(content: bytes) -> tuple[str, str]:
    """Return media type and ending of a scan by its first bytes; only these three are taken in."""
    if content.startswith(b"%PDF"):
        return "application/pdf", ".pdf"
    if content.startswith(b"\x89PNG"):
        return "image/png", ".png"
    return "image/jpeg", ".jpg"


def _download(content: bytes, media: str, name: str) -> Response:
    answer: Response = send_file(
        io.BytesIO(content), mimetype=media, as_attachment=True, download_name=name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
