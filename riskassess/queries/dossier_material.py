"""Everything a dossier is made of, read in one go: rows, views and the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Account,
    AuditEntry,
    AuditHead,
    Certainty,
    Certificate,
    DecisionRecord,
    Document,
    Dossier,
    Factor,
    GradeProposal,
    GradeResult,
    ManualVersion,
    Office,
    OfficeKey,
    ReturnPoint,
    Score,
    SheetVersion,
    Survey,
    Unit,
    row_id,
)
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import ProposalState
from riskassess.queries.assessments import (
    Case,
    get_case,
    list_factors,
    newest_round,
    newest_survey,
)
from riskassess.queries.audit import entry_facts
from riskassess.queries.cases import list_history
from riskassess.queries.certainty import find_certainty
from riskassess.queries.corrections import CorrectionView, list_corrections
from riskassess.queries.dossiers import Paper, missing_papers
from riskassess.queries.emergency import AccessView, list_of_case
from riskassess.queries.factors import PlannedMeasure, list_measures
from riskassess.queries.group_opinions import list_dissents
from riskassess.queries.ledger import LedgerLine, list_ledger
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.projects import list_points
from riskassess.queries.results import (
    MemberOpinion,
    ProposalView,
    ResultView,
    list_opinions,
    list_proposals,
    view_result,
)
from riskassess.queries.review_record import ReviewRecord, get_review_record
from riskassess.queries.reviews import ReviewView, get_review, list_reviews
from riskassess.queries.sheet_versions import list_submitted_sheets
from riskassess.queries.signature_pages import PageView, view_pages


@dataclass(frozen=True)
class SingleSheet:
    """What one expert gave: opinions, scores by factor code, every version that was submitted."""

    opinion: MemberOpinion
    scores: dict[str, Score]
    versions: Sequence[SheetVersion]


@dataclass(frozen=True)
class Approval:
    """The approved proposal with the certificate and the public key that signed it."""

    view: ProposalView
    certificate: Certificate
    key: OfficeKey | None


@dataclass(frozen=True)
class Material:
    """The rows of one assessment as the dossier prints and packs them."""

    case: Case
    office: Office
    unit: str
    dossier: Dossier
    manual_row: ManualVersion
    result: ResultView
    certainty: Certainty | None
    factors: list[Factor]
    survey: Survey | None
    sheets: list[SingleSheet]
    reviews: list[ReviewView]
    records: list[ReviewRecord]
    ledger: list[LedgerLine]
    approval: Approval
    proposals: list[ProposalView]
    decision: DecisionRecord | None
    measures: list[PlannedMeasure]
    points: list[ReturnPoint]
    corrections: list[CorrectionView]
    # Number of the review, panel code, dissent from its final group opinion word by word.
    group_dissents: list[tuple[int, str, str]]
    # Pages that the panels signed, by the id of the review, void ones too.
    signature_pages: dict[int, list[PageView]]
    documents: list[Document]
    missing: tuple[Paper, ...]
    history: Sequence[Any]
    emergencies: list[AccessView]
    head: AuditHead
    chain: list[AuditEntry]
    names: dict[int, str]
    sealed_at: datetime
    public_url: str
    reasons: dict[str, str]

    def name_of(self, account_id: int | None) -> str:
        """Return the name of an account, or a dash."""
        return self.names.get(account_id or 0, "—")

    def chain_lines(self) -> list[dict[str, object]]:
        """Return the audit chain up to the signed head as plain values, first entry first."""
        return [
            {
                "sequence": row.sequence,
                "previous": row.previous,
                "digest": row.digest,
                "entry": entry_facts(row),
            }
            for row in self.chain
        ]


def get_material(
    session: Session, dossier: Dossier, *, head: AuditHead, public_url: str
) -> Material:
    """Return the material of a dossier as it stands at a signed audit head.

    `public_url` begins the printed addresses of public pages.

    Raises NotFound when no grade was approved or its certificate is gone.
    """
    actor = system_actor(dossier.office_id)
    case = get_case(session, dossier.assessment_id, actor=actor)
    approval = _approval(session, case)
    stored = session.get_one(GradeResult, approval.view.proposal.grade_result_id)
    result = view_result(session, case, stored)
    reviews = [
        get_review(session, row_id(review), actor=actor)
        for review in reversed(list_reviews(session, case.id))
    ]
    return Material(
        case=case,
        office=session.get_one(Office, dossier.office_id),
        unit=session.get_one(Unit, case.project.unit_id).name,
        dossier=dossier,
        manual_row=session.get_one(ManualVersion, case.assessment.manual_version_id),
        result=result,
        certainty=find_certainty(session, stored.id),
        factors=list_factors(session, case.id),
        survey=newest_survey(session, case.id),
        sheets=_sheets(session, case, result),
        reviews=reviews,
        records=[get_review_record(session, row_id(view.review), actor=actor) for view in reviews],
        ledger=list_ledger(session, case.id),
        approval=approval,
        proposals=list_proposals(session, case.id),
        decision=session.exec(
            select(DecisionRecord).where(DecisionRecord.assessment_id == case.id)
        ).one_or_none(),
        measures=list_measures(session, case),
        points=list_points(session, case),
        corrections=[view for view in list_corrections(session, case)[::-1] if view.is_confirmed],
        group_dissents=list_dissents(session, case.id),
        signature_pages={
            row_id(view.review): view_pages(session, case, view.review)[::-1] for view in reviews
        },
        documents=_documents(session, case.id),
        missing=missing_papers(session, case, grade=result.stored.initial_grade),
        history=list_history(session, case)[::-1],
        emergencies=list_of_case(session, case.id, now=head.signed_at),
        head=head,
        chain=_chain(session, head),
        names=_names(session, dossier.office_id),
        sealed_at=head.signed_at,
        public_url=public_url,
        reasons=_reasons(session, dossier.office_id),
    )


def _reasons(session: Session, office_id: int) -> dict[str, str]:
    """Return what the pool manual calls the reasons of the ledger, by code."""
    rules = pool_manual_of(session, office_id).draw
    lists = (rules.redraw_reasons, rules.appointment_reasons, rules.refusal_reasons)
    return {row.code: str(row.name) for rows in lists for row in rows}


def _approval(session: Session, case: Case) -> Approval:
    row = session.exec(
        select(GradeProposal, Certificate)
        .join(Certificate, col(Certificate.proposal_id) == col(GradeProposal.id))
        .where(
            GradeProposal.assessment_id == case.id,
            GradeProposal.state == ProposalState.APPROVED,
        )
        .order_by(col(GradeProposal.id).desc())
    ).first()
    if row is None:
        raise NotFound("not_found", where=f"certificate:{case.id}")
    proposal, certificate = row
    view = next(
        each for each in list_proposals(session, case.id) if each.proposal.id == proposal.id
    )
    key = session.exec(select(OfficeKey).where(OfficeKey.key_id == certificate.key_id)).first()
    return Approval(view, certificate, key)


def _documents(session: Session, assessment_id: int) -> list[Document]:
    """Return every document that ever stood in the case, by code and time."""
    return list(
        session.exec(
            select(Document)
            .where(Document.assessment_id == assessment_id)
            .order_by(col(Document.code), col(Document.id))
        )
    )


def _sheets(session: Session, case: Case, result: ResultView) -> list[SingleSheet]:
    """Return the submitted sheets in the panel's order; they are printed under the panel codes."""
    round_ = newest_round(session, result.stored.review_id)
    opinions = list_opinions(session, row_id(round_)) if round_ else []
    codes = {row_id(factor): factor.code for factor in list_factors(session, case.id)}
    found: dict[int, dict[str, Score]] = {row_id(each.sheet): {} for each in opinions}
    for score in session.exec(select(Score).where(col(Score.sheet_id).in_(list(found)))):
        if score.factor_id in codes:
            found[score.sheet_id][codes[score.factor_id]] = score
    submitted = list_submitted_sheets(session, row_id(round_)) if round_ else []
    versions = {row_id(row.sheet): row.versions for row in submitted}
    return [
        SingleSheet(each, found[row_id(each.sheet)], versions.get(row_id(each.sheet), []))
        for each in opinions
    ]


def _chain(session: Session, head: AuditHead) -> list[AuditEntry]:
    return list(
        session.exec(
            select(AuditEntry)
            .where(AuditEntry.chain == head.chain, AuditEntry.sequence <= head.sequence)
            .order_by(col(AuditEntry.sequence))
        )
    )


def _names(session: Session, office_id: int) -> dict[int, str]:
    rows = session.exec(select(Account).where(Account.office_id == office_id))
    return {row_id(row): row.display_name for row in rows}
