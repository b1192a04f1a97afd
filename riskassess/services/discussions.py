"""Discussion between rounds: by factor, under the names of a closed round, moderated."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import DiscussionPost, Factor, PanelMember, Review, ReviewRound, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.policy import refuse_reading
from riskassess.domain.vocabulary import RefusalReason, ReviewState, Role
from riskassess.domain.written import printable
from riskassess.queries.assessments import lock_case
from riskassess.queries.discussions import get_discussed_round
from riskassess.queries.feedback import get_told_round, round_names
from riskassess.queries.sheets import get_seat
from riskassess.services.audit import record
from riskassess.services.sheet_places import lock_assessment_of

LONGEST_POST = 2_000
LONGEST_OP = 40
MOST_IN_AN_HOUR = 30


def say(
    session: Session,
    *,
    member_id: int,
    number: int,
    factor_id: int,
    op: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> DiscussionPost:
    """Say something about a factor under the own name of the newest closed round.

    What was said before with the same `op` is returned and nothing is added.

    Raises
    ------
    NotFound
        For who did not hand in a sheet in that round, or a factor that it did not ask for.
    Refused
        `discussion_over` once the next round is closed or the consultation ended,
        `posts_too_many` in an hour, or what reading refuses.
    InvalidInput
        `post_empty`, `post_too_long`, or `change_invalid` for a broken `op`.
    """
    text = _checked(text, op)
    with transaction(session):
        member = get_seat(session, member_id, actor=actor).member
        lock_assessment_of(session, member)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        if reason := refuse_reading(actor, seat.facts()):
            raise Refused(reason, where=f"member:{member_id}")
        round_, name = _own_name(session, seat.member, seat.review, number)
        if said := _said_before(session, round_, op, member_id):
            return said
        if seat.review.state is ReviewState.CLOSED:
            raise Refused("discussion_over", where=f"round:{round_.id}")
        _require_factor(session, factor_id, seat.review.assessment_id)
        _require_pause(session, round_, member_id, now)
        post = DiscussionPost(
            office_id=round_.office_id, round_id=row_id(round_), member_id=member_id,
            factor_id=factor_id, op=op, text=text, said_at=now,
        )  # fmt: skip
        session.add(post)
        session.flush()
        # The trail is read by others: it keeps the name of the round, the post whose it is.
        record(
            session, actor=_nobody(actor), action="discussion:say", subject=seat.review, now=now,
            after={"round": round_.number, "name": name, "post": post.id},
        )  # fmt: skip
        return post


def _checked(text: str, op: str) -> str:
    text = printable(text.replace("\r\n", "\n")).strip()
    if not text:
        raise InvalidInput("post_empty", where="text")
    if len(text) > LONGEST_POST:
        raise InvalidInput("post_too_long", where="text", most=LONGEST_POST)
    if not (op.isascii() and 0 < len(op) <= LONGEST_OP):
        raise InvalidInput("change_invalid", where="op")
    return text


def _own_name(
    session: Session, member: PanelMember, review: Review, number: int
) -> tuple[ReviewRound, str]:
    """Return the discussed round and the member's name in it."""
    told = get_told_round(session, member, number)
    round_ = get_discussed_round(session, row_id(review))
    if round_ is None or round_.id != told.id:
        raise Refused("discussion_over", where=f"round:{told.id}")
    return round_, round_names(session, row_id(round_))[row_id(member)]


def _said_before(
    session: Session, round_: ReviewRound, op: str, member_id: int
) -> DiscussionPost | None:
    found = session.exec(
        select(DiscussionPost).where(DiscussionPost.round_id == round_.id, DiscussionPost.op == op)
    ).one_or_none()
    if found is not None and found.member_id != member_id:
        raise InvalidInput("change_invalid", where="op")
    return found


def _require_factor(session: Session, factor_id: int, assessment_id: int) -> None:
    factor = session.get(Factor, factor_id)
    if factor is None or factor.assessment_id != assessment_id or factor.removed_at is not None:
        raise NotFound("not_found", where=f"factor:{factor_id}")


def _require_pause(session: Session, round_: ReviewRound, member_id: int, now: datetime) -> None:
    lately = select(func.count(col(DiscussionPost.id))).where(
        DiscussionPost.round_id == round_.id,
        DiscussionPost.member_id == member_id,
        DiscussionPost.said_at > now - timedelta(hours=1),
    )
    if session.exec(lately).one() >= MOST_IN_AN_HOUR:
        raise Refused("posts_too_many", where=f"round:{round_.id}", most=MOST_IN_AN_HOUR)


def _nobody(actor: Actor) -> Actor:
    """Return the actor without what tells who it is."""
    return replace(actor, account_id=None, name="", request_id="")


def hide_post(
    session: Session, *, post_id: int, reason: str, actor: Actor, now: datetime
) -> DiscussionPost:
    """Hide what somebody said; the text stays stored, the panel reads the reason instead.

    Raises
    ------
    NotFound
        For a post of another office.
    Refused
        For who is no case officer, and `post_hidden` for one hidden before.
    InvalidInput
        `reason_missing` or `post_too_long`.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput("reason_missing", where="reason")
    if len(reason) > LONGEST_POST:
        raise InvalidInput("post_too_long", where="reason", most=LONGEST_POST)
    with transaction(session):
        post = session.get(DiscussionPost, post_id)
        if post is None or post.office_id != actor.office_id:
            raise NotFound("not_found", where=f"post:{post_id}")
        if not actor.has(Role.CASE_OFFICER):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"post:{post_id}")
        round_ = session.get_one(ReviewRound, post.round_id)
        review = session.get_one(Review, round_.review_id)
        lock_case(session, review.assessment_id, actor=actor)
        session.refresh(post)
        if post.hidden_at is not None:
            raise Refused("post_hidden", where=f"post:{post_id}")
        post.hidden_at, post.hidden_by_id, post.hidden_reason = now, actor.account_id, reason
        session.add(post)
        after = {"round": round_.number, "post": post_id, "reason": reason}
        record(session, actor=actor, action="discussion:hide", subject=review, after=after,
               now=now)  # fmt: skip
        return post
