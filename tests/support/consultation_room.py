"""Consultations for tests: a scoring round handed in by three of four experts, and closed."""

from typing import Any

from models import row_id
from riskassess.domain.room_vocabulary import RoundWay
from riskassess.domain.vocabulary import ReviewKind, Role
from riskassess.queries.assessments import newest_round
from riskassess.services import rounds
from riskassess.services.sheets import Change
from tests import factories
from tests.factories import NOW
from tests.support.kept_scene import kept
from tests.support.kind_rooms import OPINIONS, kind_room
from tests.support.review_room import ReviewRoom
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault

SHARES = ("10", "50", "90")
REASONS = ("两批方案相差三成", "公示期已满", "仍有十二户未签")
PARTS = ("weight", "probability", "impact")


@kept
def scoring_room(
    session: Any, *, experts: int = 4, way: str = "own_time", number: int = 1
) -> ReviewRoom:
    """Make a consultation of four experts in a scoring round of two factors, three are needed."""
    room = kind_room(session, "cn-default", experts=experts, codes=("B03", "E01"))
    room.review.kind, room.review.panel_size, room.review.quorum = (
        ReviewKind.EXPERT_CONSULTATION, experts, 3,
    )  # fmt: skip
    room.review.pool_manual_version_id = factories.pool_manual().id
    room.round.way, room.round.number = RoundWay(way), number
    factories.save(room.review)
    factories.save(room.round)
    return room


@kept
def told_room(session: Any, *, experts: int = 4) -> ReviewRoom:
    """Make the same with the first round closed: shares 10, 50, 90; the fourth handed in none."""
    room = scoring_room(session, experts=experts)
    hand_in_all(session, room)
    return room


def hand_in_all(session: Any, room: ReviewRoom, shares: tuple[str, ...] = SHARES) -> None:
    """Let the first experts hand in the newest round with a share each, and close it."""
    for chair, (share, reason) in enumerate(zip(shares, REASONS, strict=True)):
        fill_sheet(session, room, chair, share, reason)
    close(session, room)


def close(session: Any, room: ReviewRoom) -> None:
    """Close the newest round."""
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    round_ = newest_round(session, row_id(room.review))
    rounds.close_round(session, round_id=row_id(round_), actor=officer, now=NOW, seal=vault().seal)


def fill_sheet(session: Any, room: ReviewRoom, chair: int, share: str, reason: str) -> None:
    """Fill a whole sheet with one share for everything, and hand it in."""
    seat = room.chairs[chair]
    for factor in room.factors:
        save_factor(session, room, chair, factor.id, share, reason)
    save(session, room, chair, OPINIONS[1:])  # a consultation has no conclusion
    call = {"member_id": row_id(seat.member), "actor": seat.actor, "now": NOW}
    submit_sheet(session, **call)


def save_factor(
    session: Any, room: ReviewRoom, chair: int, factor_id: int, share: str, reason: str = ""
) -> Any:
    """Save every figure of a factor, and a reason."""
    ops = [
        (str(factor_id), f"{moment}_{part}", "7" if part == "weight" else share)
        for moment in ("before", "after")
        for part in PARTS
    ]
    return save(session, room, chair, [*ops, (str(factor_id), "comment", reason)])


def save(session: Any, room: ReviewRoom, chair: int, ops: Any) -> Any:
    """Save changes over whatever stands there."""
    seat = room.chairs[chair]
    changes = [
        Change(f"{chair}{place}{field}{value}"[-40:], place, field, value, None, NOW)
        for place, field, value in ops
    ]
    call = {"member_id": row_id(seat.member), "actor": seat.actor, "now": NOW}
    outcome = save_changes(session, changes=changes, **call)
    again = [
        Change(f"again{each.op}"[-40:], each.place, each.field, each.value, base, NOW)
        for each in changes
        if (base := outcome.conflicts.get(each.op)) is not None
    ]
    return save_changes(session, changes=again, **call) if again else outcome
