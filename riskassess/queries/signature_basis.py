"""What a signature page depends on, read as it stands now: report, group opinion, result, case."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Document,
    GradeResult,
    GroupOpinion,
    GroupPoint,
    PanelMember,
    PanelVote,
    Review,
    row_id,
)
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.domain.uploads import JUDGED_ON
from riskassess.domain.vocabulary import MemberState
from riskassess.proof.canonical import bytes_digest, digest
from riskassess.queries.assessments import Case, list_documents, newest_round
from riskassess.queries.fingerprints import fingerprint_parts
from riskassess.queries.member_recusals import without_recused

# Office's papers come and go after the review; the panel's own rows are in the members' list.
NOT_OF_THE_CASE = frozenset({"documents", "panel"})


def basis_of(session: Session, case: Case, review: Review) -> dict[str, Any]:
    """Return the sections that a page is compared by, as they stand now.

    `opinion` is None without a final group opinion, `result` without a computed one.
    """
    opinion = final_opinion(session, review)
    return {
        "report": [
            {"code": row.code, "item": row.item, "title": row.title, "filename": row.filename,
             "digest": row.digest}
            for row in judged_documents(session, case)
        ],
        "opinion": None if opinion is None else opinion_facts(session, opinion),
        "result": _result(newest_result_of(session, review)),
        "case": _parts(session, case, review),
    }  # fmt: skip


def judged_documents(session: Session, case: Case) -> list[Document]:
    """Return the sponsor's documents that the panel judged, as they count today."""
    return [
        row
        for row in list_documents(session, case.id)
        if (rule := case.manual.document(row.code)).by is Bringer.SPONSOR
        and rule.needed_for in JUDGED_ON
    ]


def final_opinion(session: Session, review: Review) -> GroupOpinion | None:
    """Return the group opinion that stands, or None while a newer one is being written."""
    newest = session.exec(
        select(GroupOpinion)
        .where(GroupOpinion.review_id == review.id)
        .order_by(col(GroupOpinion.number).desc())
    ).first()
    return newest if newest is not None and newest.state is GroupState.FINAL else None


def opinion_facts(session: Session, opinion: GroupOpinion) -> dict[str, Any]:
    """Return a group opinion with a digest of its whole text and each member's vote."""
    points = session.exec(
        select(GroupPoint)
        .where(GroupPoint.group_opinion_id == opinion.id)
        .order_by(col(GroupPoint.position), col(GroupPoint.id))
    )
    votes = session.exec(
        select(PanelVote, PanelMember.code)
        .join(PanelMember, col(PanelMember.id) == col(PanelVote.member_id))
        .where(PanelVote.group_opinion_id == opinion.id)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    ).all()
    return {
        "number": opinion.number,
        "conclusion": opinion.conclusion,
        "initial_grade": opinion.initial_grade,
        "expected_grade": opinion.expected_grade,
        "digest": opinion.digest,
        "text_digest": digest([[row.place, row.heading, row.text] for row in points]),
        "votes": [{"member": code, "choice": vote.choice} for vote, code in votes],
        "dissent": [
            {"member": code, "text": vote.dissent}
            for vote, code in votes
            if vote.choice is VoteChoice.DISSENT
        ],
    }


def newest_result_of(session: Session, review: Review) -> GradeResult | None:
    """Return the newest result that was computed of a review."""
    return session.exec(
        select(GradeResult)
        .where(GradeResult.review_id == review.id)
        .order_by(col(GradeResult.id).desc())
    ).first()


def _result(stored: GradeResult | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    return {
        "initial_grade": stored.initial_grade,
        "expected_grade": stored.expected_grade,
        "fingerprint": stored.fingerprint,
        "record_digest": bytes_digest(stored.record.encode("utf-8")),
    }


def _parts(session: Session, case: Case, review: Review) -> dict[str, str]:
    """Return the digests of what the result is made of: sheets, factors, measures, survey."""
    round_ = newest_round(session, row_id(review))
    found = fingerprint_parts(session, case, round_id=round_.id if round_ else None)
    return {name: value for name, value in found.items() if name not in NOT_OF_THE_CASE}


def signing_members(session: Session, review: Review) -> list[PanelMember]:
    """Return who signs: the members who handed in a sheet, in the order of the panel.

    Nobody who is recused, however late it was recorded.
    """
    members = session.exec(
        select(PanelMember)
        .where(PanelMember.review_id == review.id, PanelMember.state == MemberState.SUBMITTED)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    ).all()
    return without_recused(session, review, members)


def newest_touch(session: Session, case: Case, codes: frozenset[str]) -> datetime | None:
    """Return when a document under one of the codes was last brought or withdrawn."""
    rows = session.exec(
        select(Document).where(
            Document.assessment_id == case.id, col(Document.code).in_(sorted(codes))
        )
    )
    moments = [each for row in rows for each in (row.uploaded_at, row.superseded_at) if each]
    return max(moments, default=None)
