"""Signature pages: made when the group opinion is final, signed by each member, void on change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    MemberSignature,
    Office,
    PanelMember,
    Review,
    SignaturePage,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.room_vocabulary import PageState, SignatureWay
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.proof.canonical import bytes_digest, canonical_json
from riskassess.proof.signature_page import FORMAT, page_code
from riskassess.queries.assessments import Case, get_case, lock_case, refuse_halted
from riskassess.queries.signature_basis import basis_of, signing_members
from riskassess.queries.signature_pages import PageView, find_standing_page, list_pages
from riskassess.services.accounts import Checker, confirm_password
from riskassess.services.audit import record as note
from riskassess.services.certificates import utc_text
from riskassess.services.signature_desk import SignatureDesk


def make_page(
    session: Session, *, review_id: int, actor: Actor, now: datetime, desk: SignatureDesk
) -> SignaturePage:
    """Make the page that the panel of a review signs; a void one before it is kept.

    Raises
    ------
    Refused
        Not a case officer, `opinion_not_final`, `nobody_signs`, or `page_stands` while the page
        before it holds.
    """
    with transaction(session):
        review, case = lock_review(session, review_id, actor=actor)
        require_officer(actor)
        where = f"review:{review_id}"
        standing = settle(session, case, review, actor=actor, now=now)
        if standing is not None and not standing.is_void:
            raise Refused("page_stands", where=where)
        basis, members = basis_of(session, case, review), signing_members(session, review)
        if basis["opinion"] is None:
            raise Refused("opinion_not_final", where=where)
        if not members:
            raise Refused("nobody_signs", where=where)
        number = standing.page.number + 1 if standing else 1
        plain = _record(session, (case, review), number, basis=basis, members=members, now=now)
        page = _stored(session, review, plain, desk=desk, now=now)
        note(session, actor=actor, action="signature_page:make", subject=review, now=now,
             after={"number": number, "code": page.code, "digest": page.digest})  # fmt: skip
        return page


def _record(
    session: Session,
    place: tuple[Case, Review],
    number: int,
    *,
    basis: Mapping[str, Any],
    members: list[PanelMember],
    now: datetime,
) -> dict[str, Any]:
    """Return what is signed: everything the page prints and everything it depends on."""
    case, review = place
    office = session.get_one(Office, review.office_id)
    dissenters = {row["member"] for row in basis["opinion"]["dissent"]}
    return {
        "format": FORMAT,
        "office": {"code": office.code, "name": office.name},
        "assessment": case.assessment.code,
        "project": case.project.title,
        "is_demonstration": case.project.is_demonstration,
        "review": {"number": review.number, "kind": review.kind.value,
                   "closed_at": utc_text(review.closed_at) if review.closed_at else None},
        "number": number,
        "made_at": utc_text(now),
        "manual": case.manual.digest,
        "members": [
            {"code": row.code, "profession": _profession(case, row),
             "dissent": row.code in dissenters}
            for row in members
        ],
        **basis,
    }  # fmt: skip


def _profession(case: Case, member: PanelMember) -> str:
    found = case.manual.profession(member.profession)
    return found.name.zh if found else member.profession


def _stored(
    session: Session,
    review: Review,
    plain: Mapping[str, Any],
    *,
    desk: SignatureDesk,
    now: datetime,
) -> SignaturePage:
    content = canonical_json(plain)
    digest = bytes_digest(content.encode("utf-8"))
    page = SignaturePage(
        office_id=review.office_id,
        review_id=row_id(review),
        number=plain["number"],
        code=page_code(digest),
        content=content,
        digest=digest,
        file_digest=desk.make(plain, now=now),
        made_at=now,
    )
    session.add(page)
    session.flush()
    return page


def sign_page(
    session: Session,
    *,
    member_id: int,
    code: str,
    password: str,
    check: Checker,
    actor: Actor,
    now: datetime,
    desk: SignatureDesk,
) -> MemberSignature:
    """Sign the page in the name of the actor's own seat, by a certificate made for this.

    `code` is that of the page the member was shown: another one is not signed unseen. Two members
    at once wait for each other at the assessment's lock, and the second signs what the first left.

    Raises
    ------
    NotFound
        For a seat that is not the actor's, or a review without a page.
    InvalidInput
        `password_wrong`; it counts like a failure to sign in.
    Refused
        `page_void` (and stored as such), `page_changed`, `not_on_page`, `signed_already`.
    """
    confirm_password(session, actor=actor, password=password, check=check, now=now)
    member = own_member(session, member_id, actor=actor)
    with transaction(session):
        reader = system_actor(member.office_id)  # an expert's right is the seat, not the case
        review, case = lock_review(session, member.review_id, actor=reader)
        refuse_halted(case.assessment.state, case.id)
        view = settle(session, case, review, actor=actor, now=now)
        if view is not None and not view.is_void:
            page = view.page
            _require_signable(view, member, code=code)
            plain = view.record
            signed = desk.sign(page.file_digest, plain, member.code, now=now)
            page.file_digest = signed.digest
            signature = MemberSignature(
                office_id=page.office_id, page_id=row_id(page), member_id=member_id,
                way=SignatureWay.CERTIFICATE, certificate=signed.certificate,
                file_digest=signed.digest, signed_at=now, recorded_by_id=actor.account_id,
            )  # fmt: skip
            session.add(signature)
            note(session, actor=actor, action="signature_page:sign", subject=review, now=now,
                 after={"code": page.code, "member": member_id, "file": signed.digest})  # fmt: skip
            complete(session, view, newly={member.code}, now=now)
            return signature
    raise _gone(view, member_id)


def _gone(view: PageView | None, member_id: int) -> Exception:
    where = f"member:{member_id}"
    return NotFound("not_found", where=where) if view is None else Refused("page_void", where=where)


def own_member(session: Session, member_id: int, *, actor: Actor) -> PanelMember:
    """Return the seat of the actor; raises NotFound for everybody else's."""
    member = session.exec(
        select(PanelMember).where(
            PanelMember.id == member_id,
            PanelMember.office_id == actor.office_id,
            col(PanelMember.expert_id) == (actor.expert_id or 0),
        )
    ).one_or_none()
    if member is None or not actor.has(Role.EXPERT):
        raise NotFound("not_found", where=f"member:{member_id}")
    return member


