"""Sheets and discussion of a closed round, as the papers of a review need them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models import (
    DiscussionPost,
    Factor,
    ItemPoints,
    MustFix,
    Opinion,
    PanelMember,
    QualityPoints,
    Review,
    ReviewRound,
    RoundName,
    Score,
    Sheet,
    row_id,
)
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import ReviewKind
from riskassess.queries.assessment_files import submitted_panel


@dataclass(frozen=True)
class SheetRecord:
    """What one member handed in: texts by heading, must-fix items, points, scores by factor.

    `name` is that of the round in a consultation, else empty.
    """

    member: PanelMember
    sheet: Sheet
    texts: Mapping[str, str]
    must_fix: list[MustFix]
    quality: Mapping[str, int]
    scores: Mapping[int, Score]
    items: list[ItemPoints]
    name: str = ""


@dataclass(frozen=True)
class PostLine:
    """What was said of a factor under a name of the round; never whose name it is."""

    post: DiscussionPost
    name: str
    factor: str


def list_sheets(session: Session, round_: ReviewRound) -> list[SheetRecord]:
    """Return the sheets of a closed round in the order of the panel; nothing of another."""
    if round_.state is not RoundState.CLOSED:
        return []
    panel = submitted_panel(session, row_id(round_))
    ids = [row_id(sheet) for _member, sheet in panel]
    names = _names(session, round_)
    texts = _grouped(session, Opinion, ids)
    must_fix, quality = _grouped(session, MustFix, ids), _grouped(session, QualityPoints, ids)
    scores, items = _grouped(session, Score, ids), _grouped(session, ItemPoints, ids)
    return [
        SheetRecord(
            member,
            sheet,
            {row.heading: row.text for row in texts[sheet.id] if row.text.strip()},
            must_fix[sheet.id],
            {row.heading: row.points for row in quality[sheet.id]},
            {row.factor_id: row for row in scores[sheet.id]},
            items[sheet.id],
            names.get(row_id(member), ""),
        )
        for member, sheet in panel
    ]


def _names(session: Session, round_: ReviewRound) -> dict[int, str]:
    """Return the names of the round by member; those of a consultation alone are ever shown."""
    review = session.get_one(Review, round_.review_id)
    if review.kind is ReviewKind.PROJECT_REVIEW:
        return {}
    rows = session.exec(
        select(RoundName.member_id, RoundName.name).where(RoundName.round_id == round_.id)
    )
    return dict(rows.all())


def _grouped(session: Session, table: Any, ids: list[int]) -> dict[int | None, list[Any]]:
    """Return the rows of a table by the id of their sheet, each list in order."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in session.exec(
        select(table).where(col(table.sheet_id).in_(ids)).order_by(col(table.id))
    ):
        found[row.sheet_id].append(row)
    return found


def list_posts(session: Session, round_: ReviewRound) -> list[PostLine]:
    """Return what was said after a closed round, by factor and then in time, under round names."""
    if round_.state is not RoundState.CLOSED:
        return []
    rows = session.exec(
        select(DiscussionPost, RoundName.name, Factor.code)
        .outerjoin(
            RoundName,
            (col(RoundName.round_id) == col(DiscussionPost.round_id))
            & (col(RoundName.member_id) == col(DiscussionPost.member_id)),
        )
        .outerjoin(Factor, col(Factor.id) == col(DiscussionPost.factor_id))
        .where(DiscussionPost.round_id == round_.id)
    )
    found = [PostLine(post, name or "", code or "") for post, name, code in rows]
    return sorted(found, key=lambda line: (line.factor, line.post.said_at, line.post.id))
