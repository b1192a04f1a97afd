"""Accounts from the invitation on: inviting, one-time links, change of post.

The system administrator makes accounts and says where they stand, and asks for roles; the security
administrator alone gives and takes them. Neither can do the other's part. An office that has no
security administrator yet gets the first one by the invitation itself: nobody else could give it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models import Account, AccountRole, Expert, Unit, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.posts import refuse_post, wrong_details
from riskassess.domain.reasons import required_reason
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.account_pages import has_security_administrator
from riskassess.queries.accounts import find_by_login, roles_of
from riskassess.queries.offices import lock_office
from riskassess.queries.pool.units import find_unit_by_name
from riskassess.services.account_links import NO_PASSWORD, IssuedLink, issue_link, withdraw_links
from riskassess.services.accounts import add_account
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.people_letters import Notices
from riskassess.services.role_changes import asked_roles, own_account
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
    session: Session,
    *,
    invited: Invited,
    actor: Actor,
    public_url: str,
    now: datetime,
    demonstration: bool = False,
    outbox: Outbox | None = None,
) -> tuple[Account, IssuedLink]:
    """Make an account without password and roles, and mail its holder a one-time link.

    The roles are asked for; they hold when the security administrator, who is written to, gives
    them. While the office
    has none, whoever is invited as nothing else is one at once. `demonstration` tells whether
    demonstration accounts can come in.

    Raises
    ------
    Refused
        `not_your_role`; `pool_has_account` for a second account of an expert.
    InvalidInput
        The first of what `list_wrong` says; `login_taken` by somebody quicker.
    """
    with transaction(session):
        if not actor.has(Role.SYSTEM_ADMIN):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where="account")
        for wrong in list_wrong(session, invited, actor=actor):
            raise wrong
        is_first = _is_first(session, invited, actor, demonstration=demonstration)
        account = _made(session, invited, actor, now)
        add_account(session, account=account, roles=[], actor=actor, now=now)
        if is_first:
            _give_first(session, account, actor=actor, now=now)
        link = issue_link(
            session, account, LinkPurpose.INVITATION, actor=actor, public_url=public_url, now=now
        )
        if account.roles_asked:
            Notices(session, outbox, actor, now).roles_asked(account)
        return account, link


def _is_first(session: Session, invited: Invited, actor: Actor, *, demonstration: bool) -> bool:
    """Return whether this makes the office's first security administrator; one at a time asks."""
    if invited.roles != {Role.SECURITY_ADMIN}:
        return False
    lock_office(session, actor.office_id)
    return not has_security_administrator(session, actor.office_id, demonstration=demonstration)


def _give_first(session: Session, account: Account, *, actor: Actor, now: datetime) -> None:
    roles = sorted(asked_roles(account))
    session.add_all(AccountRole(account_id=row_id(account), role=role) for role in roles)
    account.roles_asked = ""
    record(session, actor=actor, action="account:give_first_role", subject=account,
           before={"roles": []}, after={"roles": roles}, now=now)  # fmt: skip


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


def list_wrong(session: Session, invited: Invited, *, actor: Actor) -> list[InvalidInput]:
    """Return all that is wrong with an invitation, in the order of its fields; writes nothing.

    What `wrong_details` and `refuse_post` say, `login_taken`, `roles_missing`, `unit_unknown`,
    `expert_unknown`.
    """
    login, name = invited.login.strip(), " ".join(invited.name.split())
    found = [
        InvalidInput(code, where=where)
        for code, where in wrong_details(login, name, invited.email.strip())
    ]
    if find_by_login(session, login) is not None:
        found.append(InvalidInput("login_taken", where="login", login=login))
    # a unit or expert that is named but unknown is told as such, not as missing
    post = refuse_post(
        invited.roles,
        has_unit=bool(invited.unit.strip()),
        has_expert=bool(invited.expert.strip()),
    )
    if wrong := post if invited.roles else ("roles_missing", "roles"):
        found.append(InvalidInput(wrong[0], where=wrong[1]))
    for look, text in ((_unit, invited.unit), (_expert, invited.expert)):
        try:
            look(session, text, actor)
        except InvalidInput as error:
            found.append(error)
    return found


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
        `reason_missing`, `text_too_long`, `unit_unknown`, `account_email_wrong`,
        `post_unchanged`, or `role_needs_unit` for a sponsor who would be left without one.
    """
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SYSTEM_ADMIN)
        why = required_reason(post.reason)
        unit = _unit(session, post.unit, actor)
        before, old = _standing(account), (account.unit_id, account.post, account.email)
        account.unit_id = row_id(unit) if unit else None
        account.post, account.email = " ".join(post.post.split()), post.email.strip()
        _refuse_standing(session, account)
        if old == (account.unit_id, account.post, account.email):
            raise InvalidInput("post_unchanged", where="post")
        end_sessions(session, account, now=now)
        withdraw_links(session, account, now=now)  # one may be on its way to an older address
        after = {**_standing(account), "reason": why,
                 "new_email": account.email != old[2]}  # fmt: skip
        record(session, actor=actor, action="account:change_post", subject=account, before=before,
               after=after, now=now)  # fmt: skip
        return account


def _standing(account: Account) -> dict[str, object]:
    """Return what an entry says; of an expert, who may be erased one day, no words."""
    post = "-" if account.expert_id and account.post else account.post
    return {"unit": account.unit_id, "post": post}


def _refuse_standing(session: Session, account: Account) -> None:
    details = wrong_details("none", "-", account.email) if account.email else []
    wrong = (
        details[0]
        if details
        else refuse_post(
            roles_of(session, row_id(account)) | asked_roles(account),
            has_unit=account.unit_id is not None,
            has_expert=account.expert_id is not None,
        )
    )
    if wrong:
        raise InvalidInput(wrong[0], where=wrong[1])


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
        raise InvalidInput("expert_unknown", where="expert", number=code.strip())
    return found
