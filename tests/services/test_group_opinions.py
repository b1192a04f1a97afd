"""The leader merges individual opinions, nothing is lost, and the figures come by rule."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import GroupPoint, MustFix, PanelVote, RoundName, Sheet
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.room.merging import Source, read_sources
from riskassess.domain.room_vocabulary import GroupState, PointPlace, VoteChoice
from riskassess.domain.vocabulary import ReviewConclusion, RiskGrade, Role
from riskassess.print.blocks import Words
from riskassess.print.review_papers.group_opinion import group_opinion
from riskassess.queries.assessments import get_case
from riskassess.queries.group_opinions import (
    find_group_opinion,
    group_view,
    lacking_opinion,
    list_group_points,
    opinion_holds,
)
from riskassess.queries.individual_opinions import list_said
from riskassess.queries.review_record import get_review_record
from riskassess.services import group_opinions, group_points, panel_votes
from riskassess.services.consultations import Desk, end_consultation
from riskassess.services.panel_places import Hand
from riskassess.services.sheets import Change
from tests import factories
from tests.support.consultation_room import REASONS, told_room
from tests.support.group_opinions import FIX, agreed, closed_panel, drafted
from tests.support.reviews import leave

PAGE = "（第 12 页）"

AGREE, DISSENT = VoteChoice.AGREE, VoteChoice.DISSENT


def officer(panel):
    """Return a case officer of the panel's office."""
    return factories.actor(Role.CASE_OFFICER, office_id=panel.review.office_id)


def view(session, panel):
    """Return the newest version as pages see it."""
    case = get_case(session, panel.room.assessment.id, actor=officer(panel))
    opinion = find_group_opinion(session, panel.review)
    return group_view(session, case, panel.review, opinion)


def change(key, value, base):
    """Return a change of a point's text."""
    return Change("op1", key, "text", value, base, factories.NOW)


def test_lines_are_taken_over_merged_or_set_aside_and_an_open_one_blocks_the_vote(session, now):
    panel = closed_panel(session, now)
    group_opinions.start_draft(session, hand=panel.leader)
    first = group_points.take_over(session, source=panel.source(0), hand=panel.leader)
    merged = group_points.merge_into(
        session, source=panel.source(1), key=first.key, hand=panel.leader
    )
    assert (first.place, merged.text) == (
        PointPlace.MUST_FIX,
        f"{FIX}（1）{PAGE}\n{FIX}（2）{PAGE}",
    )
    with pytest.raises(Refused, match="must_fix_unhandled") as refused:
        group_opinions.put_to_vote(session, hand=panel.leader)
    assert refused.value.facts["n"] == 1
    group_points.set_aside(
        session, source=panel.source(2), reason="与第1条重复。", hand=panel.leader
    )
    shown = view(session, panel)
    assert [[said.source for said in each.said] for each in shown.points] == [
        [panel.source(0), panel.source(1)], [panel.source(2)],
    ]  # fmt: skip
    opinion = group_opinions.put_to_vote(session, hand=panel.leader)
    assert (opinion.state, opinion.digest[:7]) == (GroupState.VOTING, "sha256:")


def test_what_is_removed_waits_again_and_a_line_is_taken_only_once(session, now):
    panel = closed_panel(session, now)
    group_opinions.start_draft(session, hand=panel.leader)
    point = group_points.take_over(session, source=panel.source(0), hand=panel.leader)
    with pytest.raises(InvalidInput, match="source_taken"):
        group_points.take_over(session, source=panel.source(0), hand=panel.leader)
    group_points.remove_point(session, key=point.key, hand=panel.leader)
    assert len(view(session, panel).open_lines) == 3
    foreign = Source(panel.sheets[0].id, "must_fix:k9", "text")
    with pytest.raises(InvalidInput, match="source_unknown"):
        group_points.take_over(session, source=foreign, hand=panel.leader)
    with pytest.raises(InvalidInput, match="point_without_source"):
        group_points.add_point(
            session, place=PointPlace.MUST_FIX, heading="", text="另加", hand=panel.leader
        )
    with pytest.raises(InvalidInput, match="reason_missing"):
        group_points.set_aside(session, source=panel.source(0), reason=" ", hand=panel.leader)


