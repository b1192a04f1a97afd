"""One-time links by which the holder of an account sets its password: invitation and reset.

The table keeps a digest of a link. The link itself stands in the mail that carries it, until the
mail has left, the link is used or a newer one takes its place, and is blanked there then. An
account has one open link at most.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Account, AccountLink, Message, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.sign_in import LINK_TERM
from riskassess.filters import datetime_text, long_date
from riskassess.i18n import LazyText, _, _l
from riskassess.queries.account_links import LINK, PATH, is_open, link_digest
from riskassess.queries.accounts import actor_for, lock_account
from riskassess.queries.offices import get_office
from riskassess.services.audit import record
from riskassess.services.messages import queue_message, withdraw
from riskassess.services.sign_in_sessions import end_sessions

TOPIC = "account"
NO_PASSWORD = ""
"""Hash of an account whose holder has not set a password yet: nothing fits it."""
# purpose: (subject, what to do)
TEXTS: dict[LinkPurpose, tuple[LazyText, LazyText]] = {
    LinkPurpose.INVITATION: (
        _l("请启用您的账号"),
        _l("已为您建立账号“%(login)s”。请打开下面的链接设置密码，然后登录："),
    ),
    LinkPurpose.RESET: (
        _l("重设密码"),
        _l("系统管理员为账号“%(login)s”发出了重设密码的链接。请打开链接设置新密码："),
    ),
}


@dataclass(frozen=True)
class IssuedLink:
    """A link as it was just made: the one moment in which its address is known.

    `message_id` is of the mail that carries it (ring for it after the commit), or None when the
    account has no address: only then whoever made the link is shown it, to hand it over.
    `ended_older` tells whether one that could still be used ended by it.
    """

    address: str
    expires_at: datetime
    message_id: int | None
    ended_older: bool = False


def issue_link(
    session: Session,
    account: Account,
    purpose: LinkPurpose,
    *,
    actor: Actor,
    public_url: str,
    now: datetime,
    term: timedelta | None = None,
) -> IssuedLink:
    """Make a one-time link for an account within the caller's transaction, and mail it.

    An older link of the account ends. The caller has asked whether the actor may. `term` is
    `LINK_TERM` of the purpose unless it is given.
    """
    lock_account(session, row_id(account))  # of two at once the second replaces the first
    ended = withdraw_links(session, account, now=now)
    token = secrets.token_urlsafe(32)
    link = AccountLink(
        office_id=account.office_id,
        account_id=row_id(account),
        purpose=purpose,
        digest=link_digest(token),
        made_by_id=actor.account_id,
        made_at=now,
        expires_at=now + (term or LINK_TERM[purpose]),
    )
    session.add(link)
    session.flush()
    record(
        session, actor=actor, action="account:issue_link", subject=account,
        after={"link": link.id, "purpose": purpose, "expires": link.expires_at.isoformat()},
        now=now,
    )  # fmt: skip
    address = f"{public_url.rstrip('/')}/{PATH}/{token}"
    message = _mail(session, account, link, address=address, actor=actor, now=now)
    return IssuedLink(address, link.expires_at, message, ended_older=ended > 0)


def withdraw_links(session: Session, account: Account, *, now: datetime) -> int:
    """End the open links of an account within the caller's transaction; mails lose them too.

    Return how many of them could still be used.
    """
    unused = session.exec(
        select(AccountLink).where(
            AccountLink.account_id == account.id,
            col(AccountLink.used_at).is_(None),
            col(AccountLink.replaced_at).is_(None),
        )
    ).all()
    for link in unused:
        link.replaced_at = now
        blank_link(session, link)
    return sum(link.expires_at > now for link in unused)


def use_link(
    session: Session,
    *,
    token: str,
    password: str,
    rule: PasswordRule,
    make_hash: Callable[[str], str],
    now: datetime,
    request_id: str = "",
) -> Account:
    """Set the password of the account that a link is for; every session of the account ends.

    The link is the proof: nobody is signed in. A lock by wrong passwords ends with it.

    Raises
    ------
    NotFound
        `link_ended` for an unknown, used, replaced or expired link, or one of a locked-out account.
    InvalidInput
        What `rule` says of the password.
    """
    _found, account = _open_link(session, token, now=now)
    rule.check(password, where="password", words=[account.login, account.display_name])
    session.rollback()  # no write lock while the hash is computed
    new_hash = make_hash(password)
    with transaction(session):
        link, account = _open_link(session, token, now=now, lock=True)
        link.used_at = now
        blank_link(session, link)
        account.password_hash = new_hash
        account.failed_count, account.locked_until = 0, None
        end_sessions(session, account, now=now)
        actor = actor_for(session, account, request_id=request_id)
        record(
            session, actor=actor, action="account:use_link", subject=account,
            after={"link": link.id, "purpose": link.purpose}, now=now,
        )  # fmt: skip
    return account


def _open_link(
    session: Session, token: str, *, now: datetime, lock: bool = False
) -> tuple[AccountLink, Account]:
    link = session.exec(
        select(AccountLink).where(AccountLink.digest == link_digest(token))
    ).one_or_none()
    if link is None or link.account_id is None:
        raise NotFound("link_ended", where="link")
    if lock:  # the account first and then its links, everywhere: two who meet never wait in a ring
        account = lock_account(session, link.account_id)
        session.refresh(link, with_for_update=True)
    else:
        account = session.get_one(Account, link.account_id)
    if not is_open(link, account, now=now):
        raise NotFound("link_ended", where="link")
    return link, account


def blank_link(session: Session, link: AccountLink) -> None:
    """Take a link out of the mail that carries it; a mail that has not left is withdrawn."""
    gone = _("（链接已失效）")
    for message in session.exec(select(Message).where(Message.link_digest == link.digest)):
        message.body = LINK.sub(
            lambda found: gone if link_digest(found[1]) == link.digest else found[0], message.body
        )
        withdraw(message)


def _mail(
    session: Session,
    account: Account,
    link: AccountLink,
    *,
    address: str,
    actor: Actor,
    now: datetime,
) -> int | None:
    if not account.email:
        return None
    subject, what = TEXTS[link.purpose]
    body = _(
        "%(name)s：\n\n%(what)s\n%(link)s\n\n"
        "链接在 %(expires)s 前有效，只能使用一次，请勿转发。"
        "如果您不知道这件事，请告诉系统管理员。\n\n"
        "%(office)s\n%(today)s\n",
        name=account.display_name,
        what=str(what) % {"login": account.login},
        link=address,
        expires=datetime_text(link.expires_at),
        office=get_office(session, account.office_id).name,
        today=long_date(now),
    )
    message = Message(
        office_id=account.office_id,
        topic=TOPIC,
        subject_id=row_id(account),
        expert_id=account.expert_id,  # so that it is erased with the rest of an expert
        link_digest=link.digest,
        recipient=account.email,
        recipient_name=account.display_name,
        subject=str(subject),
        body=body,
        created_at=now,
    )
    return row_id(queue_message(session, message=message, actor=actor, now=now))
