"""What was sent to whom and what became of it; never the text, which may hold a link."""

from typing import Any

from flask import render_template, request, url_for

from expert_pool.vocabulary import Channel
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries.pool import messages as queries
from riskassess.queries.reviews import get_review
from riskassess.services import messages
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.message_words import message_line
from riskassess.web.office.blueprint import bp
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.paging import member_of, pager_of


@bp.get("/experts/messages")
def list_messages() -> Any:
    """Show the office's messages, 50 a page."""
    chosen: dict[str, Any] = {
        "state": member_of(MessageState, "state"),
        "channel": member_of(Channel, "channel"),
    }
    page = request.args.get("page", 1, type=int)
    found = queries.list_messages(context.db_session(), context.actor(), **chosen, page=page)
    return render_template(
        "office/pool/list_messages.html", chosen=chosen, **_choices(), **_lines(found)
    )


def _choices() -> dict[str, Any]:
    return {
        "states": [(each.value, label(each)) for each in MessageState],
        "channels": [(each.value, label(each)) for each in Channel],
        "may_retry": _may_retry(),
        "is_officer": context.actor().has(Role.CASE_OFFICER),
    }


def _lines(found: Any) -> dict[str, Any]:
    return {"rows": [message_line(row) for row in found.rows], "pager": pager_of(found)}


def _may_retry() -> bool:
    return context.actor().has(Role.CASE_OFFICER, Role.POOL_KEEPER)


@bp.get("/reviews/<int:review_id>/messages")
def list_review_messages(review_id: int) -> Any:
    """Show which invitation of a review was sent when by which channel, and what became of it."""
    session = context.db_session()
    view = get_review(session, review_id, actor=context.actor())
    is_shown = reads_panel(view.review)
    if is_shown:
        note_members_shown(view.review)
    rows = queries.list_review_messages(session, review_id) if is_shown else []
    return render_template(
        "office/pool/list_review_messages.html",
        view=view,
        rows=[(row.code, message_line(row)) for row in rows],
        is_shown=is_shown,
        may_retry=_may_retry(),
    )


@bp.post("/messages/<int:message_id>/retry")
def retry_message(message_id: int) -> Any:
    """Send a failed or kept message once more."""
    review_id = request.form.get("review", type=int)
    page = url_for("office.list_messages")
    if review_id is not None:
        page = url_for("office.list_review_messages", review_id=review_id)
    return do(lambda: _retry(message_id), done=_("消息已重新排队。"), to=page)


def _retry(message_id: int) -> None:
    messages.retry_message(
        context.db_session(), message_id=message_id, actor=context.actor(), now=context.clock()
    )
    context.ring()("message", message_id)
