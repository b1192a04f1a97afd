"""Draws as anybody sees them: before the draw, after it, and the record to check it with."""

from decimal import Decimal
from typing import Any

from flask import Response, abort, render_template

from expert_pool.vocabulary import DrawState, LedgerKind, RoundOutcome
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import DrawRule, WhenListOpens
from riskassess.i18n import _, _l, current_locale, speaking
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
from riskassess.queries.pool_manuals import pool_manual_by_digest
from riskassess.queries.public_draws import find_cancellation, find_replaced, list_draws_of
from riskassess.services.draw_texts import published_text
from riskassess.web import context
from riskassess.web.downloads import attachment
from riskassess.web.draw_words import draw_names
from riskassess.web.ledger_page import ledger_page
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
        "is_awaited": _is_awaited(view),
        "cancelled": _cancelled(view),
        "replaced": find_replaced(context.db_session(), view),
        "sources": [_source(view, line) for line in view.sources],
        "seats": _seats(view),
        "share": Decimal(about["rule"]["class_share"]),
        "opens": OPENS[rules_of(view).list_opens],
        "strata": _strata(view),
        "excluded": [(avoidance_word(code), n) for code, n in sorted(about["excluded"].items())],
        "members": _members(view) if view.list_is_open else [],
        "reserves": view.record.get("reserves", []) if view.list_is_open else [],
        "ledger": _ledger(view),
        "digests": view.record.get("contents", {}),
    }


def _is_awaited(view: DrawView) -> bool:
    """Return whether the values have come into the world by now."""
    expected = view.draw.expected_at
    return expected is not None and expected <= context.clock()


OPENS = {
    WhenListOpens.DRAWN: _l("抽取之后"),
    WhenListOpens.ROUND_CLOSED: _l("本轮评分结束"),
    WhenListOpens.FILED: _l("评估报告备案"),
}
"""When the pool manual opens the lists, as pages say it."""


def rules_of(view: DrawView) -> DrawRule:
    """Return the rules under which a draw was announced."""
    digest = view.announcement["pool_manual_digest"]
    return pool_manual_by_digest(context.db_session(), digest).draw


def _cancelled(view: DrawView) -> dict[str, Any] | None:
    """Return why a draw was cancelled and where its successor is; the note stays in the office."""
    if view.draw.state is not DrawState.CANCELLED:
        return None
    found, rules = find_cancellation(context.db_session(), view), rules_of(view)
    code = found.entry.reason_code if found.entry else ""
    reason = find_code(rules.redraw_reasons, code)
    return {
        "at": found.entry.at if found.entry else None,
        "reason": reason.name(current_locale()) if reason else code,
        "replaced_by": found.replaced_by,
        "number": found.number,
    }


def _seats(view: DrawView) -> list[tuple[str, int, str]]:
    """Return the required seats of the rule: name, at least so many, of which professions."""
    names = draw_names(view.announcement)
    return [
        (
            names["seats"].get(code, code),
            least,
            _("、").join(names["professions"].get(each, each) for each in professions),
        )
        for code, least, professions in view.announcement["rule"]["seats"]
    ]


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


@bp.get("/draws/<code>/case")
def list_case_draws(code: str) -> Any:
    """Show every draw of the same assessment, and how often what stands in its ledger."""
    session, view = context.db_session(), get_public_draw(context.db_session(), code)
    assessment_id = view.review.assessment_id
    return render_template(
        "public/list_case_draws.html",
        view=view,
        views=list_draws_of(session, assessment_id),
        **ledger_page(assessment_id, rules_of(view)),
    )


@bp.get("/draws/<code>/record")
def download_record(code: str) -> Any:
    """Give out the record as far as it may be published now."""
    view = get_public_draw(context.db_session(), code)
    return _file(published_text(view), f"{_name(view)}.json", "application/json")


@bp.get("/draws/<code>/page")
@speaking()
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
    headers = {**NO_STORE, "Content-Disposition": attachment(name)}
    return Response(text, mimetype=mimetype, headers=headers)
