"""The own sheet filled as a table: all factors or items at once, the measures' two moments as tabs.

Which of the two ways an expert works in is remembered in the browser until changed on a page.
"""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for

from riskassess.domain.errors import Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import _
from riskassess.queries.sheets import get_readable_seat
from riskassess.web import context
from riskassess.web.errors import words_of
from riskassess.web.expert import changes as wire
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.fields import Line, levels_view
from riskassess.web.expert.room import Part, Room, open_room
from riskassess.web.expert.saving import save
from riskassess.web.expert.summary import refusal_words, saved_text

WAY, TABLE, ONE_BY_ONE = "way", "table", "one"
KEPT = "sheet_way"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Row:
    """One factor or item: its fields by moment, its reason, and the screen that shows it alone."""

    place: str
    code: str
    name: str
    url: str
    before: list[Line]
    after: list[Line]
    texts: list[Line]
    missing: int
    by_survey: bool = False

    @property
    def lines(self) -> list[Line]:
        """Every field of the row."""
        return [*self.before, *self.after, *self.texts]


@bp.get("/reviews/<int:member_id>/sheet-table")
def edit_table(member_id: int) -> Any:
    """Show every figure of the own sheet in one table."""
    room = _room(member_id)
    if not rows_of(room):
        return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)
    return _page(room, {})


@bp.post("/reviews/<int:member_id>/sheet-table")
def save_table(member_id: int) -> Any:
    """Save the table sent as a form, for browsers without script."""
    room = _room(member_id)
    changed = wire.form_changes(request.form, _all_of(room), now=context.clock())
    try:
        outcome = save(member_id, changed)
    except Refused as error:
        return _page(_room(member_id), {"": words_of(error)}), 409
    if notes := wire.form_notes(changed, outcome):
        typed = {(row.place, row.field): row.value or "" for row in changed}
        return _page(open_room(room.seat, typed=typed), notes), 422
    return redirect(url_for("expert.show_sheet", member_id=member_id), code=303)


def _room(member_id: int) -> Room:
    return open_room(get_readable_seat(context.db_session(), member_id, actor=context.actor()))


def rows_of(room: Room) -> list[Row]:
    """Return the table's rows: items of a deduction score, then factors."""
    items = [(part, item) for part in room.item_parts for item in part.items]
    rows = [
        Row(item.place, part.name, item.name, part.url, item.before, item.after, item.texts,
            item.missing, by_survey=not item.before)
        for part, item in items
    ]  # fmt: skip
    return rows + [
        Row(part.key, part.factor.code, part.name, part.url, part.before, part.after, part.texts,
            part.missing)
        for part in room.factor_parts
    ]  # fmt: skip


def _all_of(room: Room) -> Part:
    """Return the whole table as one screen, as the reading of a form wants it."""
    lines = [line for row in rows_of(room) for line in row.lines]
    return Part(TABLE, _("表格填写"), table_url(room), texts=lines)


def table_url(room: Room, place: str | None = None, *, way: str | None = None) -> str:
    """Return the address of the table, at a row when one is named."""
    anchor = f"row-{place}" if place else None
    member_id = room.seat.member.id
    return url_for("expert.edit_table", member_id=member_id, way=way, _anchor=anchor)


def resume_url(room: Room, gaps: list[dict[str, str]]) -> str | None:
    """Return where filling goes on, in the way that the expert last chose."""
    if not gaps:
        return None
    rows = {row.url: row for row in reversed(rows_of(room)) if row.missing}
    row = rows.get(gaps[0]["url"])
    if row is None or request.cookies.get(KEPT) != TABLE:
        return gaps[0]["url"]
    return table_url(room, row.place)


def _page(room: Room, notes: dict[str, tuple[str, str]]) -> str:
    parts, manual = ("probability", "impact"), room.manual
    reason = refuse_saving(context.actor(), room.seat.facts())
    return render_template(
        "expert/edit_table.html",
        room=room,
        rows=rows_of(room),
        notes=notes,
        moments=list(Moment),
        refusal=refusal_words(reason),
        saved=saved_text(room.seat.sheet, now=context.clock()),
        levels={part: levels_view(manual, part) for part in parts if manual.asks_levels},
        url=table_url(room),
    )


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    """Let the pages of the sheet offer the other way of working."""
    return {"has_table": lambda room: bool(rows_of(room)), "table_url": table_url}


@bp.after_request
def _remember(answer: Any) -> Any:
    """Keep the way that was chosen on a page."""
    if (way := request.args.get(WAY)) in (TABLE, ONE_BY_ONE):
        answer.set_cookie(
            KEPT, way, max_age=A_YEAR, path="/expert", secure=request.is_secure, httponly=True,
            samesite="Lax",
        )  # fmt: skip
    return answer
