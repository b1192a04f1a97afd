"""How accounts come in: one-time links, sessions, second factors and their recovery codes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.people_vocabulary import LinkPurpose


class AccountLink(Record, table=True):
    """A one-time link by which somebody sets a password; of the link itself only a digest is kept.

    `account_id` and `office_id` are empty for the link of the first system administrator, whose
    account, and in an empty database whose office, is made when the link is used.
    `replaced_at`: a newer link of the account took its place, or it was withdrawn.
    """

    __tablename__ = "account_link"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    purpose: LinkPurpose = Field(sa_type=choice(LinkPurpose, "link_purpose"))
    digest: str = Field(max_length=80, unique=True)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    replaced_at: datetime | None = None


class SignInSession(Record, table=True):
    """One sign-in on one device, from beginning to end.

    `epoch` is the account's at the beginning: when the account's grows, the session has ended.
    `seen_at` is coarse (`riskassess.domain.sign_in.SEEN_EVERY`). `device` holds two words about
    the browser, no address.
    """

    __tablename__ = "sign_in_session"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    epoch: int
    device: str = Field(default="", max_length=40)
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class SecondFactor(Record, table=True):
    """The secret that an account shares with an app for one-time codes, sealed.

    It counts from `confirmed_at` on. `last_step` is the time step of the last code that was taken:
    no code of this step or an older one is taken again.
    """

    __tablename__ = "second_factor"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    account_id: int = Field(foreign_key="account.id", unique=True)
    secret: str = Field(max_length=200)
    last_step: int = 0
    made_at: datetime
    confirmed_at: datetime | None = None


class RecoveryCode(Record, table=True):
    """The digest of a code that stands in once for the app."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("account_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    digest: str = Field(max_length=80)
    used_at: datetime | None = None
