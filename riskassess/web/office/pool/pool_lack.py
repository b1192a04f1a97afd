"""What the pool lacks for a panel, seat by seat, and who may mend it."""

from typing import Any, NamedTuple

from riskassess.filters import local
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import Case
from riskassess.queries.pool.health import count_professions
from riskassess.web import context
from riskassess.web.office.pool.application_page import is_keeper


class SeatLack(NamedTuple):
    """One kind of seat: its name, the professions that may take it, how many of each."""

    name: str
    professions: str
    needed: int
    available: int


def pool_lack(case: Case) -> dict[str, Any]:
    """Return the values of `office/pool/_pool_lack.html`: counts only, nobody's name."""
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    found = count_professions(
        context.db_session(),
        office_id=case.assessment.office_id,
        today=local(context.clock()).date(),
    )
    words = {row.code: row.name(current_locale()) for row in case.manual.professions}
    lines = [
        SeatLack(
            seat.name(current_locale()),
            _("、").join(words.get(code, code) for code in seat.professions),
            seat.at_least,
            sum(row.experts for row in found if row.profession in seat.professions),
        )
        for seat in need.seats
    ]
    places, whole = need.size + need.reserves, sum(row.experts for row in found)
    lines.append(SeatLack(_("全部席位和候补"), _("不限专业"), places, whole))
    return {"lines": lines, "is_keeper": is_keeper()}
