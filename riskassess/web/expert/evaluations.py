"""What is recorded of the signed-in expert's own work, with room for the own words."""

from typing import Any

from flask import redirect, request, url_for

from riskassess.domain.errors import NotFound
from riskassess.domain.expert_work import yuan_text
from riskassess.i18n import _
from riskassess.queries.pool.messages import list_own_messages
from riskassess.queries.pool.work_records import work_records
from riskassess.services.pool.work_comments import WorkRecord, comment_on_work
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.expert.blueprint import bp
from riskassess.web.message_words import message_line


def work_values() -> dict[str, Any]:
    """Return what `expert/show_record.html` shows of the signed-in expert's work and messages."""
    session, actor = context.db_session(), context.actor()
    if actor.expert_id is None:
        raise NotFound("not_found", where="expert")
    messages = list_own_messages(session, expert_id=actor.expert_id, office_id=actor.office_id)
    return {
        "records": work_records(session, actor.expert_id),
        "messages": [message_line(row) for row in messages],
        "yuan_text": yuan_text,
    }


@bp.get("/profile/work")
def show_work() -> Any:
    """Lead from the address of earlier letters to the page of all records."""
    return redirect(url_for("expert.show_record"), code=301)


@bp.post("/profile/work/evaluations/<int:evaluation_id>/comment")
def comment_evaluation(evaluation_id: int) -> Any:
    """Say something about how a task was judged."""
    return _comment(WorkRecord.EVALUATION, evaluation_id)


@bp.post("/profile/work/years/<int:year_evaluation_id>/comment")
def comment_year(year_evaluation_id: int) -> Any:
    """Say something about a yearly result."""
    return _comment(WorkRecord.YEAR, year_evaluation_id)


@bp.post("/profile/work/fees/<int:fee_id>/comment")
def comment_fee(fee_id: int) -> Any:
    """Say something about a fee."""
    return _comment(WorkRecord.FEE, fee_id)


def _comment(kind: WorkRecord, record_id: int) -> Any:
    return do(
        lambda: comment_on_work(
            context.db_session(),
            kind=kind,
            record_id=record_id,
            text=request.form.get("text", ""),
            actor=context.actor(),
            now=context.clock(),
        ),
        done=_("您的意见已记在这条记录旁边，稳定办可以看到。"),
        to=url_for("expert.show_record", _anchor=f"{kind}-{record_id}"),
    )
