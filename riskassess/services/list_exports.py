"""The trace of a list that somebody took out as a file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.services.audit import record


@dataclass
class ListOfOffice:
    """What the entry is about: the office's list; it stands in the office's chain."""

    id: int | None
    office_id: int
    __tablename__ = "office"


def note_export(
    session: Session, *, name: str, asked: Collection[str], rows: int, actor: Actor, now: datetime
) -> None:
    """Write down which list was taken, by which conditions, and how many lines it had.

    Names of conditions only: what was searched for may be somebody's name.
    """
    with transaction(session):
        record(
            session, actor=actor, action="list:export", now=now,
            subject=ListOfOffice(actor.office_id, actor.office_id),
            after={"list": name, "asked": sorted(asked), "rows": rows},
        )  # fmt: skip