def test_points_are_ordered_joined_and_written_and_two_tabs_ask(session, now):
    panel = closed_panel(session, now)
    opinion = group_opinions.start_draft(session, hand=panel.leader)
    keys = [
        group_points.take_over(session, source=panel.source(place), hand=panel.leader).key
        for place in range(3)
    ]
    group_points.move_point(session, key=keys[2], up=True, hand=panel.leader)
    assert [row.key for row in list_group_points(session, opinion)] == [keys[0], keys[2], keys[1]]
    joined = group_points.join_points(session, key=keys[1], into=keys[0], hand=panel.leader)
    text = joined.text
    saved = group_points.save_texts(
        session, changes=[change(keys[0], "补充方案和资金来源。", text)], hand=panel.leader
    )
    again = group_points.save_texts(
        session, changes=[change(keys[0], "旧标签页的文字", text)], hand=panel.leader
    )
    assert (saved.saved, again.conflicts) == (["op1"], {"op1": "补充方案和资金来源。"})
    assert not view(session, panel).open_lines, "a joined point keeps the links of both"


def test_only_the_leader_writes_and_nobody_once_it_is_voted_on(session, now):
    panel = closed_panel(session, now)
    with pytest.raises(Refused, match="not_your_role"):
        group_opinions.start_draft(session, hand=panel.hand(1))
    drafted(session, panel.leader, panel.review)
    with pytest.raises(Refused, match="opinion_exists"):
        group_opinions.start_draft(session, hand=panel.leader)
    group_opinions.put_to_vote(session, hand=panel.leader)
    key = session.exec(select(GroupPoint.key)).first()
    with pytest.raises(Refused, match="opinion_not_draft"):
        group_points.save_texts(session, changes=[change(key, "改", "")], hand=panel.leader)


def test_figures_come_from_the_sheets_and_the_higher_grade_stands_where_the_panel_is_split(
    session, now
):
    panel = closed_panel(session, now)
    sheets = session.exec(select(Sheet).order_by("id")).all()
    sheets[0].initial_grade, sheets[0].conclusion = RiskGrade.HIGH, ReviewConclusion.FAIL
    sheets[1].initial_grade = RiskGrade.LOW
    drafted(session, panel.leader, panel.review)
    figures = view(session, panel).figures
    assert (figures.conclusion, figures.initial_grade, figures.initial.is_split) == (
        ReviewConclusion.PASS, RiskGrade.HIGH, True,
    )  # fmt: skip
    assert (figures.expected_grade, figures.quality.total) == (RiskGrade.LOW, 84)
    opinion = group_opinions.put_to_vote(session, hand=panel.leader)
    assert (opinion.conclusion, opinion.initial_grade) == (ReviewConclusion.PASS, RiskGrade.HIGH)


def test_the_last_vote_makes_it_final_and_the_dissent_stays_word_by_word(session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    group_opinions.put_to_vote(session, hand=panel.leader)
    reason = "安置点容量未落实，\n不同意“有条件通过”。"
    with pytest.raises(InvalidInput, match="dissent_missing"):
        panel_votes.vote_on_opinion(session, choice=DISSENT, dissent=" ", hand=panel.hand(1))
    panel_votes.vote_on_opinion(session, choice=DISSENT, dissent=reason, hand=panel.hand(1))
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(0))
    assert (view(session, panel).given, view(session, panel).dissents) == (2, ())
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(2))
    shown = view(session, panel)
    assert shown.opinion.state is GroupState.FINAL
    assert [(line.member.code, line.dissent) for line in shown.dissents] == [("E2", reason)]


def test_a_vote_of_who_has_left_ends_no_vote(session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    opinion = group_opinions.put_to_vote(session, hand=panel.leader)
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(1))
    leave(session, panel.room.chairs[1].member)
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(0))
    assert opinion.state is GroupState.VOTING, "the third has not voted"
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(2))
    assert opinion.state is GroupState.FINAL


def test_a_rejected_version_goes_on_as_a_new_one_with_its_links(session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    old = group_opinions.put_to_vote(session, hand=panel.leader)
    for place in (0, 1):
        panel_votes.vote_on_opinion(
            session, choice=DISSENT, dissent="不同意", hand=panel.hand(place)
        )
    panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(2))
    shown = view(session, panel)
    session.refresh(old)
    assert (old.state, shown.opinion.number, shown.opinion.state) == (
        GroupState.REPLACED, 2, GroupState.DRAFT,
    )  # fmt: skip
    assert not shown.open_lines
    assert len(session.exec(select(PanelVote)).all()) == 2 + 1, "the old version keeps its votes"


def test_silence_counts_as_the_manual_says_but_only_after_the_term(session, now):
    panel = closed_panel(session, now)
    drafted(session, panel.leader, panel.review)
    opinion = group_opinions.put_to_vote(session, hand=panel.leader)
    panel_votes.vote_on_opinion(session, choice=DISSENT, dissent="不同意", hand=panel.hand(1))
    desk = Desk(officer(panel), now + timedelta(days=3) - timedelta(seconds=1))
    with pytest.raises(Refused, match="vote_running"):
        panel_votes.end_vote(session, review_id=panel.review.id, desk=desk)
    panel.now = now + timedelta(days=3)
    with pytest.raises(Refused, match="opinion_not_voting"):
        panel_votes.vote_on_opinion(session, choice=AGREE, hand=panel.hand(2))
    counted = panel_votes.end_own_vote(session, hand=panel.leader)
    assert (counted.agreed, counted.dissenting, counted.silent) == (2, 1, 2)
    session.refresh(opinion)
    assert opinion.state is GroupState.FINAL


