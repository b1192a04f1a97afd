"""Names under which members speak in one round: given by chance, others in the next round."""

import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models import PanelMember, ReviewRound, RoundName, row_id

# Names that say nothing of their bearer; pages say them as heavenly stems and earthly branches.
NAMES = "ABCDEFGHIJKLMNOPQRSTUV"


def name_members(session: Session, round_: ReviewRound, members: Sequence[PanelMember]) -> None:
    """Give each member a name for this round, by chance; who has one keeps it.

    Nobody gets a name again that was the own one in an earlier round, so that nobody is followed
    from round to round. Raises ValueError when there are more members than names.
    """
    others = session.exec(select(RoundName).where(RoundName.round_id == round_.id)).all()
    named = {row.member_id for row in others}
    free = [name for name in NAMES if name not in {row.name for row in others}]
    secrets.SystemRandom().shuffle(free)
    earlier = _names_before(session, round_)
    for member in members:
        if row_id(member) in named:
            continue
        if not free:
            raise ValueError("more members than names")
        known = earlier.get(row_id(member), set())
        name = next((each for each in free if each not in known), free[0])
        free.remove(name)
        session.add(
            RoundName(
                office_id=round_.office_id, round_id=row_id(round_), member_id=row_id(member),
                name=name,
            )
        )  # fmt: skip
    session.flush()


def _names_before(session: Session, round_: ReviewRound) -> dict[int, set[str]]:
    rows = session.exec(
        select(RoundName.member_id, RoundName.name)
        .join(ReviewRound, col(ReviewRound.id) == col(RoundName.round_id))
        .where(ReviewRound.review_id == round_.review_id, RoundName.round_id != round_.id)
    )
    found: dict[int, set[str]] = {}
    for member_id, name in rows:
        found.setdefault(member_id, set()).add(name)
    return found
