"""The sponsor's to-do list and the list of the own assessments."""

from typing import Any

from flask import render_template, request, url_for

from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import current_locale
from riskassess.queries.manuals import get_manual
from riskassess.queries.projects import OwnPage, list_own_assessments
from riskassess.web import context
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.tasks import todo_of_actor


@bp.get("/")
def home() -> Any:
    """Show what waits for the sponsor."""
    return render_template("sponsor/home.html", todo=todo_of_actor("sponsor"))


@bp.get("/assessments")
def list_assessments() -> Any:
    """Show the unit's assessments, filtered by state and words."""
    state, words = request.args.get("state", ""), request.args.get("words", "").strip()[:100]
    page = _asked_page(state, words.replace("\x00", ""))
    return render_template(
        "sponsor/list_assessments.html",
        rows=[(row, _kind_name(row), AssessmentState(row.state)) for row in page.rows],
        page=_pager(page, state=state, words=words),
        state=state,
        words=words,
        states=list(AssessmentState),
    )


def _asked_page(state: str, words: str) -> OwnPage:
    return list_own_assessments(
        context.db_session(),
        context.actor(),
        state=AssessmentState(state) if state in set(AssessmentState) else None,
        words=words,
        page=request.args.get("page", 1, type=int),
    )


def _kind_name(row: Any) -> str:
    manual = get_manual(context.db_session(), row.manual_version_id)
    return manual.kind(row.kind).name(current_locale())


def _pager(page: OwnPage, **asked: str) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}

    def url(number: int) -> str | None:
        if not 1 <= number <= page.pages:
            return None
        return url_for("sponsor.list_assessments", page=number, **kept)

    return {
        "number": page.number,
        "pages": page.pages,
        "total": page.total,
        "previous_url": url(page.number - 1),
        "next_url": url(page.number + 1),
    }
