"""One case with a record of every kind that an address can name, and accounts around it."""

from dataclasses import dataclass
from datetime import date

from expert_pool.vocabulary import DrawState, MatchRuling, RequestKind
from models import (
    Account,
    Assessment,
    Commitment,
    Contest,
    Document,
    Dossier,
    Draw,
    DrawRequest,
    EmergencyAccess,
    Fee,
    Job,
    ManualProposal,
    Message,
    NameRuling,
    PointKind,
    ReturnPoint,
    Review,
    ReviewRound,
    Sheet,
    TaskEvaluation,
    UnitAlias,
    YearEvaluation,
)
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.vocabulary import (
    AssessmentState,
    MemberState,
    ReviewKind,
    Role,
)
from riskassess.proof.canonical import canonical_json
from tests import factories
from tests.factories import NOW, save, seat
from tests.web.beside_records import beside_ids, certificate_id


@dataclass(frozen=True)
class SampleCase:
    """Ids by the names that addresses use, and accounts by role and by where they belong."""

    assessment: Assessment
    ids: dict[str, int]
    own: dict[Role, Account]
    strangers: dict[Role, Account]


def make_sample_case() -> SampleCase:
    """Make the case, an account per role of its office, and the same of another office."""
    owner = factories.unit()
    case = factories.assessment(owner=owner, state=AssessmentState.IN_REVIEW)
    expert = factories.expert(office_id=owner.office_id)
    own = accounts_of(owner, expert_id=expert.id)
    factor = factories.factor(case)
    member = _panel(case, expert.id)
    ids = {**_papers(case, own), **_review_ids(case, member), **_work_ids(member, own)}
    return SampleCase(
        assessment=case,
        ids={
            **ids,
            "assessment_id": case.id,
            "project_id": case.project_id,
            "manual_id": case.manual_version_id,
            "manual_version_id": case.manual_version_id,
            "manual_proposal_id": _manual_proposal(case, own[Role.CASE_OFFICER]),
            "factor_id": factor.id,
            "expert_id": expert.id,
            "account_id": own[Role.EXPERT].id,
            "unit_id": owner.id,
            **_names_and_contests(case, owner, expert.id, own),
            **_draw_ids(member, own),
            "office_id": owner.office_id,
            "access_id": _access(case, own),
            **beside_ids(case, own),
            "certificate_id": certificate_id(case, owner, own, member.review_id),
        },
        own=own,
        strangers=accounts_of(factories.unit(), expert_id=None),
    )


def _access(case, own):
    """Let the auditor ask for break-glass access, which nobody has answered."""
    asked = EmergencyAccess(
        office_id=case.office_id, assessment_id=case.id, reason="核查一件来信所说的事", hours=2,
        asked_by_id=own[Role.AUDITOR].id, asked_at=NOW, asked_as=Role.AUDITOR,
    )  # fmt: skip
    return save(asked).id


def _names_and_contests(case, owner, expert_id, own):
    """Give the unit an alias, rule on a pair of names, and let the expert object."""
    around = {"office_id": case.office_id}
    alias = save(UnitAlias(**around, unit_id=owner.id, name="测试别名", added_at=NOW))
    ruling = save(
        NameRuling(
            **around,
            first="甲",
            second="乙",
            ruling=MatchRuling.SAME,
            ruled_by_id=own[Role.POOL_KEEPER].id,
            ruled_at=NOW,
        )
    )
    contest = save(
        Contest(
            **around,
            assessment_id=case.id,
            expert_id=expert_id,
            reasons="same_unit",
            text="不是",
            raised_at=NOW,
        )
    )
    return {"alias_id": alias.id, "ruling_id": ruling.id, "contest_id": contest.id}


def _draw_ids(member, own):
    """Announce a draw by dice, and ask for another one."""
    review, officer = member.review_id, own[Role.CASE_OFFICER].id
    around = {"office_id": member.office_id, "review_id": review}
    dice = {"name": "掷骰", "kind": "thrown", "what": "十次", "count": 1, "smallest": 1,
            "largest": 6, "decimals": 0, "expected_at": "2026-03-02T04:30:00Z"}  # fmt: skip
    about = {
        "office": {"code": "1", "name": "稳定办"}, "assessment": "A", "draw": 1, "kind": "first",
        "review": {"number": 1, "kind": "project_review"}, "algorithm": "rfc3797-sha256",
        "manual_digest": "x", "pool_manual_digest": builtin_pool_manual("cn-pool").digest,
        "rule": {"size": 5, "reserves": 2, "per_employer": 1, "class_share": "0.6", "seats": []},
        "excluded": {}, "replaces": None,
        "sources": [{**dice, "code": "dice_officer", "role": "case_officer"}],
        "strata": [{"code": "rest", "name": "其他", "places": 5, "size": 9, "list_digest": "y"}],
    }  # fmt: skip
    draw = save(
        Draw(
            **around, number=1, state=DrawState.ANNOUNCED, code="unknown", algorithm="x",
            rule="{}", pool_snapshot='{"experts": [], "excluded": {}}', pool_digest="z",
            announcement=canonical_json(about), announcement_digest="d",
            announcement_signature="{}", lists='{"y": []}', announced_by_id=officer,
            announced_at=NOW, expected_at=NOW,
        )
    )  # fmt: skip
    asked = DrawRequest(
        **around, kind=RequestKind.REDRAW, draw_id=draw.id, reason_code="list_wrong", note="x",
        requested_by_id=officer, requested_at=NOW,
    )  # fmt: skip
    return {"draw_id": draw.id, "draw_request_id": save(asked).id}


