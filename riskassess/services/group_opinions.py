"""The leader drafts the group opinion and puts it to the vote; its figures come by rule."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models import Assessment, GroupOpinion, GroupPoint, Project, Review, row_id
from models.engine import transaction
from riskassess.domain.errors import Refused
from riskassess.domain.room.merging import Passage, opinion_digest, written_sources
from riskassess.domain.room_vocabulary import GroupState, PointPlace
from riskassess.domain.vocabulary import RefusalReason, ReviewKind, ReviewState
from riskassess.queries.assessments import Case
from riskassess.queries.group_opinions import (
    find_group_opinion,
    group_view,
    list_group_points,
    opinion_holds,
    passage_of,
    text_of,
)
from riskassess.queries.individual_opinions import panel_figures
from riskassess.queries.leaders import find_leader
from riskassess.queries.manuals import get_manual
from riskassess.queries.sheets import Seat
from riskassess.services.audit import record
from riskassess.services.group_drafts import first_passages
from riskassess.services.panel_places import Hand, lock_panel_place


@dataclass(frozen=True)
class Drafting:
    """A version that its leader works on now, with its case locked."""

    case: Case
    review: Review
    opinion: GroupOpinion


def start_draft(session: Session, *, hand: Hand) -> GroupOpinion:
    """Begin the group opinion; that of a consultation with what the last round settled or not.

    A final one whose text or sheets are no longer what was voted on gives way to a new version
    that begins with its points.

    Raises
    ------
    Refused
        `sheets_missing` before the rounds are over, `opinion_exists` while there is one that
        holds or is worked on, or for who is no leader.
    """
    with transaction(session):
        seat = lock_panel_place(session, hand)
        case, review = case_of(session, seat), seat.review
        if review.state is not ReviewState.CLOSED:
            raise Refused("sheets_missing", where=f"review:{review.id}")
        require_leader(session, seat)
        if (older := find_group_opinion(session, review)) is not None:
            return _renew(session, case, review, older, hand)
        is_project = review.kind is ReviewKind.PROJECT_REVIEW
        passages = [] if is_project else first_passages(session, case, review)
        return add_version(session, review, number=1, passages=passages, hand=hand)


def _renew(
    session: Session, case: Case, review: Review, older: GroupOpinion, hand: Hand
) -> GroupOpinion:
    session.refresh(older)  # read under the lock
    is_final = older.state is GroupState.FINAL
    if not is_final or opinion_holds(session, case, review, older):
        raise Refused("opinion_exists", where=f"review:{review.id}")
    older.state = GroupState.REPLACED
    session.add(older)
    after = {"version": older.number, "state": older.state}
    record(session, actor=hand.actor, action="group_opinion:replace", subject=review, after=after,
           now=hand.now)  # fmt: skip
    passages = [passage_of(row) for row in list_group_points(session, older)]
    return add_version(session, review, number=older.number + 1, passages=passages, hand=hand)


def add_version(
    session: Session, review: Review, *, number: int, passages: Sequence[Passage], hand: Hand
) -> GroupOpinion:
    """Add a version with these passages; never commits."""
    opinion = GroupOpinion(
        office_id=review.office_id, review_id=row_id(review), number=number,
        leader_member_id=hand.member_id, started_at=hand.now,
    )  # fmt: skip
    session.add(opinion)
    session.flush()
    for position, passage in enumerate(passages, start=1):
        session.add(point_row(opinion, passage, position))
    after = {"version": number, "points": len(passages)}
    record(session, actor=hand.actor, action="group_opinion:start", subject=review, after=after,
           now=hand.now)  # fmt: skip
    return opinion


def point_row(opinion: GroupOpinion, passage: Passage, position: int) -> GroupPoint:
    """Return the row of a passage; it is not added."""
    return GroupPoint(
        office_id=opinion.office_id, group_opinion_id=row_id(opinion), key=passage.key,
        place=passage.place, heading=passage.heading, position=position, text=passage.text,
        sources=written_sources(passage.sources),
    )  # fmt: skip


def new_key() -> str:
    """Return a key for a point that no other point of any version has."""
    return f"p{secrets.token_hex(6)}"


def case_of(session: Session, seat: Seat) -> Case:
    """Return the case of a seat; the expert came to it through the panel."""
    assessment = session.get_one(Assessment, seat.assessment.id)
    project = session.get_one(Project, assessment.project_id)
    return Case(assessment, project, get_manual(session, assessment.manual_version_id))


def require_leader(session: Session, seat: Seat) -> None:
    """Refuse everybody but the leader of the panel; for the others the act does not exist."""
    leader = find_leader(session, seat.review)
    if leader is None or leader.id != seat.member.id:
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"member:{seat.member.id}")


def lock_draft(session: Session, hand: Hand) -> Drafting:
    """Return the draft that the leader works on, locked.

    Raises
    ------
    Refused
        `opinion_not_draft` without one, or for who is no leader.
    """
    seat = lock_panel_place(session, hand)
    require_leader(session, seat)
    opinion = find_group_opinion(session, seat.review)
    if opinion is not None:
        session.refresh(opinion)
    if opinion is None or opinion.state is not GroupState.DRAFT:
        raise Refused("opinion_not_draft", where=f"review:{seat.review.id}")
    return Drafting(case_of(session, seat), seat.review, opinion)


def put_to_vote(session: Session, *, hand: Hand) -> GroupOpinion:
    """Put the draft to the vote: its text is fixed by its digest, its figures are stored.

    Raises
    ------
    Refused
        `must_fix_unhandled` while a line of an individual opinion is neither taken over nor merged
        nor set aside; `points_empty`, `opinion_not_draft`.
    """
    with transaction(session):
        draft = lock_draft(session, hand)
        opinion, review = draft.opinion, draft.review
        refuse_unready(session, draft)
        figures = panel_figures(session, draft.case, review)
        opinion.conclusion = figures.conclusion
        opinion.initial_grade = figures.initial_grade
        opinion.expected_grade = figures.expected_grade
        opinion.leader_member_id = hand.member_id
        points = list_group_points(session, opinion)
        opinion.digest = opinion_digest(text_of(draft.case, review, opinion, points, figures))
        opinion.state, opinion.put_at = GroupState.VOTING, hand.now
        session.add(opinion)
        after = {"version": opinion.number, "digest": opinion.digest}
        record(session, actor=hand.actor, action="group_opinion:put", subject=review, after=after,
               now=hand.now)  # fmt: skip
        return opinion


def refuse_unready(session: Session, draft: Drafting) -> None:
    """Refuse a draft that lacks something; what `put_to_vote` raises."""
    view = group_view(session, draft.case, draft.review, draft.opinion)
    where = f"group_opinion:{draft.opinion.id}"
    if view.open_lines:
        raise Refused("must_fix_unhandled", where=where, n=len(view.open_lines))
    told = [each.row for each in view.points if each.row.place is not PointPlace.SET_ASIDE]
    if not told or any(not row.text.strip() for row in told):
        raise Refused("points_empty", where=where)
