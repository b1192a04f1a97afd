"""The own sheet offline: taken out as a workbook, read back with every cell checked, asked, saved.

The file is read and forgotten; what it asks for goes along with the question as signed text, so
that nothing unsealed of an open round lies on the server.
"""

import hashlib
import hmac
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for

from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.offline_sheet import (
    check_pages,
    code_of,
    compare,
    form_of_pages,
    read_form,
)
from riskassess.domain.policy import refuse_saving
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.sheets import get_readable_seat
from riskassess.services.offline_sheets import note_download, take_back
from riskassess.services.sheets import Change, SaveOutcome
from riskassess.web import context
from riskassess.web.downloads import attachment
from riskassess.web.errors import words_of
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.offline_asking import (
    Asked,
    Whose,
    asked_of,
    changes_of,
    sealed,
    unsealed,
)
from riskassess.web.expert.offline_book import new_book_id, offline_book
from riskassess.web.expert.room import Room, open_room
from riskassess.web.expert.summary import refusal_words

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE, ANSWER = "file", "asked"
LARGEST_FILE = 8 * 1024 * 1024


@bp.get("/reviews/<int:member_id>/offline")
def show_offline(member_id: int) -> Any:
    """Say how the sheet is filled offline, hand it out and take it back."""
    return _page(_room(member_id))


@bp.post("/reviews/<int:member_id>/offline/sheet")
def download_offline(member_id: int) -> Any:
    """Send the sheet as a workbook; that it was taken out stands in the audit."""
    room, book_id = _room(member_id), new_book_id()
    try:
        note_download(
            context.db_session(), member_id=member_id, book_id=book_id, actor=context.actor(),
            now=context.clock(),
        )  # fmt: skip
    except Refused as error:
        return _page(room, error=words_of(error)), 409
    pages = offline_book(room).pages
    form = form_of_pages({**_head(room), "book": book_id}, pages)
    content = context.write_offline_sheet(pages, form=form, code=code_of(form, _key()))
    answer = Response(content, mimetype=XLSX_MIME, headers={"Cache-Control": "no-store"})
    answer.headers["Content-Disposition"] = attachment(_file_name(room))
    return answer


@bp.post("/reviews/<int:member_id>/offline")
def upload_offline(member_id: int) -> Any:
    """Read an uploaded sheet and show what it would change, cell by cell; nothing is saved."""
    room = _room(member_id)
    try:
        _require_open(room)
        asked = _read(room)
    except InvalidInput as error:
        return _page(room, error=words_of(error)), 422
    except Refused as error:
        return _page(room, error=words_of(error)), 409
    return _page(room, asked=asked), 422 if asked.wrong else 200


@bp.post("/reviews/<int:member_id>/offline/changes")
def save_offline(member_id: int) -> Any:
    """Save what was confirmed as one batch; each conflict has been answered."""
    room = _room(member_id)
    try:
        asked = unsealed(request.form.get(ANSWER, ""), _key(), _whose(room))
        changes = changes_of(asked, request.form, now=context.clock())
        outcome = _take_back(member_id, changes, asked.digest)
    except InvalidInput as error:
        return _again(room, error), 422
    except Refused as error:
        return _page(_room(member_id), error=words_of(error)), 409
    if left := asked.after(outcome, changes):
        flash(_("保存 %(n)s 处；其余的请再选一次。", n=len(outcome.saved)), "warning")
        return _page(_room(member_id), asked=left), 409
    flash(_("已从文件保存 %(n)s 处。文件没有留存。", n=len(outcome.saved)), "success")
    return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)


def _take_back(member_id: int, changes: list[Change], digest: str) -> SaveOutcome:
    return take_back(
        context.db_session(), member_id=member_id, changes=changes, file_digest=digest,
        actor=context.actor(), now=context.clock(), vault=context.sheet_vault(),
    )  # fmt: skip


def _again(room: Room, error: InvalidInput) -> str:
    """Show the question again where it can still be answered, else the page with the reason."""
    try:
        asked = unsealed(request.form.get(ANSWER, ""), _key(), _whose(room))
    except InvalidInput:
        return _page(room, error=words_of(error))
    return _page(room, asked=asked, error=words_of(error))


def _read(room: Room) -> Asked:
    """Return what the sent file asks for; raises InvalidInput for a file that is not taken."""
    sent = request.files.get(FILE)
    if not sent or not sent.filename:
        raise InvalidInput("file_not_chosen", where=FILE)
    content = sent.stream.read(LARGEST_FILE + 1)
    sent.close()  # a large one lay in a file of its own until now
    if len(content) > LARGEST_FILE:
        raise InvalidInput("offline_file_too_large", where=FILE, most=LARGEST_FILE // 1024**2)
    digest = hashlib.sha256(content).hexdigest()
    book = context.read_offline_sheet(content)
    form = read_form(book.form, book.code, key=_key(), head=_head(room))
    check_pages(form, book.pages)
    spec_of = offline_book(room).spec_of
    found = compare(
        form, book.pages, sheet_form=room.form, document=room.content.document, spec_of=spec_of
    )
    saved_at = room.seat.sheet.saved_at if room.seat.sheet else None
    return asked_of(found, f"sha256:{digest}", spec_of, saved_at=saved_at)


def _head(room: Room) -> dict[str, Any]:
    """Return whose sheet of which round it is, as the form names it."""
    seat = room.seat
    return {
        "office": seat.member.office_id,
        "assessment": seat.assessment.code,
        "review": seat.review.id,
        "round": seat.round.number if seat.round else 0,
        "member": f"{seat.member.id}:{seat.member.code}",
        "manual": room.manual.digest,
    }


def _whose(room: Room) -> Whose:
    seat = room.seat
    return Whose(seat.member.id or 0, (seat.round.id if seat.round else None) or 0)


def _key() -> bytes:
    """Return the key of the authenticity codes; another purpose never shares it."""
    secret = str(current_app.secret_key).encode()
    return hmac.digest(secret, b"riskassess offline sheet", "sha256")


def _file_name(room: Room) -> str:
    seat = room.seat
    number = seat.round.number if seat.round else 0
    return f"{seat.assessment.code}-{number}-{seat.member.code}.xlsx"


def _require_open(room: Room) -> None:
    if reason := refuse_saving(context.actor(), room.seat.facts()):
        raise Refused(reason, where=f"member:{room.seat.member.id}")


def _room(member_id: int) -> Room:
    return open_room(get_readable_seat(context.db_session(), member_id, actor=context.actor()))


def _page(room: Room, *, asked: Asked | None = None, error: tuple[str, str] | None = None) -> str:
    reason = refuse_saving(context.actor(), room.seat.facts())
    return render_template(
        "expert/show_offline.html",
        room=room,
        asked=asked,
        sealed=sealed(asked, _key(), _whose(room)) if asked else "",
        chosen=request.form,
        error=error,
        refusal=refusal_words(reason),
        read_at=local(context.clock()).strftime("%H:%M"),
    )
