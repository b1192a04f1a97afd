"""A closed review with a final group opinion, ready for its signature page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from models import GroupOpinion, GroupPoint, PanelVote, row_id
from riskassess.adapters.storage import FileStore
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import GroupState, PointPlace, VoteChoice
from riskassess.domain.vocabulary import AssessmentState, ReviewConclusion, RiskGrade, Role
from riskassess.jobs.signature_desk import TellingSignatures, desk_of
from tests import factories
from tests.factories import NOW, save
from tests.support.closed_room import closed_room
from tests.support.kept_scene import kept

CLOSED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DISSENT = "我不同意把征收范围的概率估计为“中”：入户调查只覆盖了一半的被征收户。"


@dataclass
class SigningRoom:
    """The room, its final opinion and a case officer."""

    room: Any
    opinion: GroupOpinion
    officer: Actor


@kept
def signing_room(session: Any, *, experts: int = 2, dissent: str = DISSENT) -> SigningRoom:
    """Make a closed review whose last member dissents from the final group opinion."""
    room = closed_room(session, CLOSED, experts=experts)
    room.assessment.state = AssessmentState.IN_REVIEW  # the grade is not proposed yet
    save(room.assessment)
    office_id = room.assessment.office_id
    factories.document(room.assessment, "D18")
    first = room.chairs[0].member
    opinion = save(
        GroupOpinion(
            office_id=office_id, review_id=row_id(room.review), number=1, state=GroupState.FINAL,
            conclusion=ReviewConclusion.REVISE, initial_grade=RiskGrade.MEDIUM,
            expected_grade=RiskGrade.LOW, leader_member_id=row_id(first), digest="sha256:00",
            started_at=NOW, put_at=NOW, ended_at=NOW,
        )
    )  # fmt: skip
    save(
        GroupPoint(
            office_id=office_id, group_opinion_id=row_id(opinion), key="p1",
            place=PointPlace.OPINION, position=1, text="调查基本充分，应补充入户记录。",
        )
    )  # fmt: skip
    for chair in room.chairs:
        dissents = chair is room.chairs[-1]
        save(
            PanelVote(
                office_id=office_id, group_opinion_id=row_id(opinion),
                member_id=row_id(chair.member), voted_at=NOW,
                choice=VoteChoice.DISSENT if dissents else VoteChoice.AGREE,
                dissent=dissent if dissents else "",
            )
        )  # fmt: skip
    return SigningRoom(room, opinion, factories.actor(Role.CASE_OFFICER, office_id=office_id))


def desk_in(folder: Any) -> TellingSignatures:
    """Return a desk whose CA and files are in a folder."""
    return desk_of(folder / "keys", FileStore(folder / "files"))
