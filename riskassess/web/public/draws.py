"""Draws as anybody sees them: before the draw, after it, and the record to check it with."""

from typing import Any

from flask import Response, abort, render_template

from expert_pool.vocabulary import LedgerKind, RoundOutcome
from riskassess.labels import label
from riskassess.pool_labels import avoidance_word
from riskassess.queries.draws import (
    DrawView,
    SourceLine,
    get_public_draw,
    list_public_draws,
    read_json,
    utc_moment,
)
from riskassess.services.draw_texts import published_text
from riskassess.web import context
from riskassess.web.draw_words import draw_names
from riskassess.web.public.blueprint import bp

NO_STORE = {"Cache-Control": "no-cache"}


@bp.get("/draws")
def list_draws() -> Any:
    """Show the newest announcements and draws of all offices."""
    return render_template("public/list_draws.html", views=list_public_draws(context.db_session()))


@bp.get("/draws/<code>")
def show_draw(code: str) -> Any:
    """Show what was announced and, after the draw, how it came out; codes only, never names."""
    view = get_public_draw(context.db_session(), code)
    return render_template("public/show_draw.html", **public_draw(view))


def public_draw(view: DrawView) -> dict[str, Any]:
    """Return the template's values; nobody's code before the list is open."""
    about = view.announcement
    return {
        "view": view,
        "about": about,
        "sources": [_source(view, line) for line in view.sources],
        "strata": _strata(view),
        "excluded": [(avoidance_word(code), n) for code, n in sorted(about["excluded"].items())],
        "members": _members(view) if view.list_is_open else [],
        "reserves": view.record.get("reserves", []) if view.list_is_open else [],
        "ledger": _ledger(view),
        "digests": view.record.get("contents", {}),
    }


def _source(view: DrawView, line: SourceLine) -> dict[str, Any]:
    is_shown = view.shows_values_of(line)
    values = read_json(line.value.values) if line.value and is_shown else []
    return {"line": line, "values": "  ".join(map(str, values)), "is_shown": is_shown}


def _strata(view: DrawView) -> list[dict[str, Any]]:
    drawn = {row["code"]: row for row in view.record.get("strata", ())}
    return [
        {**stratum, **_rounds(view, drawn.get(stratum["code"]))}
        for stratum in view.announcement["strata"]
    ]


def _rounds(view: DrawView, drawn: Any) -> dict[str, Any]:
    """Return the key, which anybody can write down; the rounds only once the lists are open."""
    if drawn is None:
        return {"key": "", "rounds": []}
    if not view.list_is_open:
        return {"key": drawn["key_string"], "rounds": []}
    rounds = [
        (
            number,
            digest,
            left,
            position,
            code,
            label(RoundOutcome(outcome)),
        )
        for number, digest, left, position, code, outcome in drawn["rounds"]
    ]
    return {"key": drawn["key_string"], "rounds": rounds}


def _members(view: DrawView) -> list[tuple[str, str]]:
    names = {row["code"]: row["name"] for row in view.announcement["strata"]}
    return [(code, names.get(stratum, stratum)) for code, stratum in view.record["members"]]


def _ledger(view: DrawView) -> list[tuple[Any, ...]]:
    return [
        (number, label(LedgerKind(kind)), draw, utc_moment(at))
        for number, kind, _reason, _review, draw, at in view.record.get("ledger", ())
    ]


@bp.get("/draws/<code>/record")
def download_record(code: str) -> Any:
    """Give out the record as far as it may be published now."""
    view = get_public_draw(context.db_session(), code)
    return _file(published_text(view), f"{_name(view)}.json", "application/json")


@bp.get("/draws/<code>/page")
def download_page(code: str) -> Any:
    """Give out one HTML file that repeats the whole draw without any server."""
    view = get_public_draw(context.db_session(), code)
    if not (view.list_is_open and view.draw.record):
        abort(404)  # before the list is open there is nothing that could be repeated
    page = context.draw_page(view.draw.record.encode("utf-8"), draw_names(view.announcement))
    return _file(page, f"{_name(view)}.html", "text/html")


def _name(view: DrawView) -> str:
    about = view.announcement
    return f"draw-{about['assessment']}-{about['review']['number']}-{about['draw']}"


def _file(text: str, name: str, mimetype: str) -> Response:
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
