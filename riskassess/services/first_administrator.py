"""The first system administrator: no default password, but one link from the machine's console.

Whoever reaches the console owns the machine anyway. The link lasts an hour, is used once, and only
while nobody can come in as system administrator: `demonstration` tells whether demonstration
accounts can.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Account, AccountLink, Office, row_id
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.posts import is_login
from riskassess.domain.sign_in import LINK_TERM
from riskassess.domain.vocabulary import Role
from riskassess.queries.account_links import PATH, has_system_administrator, is_open, link_digest
from riskassess.services.account_links import IssuedLink
from riskassess.services.accounts import add_account
from riskassess.services.audit import OfficeItself, record

FIRST = LinkPurpose.FIRST_ADMINISTRATOR
OFFICE_CODE = re.compile(r"[A-Za-z0-9-]{2,12}")


@dataclass(frozen=True)
class FirstAdministrator:
    """What the page behind the link asks; the office only where there is none yet."""

    login: str
    name: str
    password: str
    office_code: str = ""
    office_name: str = ""


def issue_first_link(
    session: Session,
    *,
    office_id: int | None,
    public_url: str,
    now: datetime,
    demonstration: bool = False,
) -> IssuedLink:
    """Make the link for an office, or for the first one (None); an older one ends.

    The entry stands in the office's chain; where there is no office yet there is no chain, and the
    entry of the link's use is the first.

    Raises Refused `administrator_exists`.
    """
    with transaction(session):
        if has_system_administrator(session, office_id=office_id, demonstration=demonstration):
            raise Refused("administrator_exists", where="user")
        for older in session.exec(
            select(AccountLink).where(
                AccountLink.purpose == FIRST,
                col(AccountLink.used_at).is_(None),
                col(AccountLink.replaced_at).is_(None),
            )
        ):
            if office_id is None or older.office_id in {None, office_id}:
                older.replaced_at = now
        token = secrets.token_urlsafe(32)
        link = AccountLink(
            office_id=office_id,
            purpose=FIRST,
            digest=link_digest(token),
            made_at=now,
            expires_at=now + LINK_TERM[FIRST],
        )
        session.add(link)
        if office_id is not None:
            _note(session, link, office_id=office_id, now=now)
    return IssuedLink(f"{public_url.rstrip('/')}/{PATH}/{token}", link.expires_at, None)


def _note(session: Session, link: AccountLink, *, office_id: int, now: datetime) -> None:
    session.flush()
    expires = link.expires_at.isoformat()
    record(
        session, actor=system_actor(office_id), action="account:issue_link",
        subject=OfficeItself.of(office_id), now=now,
        after={"link": link.id, "purpose": FIRST, "expires": expires},
    )  # fmt: skip


def use_first_link(
    session: Session,
    *,
    token: str,
    given: FirstAdministrator,
    rule: PasswordRule,
    make_hash: Callable[[str], str],
    now: datetime,
    demonstration: bool = False,
) -> Account:
    """Make the first system administrator, and the office where there is none.

    Raises
    ------
    NotFound
        `link_ended`: unknown, used, expired, or somebody is system administrator by now.
    InvalidInput
        `account_login_wrong`, `login_taken`, `office_code`, and what `rule` says.
    """
    link = _open(session, token, now=now, demonstration=demonstration)
    _check(given, rule, asks_office=link.office_id is None)
    session.rollback()  # no write lock while the hash is computed
    hashed = make_hash(given.password)
    with transaction(session):
        link = _open(session, token, now=now, demonstration=demonstration, lock=True)
        link.used_at = now
        office_id = link.office_id or _new_office(session, given, now=now)
        account = Account(
            office_id=office_id,
            login=given.login.strip(),
            display_name=given.name.strip(),
            password_hash=hashed,
            created_at=now,
        )
        add_account(session, account=account, roles=[Role.SYSTEM_ADMIN], now=now)
        record(
            session, actor=system_actor(office_id), action="account:use_link", subject=account,
            after={"link": link.id, "purpose": link.purpose}, now=now,
        )  # fmt: skip
    return account


def _open(
    session: Session, token: str, *, now: datetime, demonstration: bool, lock: bool = False
) -> AccountLink:
    query = select(AccountLink).where(
        AccountLink.digest == link_digest(token), AccountLink.purpose == FIRST
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    link = session.exec(query).one_or_none()
    if link is None or not is_open(link, None, now=now):
        raise NotFound("link_ended", where="link")
    if has_system_administrator(session, office_id=link.office_id, demonstration=demonstration):
        raise NotFound("link_ended", where="link")
    return link


def _check(given: FirstAdministrator, rule: PasswordRule, *, asks_office: bool) -> None:
    if asks_office and not OFFICE_CODE.fullmatch(given.office_code.strip()):
        raise InvalidInput("office_code", where="office_code")
    if not is_login(given.login.strip()):
        raise InvalidInput("account_login_wrong", where="login")
    rule.check(given.password, where="password", words=[given.login, given.name])


def _new_office(session: Session, given: FirstAdministrator, *, now: datetime) -> int:
    """Make the office; raises NotFound when somebody made one meanwhile: the link was for none."""
    if session.exec(select(Office.id).limit(1)).first() is not None:
        raise NotFound("link_ended", where="link")
    office = Office(code=given.office_code.strip(), name=given.office_name.strip(), created_at=now)
    session.add(office)
    session.flush()
    return row_id(office)
