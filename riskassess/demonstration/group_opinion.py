"""A panel of the demonstration after its round: a leader, opinions merged, a vote going on."""

from models import PanelMember, Review, row_id
from riskassess.demonstration.filling import Line
from riskassess.demonstration.staging import Stage
from riskassess.domain.room_vocabulary import VoteChoice
from riskassess.domain.sheet_lists import must_fix_place
from riskassess.domain.sheet_values import OPINION_PLACE
from riskassess.i18n import _
from riskassess.queries.individual_opinions import list_said
from riskassess.services.group_opinions import put_to_vote, start_draft
from riskassess.services.group_points import merge_into, take_over
from riskassess.services.leaders import vote_leader
from riskassess.services.panel_places import Hand
from riskassess.services.panel_votes import vote_on_opinion


def must_fix_lines(number: int) -> list[Line]:
    """Return what the member with a number from 0 wants mended, and says of a part."""
    asked = (
        (_("第三章没有说明施工期间住户的临时通道。"), "12"),
        (_("低层住户采光受影响的补偿标准没有写明依据。"), "15–16"),
        (_("住户通道的布置图缺少日期。"), "12"),
    )
    text, pages = asked[number % len(asked)]
    place = must_fix_place(f"demo{number}")
    return [
        (place, "text", text), (place, "pages", pages),
        (OPINION_PLACE, "measures", _("措施与因素对应，责任单位明确。")),
    ]  # fmt: skip


def put_opinion_to_vote(stage: Stage, members: list[PanelMember]) -> None:
    """Elect the first member, merge what the members wrote, and let the leader vote."""
    leader = members[0]
    for member in members:
        vote_leader(stage.session, candidate_id=row_id(leader), hand=_hand(stage, member))
    start_draft(stage.session, hand=_hand(stage, leader))
    review = stage.session.get_one(Review, leader.review_id)
    headings: dict[str, str] = {}
    for row in list_said(stage.session, review):
        if not row.is_must_fix and row.heading in headings:
            key = headings[row.heading]
            merge_into(stage.session, source=row.source, key=key, hand=_hand(stage, leader))
            continue
        point = take_over(stage.session, source=row.source, hand=_hand(stage, leader))
        headings.setdefault(row.heading, point.key)
    put_to_vote(stage.session, hand=_hand(stage, leader))
    vote_on_opinion(stage.session, choice=VoteChoice.AGREE, dissent="", hand=_hand(stage, leader))


def _hand(stage: Stage, member: PanelMember) -> Hand:
    return Hand(row_id(member), stage.expert(member.expert_id or 0), stage.moment())
