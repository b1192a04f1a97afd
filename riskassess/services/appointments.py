"""Which seat a direct appointment fills, who fits it, and whether the pool has nobody for it.

A direct appointment is the exception (handbook 6.3): it names an open seat of the panel's rule,
the person has a profession of the seat, and the reason that the pool has too few experts stands
only while that is so. Only where nobody of the seat's professions is left may somebody of another
profession take it, and the ledger says that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.panel_rule import Place, Tally, open_places
from expert_pool.profile import ExpertProfile
from expert_pool.vocabulary import ExclusionReason, ExpertState
from models import DrawRequest, Expert, PanelMember, Review, row_id
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Manual
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.services.appointed_seats import as_appointed
from riskassess.services.candidates import (
    SEATED,
    Exclusions,
    exclusions_for,
    member_profile,
    panel_rule,
    seat_name,
)
from riskassess.services.draw_announcing import Desk
from riskassess.services.draw_freezing import POOL_EXHAUSTED, unfillable_seats
from riskassess.services.seats import list_members


@dataclass(frozen=True)
class OpenSeat:
    """A seat that nobody holds: how often, of which professions, how many experts could take it.

    `professions` are names and empty for a seat that takes anybody.
    """

    code: str
    name: str
    places: int
    professions: tuple[str, ...]
    eligible: int


@dataclass(frozen=True)
class Proposed:
    """Whom a request would appoint, as the approver needs it; `eligible` is as of now."""

    code: str
    name: str
    profession: str
    seat: str
    eligible: int
    is_fitting: bool


def open_places_of(session: Session, case: Case, review: Review) -> list[Place]:
    """Return the places of a panel that nobody holds, required seats first.

    A required seat is open while nobody who holds it fits, even in a panel that is full; but who
    was appointed to it because the pool has nobody for it holds it.
    """
    standing = [
        member_profile(row, case.manual)
        for row in list_members(session, row_id(review))
        if row.state in SEATED
    ]
    return open_places(panel_rule(case), as_appointed(session, case, review, standing))


def open_seats(session: Session, case: Case, review: Review, desk: Desk) -> list[OpenSeat]:
    """Return each open seat of a panel once, required ones first, with how many could take it."""
    places = open_places_of(session, case, review)
    if not places:
        return []
    found = _found(session, case, review, desk)
    return [
        OpenSeat(
            place.code, seat_name(case, place.code), places.count(place),
            _professions(case.manual, place), len(_eligible(case, found, place)),
        )
        for place in dict.fromkeys(places)
    ]  # fmt: skip


def proposed_by(
    session: Session, case: Case, review: Review, request: DrawRequest, desk: Desk
) -> Proposed:
    """Return whom an open request would appoint, to which seat, and who else could take it."""
    expert = session.get_one(Expert, request.expert_id)
    place = _place(case, request.seat)
    eligible = _eligible(case, _found(session, case, review, desk), place)
    return Proposed(
        expert.code, expert.name, _profession_name(case.manual, expert.profession),
        seat_name(case, place.code), len(eligible), place.fits(_profile(expert, case.manual)),
    )  # fmt: skip


def fit_expert(
    session: Session, case: Case, review: Review, wanted: tuple[str, str, str], desk: Desk
) -> tuple[Expert, str]:
    """Return the expert and what the ledger says of the seat.

    The reasons that keep somebody out of a draw keep out of a seat too.

    Parameters
    ----------
    wanted : tuple of str
        Code of the expert, code of the seat, code of the reason.

    Raises
    ------
    InvalidInput
        `expert_unknown`, `appointment_excluded`, `appointment_seat_unknown`, `appointment_misfit`
        for another profession while the pool has somebody, `appointment_enough` where it is said
        to have too few and has not.
    """
    number, seat, reason_code = wanted
    expert = _find_expert(session, review, number)
    found = _found(session, case, review, desk)
    reasons = set(found.reasons.get(expert.code, ())) - {ExclusionReason.ON_PANEL}
    seated = expert.code in {row.code for row in found.standing}
    if reasons or seated or any(expert.code in question.codes for question in found.questions):
        raise InvalidInput("appointment_excluded", where="expert", number=expert.code)
    places = open_places_of(session, case, review)
    place = next((each for each in places if each.code == seat), None)
    if place is None:
        raise InvalidInput("appointment_seat_unknown", where="seat")
    eligible = _eligible(case, found, place)
    _refuse_misfit(case, expert, place, is_exhausted=not eligible and reason_code == POOL_EXHAUSTED)
    if reason_code == POOL_EXHAUSTED:
        others = [code for code in eligible if code != expert.code]
        if len(others) >= places.count(place) and seat not in _unfillable(
            session, case, review, found
        ):
            raise InvalidInput(
                "appointment_enough", where="reason", seat=seat_name(case, seat),
                count=len(eligible),
            )  # fmt: skip
    return expert, _said(case, expert, place)


def _unfillable(session: Session, case: Case, review: Review, found: Exclusions) -> frozenset[str]:
    standing = as_appointed(session, case, review, found.standing)
    return unfillable_seats(case, replace(found, standing=standing))


def _refuse_misfit(case: Case, expert: Expert, place: Place, *, is_exhausted: bool) -> None:
    if not is_exhausted and not place.fits(_profile(expert, case.manual)):
        raise InvalidInput(
            "appointment_misfit", where="expert", number=expert.code,
            profession=_profession_name(case.manual, expert.profession),
            seat=seat_name(case, place.code),
            professions="、".join(_professions(case.manual, place)),
        )  # fmt: skip


def _said(case: Case, expert: Expert, place: Place) -> str:
    name = seat_name(case, place.code)
    if place.fits(_profile(expert, case.manual)):
        return _("席位：%(seat)s。", seat=name)
    return _(
        "席位：%(seat)s；库内没有这一席位专业的合格专家，由%(profession)s专业的专家担任。",
        seat=name,
        profession=_profession_name(case.manual, expert.profession),
    )


def _find_expert(session: Session, review: Review, code: str) -> Expert:
    alike = session.exec(
        select(Expert).where(
            Expert.office_id == review.office_id,
            sa.func.upper(col(Expert.code)) == code.upper(),
            Expert.state == ExpertState.ACTIVE,
        )
    ).all()
    expert = next((row for row in alike if row.code == code or len(alike) == 1), None)
    if expert is None:
        raise InvalidInput("expert_unknown", where="expert", number=code)
    return expert


def _found(session: Session, case: Case, review: Review, desk: Desk) -> Exclusions:
    members: Sequence[PanelMember] = list_members(session, row_id(review))
    return exclusions_for(
        session, case, members=members, today=local(desk.now).date(), due_on=review.due_on,
        names=desk.names,
    )  # fmt: skip


def _eligible(case: Case, found: Exclusions, place: Place) -> list[str]:
    """Return who may take the place now: not excluded, fitting, within the panel's limits."""
    tally = Tally(panel_rule(case), found.standing)
    standing = {row.code for row in found.standing}
    return [
        row.code
        for row in found.profiles
        if row.code not in found.reasons
        and row.code not in standing
        and place.fits(row)
        and tally.admits(row)
    ]


def _place(case: Case, code: str) -> Place:
    wanted = next((each.professions for each in panel_rule(case).seats if each.code == code), None)
    return Place(code, wanted)


def _profile(expert: Expert, manual: Manual) -> ExpertProfile:
    known = manual.profession(expert.profession)
    return ExpertProfile(
        expert.code,
        known.code if known else expert.profession,
        known.class_ if known else "",
        expert.employer,
    )


def _professions(manual: Manual, place: Place) -> tuple[str, ...]:
    return tuple(_profession_name(manual, code) for code in sorted(place.professions or ()))


def _profession_name(manual: Manual, code: str) -> str:
    known = manual.profession(code)
    return str(known.name) if known else code
