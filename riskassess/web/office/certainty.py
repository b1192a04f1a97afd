"""How certain the newest result is, and what would change it."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for

from riskassess.exhibits.certainty import certainty_section
from riskassess.i18n import _
from riskassess.queries.certainty import find_work, get_office_certainty
from riskassess.services import certainty
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of


@bp.get("/assessments/<int:assessment_id>/certainty")
def show_certainty(assessment_id: int) -> Any:
    """Show the certainty in words, pictures and tables; offer to compute it where it is missing."""
    session, actor = context.db_session(), context.actor()
    view = get_office_certainty(session, assessment_id, actor=actor)
    record = view.record
    section = record and certainty_section(record, view.case.manual, names=view.names)
    return render_template(
        "office/results/show_certainty.html",
        **head_of(view.case),
        view=view,
        section=section,
        may_ask=context.actor().has(*certainty.ASKERS),
    )


@bp.post("/assessments/<int:assessment_id>/certainty")
def compute_certainty(assessment_id: int) -> Any:
    """Have computed what an older result has not got."""
    work: dict[str, Any] = {
        "actor": context.actor(),
        "now": context.clock(),
        "assessment_id": assessment_id,
    }
    return do(
        lambda: _ring(certainty.compute_certainty(context.db_session(), **work)),
        done=_("已开始计算，算好后这一页会显示。"),
        to=url_for("office.show_certainty", assessment_id=assessment_id),
    )


def with_certainty(act: Callable[[], Any]) -> Callable[[], Any]:
    """Return an act that makes a result and, after its commit, has its certainty computed."""

    def done() -> Any:
        result = act()
        if result is None:  # a round that waits for its key, or of a consultation that goes on
            return None
        work = find_work(context.db_session(), result.id)
        job_id = work.job.id if work else None
        context.db_session().rollback()  # only read: a bell that works at once writes on its own
        _ring(job_id)
        return result

    return done


def _ring(job_id: int | None) -> None:
    if job_id is not None:
        context.ring()("job", job_id)
