"""The live meeting: where it stands and how many are ready; never who, and no mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Factor, LiveReady, LiveStep, PanelMember, ReviewRound, Sheet
from riskassess.domain.vocabulary import MemberState, SheetState

AT_WORK = (MemberState.READY, MemberState.SUBMITTED)


@dataclass(frozen=True)
class Meeting:
    """Where a live round stands: the factor it is at, and how many of those present are ready."""

    round: ReviewRound
    step: LiveStep | None
    factor: Factor | None
    ready: int
    present: int
    called: int
    total: int

    @property
    def is_shown(self) -> bool:
        """Return whether the results of the factor are shown."""
        return self.step is not None and self.step.shown_at is not None

    @property
    def is_all_in(self) -> bool:
        """Return whether everybody present is ready."""
        return self.present > 0 and self.ready >= self.present

    @property
    def has_next(self) -> bool:
        """Return whether a factor waits to be called."""
        return self.called < self.total


def get_meeting(session: Session, round_: ReviewRound, factors: Sequence[Factor]) -> Meeting:
    """Return where a live round stands."""
    steps = list_steps(session, round_)
    step = steps[-1] if steps else None
    present = [row.id or 0 for row in list_present(session, round_.review_id)]
    done = ready_members(session, round_, step) if step else set()
    return Meeting(
        round=round_,
        step=step,
        factor=session.get(Factor, step.factor_id) if step else None,
        ready=len(done.intersection(present)),
        present=len(present),
        called=len({row.factor_id for row in steps}),
        total=len(factors),
    )


def list_steps(session: Session, round_: ReviewRound) -> list[LiveStep]:
    """Return the steps of a live round in their order."""
    return list(
        session.exec(
            select(LiveStep).where(LiveStep.round_id == round_.id).order_by(col(LiveStep.position))
        )
    )


def list_present(session: Session, review_id: int) -> list[PanelMember]:
    """Return who is waited for: the declared members, or those who signed in once somebody did."""
    members = session.exec(
        select(PanelMember)
        .where(PanelMember.review_id == review_id, col(PanelMember.state).in_(AT_WORK))
        .order_by(col(PanelMember.id))
    ).all()
    return [row for row in members if row.signed_in_at is not None] or list(members)


def ready_members(session: Session, round_: ReviewRound, step: LiveStep) -> set[int]:
    """Return who is ready at a step: who said so, and who handed in the whole sheet.

    Who has left the panel since is not among them: such a member's marks are never shown.
    """
    said = select(LiveReady.member_id).where(LiveReady.step_id == step.id)
    handed_in = select(Sheet.member_id).where(
        Sheet.round_id == round_.id, Sheet.state == SheetState.SUBMITTED
    )
    ready = select(PanelMember.id).where(
        PanelMember.review_id == round_.review_id,
        col(PanelMember.state).in_(AT_WORK),
        col(PanelMember.id).in_(said) | col(PanelMember.id).in_(handed_in),
    )
    return {each for each in session.exec(ready) if each is not None}


def frozen_factors(session: Session, round_id: int) -> frozenset[int]:
    """Return the factors of a round whose results were shown: they take no changes any more."""
    rows = session.exec(
        select(LiveStep.factor_id).where(
            LiveStep.round_id == round_id, col(LiveStep.shown_at).is_not(None)
        )
    )
    return frozenset(rows)
