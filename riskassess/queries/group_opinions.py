"""Questions about the group opinion of a panel: its points with their links, its vote, its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import (
    GroupOpinion,
    GroupPoint,
    PanelMember,
    PanelVote,
    ReturnPoint,
    Review,
    row_id,
)
from riskassess.domain.room.merging import (
    Passage,
    Source,
    opinion_digest,
    opinion_record,
    read_sources,
    unhandled,
)
from riskassess.domain.room_vocabulary import GroupState, PointPlace, VoteChoice
from riskassess.domain.vocabulary import MemberState, RefusalReason
from riskassess.queries.assessments import Case, newest_project_review
from riskassess.queries.individual_opinions import (
    Figures,
    Said,
    last_sheets,
    list_said,
    panel_figures,
)
from riskassess.queries.member_recusals import without_recused
from riskassess.queries.pauses import paused_since
from riskassess.queries.round_marks import room_rule

DONE = frozenset({GroupState.FINAL, GroupState.REPLACED})


@dataclass(frozen=True)
class PointView:
    """One point with the individual opinions that it was merged from."""

    row: GroupPoint
    said: tuple[Said, ...]


@dataclass(frozen=True)
class VoteLine:
    """Where one voter stands; `vote` is None for who has said nothing (yet)."""

    member: PanelMember
    vote: PanelVote | None

    @property
    def dissent(self) -> str:
        """Return the written dissent word by word, empty without one."""
        return self.vote.dissent if self.vote else ""


@dataclass(frozen=True)
class GroupView:
    """One version of the group opinion with everything around it."""

    opinion: GroupOpinion
    leader: PanelMember
    points: tuple[PointView, ...]
    said: tuple[Said, ...]
    votes: tuple[VoteLine, ...]
    figures: Figures
    ends_at: datetime | None

    def placed(self, place: PointPlace) -> tuple[PointView, ...]:
        """Return the points of one place, in their order."""
        return tuple(each for each in self.points if each.row.place is place)

    @property
    def handling(self) -> Mapping[Source, PointView]:
        """Return which point took over which individual opinion."""
        return {said.source: each for each in self.points for said in each.said}

    @property
    def must_fix(self) -> tuple[Said, ...]:
        """Return every individual line of what must be mended."""
        return tuple(said for said in self.said if said.is_must_fix)

    @property
    def open_lines(self) -> tuple[Said, ...]:
        """Return the lines of what must be mended that nothing answers yet."""
        passages = [passage_of(each.row) for each in self.points]
        left = set(unhandled([said.source for said in self.must_fix], passages))
        return tuple(said for said in self.must_fix if said.source in left)

    @property
    def is_told(self) -> bool:
        """Return whether everybody may see how each voted: once the vote has ended."""
        return self.opinion.state in DONE

    @property
    def given(self) -> int:
        """Return how many have voted."""
        return sum(line.vote is not None for line in self.votes)

    @property
    def dissents(self) -> tuple[VoteLine, ...]:
        """Return who dissents, with the reason; nothing before the vote has ended."""
        return tuple(line for line in self.votes if line.dissent) if self.is_told else ()

    def has_ended(self, now: datetime) -> bool:
        """Return whether the vote may be counted: all have voted, or its term is over."""
        is_over = self.ends_at is not None and now >= self.ends_at
        return self.given == len(self.votes) or is_over


def find_group_opinion(session: Session, review: Review) -> GroupOpinion | None:
    """Return the newest version of a review's group opinion, or None."""
    return session.exec(
        select(GroupOpinion)
        .where(GroupOpinion.review_id == review.id)
        .order_by(col(GroupOpinion.number).desc())
    ).first()


def final_group_opinion(session: Session, review: Review) -> GroupOpinion | None:
    """Return the group opinion that the panel agreed on, or None."""
    found = find_group_opinion(session, review)
    return found if found and found.state is GroupState.FINAL else None


def list_versions(session: Session, review: Review) -> list[GroupOpinion]:
    """Return every version, the newest first."""
    return list(
        session.exec(
            select(GroupOpinion)
            .where(GroupOpinion.review_id == review.id)
            .order_by(col(GroupOpinion.number).desc())
        )
    )


def list_group_points(
    session: Session, opinion: GroupOpinion, place: PointPlace | None = None
) -> list[GroupPoint]:
    """Return the points of a version in their order, of one place or of all."""
    query = select(GroupPoint).where(GroupPoint.group_opinion_id == opinion.id)
    if place is not None:
        query = query.where(GroupPoint.place == place)
    return list(session.exec(query.order_by(col(GroupPoint.position), col(GroupPoint.id))))


def list_voters(
    session: Session, review: Review, *, at: datetime | None = None
) -> list[PanelMember]:
    """Return who votes on the group opinion: who handed in a sheet and is on the panel still.

    Who is recused does not, however late it was recorded; `at` asks for the end of a vote.
    """
    panel = last_sheets(session, review)
    members = [member for member, _sheet in panel if member.state is MemberState.SUBMITTED]
    return without_recused(session, review, members, at=at)


