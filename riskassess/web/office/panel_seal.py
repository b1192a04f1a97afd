"""A sealed panel on the office's pages: who reads it, and the trace that each reading leaves."""

from typing import Any

from riskassess.domain.draw_policy import may_read_panel
from riskassess.i18n import _
from riskassess.queries.panel_seal import panel_is_open, sealed_reviews
from riskassess.services.panel_reading import note_panel_view
from riskassess.web import context


def reads_panel(review: Any) -> bool:
    """Return whether the reader may know who sits on the panel of a review now."""
    is_open = panel_is_open(context.db_session(), review)
    return may_read_panel(context.actor(), is_open=is_open)


def sealed_for_reader(assessment_id: int) -> frozenset[int]:
    """Return the reviews of an assessment whose panels the reader may not know yet.

    Who may know them is shown them, which is logged.
    """
    sealed = sealed_reviews(context.db_session(), assessment_id)
    if not may_read_panel(context.actor(), is_open=False):
        return frozenset(review.id or 0 for review in sealed)
    for review in sealed:
        note_members_shown(review)
    return frozenset()


def note_members_shown(review: Any) -> None:
    """Log that the officer is shown the members of a sealed panel."""
    _note(review, _("承办评审"))


def note_request_shown(review: Any) -> None:
    """Log that an approver is shown whom a request would appoint."""
    _note(review, _("审批直接指定的申请"))


def _note(review: Any, purpose: str) -> None:
    session = context.db_session()
    if panel_is_open(session, review):
        return
    note_panel_view(
        session, review=review, purpose=purpose, actor=context.actor(), now=context.clock()
    )
