"""Reviews and their panels: opening with a draw, replacing members, drawing again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.draw_record import result_record, rule_record, snapshot_record
from expert_pool.drawing import ALGORITHM, DrawnPanel, draw_panel, next_reserve
from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import list_exclusions
from models import Draw, Expert, PanelMember, Recusal, Review, ReviewRound, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.review_policy import refuse_further_review, refuse_supplement
from riskassess.domain.vocabulary import AssessmentAction, MemberState, ReviewKind
from riskassess.filters import local
from riskassess.proof.canonical import canonical_json, digest
from riskassess.queries.assessments import Case, lock_case, newest_review, newest_round
from riskassess.queries.invitations import refuse_late_answer
from riskassess.services.assessments import move
from riskassess.services.audit import record
from riskassess.services.candidates import (
    SEATED,
    interests_of,
    list_pool,
    member_profile,
    panel_rule,
    seat_name,
)
from riskassess.services.invitations import blank_links, invite_member

Pool = Mapping[str, tuple[ExpertProfile, Expert]]


@dataclass(frozen=True)
class Act:
    """Who acts when, and where the one-time links of invitations lead to."""

    actor: Actor
    now: datetime
    public_url: str


@dataclass(frozen=True)
class DrawnReview:
    """A review with its newest draw and the invitations to send."""

    review: Review
    draw: Draw
    message_ids: tuple[int, ...]


def open_review(
    session: Session,
    *,
    assessment_id: int,
    kind: ReviewKind,
    due_on: date,
    seed: str,
    public_url: str,
    actor: Actor,
    now: datetime,
) -> DrawnReview:
    """Draw a panel, open its first round and invite the members, all or nothing.

    Raises
    ------
    Refused, IllegalTransition
        When the rules forbid a review now, or no further one is allowed.
    InvalidInput
        `due_in_past`; or the pool cannot fill a seat, which the error names.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        earlier = newest_review(session, case.id)
        number = earlier.number + 1 if earlier else 1
        if reason := refuse_further_review(number, limit=case.manual.conclusion_rule.review_limit):
            raise Refused(reason, where=f"assessment:{case.id}", limit=number - 1)
        if due_on <= local(now).date():
            raise InvalidInput("due_in_past", where="due_on")
        move(session, case, action=AssessmentAction.OPEN_REVIEW, actor=actor, now=now)
        review = _add_review(
            session, case, kind=kind, number=number, due_on=due_on, act=(actor, now)
        )
        return _draw(session, case, review, seed=seed, act=Act(actor, now, public_url))


def _add_review(
    session: Session,
    case: Case,
    *,
    kind: ReviewKind,
    number: int,
    due_on: date,
    act: tuple[Actor, datetime],
) -> Review:
    actor, now = act
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    review = Review(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        kind=kind,
        number=number,
        panel_size=need.size,
        quorum=need.quorum,
        due_on=due_on,
        opened_by_id=actor.account_id,
        opened_at=now,
    )
    session.add(review)
    session.flush()  # round and draw point to it
    session.add(
        ReviewRound(office_id=review.office_id, review_id=row_id(review), number=1, opened_at=now)
    )
    record(session, actor=actor, action="review:open", subject=review, now=now,
           after={"kind": kind, "number": number, "due_on": due_on.isoformat()})  # fmt: skip
    return review


def _draw(session: Session, case: Case, review: Review, *, seed: str, act: Act) -> DrawnReview:
    members = list_members(session, row_id(review))
    today = local(act.now).date()
    pool = list_pool(session, case.manual, office_id=review.office_id, today=today)
    draw, drawn = _make_draw(session, case, review, pool, (members, seed, act))
    added = _add_members(session, drawn, draw=draw, pool=pool, first=len(members) + 1)
    invited = [row for row in added if row.state is MemberState.INVITED]
    return DrawnReview(
        review,
        draw,
        tuple(_invite(session, row, case=case, review=review, act=act) for row in invited),
    )


def _make_draw(
    session: Session,
    case: Case,
    review: Review,
    pool: Pool,
    given: tuple[Sequence[PanelMember], str, Act],
) -> tuple[Draw, DrawnPanel]:
    members, seed, act = given
    profiles = [profile for profile, _row in pool.values()]
    excluded = list_exclusions(profiles, interests_of(session, case, members))
    standing = [member_profile(row, case.manual) for row in members if row.state in SEATED]
    rule = panel_rule(case)
    candidates = [row for row in profiles if row.code not in excluded]
    try:
        drawn = draw_panel(candidates, rule=rule, seed=seed, standing=standing)
    except UnfillableSeat as error:
        facts = {**error.facts, "seat": seat_name(case, error.seat), "pool": len(profiles)}
        raise InvalidInput(error.code, where="panel", **facts) from error
    except PoolError as error:
        raise InvalidInput(error.code, where="panel", **error.facts) from error
    snapshot = snapshot_record(profiles, exclusions=excluded, standing=standing)
    draw = Draw(
        office_id=review.office_id,
        review_id=row_id(review),
        number=_next_draw(session, row_id(review)),
        algorithm=ALGORITHM,
        seed=seed,
        rule=canonical_json(rule_record(rule)),
        pool_snapshot=canonical_json(snapshot),
        pool_digest=digest(snapshot),
        result=canonical_json(result_record(drawn)),
        drawn_by_id=act.actor.account_id,
        drawn_at=act.now,
    )
    session.add(draw)
    session.flush()  # the members point to it
    after = {"draw": draw.id, "number": draw.number, "pool_digest": draw.pool_digest}
    record(session, actor=act.actor, action="draw:make", subject=review, after=after, now=act.now)
    return draw, drawn


