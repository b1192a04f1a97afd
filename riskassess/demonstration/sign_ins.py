"""Who may sign in to the demonstration, and what each expert finds open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Account,
    Assessment,
    ManualVersion,
    Office,
    PanelMember,
    Project,
    Review,
    ReviewRound,
    Sheet,
)
from riskassess.demonstration.people import PEOPLE, find_office
from riskassess.domain.vocabulary import MemberState, ReviewState
from riskassess.i18n import LazyText, _, _l


@dataclass(frozen=True)
class SignIn:
    """A login, its name, and for experts what they find open."""

    login: str
    name: str
    sees: str = ""


BEGUN, READY, SUBMITTED, INVITED = _l("已填一部分"), _l("可以开始"), _l("已提交"), _l("待答复邀请")


def list_sign_ins(session: Session) -> list[SignIn]:
    """Return one account per role, and of each open review one expert in each state."""
    office = find_office(session)
    if office is None:
        return []
    seen: dict[str, SignIn] = {}
    for account, place in _chosen(session, office):
        before = seen.get(account.login)
        sees = f"{before.sees}；{place}" if before else place
        seen[account.login] = SignIn(account.login, account.display_name, sees)
    return [SignIn(person.login, str(person.name)) for person in PEOPLE] + list(seen.values())


def _chosen(session: Session, office: Office) -> Iterator[tuple[Account, str]]:
    """Yield the first expert of each review in each state, with the words for it."""
    told: set[tuple[int | None, LazyText]] = set()
    for account, member, project, manual, sheet_id in session.execute(_at_open_tables(office)):
        state = _state(member, has_begun=sheet_id is not None)
        if (member.review_id, state) not in told:
            told.add((member.review_id, state))
            words = {"project": project, "manual": manual, "state": state}
            yield account, _("%(project)s（%(manual)s）%(state)s", **words)


def _state(member: PanelMember, *, has_begun: bool) -> LazyText:
    if member.state is MemberState.READY:
        return BEGUN if has_begun else READY
    return SUBMITTED if member.state is MemberState.SUBMITTED else INVITED


def _at_open_tables(office: Office) -> sa.Select[*tuple[Any, ...]]:
    shown = (MemberState.READY, MemberState.SUBMITTED, MemberState.INVITED)
    newest = (
        sa.select(sa.func.max(ReviewRound.id))
        .where(col(ReviewRound.review_id) == col(Review.id))
        .scalar_subquery()
    )
    return (
        sa.select(
            Account,
            PanelMember,
            col(Project.title),
            col(ManualVersion.code),
            col(Sheet.id),
        )
        .join(PanelMember, col(PanelMember.expert_id) == col(Account.expert_id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(ManualVersion, col(ManualVersion.id) == col(Assessment.manual_version_id))
        .outerjoin(
            Sheet,
            (col(Sheet.member_id) == col(PanelMember.id)) & (col(Sheet.round_id) == newest),
        )
        .where(
            col(Account.office_id) == office.id,
            col(Review.state) != ReviewState.CLOSED,
            col(PanelMember.state).in_(shown),
        )
        .order_by(col(Review.id), col(PanelMember.position))
    )
