"""Versions of sheets: the commitments of a round, and what was handed in, once it is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, select

from models import PanelMember, ReviewRound, Sheet, SheetReopening, SheetVersion, row_id
from riskassess.domain.room_vocabulary import VersionKind
from riskassess.domain.vocabulary import SheetState


class VersionLine(NamedTuple):
    """A version with its sheet and member."""

    member: PanelMember
    sheet: Sheet
    version: SheetVersion


def list_rounds(session: Session, review_id: int) -> Sequence[ReviewRound]:
    """Return the rounds of a review, the newest first."""
    return session.exec(
        select(ReviewRound)
        .where(ReviewRound.review_id == review_id)
        .order_by(col(ReviewRound.number).desc())
    ).all()


def list_commitments(session: Session, round_id: int) -> Sequence[SheetVersion]:
    """Return the versions of a round in the order of their commitments.

    That order is chance: it says neither who was first nor whose is whose.
    """
    return session.exec(
        select(SheetVersion)
        .join(Sheet, col(Sheet.id) == col(SheetVersion.sheet_id))
        .where(Sheet.round_id == round_id)
        .order_by(col(SheetVersion.commitment))
    ).all()


def list_versions(session: Session, sheet_id: int) -> Sequence[SheetVersion]:
    """Return the versions of a sheet, the first one first."""
    return session.exec(
        select(SheetVersion)
        .where(SheetVersion.sheet_id == sheet_id)
        .order_by(col(SheetVersion.number))
    ).all()


def find_last_submitted(session: Session, sheet_id: int) -> SheetVersion | None:
    """Return the version that counts unless another one is handed in."""
    submitted = [
        row for row in list_versions(session, sheet_id) if row.kind is VersionKind.SUBMITTED
    ]
    return submitted[-1] if submitted else None


def list_opened_versions(session: Session, review_id: int) -> list[VersionLine]:
    """Return every version of a review that is open to read, by round, member and number."""
    rows = session.exec(
        select(PanelMember, Sheet, SheetVersion)
        .join(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .join(SheetVersion, col(SheetVersion.sheet_id) == col(Sheet.id))
        .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id))
        .where(PanelMember.review_id == review_id, SheetVersion.content != "")
        .order_by(
            col(ReviewRound.number), col(PanelMember.position), col(PanelMember.id),
            col(SheetVersion.number),
        )
    )  # fmt: skip
    return [VersionLine(*row) for row in rows]


def find_open_reopening(session: Session, sheet_id: int | None) -> SheetReopening | None:
    """Return the unanswered request to reopen a sheet."""
    return session.exec(
        select(SheetReopening).where(
            SheetReopening.sheet_id == sheet_id, col(SheetReopening.is_granted).is_(None)
        )
    ).first()


def list_reopenings(session: Session, round_id: int) -> Sequence[tuple[SheetReopening, Sheet]]:
    """Return the requests of a round with their sheets, the newest first."""
    rows = session.exec(
        select(SheetReopening, Sheet)
        .join(Sheet, col(Sheet.id) == col(SheetReopening.sheet_id))
        .where(Sheet.round_id == round_id)
        .order_by(col(SheetReopening.id).desc())
    )
    return [(reopening, sheet) for reopening, sheet in rows]


def find_member_sheet(session: Session, round_id: int, member_id: int) -> Sheet | None:
    """Return the sheet of a member in a round."""
    return session.exec(
        select(Sheet).where(Sheet.round_id == round_id, Sheet.member_id == member_id)
    ).one_or_none()


@dataclass(frozen=True)
class SubmittedSheet:
    """One sheet of a closed round with every version of it that was submitted, the last counts."""

    member: PanelMember
    sheet: Sheet
    versions: list[SheetVersion]

    @property
    def is_again(self) -> bool:
        """Whether it was submitted more than once."""
        return len(self.versions) > 1


def list_submitted_sheets(session: Session, round_id: int) -> list[SubmittedSheet]:
    """Return the sheets that count in a round, in the order of the panel, with their versions."""
    rows = session.exec(
        select(PanelMember, Sheet, SheetVersion)
        .join(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .join(SheetVersion, col(SheetVersion.sheet_id) == col(Sheet.id))
        .where(
            Sheet.round_id == round_id,
            Sheet.state == SheetState.SUBMITTED,
            SheetVersion.kind == VersionKind.SUBMITTED,
        )
        .order_by(col(PanelMember.position), col(PanelMember.id), col(SheetVersion.number))
    )
    found: dict[int, SubmittedSheet] = {}
    for member, sheet, version in rows:
        whole = found.setdefault(row_id(sheet), SubmittedSheet(member, sheet, []))
        whole.versions.append(version)
    return list(found.values())