def _next_draw(session: Session, review_id: int) -> int:
    query = select(sa.func.max(Draw.number)).where(Draw.review_id == review_id)
    return (session.exec(query).one() or 0) + 1


def _add_members(
    session: Session, drawn: DrawnPanel, *, draw: Draw, pool: Pool, first: int
) -> list[PanelMember]:
    states = [MemberState.INVITED] * len(drawn.members)
    states += [MemberState.RESERVE] * len(drawn.reserves)
    chosen = [*drawn.members, *drawn.reserves]
    rows = [
        PanelMember(
            office_id=draw.office_id,
            review_id=draw.review_id,
            expert_id=pool[member.profile.code][1].id,
            draw_id=draw.id,
            code=member.profile.code,
            profession=member.profile.profession,
            employer=member.profile.employer,
            position=position,
            state=state,
        )
        for position, (member, state) in enumerate(zip(chosen, states, strict=True), start=first)
    ]
    session.add_all(rows)
    session.flush()  # invitations name them
    return rows


def _invite(session: Session, member: PanelMember, *, case: Case, review: Review, act: Act) -> int:
    return invite_member(
        session,
        member=member,
        case=case,
        due_on=review.due_on,
        public_url=act.public_url,
        actor=act.actor,
        now=act.now,
    )


def list_members(session: Session, review_id: int) -> list[PanelMember]:
    """Return everybody who was drawn for a review, reserves and those who left included."""
    return list(
        session.exec(
            select(PanelMember)
            .where(PanelMember.review_id == review_id)
            .order_by(col(PanelMember.position), col(PanelMember.id))
        )
    )


def replace_member(
    session: Session, *, member: PanelMember, actor: Actor, now: datetime, public_url: str
) -> int | None:
    """Invite the next fitting reserve for a member who left, within the caller's transaction.

    Returns the id of the invitation to send, or None when the round is over or no unrecused reserve
    keeps the panel's rule. The caller has locked the assessment and set the member's state.
    """
    review = session.get_one(Review, member.review_id)
    blank_links(session, [member])
    if member.expert_id is None:
        return None  # members of an imported panel come from outside the pool
    case = lock_case(session, review.assessment_id, actor=system_actor(review.office_id))
    if refuse_late_answer(session, row_id(review)):
        return None
    others = [row for row in list_members(session, row_id(review)) if row.id != member.id]
    reserves = _reserves(session, others, assessment_id=case.id)
    found = next_reserve(
        [member_profile(row, case.manual) for row in reserves.values()],
        staying=[member_profile(row, case.manual) for row in others if row.state in SEATED],
        lost=member_profile(member, case.manual),
        rule=panel_rule(case),
    )
    if found is None:
        return None
    chosen = reserves[found.code]
    chosen.replaces_id = member.id
    record(session, actor=actor, action="member:replace", subject=review, now=now,
           after={"left": member.id, "member": chosen.id})  # fmt: skip
    act = Act(actor, now, public_url)
    return _invite(session, chosen, case=case, review=review, act=act)


def _reserves(
    session: Session, members: Sequence[PanelMember], *, assessment_id: int
) -> dict[str, PanelMember]:
    query = select(Recusal.expert_id).where(Recusal.assessment_id == assessment_id)
    recused = set(session.exec(query))
    waiting = (row for row in members if row.state is MemberState.RESERVE)
    return {row.code: row for row in waiting if row.expert_id not in recused}


def draw_supplement(
    session: Session,
    *,
    review_id: int,
    seed: str,
    public_url: str,
    actor: Actor,
    now: datetime,
) -> DrawnReview:
    """Draw the places that nobody holds any more and invite; the first draw stays on record."""
    with transaction(session):
        review = session.get(Review, review_id)
        if review is None:
            raise NotFound("not_found", where=f"review:{review_id}")
        case = lock_case(session, review.assessment_id, actor=actor)
        round_ = newest_round(session, review_id)
        seated = sum(row.state in SEATED for row in list_members(session, review_id))
        if reason := refuse_supplement(
            actor,
            round_state=round_.state if round_ else None,
            seated=seated,
            size=review.panel_size,
        ):
            raise Refused(reason, where=f"review:{review_id}")
        return _draw(session, case, review, seed=seed, act=Act(actor, now, public_url))
