"""Grades: proposed by one officer with an explanation, approved or sent back by another.

Order of locks, here and in every act on a case, so that no two acts wait for each other: the
assessment, the office's numbers, members and rounds of the panel, the case's audit chain, the
office's audit chain. Letters stand in the office's chain, so they come last.
"""

from dataclasses import replace
from datetime import datetime
from typing import NoReturn

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Account,
    Certificate,
    GradeProposal,
    GradeResult,
    PanelMember,
    Recusal,
    Sheet,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.computed import compute_text
from riskassess.domain.errors import Conflict, InvalidInput, Refused
from riskassess.domain.policy import AssessmentFacts
from riskassess.domain.result import stored_format
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    ProposalState,
    RefusalReason,
    SheetState,
)
from riskassess.filters import datetime_text
from riskassess.labels import label, section_names
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import assessment_file
from riskassess.queries.assessments import Case, lock_case, newest_result, newest_round
from riskassess.queries.facts import facts_of
from riskassess.queries.offices import lock_office
from riskassess.queries.own_rows import own_row
from riskassess.queries.proposers import has_proposed, in_charge
from riskassess.queries.results import changed_sections
from riskassess.services.assessments import move, require
from riskassess.services.audit import record
from riskassess.services.certificates import Sign, issue_certificate
from riskassess.services.letters import Letter, Outbox, Post


