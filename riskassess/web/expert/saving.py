"""Saving changes of the own sheet, from whatever page they come."""

from riskassess.services import sheets
from riskassess.web import context


def save(member_id: int, changed: list[sheets.Change]) -> sheets.SaveOutcome:
    """Save a batch of changes now, as who is signed in; what `save_changes` raises."""
    return sheets.save_changes(
        context.db_session(),
        member_id=member_id,
        changes=changed,
        actor=context.actor(),
        now=context.clock(),
        vault=context.sheet_vault(),
    )