def test_a_changed_sheet_no_longer_gives_what_was_voted_on(session, now):
    panel = closed_panel(session, now)
    opinion = agreed(session, panel.leader, panel.review)
    case = get_case(session, panel.room.assessment.id, actor=officer(panel))
    assert opinion_holds(session, case, panel.review, opinion)
    for sheet in session.exec(select(Sheet)):
        sheet.conclusion = ReviewConclusion.FAIL
    session.flush()
    assert not opinion_holds(session, case, panel.review, opinion)
    assert len(session.exec(select(MustFix)).all()) == 3


def test_a_final_version_that_no_longer_holds_bars_the_grade_until_a_new_one_is_agreed(
    session, now
):
    panel = closed_panel(session, now)
    opinion = agreed(session, panel.leader, panel.review)
    case = get_case(session, panel.room.assessment.id, actor=officer(panel))
    assert lacking_opinion(session, case) == "must_fix_unasked"
    with pytest.raises(Refused, match="opinion_exists"):
        group_opinions.start_draft(session, hand=panel.leader)
    session.exec(select(GroupPoint)).first().text = "换过的文字"
    session.commit()
    assert lacking_opinion(session, case) == "group_opinion_stale"
    newer = group_opinions.start_draft(session, hand=panel.leader)
    session.refresh(opinion)
    assert (opinion.state, newer.number, newer.state) == (
        GroupState.REPLACED, 2, GroupState.DRAFT,
    )  # fmt: skip
    assert not view(session, panel).open_lines, "the new version begins with the points of the old"
    assert lacking_opinion(session, case) == "group_opinion_missing"
    with pytest.raises(Refused, match="opinion_exists"):
        group_opinions.start_draft(session, hand=panel.leader)


def test_a_consultation_begins_with_what_is_agreed_and_disputed_and_the_reasons(session, now):
    room = told_room(session)
    desk = Desk(factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id), now)
    end_consultation(session, review_id=room.review.id, reason="时间已到", desk=desk)
    leader = room.chairs[0]
    leader.member.is_leader = True
    session.flush()
    hand = Hand(leader.member.id, leader.actor, now)
    opinion = group_opinions.start_draft(session, hand=hand)
    points = list_group_points(session, opinion)
    assert [(row.place, row.heading) for row in points] == [
        (PointPlace.DISPUTED, "B03"), (PointPlace.DISPUTED, "E01"),
    ]  # fmt: skip
    text = points[0].text
    assert "措施前风险概率中位数 50%，四分位 30% 至 70%" in text
    assert "措施前权重" not in text, "all gave the same weight"
    assert all(reason in text for reason in REASONS)
    assert len(read_sources(points[0].sources)) == len(REASONS)
    voting = group_opinions.put_to_vote(session, hand=hand)
    assert (voting.conclusion, voting.initial_grade) == (None, RiskGrade.MEDIUM)


def test_the_reasons_of_a_consultation_stand_in_no_order_of_the_panel(session, now):
    room = told_room(session)
    desk = Desk(factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id), now)
    end_consultation(session, review_id=room.review.id, reason="时间已到", desk=desk)
    rows = session.exec(select(RoundName).order_by("member_id")).all()
    for row, name in zip(rows, "WXYZ", strict=False):
        row.name = name
    session.flush()
    for row, name in zip(rows, "DCBA", strict=False):  # the panel's order turned round
        row.name = name
    leader = room.chairs[0]
    leader.member.is_leader = True
    session.flush()
    opinion = group_opinions.start_draft(session, hand=Hand(leader.member.id, leader.actor, now))
    names = [said.round_name for said in list_said(session, room.review)]
    assert names == sorted(names)
    text = list_group_points(session, opinion)[0].text
    assert text.index(REASONS[2]) < text.index(REASONS[1]) < text.index(REASONS[0])
    opinion.state, opinion.ended_at = GroupState.FINAL, now
    session.flush()
    record = get_review_record(session, room.review.id, actor=desk.actor)
    told = [
        block.text for block in group_opinion(record)
        if isinstance(block, Words) and block.text.startswith("据：")
    ]  # fmt: skip
    assert told[0].startswith("据：专家乙 B03 的理由；专家丙 B03 的理由；")
    assert not any(code in line for line in told for code in ("E1 ", "E2 ", "comment"))
