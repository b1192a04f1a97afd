"""What the auditor asks of draws: ledgers of an office, and who opened sealed lists."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import Disclosed
from models import Account, Assessment, Disclosure, Draw, LedgerEntry, Project, Review
from riskassess.domain.actor import Actor

MOST = 200


@dataclass(frozen=True)
class DisclosureLine:
    """Who opened a sealed list, when and for what."""

    name: str
    purpose: str
    at: datetime


def list_disclosures(session: Session, draw_id: int) -> list[DisclosureLine]:
    """Return who opened the list of a draw, newest first."""
    rows = session.exec(
        select(Account.display_name, Disclosure.purpose, Disclosure.at)
        .join(Account, col(Account.id) == col(Disclosure.account_id))
        .where(Disclosure.draw_id == draw_id, Disclosure.kind == Disclosed.DRAW_LIST)
        .order_by(col(Disclosure.id).desc())
    )
    return [DisclosureLine(*row) for row in rows]


def list_case_disclosures(session: Session, assessment_id: int) -> list[DisclosureLine]:
    """Return who opened a list or read a sealed panel of an assessment, newest first."""
    rows = session.exec(
        select(Account.display_name, Disclosure.purpose, Disclosure.at)
        .join(Account, col(Account.id) == col(Disclosure.account_id))
        .join(Draw, col(Draw.id) == col(Disclosure.draw_id))
        .join(Review, col(Review.id) == col(Draw.review_id))
        .where(Review.assessment_id == assessment_id)
        .order_by(col(Disclosure.id).desc())
    )
    return [DisclosureLine(*row) for row in rows]


@dataclass(frozen=True)
class LedgerHead:
    """An assessment with a ledger: how many lines it has, and when the last was written."""

    assessment_id: int
    title: str
    code: str
    lines: int
    last_at: datetime


def list_ledgers(session: Session, actor: Actor) -> list[LedgerHead]:
    """Return the assessments of the actor's office that have a ledger, the newest first."""
    last = sa.func.max(LedgerEntry.at)
    rows = session.connection().execute(
        sa.select(
            col(Assessment.id), col(Project.title), col(Assessment.code),
            sa.func.max(LedgerEntry.number), last,
        )
        .join(Assessment, col(Assessment.id) == col(LedgerEntry.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(LedgerEntry.office_id) == actor.office_id)
        .group_by(col(Assessment.id), col(Project.title), col(Assessment.code))
        .order_by(last.desc())
        .limit(MOST)
    )  # fmt: skip
    return [LedgerHead(key or 0, title, code, lines, at) for key, title, code, lines, at in rows]
