"""Questions about one-time links of accounts."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Account, AccountLink, AccountRole, Office
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role
from riskassess.proof.canonical import bytes_digest
from riskassess.queries.accounts import can_come_in

PATH = "account-links"
LINK = re.compile(rf"\S+/{PATH}/([\w-]+)")
"""A link in the text of a mail, and its token."""


@dataclass(frozen=True)
class OpenLink:
    """A link that can still be used; login and name are empty for the first administrator's."""

    purpose: LinkPurpose
    expires_at: datetime
    office_name: str = ""
    login: str = ""
    name: str = ""


def link_digest(token: str) -> str:
    """Return what is stored of a one-time link."""
    return bytes_digest(token.encode("utf-8"))


def find_link(
    session: Session, token: str, *, now: datetime, demonstration: bool = False
) -> OpenLink | None:
    """Return what the page behind a link says; None for every other link, whatever the reason."""
    row = session.execute(
        select(AccountLink, Account, Office)
        .outerjoin(Account, col(Account.id) == col(AccountLink.account_id))
        .outerjoin(Office, col(Office.id) == col(AccountLink.office_id))
        .where(AccountLink.digest == link_digest(token))
    ).one_or_none()
    if row is None or not is_open(row[0], row[1], now=now):
        return None
    link, account, office = row
    if account is None and has_system_administrator(
        session, office_id=link.office_id, demonstration=demonstration
    ):
        return None
    return OpenLink(
        purpose=link.purpose,
        expires_at=link.expires_at,
        office_name=office.name if office else "",
        login=account.login if account else "",
        name=account.display_name if account else "",
    )


def is_open(link: AccountLink, account: Account | None, *, now: datetime) -> bool:
    """Return whether a link can still be used, as far as its row and account say."""
    is_used = link.used_at is not None or link.replaced_at is not None
    is_known = link.account_id is None or (account is not None and account.is_active)
    return not is_used and is_known and link.expires_at > now


def has_system_administrator(
    session: Session, *, office_id: int | None, demonstration: bool
) -> bool:
    """Return whether somebody can come in as system administrator, of one office or of any.

    `demonstration` as in `can_come_in`.
    """
    query = (
        select(Account.id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(AccountRole.role == Role.SYSTEM_ADMIN, can_come_in(demonstration=demonstration))
    )
    if office_id is not None:
        query = query.where(Account.office_id == office_id)
    return session.exec(query.limit(1)).first() is not None
