"""What the forms that announce a draw offer: sources, the chance each brings and what is needed."""

from datetime import date
from typing import Any

from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.rules import RandomSource
from riskassess.filters import datetime_text, local
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import Case
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.draw_freezing import Outlook, look_ahead
from riskassess.services.draw_sources import expected_of, publication
from riskassess.web import context
from riskassess.web.acts import words
from riskassess.web.office.pool.pool_lack import pool_lack


def draw_offers(case: Case, *, review: Any, due_on: date | None) -> dict[str, Any]:
    """Return the values of `office/reviews/_source_fields.html` but the form.

    Parameters
    ----------
    review : Review or None
        None before a review is opened.
    due_on : date or None
        The last day of the review, as far as it is known.
    """
    session, today = context.db_session(), local(context.clock()).date()
    manual = pool_manual_of(session, case.assessment.office_id)
    outlook = look_ahead(
        session, case, review=review, today=today, due_on=due_on or today,
        names=context.name_tools(),
    )  # fmt: skip
    return {
        "offers": offered(manual, outlook.needed_bits),
        "outlook": outlook,
        "fault": words(outlook.fault) if outlook.fault else "",
        "lack": pool_lack(case) if outlook.fault or outlook.vacant else None,
    }


def offered(manual: PoolManual, needed: int | None = None) -> list[dict[str, Any]]:
    """Return each offer with its sources and bits; `needed` says which bring too few."""
    rows = []
    for offer in manual.draw.offers:
        bits = manual.offered_bits(offer.code)
        short = needed is not None and bits < needed
        plain = _("%(name)s · %(n)s 比特", name=offer.name, n=bits)
        rows.append(
            {
                "code": offer.code,
                "label": _("%(name)s · %(n)s 比特，不够", name=offer.name, n=bits)
                if short
                else plain,
                "name": offer.name(current_locale()),
                "lines": [_line(source) for source in manual.offered_sources(offer.code)],
            }
        )
    return rows


def _line(source: RandomSource) -> str:
    """Return what a source gives, and when the next values of a published one can be known."""
    if publication(source) is None:
        return str(source.what)
    at = expected_of(source, None, now=context.clock())
    return _("%(what)s；最近一次 %(at)s", what=source.what, at=datetime_text(at))


NOTHING_AHEAD: dict[str, Any] = {"offers": [], "outlook": Outlook(), "fault": "", "lack": None}
