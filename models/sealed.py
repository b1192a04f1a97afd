"""What keeps an open round closed: its key, its parts, and each submission as a commitment."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.room_vocabulary import KeyHolder, VersionKind


class RoundKey(Record, table=True):
    """The key pair of a round: everybody seals with one half, the other opens it at the end.

    `wrapped` is the opening half: sealed by the key file of the server, or once for each ordered
    pair of the three officers who hold it, so that any two open it and none does alone. In the
    second case it names beside the boxes the public key of each officer that they are sealed for.
    """

    __tablename__ = "round_key"
    __table_args__ = (
        sa.CheckConstraint("(holder = 'officers') OR (parts = '{}')", name="parts_of_officers"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", unique=True)
    holder: KeyHolder = Field(sa_type=choice(KeyHolder, "key_holder"))
    public_key: str = Field(max_length=64)
    wrapped: str = Field(sa_type=sa.Text)
    # Officer's account id → what that officer's passphrase opened, still sealed for the others.
    parts: str = Field(default="{}", sa_type=sa.Text)
    made_at: datetime
    opened_at: datetime | None = None


class OfficerKey(Record, table=True):
    """An officer's own key for opening rounds; the private half rests under a passphrase."""

    __tablename__ = "officer_key"
    __table_args__ = (
        sa.Index(
            "uq_officer_key_in_use", "account_id", unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    public_key: str = Field(max_length=64, unique=True)
    wrapped: str = Field(sa_type=sa.Text)
    made_at: datetime
    retired_at: datetime | None = None


class SheetVersion(Record, table=True):
    """One act of handing in: never changed, opened with its round.

    `sealed` holds content and salt for the key of the round; `record` is the signed commitment
    that the panel sees meanwhile. `content` and `salt` stay empty until the round is opened.
    """

    __tablename__ = "sheet_version"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "number"),
        sa.CheckConstraint("(content = '') = (salt = '')", name="opened_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    number: int
    kind: VersionKind = Field(sa_type=choice(VersionKind, "version_kind"))
    sealed: bytes = Field(sa_type=sa.LargeBinary)
    commitment: str = Field(max_length=80, unique=True)
    record: str = Field(sa_type=sa.Text)
    content: str = Field(default="", sa_type=sa.Text)
    salt: str = Field(default="", max_length=64)
    made_at: datetime


class SheetReopening(Record, table=True):
    """A submitted sheet to be worked on again: asked for with a reason, done with consent."""

    __tablename__ = "sheet_reopening"
    __table_args__ = (
        sa.CheckConstraint("(is_granted IS NULL) = (answered_at IS NULL)", name="answered_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    version_number: int
    reason: str = Field(sa_type=sa.Text)
    asked_by_id: int = Field(foreign_key="account.id")
    asked_at: datetime
    is_granted: bool | None = None
    answer: str = Field(default="", sa_type=sa.Text)
    answered_at: datetime | None = None
