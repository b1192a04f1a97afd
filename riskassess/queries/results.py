"""Questions about results: computed again from what was stored, what has changed since."""

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import (
    Account,
    Factor,
    GradeProposal,
    GradeResult,
    Opinion,
    PanelMember,
    Sheet,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.computed import Computed, compute_text
from riskassess.domain.errors import Conflict, InvalidInput
from riskassess.domain.result import stored_format
from riskassess.domain.vocabulary import SheetState
from riskassess.queries.assessments import Case, get_case, newest_result, newest_round
from riskassess.queries.fingerprints import changed_parts, fingerprint_parts
from riskassess.queries.own_rows import own_row


@dataclass(frozen=True)
class ResultView:
    """A stored result beside the one that its raw records give today.

    `is_same` says whether both are equal byte for byte; `changed` names the parts of the
    fingerprint that differ from what the case holds now.
    """

    case: Case
    stored: GradeResult
    computed: Computed
    is_same: bool
    changed: tuple[str, ...]
    names: dict[str, str]

    @property
    def parts(self) -> dict[str, str]:
        """Return the digests of the fingerprint's parts when it was computed."""
        found: dict[str, str] = json.loads(self.stored.fingerprint_parts)
        return found


@dataclass(frozen=True)
class MemberOpinion:
    """What one member proposed and wrote on a submitted sheet."""

    member: PanelMember
    sheet: Sheet
    texts: dict[str, str]


@dataclass(frozen=True)
class ProposalView:
    """A proposed grade with who proposed and who decided it."""

    proposal: GradeProposal
    proposer: str
    decider: str


def find_result(session: Session, case: Case) -> ResultView | None:
    """Return the newest result, computed again from its stored file, or None."""
    stored = newest_result(session, case.id)
    return None if stored is None else view_result(session, case, stored)


def view_result(session: Session, case: Case, stored: GradeResult) -> ResultView:
    """Return a stored result beside the same file computed again.

    Raises Conflict `result_unreadable` when what was stored can no longer be computed at all.
    """
    try:
        computed = compute_text(
            stored.assessment_file, case.manual, result_format=stored_format(stored.record)
        )
    except InvalidInput as error:
        raise Conflict("result_unreadable", where=f"grade_result:{stored.id}") from error
    factors = session.exec(select(Factor).where(Factor.assessment_id == case.id))
    return ResultView(
        case=case,
        stored=stored,
        computed=computed,
        is_same=(computed.record, computed.printed) == (stored.record, stored.printed),
        changed=changed_sections(session, case, stored),
        names={row.code: row.name for row in factors},
    )


def changed_sections(session: Session, case: Case, result: GradeResult) -> tuple[str, ...]:
    """Return the parts of the fingerprint that differ now from what the result was made of."""
    round_ = newest_round(session, result.review_id)
    now = fingerprint_parts(session, case, round_id=round_.id if round_ else None)
    return changed_parts(json.loads(result.fingerprint_parts), now)


def list_opinions(session: Session, round_id: int) -> list[MemberOpinion]:
    """Return proposals and written opinions of the submitted sheets, in the panel's order."""
    rows = session.exec(
        select(PanelMember, Sheet)
        .join(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .where(Sheet.round_id == round_id, Sheet.state == SheetState.SUBMITTED)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    ).all()
    texts: dict[int, dict[str, str]] = {row_id(sheet): {} for _member, sheet in rows}
    for opinion in session.exec(select(Opinion).where(col(Opinion.sheet_id).in_(list(texts)))):
        if opinion.text.strip():
            texts[opinion.sheet_id][opinion.heading] = opinion.text
    return [MemberOpinion(member, sheet, texts[row_id(sheet)]) for member, sheet in rows]


def list_proposals(session: Session, assessment_id: int) -> list[ProposalView]:
    """Return the proposed grades of an assessment, newest first."""
    rows = session.exec(
        select(GradeProposal)
        .where(GradeProposal.assessment_id == assessment_id)
        .order_by(col(GradeProposal.id).desc())
    )
    return [_view_proposal(session, row) for row in rows]


def _view_proposal(session: Session, row: GradeProposal) -> ProposalView:
    ids = [key for key in (row.proposed_by_id, row.decided_by_id) if key is not None]
    rows = session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(ids)))
    names: dict[int | None, str] = dict(rows.all())
    return ProposalView(row, names.get(row.proposed_by_id, ""), names.get(row.decided_by_id, ""))


def get_proposal(
    session: Session, proposal_id: int, *, actor: Actor
) -> tuple[ProposalView, ResultView]:
    """Return a proposed grade with its result; raises NotFound for other offices."""
    row = own_row(session, GradeProposal, proposal_id, actor=actor, named="grade_proposal")
    case = get_case(session, row.assessment_id, actor=actor)
    stored = session.get_one(GradeResult, row.grade_result_id)
    return _view_proposal(session, row), view_result(session, case, stored)