def propose_grade(
    session: Session,
    *,
    assessment_id: int,
    explanation: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> GradeProposal:
    """Propose the computed grade with the officer's explanation.

    Raises Refused without an explanation, before the round is closed, when something the result
    depends on has changed since it was computed, when the stored result is not what the records
    give (`result_differs`), or when a recused expert's sheet counts in it.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        facts = facts_of(session, case, reason=explanation)
        require(session, case, action=AssessmentAction.PROPOSE_GRADE, actor=actor, facts=facts)
        result = _current_result(session, case)
        proposal = GradeProposal(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            grade_result_id=row_id(result),
            fingerprint=result.fingerprint,
            initial_grade=result.initial_grade,
            expected_grade=result.expected_grade,
            explanation=explanation.strip(),
            proposed_by_id=actor.account_id,  # type: ignore[arg-type]  # officers have one
            proposed_at=now,
        )
        session.add(proposal)
        move(
            session, case, action=AssessmentAction.PROPOSE_GRADE, actor=actor, facts=facts, now=now
        )
        record(session, actor=actor, action="grade:propose", subject=proposal, now=now,
               after={"fingerprint": result.fingerprint})  # fmt: skip
        Post(session, case, outbox, actor, now).to_approvers(Letter.GRADE_PROPOSED)
        return proposal


def _current_result(session: Session, case: Case) -> GradeResult:
    result = newest_result(session, case.id)
    if result is None:
        raise Refused("result_missing", where=f"assessment:{case.id}")
    if changed := changed_sections(session, case, result):
        raise Refused("result_stale", where=f"assessment:{case.id}", parts=section_names(changed))
    _require_same(session, case, result)
    _require_no_recused(session, case, result)
    return result


def _require_same(session: Session, case: Case, result: GradeResult) -> None:
    """Raise unless the records as they are now give the stored result, byte for byte."""
    round_ = newest_round(session, result.review_id)
    file_text = canonical_json(
        assessment_file(session, case, round_id=round_.id if round_ else None)
    )
    try:
        computed = compute_text(file_text, case.manual, result_format=stored_format(result.record))
    except InvalidInput as error:
        raise Refused("result_differs", where=f"grade_result:{result.id}") from error
    made = (file_text, computed.record, computed.printed)
    grades = (computed.result.initial_grade, computed.result.expected_grade)
    if made != (result.assessment_file, result.record, result.printed) or grades != (
        result.initial_grade,
        result.expected_grade,
    ):
        raise Refused("result_differs", where=f"grade_result:{result.id}")


def _require_no_recused(session: Session, case: Case, result: GradeResult) -> None:
    round_ = newest_round(session, result.review_id)
    codes = session.exec(
        select(PanelMember.code)
        .join(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .join(Recusal, col(Recusal.expert_id) == col(PanelMember.expert_id))
        .where(
            Recusal.assessment_id == case.id,
            Sheet.round_id == (round_.id if round_ else None),
            Sheet.state == SheetState.SUBMITTED,
        )
    ).all()
    if codes:
        raise Refused(
            "recused_sheet_counts",
            where=f"assessment:{case.id}",
            codes="、".join(sorted(set(codes))),
        )


def approve_grade(
    session: Session,
    *,
    proposal_id: int,
    sign: Sign,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Certificate:
    """Approve a proposed grade and sign its fingerprint: the assessment is filed.

    Raises
    ------
    Conflict
        When somebody else decided first; says who.
    Refused
        The proposer, no approver, the fingerprint differs (names the changed sections), or the
        stored result is not what the records give (`result_differs`).
    """
    with transaction(session):
        case, proposal = _lock_proposal(session, proposal_id, actor=actor)
        result = session.get_one(GradeResult, proposal.grade_result_id)
        changed = changed_sections(session, case, result)
        facts = _facts(session, case, actor, fingerprint_holds=not changed)
        try:
            require(session, case, action=AssessmentAction.APPROVE_GRADE, actor=actor, facts=facts)
        except Refused as refused:
            _name_sections(refused, changed)
        _require_same(session, case, result)
        lock_office(session, case.assessment.office_id)
        _decide(session, proposal, state=ProposalState.APPROVED, act=(actor, now), reason="")
        move(
            session, case, action=AssessmentAction.APPROVE_GRADE, actor=actor, facts=facts, now=now
        )
        record(session, actor=actor, action="grade:approve", subject=proposal, now=now,
               after={"fingerprint": proposal.fingerprint})  # fmt: skip
        certificate = issue_certificate(
            session, case=case, proposal=proposal, sign=sign, actor=actor, now=now
        )
        post = Post(session, case, outbox, actor, now)
        post.to_sponsor(Letter.FILED)
        post.to_account(Letter.GRADE_APPROVED, in_charge(session, proposal))
        return certificate


def send_back_grade(
    session: Session,
    *,
    proposal_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> GradeProposal:
    """Send a proposed grade back with a reason; the assessment is in review again.

    An approved one too, once its approval is stale: then it is computed and proposed anew.
    """
    with transaction(session):
        case, proposal = _lock_proposal(session, proposal_id, actor=actor, or_filed=True)
        action = AssessmentAction.SEND_BACK_GRADE
        facts = _facts(session, case, actor, reason=reason)
        require(session, case, action=action, actor=actor, facts=facts)
        act = (actor, now)
        _decide(session, proposal, state=ProposalState.SENT_BACK, act=act, reason=reason.strip())
        move(session, case, action=action, actor=actor, facts=facts, now=now)
        record(session, actor=actor, action="grade:send-back", subject=proposal, now=now)
        post = Post(session, case, outbox, actor, now)
        post.to_account(Letter.GRADE_SENT_BACK, in_charge(session, proposal))
        return proposal


def _lock_proposal(
    session: Session, proposal_id: int, *, actor: Actor, or_filed: bool = False
) -> tuple[Case, GradeProposal]:
    found = own_row(session, GradeProposal, proposal_id, actor=actor, named="grade_proposal")
    case = lock_case(session, found.assessment_id, actor=actor)
    proposal = _fresh(session, proposal_id)
    is_filed = proposal.state is ProposalState.APPROVED and (
        case.assessment.state is AssessmentState.FILED
    )
    if proposal.state is not ProposalState.PROPOSED and not (or_filed and is_filed):
        _refuse_late(session, proposal)
    return case, proposal


def _fresh(session: Session, proposal_id: int) -> GradeProposal:
    return session.exec(
        select(GradeProposal)
        .where(GradeProposal.id == proposal_id)
        .execution_options(populate_existing=True)
    ).one()


def _facts(
    session: Session, case: Case, actor: Actor, *, reason: str = "", fingerprint_holds: bool = True
) -> AssessmentFacts:
    """Return the facts; whoever proposed in this assessment before counts as the proposer."""
    facts = facts_of(session, case, reason=reason, fingerprint_holds=fingerprint_holds)
    if has_proposed(session, case.id, actor=actor):
        return replace(facts, proposer_id=actor.account_id)
    return facts


def _decide(
    session: Session,
    proposal: GradeProposal,
    *,
    state: ProposalState,
    act: tuple[Actor, datetime],
    reason: str,
) -> None:
    """Write the decision only if nobody else has: exactly one of two approvers wins."""
    actor, now = act
    decided = session.execute(
        sa.update(GradeProposal)
        .where(
            col(GradeProposal.id) == proposal.id,
            col(GradeProposal.state) == proposal.state,
            col(GradeProposal.version) == proposal.version,
        )
        .values(
            state=state,
            decided_by_id=actor.account_id,
            decided_at=now,
            decision_reason=reason,
            version=col(GradeProposal.version) + 1,
        )
        .execution_options(synchronize_session=False)
    )
    fresh = _fresh(session, row_id(proposal))
    if decided.rowcount != 1:  # type: ignore[attr-defined]  # an update has a rowcount
        _refuse_late(session, fresh)


def _refuse_late(session: Session, proposal: GradeProposal) -> NoReturn:
    decider = session.get(Account, proposal.decided_by_id) if proposal.decided_by_id else None
    raise Conflict(
        "grade_decided_by",
        where=f"grade_proposal:{proposal.id}",
        name=decider.display_name if decider else "—",
        state=label(proposal.state),
        at=datetime_text(proposal.decided_at),
    )


def _name_sections(refused: Refused, changed: tuple[str, ...]) -> NoReturn:
    if refused.code != RefusalReason.FINGERPRINT_CHANGED:
        raise refused
    raise Refused(
        "fingerprint_sections_changed", where=refused.where, parts=section_names(changed)
    ) from refused