def passage_of(row: GroupPoint) -> Passage:
    """Return a point as plain value."""
    return Passage(row.key, row.place, row.heading, row.text, read_sources(row.sources))


def group_view(session: Session, case: Case, review: Review, opinion: GroupOpinion) -> GroupView:
    """Return one version with its points, links, votes, and the figures of the sheets."""
    said = list_said(session, review)
    by_source = {each.source: each for each in said}
    points = tuple(
        PointView(row, _in_order(by_source[each] for each in read_sources(row.sources)
                                 if each in by_source))
        for row in list_group_points(session, opinion)
    )  # fmt: skip
    votes = {
        row.member_id: row
        for row in session.exec(select(PanelVote).where(PanelVote.group_opinion_id == opinion.id))
    }
    return GroupView(
        opinion=opinion,
        leader=session.get_one(PanelMember, opinion.leader_member_id),
        points=points,
        said=tuple(said),
        votes=tuple(
            VoteLine(member, votes.get(row_id(member)))
            for member in list_voters(session, review, at=opinion.ended_at)
        ),
        figures=panel_figures(session, case, review),
        ends_at=vote_end(session, review, opinion),
    )


def _in_order(said: Iterable[Said]) -> tuple[Said, ...]:
    """Return passages by the names of the round, which say nothing of the panel's order."""
    return tuple(sorted(said, key=lambda each: each.round_name))


def vote_end(session: Session, review: Review, opinion: GroupOpinion) -> datetime | None:
    """Return when the vote ends at the latest; None before it began."""
    if opinion.put_at is None:
        return None
    paused = paused_since(session, review.assessment_id, opinion.put_at)
    return opinion.put_at + timedelta(days=room_rule(session, review).vote.days) + paused


def choices_of(session: Session, opinion: GroupOpinion) -> dict[int, VoteChoice]:
    """Return the votes on a version by member: for counting."""
    rows = session.exec(select(PanelVote).where(PanelVote.group_opinion_id == opinion.id))
    return {row.member_id: row.choice for row in rows}


def text_of(
    case: Case,
    review: Review,
    opinion: GroupOpinion,
    points: Sequence[GroupPoint],
    figures: Figures,
) -> dict[str, Any]:
    """Return the whole text of a version as plain values: what is voted on and signed."""
    about = {
        "assessment": case.assessment.code,
        "review": review.number,
        "version": opinion.number,
    }
    return opinion_record(about, figures.record(), [passage_of(row) for row in points])


def list_dissents(session: Session, assessment_id: int) -> list[tuple[int, str, str]]:
    """Return every dissent from a final group opinion: review number, panel code, its words."""
    rows = session.exec(
        select(Review.number, PanelMember.code, PanelVote.dissent)
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .join(PanelVote, col(PanelVote.group_opinion_id) == col(GroupOpinion.id))
        .join(PanelMember, col(PanelMember.id) == col(PanelVote.member_id))
        .where(
            Review.assessment_id == assessment_id,
            GroupOpinion.state == GroupState.FINAL,
            PanelVote.choice == VoteChoice.DISSENT,
        )
        .order_by(col(Review.number), col(PanelMember.position))
    )
    return [(number, code, dissent) for number, code, dissent in rows]


def opinion_holds(session: Session, case: Case, review: Review, opinion: GroupOpinion) -> bool:
    """Return whether a version still says what was voted on, and the sheets still give it."""
    points = list_group_points(session, opinion)
    figures = panel_figures(session, case, review)
    return opinion.digest == opinion_digest(text_of(case, review, opinion, points, figures))


def unasked_points(session: Session, case: Case) -> list[GroupPoint]:
    """Return what final group opinions say must be mended and nobody asked for, oldest first."""
    reviews = session.exec(
        select(Review).where(Review.assessment_id == case.id).order_by(col(Review.number))
    ).all()
    opinions = [final_group_opinion(session, review) for review in reviews]
    points = [
        point
        for opinion in opinions
        if opinion is not None
        for point in list_group_points(session, opinion, PointPlace.MUST_FIX)
    ]
    ids = [row.id for row in points]
    query = select(ReturnPoint.group_point_id).where(col(ReturnPoint.group_point_id).in_(ids))
    asked = set(session.exec(query))
    return [row for row in points if row.id not in asked]


def lacking_opinion(session: Session, case: Case) -> RefusalReason | None:
    """Return what a grade lacks of the newest project review's group opinion, or None.

    A final one is needed whose text and sheets are still what was voted on, and what must be mended
    must have been asked of the sponsor. A consultation needs none and takes nothing of a project
    review before it; a review that was opened before rooms had rules needs none.
    """
    review = newest_project_review(session, case.id)
    if review is None or review.pool_manual_version_id is None:
        return None
    opinion = final_group_opinion(session, review)
    if opinion is None:
        return RefusalReason.GROUP_OPINION_MISSING
    if not opinion_holds(session, case, review, opinion):
        return RefusalReason.GROUP_OPINION_STALE
    return RefusalReason.MUST_FIX_UNASKED if unasked_points(session, case) else None
