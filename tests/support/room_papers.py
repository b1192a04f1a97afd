"""A review that is over with everything its papers are written from, and its record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import (
    DiscussionPost,
    DueChange,
    GroupOpinion,
    GroupPoint,
    LeaderBallot,
    LeaderVote,
    MustFix,
    Opinion,
    PanelVote,
    PointKind,
    QualityPoints,
    RaisedRisk,
    ReturnPoint,
    ReviewRound,
    RoundName,
    Score,
    Sheet,
    SheetReopening,
)
from riskassess.domain.room_vocabulary import (
    Adoption,
    GroupState,
    PointPlace,
    RaisedState,
    RoundKind,
    RoundState,
    SignInWay,
    VoteChoice,
)
from riskassess.domain.vocabulary import (
    AssessmentState,
    MemberState,
    ReviewConclusion,
    ReviewKind,
    ReviewState,
    RiskGrade,
    Role,
    SheetState,
    Stage,
)
from riskassess.proof.canonical import canonical_json
from tests import factories
from tests.factories import NOW, save
from tests.support.kept_scene import kept
from tests.support.review_room import ReviewRoom, make_room

HOUR = timedelta(hours=1)
QUALITY = {
    "basis": 9,
    "survey": 20,
    "identification": 12,
    "estimation": 16,
    "measures": 17,
    "form": 9,
}
DISSENT = "安置点容量没有落实，𫓧家湾三十户的过渡方案缺失；等级应为高风险，落实后再降。"
MUST_FIX = ("补充租户和经营户的问卷，说明样本如何抽取。", "写明后期扶持资金的来源和到位时间。")
OPINION = "调查覆盖面较好，但没有租户。\n请说明走访记录的数量。"
ANSWERS = ("已补充 46 份租户问卷，统计口径一致。", "资金由县级统筹，文件尚在会签，附说明。")


@dataclass
class Judged:
    """The room of a review that is over, its sheets, the officer and the group opinion."""

    room: ReviewRoom
    sheets: list[Sheet]
    officer: Any
    opinion: GroupOpinion | None = None


@kept
def judged_room(session: Any) -> Judged:
    """Make a project review of three that is over, agreed on with one dissent."""
    room = make_room(session, experts=3, state=MemberState.SUBMITTED)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    _hold(room, officer)
    sheets = [_sheet(room, room.round, number) for number in range(3)]
    _end(room)
    opinion, asked = _agree(room, sheets)
    _changes(room, sheets, officer)
    _points(room, officer, asked)
    return Judged(room, sheets, officer, opinion)


@kept
def consulted_room(session: Any) -> Judged:
    """Make a consultation that is over: issue round, two scoring rounds, talk in between."""
    room = make_room(session, experts=3, state=MemberState.SUBMITTED)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    room.review.kind = ReviewKind.EXPERT_CONSULTATION
    room.review.occasion = "两批补偿方案相差三成，前一次评审没有通过。"
    room.round.kind, room.round.number = RoundKind.ISSUES, 0
    first, second = (_round(room, number) for number in (1, 2))
    for round_ in (room.round, first, second):
        for place, chair in enumerate(room.chairs):
            name = "ABC"[(place + round_.number) % 3]
            _add(room, RoundName, round_id=round_.id, member_id=chair.member.id, name=name)
    for number in range(3):
        _sheet(room, first, number)
    sheets = [_sheet(room, second, number) for number in range(3)]
    _raise(room, officer)
    _talk(room, first)
    _end(room)
    return Judged(room, sheets, officer)


def _add(room: ReviewRoom, table: Any, **values: Any) -> Any:
    return save(table(office_id=room.review.office_id, **values))


def _hold(room: ReviewRoom, officer: Any) -> None:
    review = room.review
    review.opened_by_id, review.materials_at = officer.account_id, NOW
    review.meeting_at, review.meeting_place = NOW + HOUR, "县政务中心三楼 302 会议室"
    for number, chair in enumerate(room.chairs):
        member = chair.member
        member.answered_at = member.declared_at = NOW
        member.is_leader = number == 0
        if number < 2:
            member.signed_in_at = NOW + HOUR
            member.signed_in_how = SignInWay.IN_PERSON if number == 0 else SignInWay.ONLINE
        save(member)
        _add(room, LeaderVote, review_id=review.id, ballot=1, member_id=member.id,
             candidate_id=room.chairs[0].member.id, voted_at=NOW + HOUR)  # fmt: skip
    _add(room, LeaderBallot, review_id=review.id, number=1, closed_at=NOW + HOUR,
         leader_id=room.chairs[0].member.id)  # fmt: skip
    factories.document(room.assessment, "D18")
    save(review)


def _sheet(room: ReviewRoom, round_: ReviewRound, number: int) -> Sheet:
    member = room.chairs[number].member
    grade = RiskGrade.HIGH if number == 2 else RiskGrade.MEDIUM
    sheet = _add(
        room, Sheet, round_id=round_.id, member_id=member.id, state=SheetState.SUBMITTED,
        conclusion=ReviewConclusion.REVISE if number == 2 else ReviewConclusion.PASS,
        initial_grade=grade, expected_grade=RiskGrade.LOW, started_at=NOW,
        submitted_at=NOW + 2 * HOUR, digest=f"sha256:{number:064x}",
    )  # fmt: skip
    for factor in room.factors:
        _add(
            room, Score, sheet_id=sheet.id, factor_id=factor.id, before_weight=70_000,
            before_probability=6_100 + 100 * number, before_impact=7_300, after_weight=70_000,
            after_probability=3_050, after_impact=4_000, comment="参考邻县同类工程。",
        )  # fmt: skip
    for heading, text in (("survey", OPINION), ("overall", f"第 {number + 1} 位专家的总体意见。")):
        _add(room, Opinion, sheet_id=sheet.id, heading=heading, text=text)
    for heading, points in QUALITY.items():
        _add(room, QualityPoints, sheet_id=sheet.id, heading=heading,
             points=(points - (number == 2)) * 10_000)  # fmt: skip
    if number < 2:
        _add(room, MustFix, sheet_id=sheet.id, key="k1", heading="survey",
             text=MUST_FIX[number], pages="12、15—16")  # fmt: skip
    return sheet


def _end(room: ReviewRoom) -> None:
    for round_ in [room.round]:
        round_.state, round_.closed_at = RoundState.CLOSED, NOW + 3 * HOUR
        save(round_)
    room.review.state, room.review.closed_at = ReviewState.CLOSED, NOW + 3 * HOUR
    save(room.review)
    room.assessment.state = AssessmentState.REVISING
    save(room.assessment)


def _agree(room: ReviewRoom, sheets: list[Sheet]) -> tuple[GroupOpinion, list[GroupPoint]]:
    opinion = _add(
        room, GroupOpinion, review_id=room.review.id, number=1, state=GroupState.FINAL,
        conclusion=ReviewConclusion.PASS, initial_grade=RiskGrade.MEDIUM,
        expected_grade=RiskGrade.LOW, leader_member_id=room.chairs[0].member.id,
        digest="sha256:" + "ab" * 32, started_at=NOW + 3 * HOUR, put_at=NOW + 4 * HOUR,
        ended_at=NOW + 5 * HOUR,
    )  # fmt: skip
    said = [(PointPlace.OPINION, "survey", "调查总体充分，须补充租户。", (0, "opinions", "survey")),
            (PointPlace.MUST_FIX, "survey", MUST_FIX[0], (0, "must_fix:k1", "text")),
            (PointPlace.MUST_FIX, "measures", MUST_FIX[1], (1, "must_fix:k1", "text")),
            (PointPlace.SET_ASIDE, "survey", "已在第一条中写明。",
             (0, "must_fix:k1", "text"))]  # fmt: skip
    points = [
        _add(
            room, GroupPoint, group_opinion_id=opinion.id, key=f"p{number}", place=place,
            heading=heading, position=number, text=text,
            sources=canonical_json([[sheets[sheet].id, at, field]]),
        )
        for number, (place, heading, text, (sheet, at, field)) in enumerate(said)
    ]  # fmt: skip
    for number, chair in enumerate(room.chairs[:1] + room.chairs[2:]):
        _add(
            room, PanelVote, group_opinion_id=opinion.id, member_id=chair.member.id,
            choice=VoteChoice.DISSENT if number else VoteChoice.AGREE,
            dissent=DISSENT if number else "", voted_at=NOW + 5 * HOUR,
        )  # fmt: skip
    return opinion, [row for row in points if row.place is PointPlace.MUST_FIX]


def _changes(room: ReviewRoom, sheets: list[Sheet], officer: Any) -> None:
    _add(
        room, DueChange, review_id=room.review.id, due_before=date(2026, 3, 12),
        due_after=date(2026, 3, 16), reason="两位专家出差，请求顺延。",
        changed_by_id=officer.account_id, changed_at=NOW,
    )  # fmt: skip
    _add(
        room, SheetReopening, sheet_id=sheets[1].id, version_number=1, reason="权重单位填错。",
        asked_by_id=officer.account_id, asked_at=NOW, is_granted=True, answer="同意重填。",
        answered_at=NOW + HOUR,
    )  # fmt: skip


def _points(room: ReviewRoom, officer: Any, asked: list[GroupPoint]) -> None:
    for number, (text, answer) in enumerate(zip(MUST_FIX, ANSWERS, strict=True)):
        _add(
            room, ReturnPoint, assessment_id=room.assessment.id, kind=PointKind.REVISION,
            text=text, raised_by_id=officer.account_id, raised_at=NOW + 6 * HOUR,
            group_point_id=asked[number].id, answer=answer,
            adoption=(Adoption.ADOPTED, Adoption.PARTLY)[number], pages=("13", "")[number],
            answered_by_id=officer.account_id, answered_at=NOW + 7 * HOUR,
        )  # fmt: skip


def _round(room: ReviewRoom, number: int) -> ReviewRound:
    item = {"item": "B03.before_impact", "n": 3, "median": 7300, "q1": 7200, "q3": 7400,
            "minimum": 7100, "maximum": 7500, "cv": None, "moved": None,
            "settled": number == 2}  # fmt: skip
    outcome = {"round": number, "may_end": number == 2, "by": ["stable"] if number == 2 else [],
               "w": None, "w_reason": "agreement_too_few", "items": [item]}  # fmt: skip
    return _add(
        room, ReviewRound, review_id=room.review.id, number=number, kind=RoundKind.SCORING,
        state=RoundState.CLOSED, opened_at=NOW, closed_at=NOW + 2 * HOUR,
        outcome=canonical_json(outcome),
    )  # fmt: skip


def _raise(room: ReviewRoom, officer: Any) -> None:
    sheet = _add(room, Sheet, round_id=room.round.id, member_id=room.chairs[0].member.id,
                 state=SheetState.SUBMITTED, started_at=NOW, submitted_at=NOW)  # fmt: skip
    _add(
        room, RaisedRisk, round_id=room.round.id, sheet_id=sheet.id, key="k1", category="B",
        stage=Stage.CONSTRUCTION, name="补偿标准前后不一", reason="两批方案相差三成。",
        state=RaisedState.MERGED, factor_id=room.factors[0].id, decision_reason="与已有因素相同。",
        decided_by_id=officer.account_id, decided_at=NOW + HOUR,
    )  # fmt: skip


def _talk(room: ReviewRoom, round_: ReviewRound) -> None:
    for number, text in enumerate(("标准应以公告日为准。", "该删的话")):
        _add(
            room, DiscussionPost, round_id=round_.id, member_id=room.chairs[number].member.id,
            factor_id=room.factors[0].id, op=f"op{number}", text=text, said_at=NOW + 2 * HOUR,
            hidden_at=NOW + 2 * HOUR if number else None,
            hidden_reason="涉及个人" if number else "",
        )  # fmt: skip


def reopen(room: ReviewRoom) -> None:
    """Put a review back into its open round, with everything still stored."""
    review = room.review
    review.closed_at, review.state = None, ReviewState.GATHERING
    room.round.state, room.round.closed_at = RoundState.OPEN, None
    for row in (review, room.round):
        save(row)
