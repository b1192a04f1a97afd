"""Fields of an own sheet that take no change any more: figures that a live meeting has shown."""

from typing import Any

from riskassess.queries.live_meetings import frozen_factors
from riskassess.queries.sheets import Seat
from riskassess.web import context
from riskassess.web.live_page import is_live


def lock_shown(seat: Seat, parts: list[Any]) -> None:
    """Lock the given figures of every factor that a live meeting has shown; gaps stay open."""
    if seat.round is None or not is_live(seat.round):
        return
    shown = frozen_factors(context.db_session(), seat.round.id or 0)
    for part in parts:
        if part.factor is not None and part.factor.id in shown:
            for line in (*part.before, *part.after):
                line["locked"] = bool(line["base"])
