"""Accounts from the invitation on: inviting, one-time links, change of post, giving roles.

The system administrator makes accounts and says where they stand, and asks for roles; the security
administrator alone gives and takes them. Neither can do the other's part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Account, AccountRole, Expert, Unit, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deputies import LONGEST
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.posts import refuse_details, refuse_post
from riskassess.domain.separation import OFFICERS, refuse_roles
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.filters import local
from riskassess.labels import label
from riskassess.queries.accounts import lock_account, roles_of
from riskassess.queries.deputies import list_overlapping
from riskassess.queries.pool.units import find_unit_by_name
from riskassess.services.account_links import NO_PASSWORD, IssuedLink, issue_link
from riskassess.services.accounts import add_account
from riskassess.services.audit import record
from riskassess.services.sign_in_sessions import end_sessions


@dataclass(frozen=True)
class Invited:
    """Who is invited: `unit` a name, alias or credit code, `expert` a code, or empty."""

    login: str
    name: str
    email: str
    post: str = ""
    unit: str = ""
    expert: str = ""
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Post:
    """Where somebody stands from now on, and why."""

    unit: str
    post: str
    email: str
    reason: str


def invite_account(
    session: Session, *, invited: Invited, actor: Actor, public_url: str, now: datetime
) -> tuple[Account, IssuedLink]:
    """Make an account without password and roles, and mail its holder a one-time link.

    The roles are asked for; they hold when the security administrator gives them.

    Raises
    ------
    Refused
        `not_your_role`; `pool_has_account` for a second account of an expert.
    InvalidInput
        What `refuse_details` and `refuse_post` say, `roles_missing`, `login_taken`,
        `unit_unknown`, `expert_unknown`.
    """
    with transaction(session):
        if not actor.has(Role.SYSTEM_ADMIN):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where="account")
        account = _made(session, invited, actor, now)
        _refuse_invited(invited, account)
        add_account(session, account=account, roles=[], actor=actor, now=now)
        link = issue_link(
            session, account, LinkPurpose.INVITATION, actor=actor, public_url=public_url, now=now
        )
        return account, link


def _made(session: Session, invited: Invited, actor: Actor, now: datetime) -> Account:
    unit, expert = _unit(session, invited.unit, actor), _expert(session, invited.expert, actor)
    return Account(
        office_id=actor.office_id,
        unit_id=row_id(unit) if unit else None,
        expert_id=row_id(expert) if expert else None,
        login=invited.login.strip(),
        display_name=" ".join(invited.name.split()),
        email=invited.email.strip(),
        post=" ".join(invited.post.split()),
        roles_asked=",".join(sorted(invited.roles)),
        password_hash=NO_PASSWORD,
        created_at=now,
    )


def _refuse_invited(invited: Invited, account: Account) -> None:
    wrong = refuse_details(account.login, account.display_name, account.email)
    if wrong is None and not invited.roles:
        wrong = "roles_missing", "roles"
    if wrong is None:
        wrong = refuse_post(
            invited.roles,
            has_unit=account.unit_id is not None,
            has_expert=account.expert_id is not None,
        )
    if wrong:
        raise InvalidInput(wrong[0], where=wrong[1])


def asked_roles(account: Account) -> frozenset[Role]:
    """Return the roles that were asked for and not decided on."""
    return frozenset(Role(each) for each in account.roles_asked.split(",") if each)


def send_link(
    session: Session, *, account_id: int, actor: Actor, public_url: str, now: datetime
) -> IssuedLink:
    """Send a new one-time link: the invitation again, or a reset once a password was set.

    Raises Refused `not_your_role`, `account_not_active`; NotFound in another office.
    """
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SYSTEM_ADMIN)
        if not account.is_active:
            raise Refused("account_not_active", where=f"account:{account_id}")
        is_new = account.password_hash == NO_PASSWORD
        purpose = LinkPurpose.INVITATION if is_new else LinkPurpose.RESET
        return issue_link(session, account, purpose, actor=actor, public_url=public_url, now=now)


def change_post(
    session: Session, *, account_id: int, post: Post, actor: Actor, now: datetime
) -> Account:
    """Put an account to another unit or post, with reason; its sessions end.

    Raises
    ------
    Refused
        `not_your_role`.
    InvalidInput
        `reason_missing`, `unit_unknown`, `account_email_wrong`, `post_unchanged`, or
        `role_needs_unit` for a sponsor who would be left without one.
    """
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SYSTEM_ADMIN)
        _require_reason(post.reason)
        unit = _unit(session, post.unit, actor)
        before, old_email = _standing(account), account.email
        account.unit_id = row_id(unit) if unit else None
        account.post, account.email = " ".join(post.post.split()), post.email.strip()
        has_new_email = account.email != old_email
        _refuse_standing(session, account)
        if before == _standing(account) and not has_new_email:
            raise InvalidInput("post_unchanged", where="post")
        end_sessions(session, account, now=now)
        after = {**_standing(account), "reason": post.reason.strip(), "new_email": has_new_email}
        record(session, actor=actor, action="account:change_post", subject=account, before=before,
               after=after, now=now)  # fmt: skip
        return account


def _standing(account: Account) -> dict[str, object]:
    return {"unit": account.unit_id, "post": account.post}


def _refuse_standing(session: Session, account: Account) -> None:
    details = refuse_details("none", "-", account.email) if account.email else None
    wrong = details or refuse_post(
        roles_of(session, row_id(account)) | asked_roles(account),
        has_unit=account.unit_id is not None,
        has_expert=account.expert_id is not None,
    )
    if wrong:
        raise InvalidInput(wrong[0], where=wrong[1])


def change_roles(
    session: Session,
    *,
    account_id: int,
    roles: Iterable[Role],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Account:
    """Give and take roles, with reason; the account's sessions end and what was asked is decided.

    Raises
    ------
    Refused
        `not_your_role`; `roles_own` for the own account.
    InvalidInput
        `reason_missing`, what `refuse_post` says, `lent_roles_clash` with what the account has as a
        deputy now or later, `last_holder` for the last active account of one of the three officers,
        `roles_unchanged`.
    """
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SECURITY_ADMIN)
        if account.id == actor.account_id:
            raise Refused("roles_own", where=f"account:{account_id}")
        _require_reason(reason)
        wanted, before = frozenset(roles), roles_of(session, account_id)
        _refuse_wanted(session, account, wanted, now)
        refuse_last(session, account, before - wanted)
        if wanted == before and not account.roles_asked:
            raise InvalidInput("roles_unchanged", where="roles")
        _store_roles(session, account, wanted, before)
        asked, account.roles_asked = sorted(asked_roles(account)), ""
        end_sessions(session, account, now=now)
        record(session, actor=actor, action="account:change_roles", subject=account,
               before={"roles": sorted(before), "asked": asked},
               after={"roles": sorted(wanted), "reason": reason.strip()}, now=now)  # fmt: skip
        return account


def _refuse_wanted(
    session: Session, account: Account, wanted: frozenset[Role], now: datetime
) -> None:
    wrong = refuse_post(
        wanted, has_unit=account.unit_id is not None, has_expert=account.expert_id is not None
    )
    if wrong:
        raise InvalidInput(wrong[0], where="roles")
    today = local(now).date()
    met = list_overlapping(
        session, account.office_id, first_on=today, last_on=today + LONGEST + timedelta(days=366)
    )
    lent = frozenset(role for row, role in met if row.deputy_id == account.id)
    if lent and refuse_roles(wanted | lent):
        raise InvalidInput("lent_roles_clash", where="roles")


def refuse_last(session: Session, account: Account, taken: frozenset[Role]) -> None:
    """Raise InvalidInput `last_holder` if nobody else could act as one of the three officers."""
    for role in sorted(taken & OFFICERS):
        others = (
            sa.select(col(Account.id))
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                col(Account.office_id) == account.office_id,
                col(AccountRole.role) == role,
                col(Account.is_active).is_(True),
                col(Account.id) != account.id,
            )
        )
        if account.is_active and session.execute(others.limit(1)).first() is None:
            raise InvalidInput("last_holder", where="roles", role=label(role))


def _store_roles(
    session: Session, account: Account, wanted: frozenset[Role], before: frozenset[Role]
) -> None:
    session.execute(
        sa.delete(AccountRole).where(
            col(AccountRole.account_id) == account.id, col(AccountRole.role).in_(before - wanted)
        )
    )
    session.add_all(
        AccountRole(account_id=row_id(account), role=role) for role in sorted(wanted - before)
    )


def own_account(session: Session, account_id: int, actor: Actor, role: Role) -> Account:
    """Return an account of the actor's office, locked, for who holds the role.

    Raises Refused `not_your_role`, and NotFound for an account of another office.
    """
    if not actor.has(role):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"account:{account_id}")
    account = lock_account(session, account_id)
    if account.office_id != actor.office_id:
        raise NotFound("not_found", where=f"account:{account_id}")
    return account


def _unit(session: Session, name: str, actor: Actor) -> Unit | None:
    if not name.strip():
        return None
    found = find_unit_by_name(session, actor.office_id, name.strip())
    if found is None:
        raise InvalidInput("unit_unknown", where="unit", name=name.strip())
    return found


def _expert(session: Session, code: str, actor: Actor) -> Expert | None:
    if not code.strip():
        return None
    query = select(Expert).where(
        Expert.office_id == actor.office_id, Expert.code == code.strip().upper()
    )
    found = session.exec(query).first()
    if found is None:
        raise InvalidInput("expert_unknown", where="expert", value=code.strip())
    return found


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(RefusalReason.REASON_MISSING, where="reason")
