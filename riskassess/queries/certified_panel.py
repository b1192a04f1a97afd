"""What a certificate says of the panel's agreement: votes, dissents by digest, signature pages."""

from sqlmodel import Session, col, select

from models import GroupOpinion, PanelVote, Review
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.proof.canonical import digest
from riskassess.queries.assessments import Case
from riskassess.queries.group_opinions import list_voters
from riskassess.queries.signature_pages import find_standing_page


def certified_panel(session: Session, case: Case) -> list[dict[str, object]]:
    """Return how each panel of a case agreed, as plain values, first review first.

    A certificate is published, so it says neither who dissents nor in which words: each dissent
    stands in it by the digest of its text together with the digest of the group opinion it is
    from, in the order of the digests, which is chance. The words are in the dossier.
    """
    rows = session.exec(
        select(Review, GroupOpinion)
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .where(Review.assessment_id == case.id, GroupOpinion.state == GroupState.FINAL)
        .order_by(col(Review.number), col(GroupOpinion.number))
    )
    return [
        {
            "review": review.number,
            "group_opinion": {"version": opinion.number, "digest": opinion.digest},
            **_votes(session, review, opinion),
            "signature_page": _page(session, case, review),
        }
        for review, opinion in rows.all()
    ]


def dissent_digest(opinion: str, text: str) -> str:
    """Return the digest of a dissent from the group opinion with a digest.

    >>> dissent_digest("sha256:00", "a") != dissent_digest("sha256:01", "a")
    True
    """
    return digest({"group_opinion": opinion, "text": text})


def _votes(session: Session, review: Review, opinion: GroupOpinion) -> dict[str, object]:
    votes = session.exec(select(PanelVote).where(PanelVote.group_opinion_id == opinion.id)).all()
    dissents = [vote for vote in votes if vote.choice is VoteChoice.DISSENT]
    return {
        "agreed": len(votes) - len(dissents),
        "dissenting": len(dissents),
        "silent": len(list_voters(session, review)) - len(votes),
        "dissents": sorted(dissent_digest(opinion.digest, vote.dissent) for vote in dissents),
    }


def _page(session: Session, case: Case, review: Review) -> dict[str, object] | None:
    """Return the newest signature page as it stands now; None without one."""
    view = find_standing_page(session, case, review)
    if view is None:
        return None
    return {
        "code": view.page.code,
        "digest": view.page.digest,
        "state": str(view.state),
        "signed": len(view.signers) - len(view.waiting),
        "members": len(view.signers),
    }
