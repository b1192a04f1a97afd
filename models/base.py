"""Base of all tables: naming convention, validation, choice columns."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import ConfigDict
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """A row that validates on construction and assignment and knows its own fields.

    SQLModel tables swallow wrong types and misspelt arguments; this base refuses both.
    Times are aware datetimes and stored in UTC (SQLModel's default column type).
    """

    model_config = ConfigDict(validate_assignment=True)  # type: ignore[assignment]  # SQLModel narrows the type

    def __init__(self, **values: Any) -> None:
        unknown = values.keys() - type(self).model_fields.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {sorted(unknown)}")
        super().__init__(**values)


def row_id(row: Any) -> int:
    """Return the id of a stored row; raises ValueError when it was never flushed."""
    if row.id is None:
        raise ValueError(f"{type(row).__name__} has no id yet")
    found: int = row.id
    return found


class VersionedRecord(Record):
    """A row whose lost update is an error (StaleDataError) instead of silence."""

    version: int | None = Field(default=None, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class, as SQLAlchemy calls it
        """Let SQLAlchemy count the version once the table exists."""
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


def choice(members: type[StrEnum], name: str) -> Any:
    """Column type that stores the enum's values and lets the database check them."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=24,
        values_callable=lambda enum: [member.value for member in enum],
    )
