"""The pool's health: figures against the manuals' rules, and the lists behind them."""

from typing import Any

from flask import abort, render_template, request

from riskassess.i18n import current_locale
from riskassess.queries.manuals import pool_words
from riskassess.services.pool import health, health_lists
from riskassess.services.pool.health_lists import Behind, HealthList
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool import health_words, insider_words
from riskassess.web.paging import pager_of


@bp.get("/experts/health")
def show_pool_health() -> Any:
    """Show sizes, terms, load, refusals, employers, and how well the next draw can be guessed."""
    session, actor = context.db_session(), context.actor()
    found = health.pool_health(session, actor, now=context.clock())
    words = pool_words(session, current_locale())
    return render_template(
        "office/pool/health.html",
        health=found,
        words=words,
        pictures=health_words.pictures(found, words),
        why_no_names=health_lists.refuse_names(actor),
        **_guessing(found, words),
    )


def _guessing(found: health.PoolHealth, words: health_words.Words) -> dict[str, Any]:
    """Return the chances for the project asked for, and all warnings."""
    chosen = insider_words.chosen_project(found, request.args.get("project", ""))
    guesses = health.guesses(found.alike, chosen.manual, kind=chosen.kind) if chosen else []
    return {
        "warnings": [
            *health_words.warnings(found, words),
            *insider_words.warnings(found, guesses),
        ],
        "projects": insider_words.projects(found),
        "chosen": chosen,
        "guesses": [insider_words.guess_line(guess, words) for guess in guesses],
    }


@bp.get("/experts/health/<subject>")
def list_pool_health(subject: str) -> Any:
    """Show who stands behind a figure, to the keeper of the pool."""
    if subject not in set(HealthList):
        abort(404)
    found = _behind(HealthList(subject))
    return render_template(
        "office/pool/health_list.html",
        rows=found.page.rows,
        pager=pager_of(found.page),
        heading=health_words.list_heading(found),
        rule=health_words.list_rule(found),
        professions=pool_words(context.db_session(), current_locale())["professions"],
    )


def _behind(subject: HealthList) -> Behind:
    return health_lists.list_behind(
        context.db_session(),
        context.actor(),
        subject,
        employer=request.args.get("employer", ""),
        now=context.clock(),
        page=request.args.get("page", 1, type=int),
    )