def _require_signable(view: PageView, member: PanelMember, *, code: str) -> None:
    where = f"member:{member.id}"
    line = view.signer(member.code)
    if line is None:
        raise Refused("not_on_page", where=where)
    if view.page.code != code:
        raise Refused("page_changed", where=where)
    if line.signature is not None:
        raise Refused("signed_already", where=where)


def settle(
    session: Session, case: Case, review: Review, *, actor: Actor, now: datetime
) -> PageView | None:
    """Store as void what holds no longer, and return the newest page; writes, never commits."""
    if not list_pages(session, review):
        return None
    view = find_standing_page(session, case, review)
    if view is not None and view.is_void and view.page.state is not PageState.VOID:
        view.page.state, view.page.ended_at = PageState.VOID, now
        after = {"code": view.page.code, "changed": [each.section for each in view.changes]}
        note(session, actor=actor, action="signature_page:void", subject=review, now=now,
             after=after)  # fmt: skip
    return view


def settle_if_void(session: Session, *, review_id: int, now: datetime) -> bool:
    """Store a page as void in the system's name when it holds no longer; return whether it was.

    May be called at any time: any act on a page does the same.
    """
    with transaction(session):
        review = session.get_one(Review, review_id)
        actor = system_actor(review.office_id)
        case = get_case(session, review.assessment_id, actor=actor)
        if not _is_unsettled(find_standing_page(session, case, review)):
            return False  # mostly: no lock is taken for it
        review, case = lock_review(session, review_id, actor=actor)
        was = _is_unsettled(find_standing_page(session, case, review))
        settle(session, case, review, actor=actor, now=now)
        return was


def _is_unsettled(view: PageView | None) -> bool:
    return view is not None and view.is_void and view.page.state is not PageState.VOID


def complete(session: Session, view: PageView, *, newly: set[str], now: datetime) -> None:
    """Store the page as signed when nobody is missing any more; writes, never commits."""
    if not set(view.waiting) - newly:
        view.page.state, view.page.ended_at = PageState.SIGNED, now
    session.flush()


def lock_review(session: Session, review_id: int, *, actor: Actor) -> tuple[Review, Case]:
    """Return a review with its case locked; raises NotFound."""
    review = session.get(Review, review_id)
    if review is None or review.office_id != actor.office_id:
        raise NotFound("not_found", where=f"review:{review_id}")
    case = lock_case(session, review.assessment_id, actor=actor)
    for page in list_pages(session, review):
        session.refresh(page)  # read under the lock: somebody may just have signed
    return review, case


def require_officer(actor: Actor) -> None:
    """Raise Refused unless the actor is a case officer."""
    if not actor.has(Role.CASE_OFFICER):
        raise Refused(RefusalReason.NOT_YOUR_ROLE)
