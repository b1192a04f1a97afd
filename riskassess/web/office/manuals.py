"""Assessment manuals to read and to compare."""

from typing import Any

from flask import render_template, request

from riskassess.domain.manual_policy import refuse_manual_import
from riskassess.queries import manual_proposals, manuals
from riskassess.web import context
from riskassess.web.addresses import LARGEST_ID
from riskassess.web.office.blueprint import bp
from riskassess.web.office.manual_pages import (
    STATE_SHAPES,
    changes_between,
    manual_words,
    today,
)


@bp.get("/manuals")
def list_manuals() -> Any:
    """Show all stored versions, and what was imported."""
    session, actor = context.db_session(), context.actor()
    return render_template(
        "office/list_manuals.html",
        rows=manuals.list_manual_lines(session, actor=actor, day=today()),
        proposals=manual_proposals.list_manual_proposals(session, actor=actor),
        may_import=refuse_manual_import(actor) is None,
        shapes=STATE_SHAPES,
        **manual_words(),
    )


@bp.get("/manuals/<int:manual_version_id>")
def show_manual(manual_version_id: int) -> Any:
    """Show one version readably."""
    session = context.db_session()
    lines = manuals.list_manual_lines(session, actor=context.actor(), day=today())
    return render_template(
        "office/show_manual.html",
        version=manuals.get_manual_version(session, manual_version_id),
        manual=manuals.get_manual(session, manual_version_id),
        line=next(line for line in lines if line.id == manual_version_id),
        others=[line for line in lines if line.id != manual_version_id],
        **manual_words(),
    )


@bp.get("/manuals/difference")
def compare_manuals() -> Any:
    """Show what is otherwise in one stored version than in another."""
    session = context.db_session()
    old, new = (_chosen(key) for key in ("old", "new"))
    return render_template(
        "office/manuals/compare_manuals.html",
        rows=manuals.list_manual_lines(session, actor=context.actor(), day=today()),
        old=old,
        new=new,
        groups=None if new is None else changes_between(old, new),
    )


def _chosen(key: str) -> Any:
    number = request.args.get(key, type=int)
    if number is None:
        return None
    # beyond what a database counts it raises instead of finding nothing
    known = number if 0 < number <= LARGEST_ID else 0
    return manuals.get_manual(context.db_session(), known)