def accounts_of(unit, *, expert_id):
    """Make one account per role around a unit's office."""
    made = {}
    for role in Role:
        places = {}
        if role in {Role.PROJECT_UNIT, Role.INSTITUTION}:
            places["unit_id"] = unit.id
        if role is Role.EXPERT:
            places["expert_id"] = expert_id or factories.expert(office_id=unit.office_id).id
        made[role] = factories.account(role, office_id=unit.office_id, **places)
    return made


def _manual_proposal(case, officer):
    """Propose cn-default as its next version, as an import of the case's office."""
    manual = builtin_manual("cn-default")
    proposal = ManualProposal(
        office_id=case.office_id,
        code=manual.id,
        manual_version="2",
        title=manual.title.zh,
        digest=manual.digest,
        content=canonical_json(manual.plain),
        source="",
        proposed_by_id=officer.id,
        proposed_at=NOW,
    )
    return save(proposal).id


def _panel(case, expert_id):
    review = save(
        Review(
            office_id=case.office_id,
            assessment_id=case.id,
            kind=ReviewKind.PROJECT_REVIEW,
            number=1,
            panel_size=5,
            quorum=3,
            due_on=date(2026, 3, 20),
            opened_at=NOW,
        )
    )
    return seat(
        review,
        expert_id=expert_id,
        code="E1",
        position=1,
        state=MemberState.READY,
        invited_at=NOW,
        declared_at=NOW,
    )


def _review_ids(case, member):
    office_id, review_id = case.office_id, member.review_id
    number = save(ReviewRound(office_id=office_id, review_id=review_id, number=1, opened_at=NOW)).id
    sheet = save(Sheet(office_id=office_id, round_id=number, member_id=member.id, started_at=NOW))
    return {
        "review_id": review_id,
        "member_id": member.id,
        "round_id": number,
        "sheet_id": sheet.id,
    }


def _work_ids(member, own):
    """Record how the work on a seat was judged and paid."""
    around = {"office_id": member.office_id, "expert_id": member.expert_id}
    judge, manual = own[Role.POOL_KEEPER].id, builtin_pool_manual("cn-pool")
    judged = {"manual_digest": manual.digest, "evaluated_by_id": judge, "evaluated_at": NOW}
    task = save(TaskEvaluation(**around, **judged, member_id=member.id, total=90))
    year = save(
        YearEvaluation(**around, **judged, year=2026, tasks=1, mean=9000, result="excellent")
    )
    fee = save(
        Fee(
            **around,
            member_id=member.id,
            title_level="senior",
            duration="day",
            attendance="room",
            amount=150_000,
            reckoning="1500 × 100%",
            manual_digest=manual.digest,
            settled_by_id=judge,
            settled_at=NOW,
        )
    )
    return {"evaluation_id": task.id, "year_evaluation_id": year.id, "fee_id": fee.id}


def _papers(case, own):
    around = {"office_id": case.office_id, "assessment_id": case.id}
    document = save(
        Document(
            **around,
            code="D01",
            title="申请",
            filename="申请.pdf",
            media_type="application/pdf",
            size=3,
            digest="sha256:" + "0" * 64,
            uploaded_at=NOW,
        )
    )
    point = save(
        ReturnPoint(
            **around,
            kind=PointKind.REVISION,
            text="请补充",
            raised_by_id=own[Role.CASE_OFFICER].id,
            raised_at=NOW,
        )
    )
    dossier = save(Dossier(**around, number="DA-1", retention="30年", requested_at=NOW))
    measure = factories.factor(case, "B04")
    commitment = save(Commitment(office_id=case.office_id, measure_id=measure.id))
    job = save(Job(office_id=case.office_id, kind="x", subject_id=case.id, created_at=NOW))
    message = save(
        Message(
            office_id=case.office_id, recipient="a@b.invalid", subject="x", body="x", created_at=NOW
        )
    )
    return {
        "document_id": document.id,
        "point_id": point.id,
        "dossier_id": dossier.id,
        "measure_id": commitment.measure_id,
        "commitment_id": commitment.id,
        "job_id": job.id,
        "message_id": message.id,
    }
