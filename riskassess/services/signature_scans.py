"""Pages signed in ink: the scan is matched to the page's code and kept beside its file."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import MemberSignature, PanelMember, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import SignatureWay
from riskassess.proof.signature_page import typed_code
from riskassess.queries.signature_pages import PageView
from riskassess.services.audit import record as note
from riskassess.services.signature_pages import complete, lock_review, require_officer, settle
from riskassess.services.uploads import Upload

ACCEPTED = frozenset({"application/pdf", "image/jpeg", "image/png"})


def record_scan(
    session: Session,
    *,
    review_id: int,
    code: str,
    members: Sequence[str],
    file: Upload,
    actor: Actor,
    now: datetime,
) -> list[MemberSignature]:
    """Record a scan on which the named members signed in ink.

    Parameters
    ----------
    code : str
        As it is printed on the scan; it must be that of the page that holds now.
    members : sequence of str
        Codes on the panel of those whose signature the scan shows.

    Raises
    ------
    InvalidInput
        `scan_code_wrong`, `scan_type`, `scan_members_none`, `scan_members_wrong`.
    Refused
        Not a case officer, or `page_void`, which is stored then.
    """
    with transaction(session):
        review, case = lock_review(session, review_id, actor=actor)
        require_officer(actor)
        view = settle(session, case, review, actor=actor, now=now)
        if view is not None and not view.is_void:
            check_scan(view, code=code, members=members, file=file)
            rows = _add(session, view, review, members=members, file=file, act=(actor, now))
            note(session, actor=actor, action="signature_page:scan", subject=review, now=now,
                 after={"code": view.page.code, "members": list(members),
                        "file": file.digest})  # fmt: skip
            complete(session, view, newly=set(members), now=now)
            return rows
    where = f"review:{review_id}"
    raise NotFound("not_found", where=where) if view is None else Refused("page_void", where=where)


def check_scan(view: PageView, *, code: str, members: Sequence[str], file: Upload) -> None:
    """Raise InvalidInput unless code, members and kind of file fit the page; changes nothing."""
    if typed_code(code) != view.page.code:
        raise InvalidInput("scan_code_wrong", where="code", given=typed_code(code))
    if file.media_type not in ACCEPTED:
        raise InvalidInput("scan_type", where="file", name=file.filename)
    if not members:
        raise InvalidInput("scan_members_none", where="members")
    if wrong := sorted(set(members) - set(view.waiting)):
        raise InvalidInput("scan_members_wrong", where="members", codes="、".join(wrong))


def _add(
    session: Session,
    view: PageView,
    review: Review,
    *,
    members: Sequence[str],
    file: Upload,
    act: tuple[Actor, datetime],
) -> list[MemberSignature]:
    actor, now = act
    found = session.exec(
        select(PanelMember).where(
            PanelMember.review_id == review.id, col(PanelMember.code).in_(list(members))
        )
    )
    rows = [
        MemberSignature(
            office_id=review.office_id, page_id=row_id(view.page), member_id=row_id(member),
            way=SignatureWay.SCAN, file_digest=file.digest, signed_at=now,
            recorded_by_id=actor.account_id,
        )
        for member in found
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows
