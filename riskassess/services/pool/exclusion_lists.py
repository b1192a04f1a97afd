"""Whom a draw announced now would leave out, page by page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import ExclusionReason
from riskassess.queries.assessments import Case
from riskassess.queries.pages import PAGE_SIZE, ListPage
from riskassess.queries.pool.exclusions import SEALED, people_by_id
from riskassess.services.pool.name_rulings import current_exclusions


@dataclass(frozen=True)
class CurrentExclusions:
    """One page of who is left out, with counts over all; seats of the panel are counted only.

    Rows of `page`: expert_id, code, name, employer, reasons, facts (plain values).
    """

    page: ListPage
    counts: Mapping[ExclusionReason, int]
    pool: int
    excluded: int
    sealed: int
    questions: int


def list_current(
    session: Session,
    case: Case,
    *,
    reason: ExclusionReason | None,
    page: int,
    now: datetime,
    names: NameTools,
) -> CurrentExclusions:
    """Return one page of the experts whom a draw announced now would leave out, by code.

    Who is left out for a seat of the review alone, held or declined, is counted in `sealed`.
    """
    found = current_exclusions(session, case, now=now, names=names)
    told = {
        code: [each for each in found.reasons[code] if each not in SEALED] for code in found.reasons
    }
    codes = [code for code in sorted(told) if told[code] and reason in {None, *told[code]}]
    number = max(page, 1)
    first = (number - 1) * PAGE_SIZE
    shown = codes[first : first + PAGE_SIZE]
    people = people_by_id(session, [found.ids[code] for code in shown])
    rows = [
        (
            found.ids[code],
            code,
            *people[found.ids[code]],
            told[code],
            [fact.plain() for fact in found.facts[code] if fact.reason not in SEALED],
        )
        for code in shown
    ]
    counts = Counter(each for reasons in told.values() for each in reasons)
    return CurrentExclusions(
        ListPage(rows, number, len(codes) > first + PAGE_SIZE, len(codes)),
        {each: counts[each] for each in ExclusionReason if counts[each]},
        len(found.profiles),
        sum(bool(reasons) for reasons in told.values()),
        sum(not reasons for reasons in told.values()),
        len(found.questions),
    )
