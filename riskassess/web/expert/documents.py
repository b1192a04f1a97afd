"""Documents of a case: page images beside the form, files for download; each read is checked."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for

from riskassess.queries.sheets import get_readable_document, get_readable_seat
from riskassess.web import context
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.citations import expert_pages
from riskassess.web.expert.room import document_view
from riskassess.web.stored_files import send_stored

PAGE_MIME = "image/jpeg"


@bp.get("/reviews/<int:member_id>/documents/<int:document_id>")
def show_document(member_id: int, document_id: int) -> Any:
    """Show one document: its pages as images, or the text of an Office file."""
    seat, document = _document(member_id, document_id)
    mark = expert_pages(seat).mark_of(document_id)
    return render_template(
        "expert/show_document.html",
        seat=seat,
        document=document_view(document, member_id, context.file_store(), mark),
        back=_way_back(member_id),
        text=document.text,
    )


@bp.get("/reviews/<int:member_id>/documents/<int:document_id>/pages/<int:page>")
def show_page(member_id: int, document_id: int, page: int) -> Any:
    """Send the image of one page; the browser asks again each time and mostly hears 304."""
    _seat, document = _document(member_id, document_id)
    image = context.file_store().cached_page(document.digest, page)
    if image is None:
        abort(404)
    answer = _checked_each_time(make_response(image), f"{document.digest}-{page}")
    answer.mimetype = PAGE_MIME
    return answer.make_conditional(request)


@bp.get("/reviews/<int:member_id>/documents/<int:document_id>/file")
def download_document(member_id: int, document_id: int) -> Any:
    """Send the file itself."""
    _seat, document = _document(member_id, document_id)
    return send_stored(document.digest, media_type=document.media_type, name=document.filename)


def _document(member_id: int, document_id: int) -> tuple[Any, Any]:
    session = context.db_session()
    seat = get_readable_seat(session, member_id, actor=context.actor())
    return seat, get_readable_document(session, seat, document_id)


def _way_back(member_id: int) -> str:
    """Return the screen of the sheet that the document was opened from, else the whole sheet."""
    part = request.args.get("part", "")
    if part and part.isascii() and part.replace("-", "").isalnum():
        return url_for("expert.edit_sheet", member_id=member_id, part=part)
    return url_for("expert.show_sheet", member_id=member_id)


def _checked_each_time(answer: Response, name: str) -> Response:
    answer.headers["Cache-Control"] = "private, no-cache"  # kept, but never shown unasked
    answer.set_etag(name)
    return answer
