"""Questions about signature pages: what one says, who signed, whether it still holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models import GroupOpinion, MemberSignature, PanelMember, Review, SignaturePage, row_id
from riskassess.domain.room_vocabulary import PageState
from riskassess.proof.signature_page import changed_sections
from riskassess.queries.assessments import Case
from riskassess.queries.member_recusals import recused_since
from riskassess.queries.signature_basis import basis_of, newest_result_of, newest_touch


@dataclass(frozen=True)
class PageChange:
    """One thing that is not as it was signed: its section, what of it, and when where known."""

    section: str
    names: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True)
class SignerLine:
    """One member of a page's list and the signature, or None while it is awaited."""

    code: str
    has_dissent: bool
    signature: MemberSignature | None


@dataclass(frozen=True)
class PageView:
    """A signature page as it stands now, whatever was stored of it."""

    page: SignaturePage
    record: Mapping[str, Any]
    signers: tuple[SignerLine, ...]
    changes: tuple[PageChange, ...]

    @property
    def state(self) -> PageState:
        """Return the state; void from the moment on at which anything it depends on differs."""
        return PageState.VOID if self.changes else self.page.state

    @property
    def is_void(self) -> bool:
        """Return whether the page holds no longer."""
        return self.state is PageState.VOID

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the codes of the members who have not signed."""
        return tuple(line.code for line in self.signers if line.signature is None)

    def signer(self, code: str) -> SignerLine | None:
        """Return the line of a member, None for who is not on the page."""
        return next((line for line in self.signers if line.code == code), None)


def list_pages(session: Session, review: Review) -> list[SignaturePage]:
    """Return the pages of a review, newest first."""
    return list(
        session.exec(
            select(SignaturePage)
            .where(SignaturePage.review_id == review.id)
            .order_by(col(SignaturePage.number).desc())
        )
    )


def view_pages(session: Session, case: Case, review: Review) -> list[PageView]:
    """Return the pages of a review, newest first, each compared with what stands now."""
    pages = list_pages(session, review)
    if not pages:
        return []
    now = basis_of(session, case, review)
    return [view_page(session, case, review, page, now=now) for page in pages]


def view_page(
    session: Session, case: Case, review: Review, page: SignaturePage, *, now: Mapping[str, Any]
) -> PageView:
    """Return one page; `now` is what `basis_of` gives."""
    record = json.loads(page.content, parse_float=Decimal)
    rows = session.exec(
        select(MemberSignature, PanelMember.code)
        .join(PanelMember, col(PanelMember.id) == col(MemberSignature.member_id))
        .where(MemberSignature.page_id == page.id)
    )
    signed = {code: signature for signature, code in rows}
    signers = tuple(
        SignerLine(row["code"], bool(row["dissent"]), signed.get(row["code"]))
        for row in record["members"]
    )
    changes = tuple(
        _change(session, (case, review), name, before=record, now=now)
        for name in changed_sections(record, now)
    )
    return PageView(page, record, signers, changes + _recused(session, review, record))


def _recused(session: Session, review: Review, record: Mapping[str, Any]) -> tuple[PageChange, ...]:
    """Return who of a page's members was recused since it was made: they sign nothing more."""
    since = recused_since(session, review)
    named = {row["code"] for row in record["members"]}
    gone = {
        row.code: since[row_id(row)]
        for row in session.exec(select(PanelMember).where(col(PanelMember.id).in_(since)))
        if row.code in named
    }
    return (PageChange("members", tuple(sorted(gone)), max(gone.values())),) if gone else ()


def _change(
    session: Session,
    place: tuple[Case, Review],
    section: str,
    *,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
) -> PageChange:
    """Return what of a section differs, and when it came to."""
    case, review = place
    if section == "report":
        codes = _differing(before["report"], now["report"])
        return PageChange(section, tuple(sorted(codes)), newest_touch(session, case, codes))
    if section == "opinion":
        newest = _newest_opinion(session, review)
        moments = [newest.started_at, newest.put_at, newest.ended_at] if newest else []
        known = [each for each in moments if each is not None]
        return PageChange(section, (), max(known, default=None))
    if section == "result":
        stored = newest_result_of(session, review)
        return PageChange(section, (), stored.computed_at if stored else None)
    parts, others = before["case"], now["case"]
    names = {name for name in parts | others if parts.get(name) != others.get(name)}
    return PageChange(section, tuple(sorted(names)), None)


def _differing(before: list[dict[str, str]], now: list[dict[str, str]]) -> frozenset[str]:
    """Return the codes of the documents that only one of the lists has as they are there."""
    old = {tuple(sorted(row.items())) for row in before}
    new = {tuple(sorted(row.items())) for row in now}
    return frozenset(dict(row)["code"] for row in old ^ new)


def _newest_opinion(session: Session, review: Review) -> GroupOpinion | None:
    return session.exec(
        select(GroupOpinion)
        .where(GroupOpinion.review_id == review.id)
        .order_by(col(GroupOpinion.number).desc())
    ).first()


def find_standing_page(session: Session, case: Case, review: Review) -> PageView | None:
    """Return the newest page of a review, void or not; None without one."""
    pages = list_pages(session, review)
    if not pages:
        return None
    return view_page(session, case, review, pages[0], now=basis_of(session, case, review))
