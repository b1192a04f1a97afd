"""Draws: announced before, decided by values, repeated by anybody, drawn again only by two."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.record_check import check_content
from expert_pool.vocabulary import (
    DrawKind,
    DrawState,
    LedgerKind,
    RecusalGround,
)
from models import AuditEntry, Disclosure, Draw, Expert, Recusal
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.proof.canonical import digest
from riskassess.queries.draws import draw_view
from riskassess.services import draw_lists, draws, panels, rounds
from riskassess.services.draw_requests import Wish
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.draw_texts import draw_text, published_text, sealed_text
from riskassess.services.draws import Proof
from riskassess.services.uploads import Upload
from tests import factories
from tests.support import reviews as scenes
from tests.support.vault import vault

REASON = Wish("value_wrong", "录像显示最后一掷为 3。")


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


@pytest.fixture
def announced(session, case, officer, now):
    return scenes.announced(session, case, officer, now=now)


def another(case, *roles):
    return factories.actor(*roles, office_id=case.office_id)


def test_the_announcement_is_signed_and_says_everything_but_who(session, case, announced, now):
    about = json.loads(announced.draw.announcement)
    assert about["kind"] == "first"
    assert [source["code"] for source in about["sources"]] == ["dice_officer", "dice_keeper"]
    assert about["sources"][0]["expected_at"] == "2026-03-02T04:30:00Z"
    assert [row["code"] for row in about["strata"]][-2:] == ["rest", "reserve"]
    assert about["strata"][-1]["size"] == 18
    codes = [row[0] for rows in json.loads(announced.draw.lists)["lists"].values() for row in rows]
    assert not [code for code in codes if code in announced.draw.announcement]
    assert scenes.ledger_kinds(session, case) == [LedgerKind.ANNOUNCEMENT]


@pytest.mark.parametrize(
    ("offer", "wait", "code"),
    [
        ("dice", timedelta(0), "draw_source_past"),
        ("lottery_dice", timedelta(minutes=-1), "draw_source_past"),
        ("nothing", timedelta(hours=1), "draw_offer_unknown"),
        ("lottery_dice", None, "draw_time_missing"),
        ("two_lotteries", timedelta(days=18), "due_before_draw"),
    ],
)
def test_a_source_is_offered_and_lies_in_the_future(session, case, officer, now, offer, wait, code):
    choice = SourceChoice(offer, None if wait is None else now + wait)
    with pytest.raises(InvalidInput, match=code):
        panels.open_review(
            session, assessment_id=case.id, kind="project_review", due_on=scenes.DUE,
            choice=choice, desk=scenes.desk(officer, now),
        )  # fmt: skip
    assert not session.exec(select(Draw)).all()


def test_values_wait_for_their_moment_their_role_and_another_person(
    session, case, officer, announced, now
):
    draw, then = announced.draw, now + scenes.WAIT
    both = another(case, Role.CASE_OFFICER, Role.POOL_KEEPER)
    with pytest.raises(Refused, match="draw_too_early"):
        scenes.throw(session, draw, officer, "dice_officer", scenes.THROWS[0], now=now)
    with pytest.raises(Refused, match="not_your_role"):
        scenes.throw(session, draw, officer, "dice_keeper", scenes.THROWS[1], now=then)
    with pytest.raises(Refused, match="not_your_role"):
        scenes.throw(
            session, draw, another(case, Role.APPROVER), "dice_officer", scenes.THROWS[0], now=then
        )
    scenes.throw(session, draw, both, "dice_officer", scenes.THROWS[0], now=then)
    with pytest.raises(Refused, match="draw_same_person"):
        scenes.throw(session, draw, both, "dice_keeper", scenes.THROWS[1], now=then)
    with pytest.raises(Refused, match="draw_value_entered"):
        scenes.throw(session, draw, officer, "dice_officer", scenes.THROWS[1], now=then)
    with pytest.raises(NotFound):
        scenes.throw(session, draw, officer, "coin", "1", now=then)
    stranger = factories.actor(Role.POOL_KEEPER)
    with pytest.raises(NotFound):
        scenes.throw(session, draw, stranger, "dice_keeper", scenes.THROWS[1], now=then)
    assert draw.state is DrawState.ANNOUNCED
    assert scenes.panel(session, announced.review) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ("", "value_count"),
        ("1234561234 1234561234", "value_length"),
        ("一二三", "value_no_number"),
        ("NaN", "value_no_number"),
        ("1234567123", "value_thrown"),
        ("123456", "value_length"),
        ("9999999999", "value_thrown"),
        ("1234561234.5", "value_decimals"),
    ],
)
def test_values_are_checked_before_they_are_kept(session, officer, announced, now, values, code):
    with pytest.raises(InvalidInput, match=code):
        scenes.throw(
            session, announced.draw, officer, "dice_officer", values, now=now + scenes.WAIT
        )


def test_values_need_a_proof_and_keep_its_digest(session, officer, announced, now):
    given = {
        "draw_id": announced.draw.id, "source": "dice_officer", "values": "３５１２６４４１５３",
        "public_url": scenes.URL, "desk": scenes.desk(officer, now + scenes.WAIT),
    }  # fmt: skip
    with pytest.raises(InvalidInput, match="proof_missing"):
        draws.enter_values(session, proof=Proof(" "), **given)
    file = Upload("录像.pdf", "录像", "application/pdf", 4, "sha256:ab")
    entered = draws.enter_values(session, proof=Proof("", file), **given)
    assert (entered.value.values, entered.value.proof_digest) == ("[3512644153]", "sha256:ab")


def test_a_first_throw_is_nowhere_before_the_second_is_in(session, case, officer, announced, now):
    draw = announced.draw
    scenes.throw(session, draw, officer, "dice_officer", "3512644153", now=now + scenes.WAIT)
    view = draw_view(session, draw)
    assert not view.shows_values_of(view.sources[0])
    assert "3512644153" not in sealed_text(view)
    trail = session.exec(select(AuditEntry.after)).all()
    assert not [entry for entry in trail if "3512644153" in entry]


def test_the_record_is_genuine_and_the_sealed_one_names_nobody(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    assert all(finding.ok for finding in check_content(draw_text(made.draw).encode()))
    view = draw_view(session, made.draw)
    assert not view.list_is_open
    sealed = published_text(view)
    codes = [row.code for row in scenes.panel(session, made.review)]
    assert not [code for code in codes if code in sealed]
    assert "测试专家" not in made.draw.record
    assert "测试研究院" not in made.draw.record
    trail = "".join(session.exec(select(AuditEntry.after)).all())
    members = json.loads(made.draw.record)["members"]
    assert json.loads(made.draw.record)["contents"]["members"] not in trail
    assert digest(members) not in trail
    round_ = scenes.round_of(session, made.review)
    round_.state = "closed"
    factories.save(round_)
    assert published_text(draw_view(session, made.draw)) == made.draw.record


def test_the_same_values_give_the_same_panel_in_every_order_of_rows(session, now):
    panels_drawn = []
    for backwards in (False, True):
        case = scenes.ready_case()
        rows = [
            {"profession": profession, "code": f"T{number:02}", "employer": f"院{number}"}
            for number, profession in enumerate(scenes.PROFESSIONS * 4)
        ]
        for row in reversed(rows) if backwards else rows:
            factories.expert(office_id=case.office_id, **row)
        review = scenes.opened(session, case, scenes.officer(case), now=now).review
        panels_drawn.append([row.code for row in scenes.panel(session, review)])
    assert panels_drawn[0] == panels_drawn[1]


def test_who_was_recused_after_the_announcement_gets_no_seat_at_the_table(
    session, case, officer, now
):
    case2 = scenes.ready_case()
    scenes.pool(case2.office_id)
    officer2 = scenes.officer(case2)
    made = scenes.announced(session, case2, officer2, now=now)
    for row in json.loads(made.draw.pool_snapshot)["experts"][:3]:
        known = select(Expert).where(Expert.code == row[0], Expert.office_id == case2.office_id)
        expert = session.exec(known).one()
        factories.save(
            Recusal(office_id=case2.office_id, assessment_id=case2.id, expert_id=expert.id,
                    ground=RecusalGround.KINSHIP, recorded_at=now)
        )  # fmt: skip
    scenes.thrown(session, made.draw, officer2, now=now)
    lawyers = [row for row in scenes.panel(session, made.review) if row.profession == "law"]
    assert lawyers
    assert {row.state for row in lawyers} <= {MemberState.RECUSED, MemberState.RESERVE}
    assert LedgerKind.RECUSAL in scenes.ledger_kinds(session, case2)


def test_supplement_has_fresh_values_and_keeps_the_first(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    choice, desk = scenes.dice(now + scenes.WAIT), scenes.desk(officer, now + scenes.WAIT)
    with pytest.raises(Refused, match="panel_complete"):
        draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk)
    lost = scenes.seated(session, made.review)[0]
    scenes.leave(session, lost)
    again = draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk)
    assert (again.kind, again.number, again.replaces_id) == (DrawKind.SUPPLEMENT, 2, None)
    staying = [row[0] for row in json.loads(again.lists)["standing"]]
    assert sorted(staying) == ["s01", "s02", "s03", "s04"]
    assert json.loads(again.announcement)["standing"]["count"] == 4
    members = scenes.panel(session, made.review)
    assert not [row.code for row in members if row.code in again.announcement + again.lists]
    with pytest.raises(Refused, match="draw_pending"):
        draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk)
    entered = scenes.thrown(session, again, officer, now=now + scenes.WAIT)
    assert len(entered.message_ids) == 1
    new = [row for row in scenes.seated(session, made.review) if row.draw_id == again.id]
    assert [row.code != lost.code for row in new if row.state is MemberState.INVITED] == [True]
    assert json.loads(again.pool_snapshot)["excluded"][lost.code] == ["declined"]
    assert all(finding.ok for finding in check_content(again.record.encode()))
    assert scenes.ledger_kinds(session, case) == [
        LedgerKind.ANNOUNCEMENT, LedgerKind.DRAW, LedgerKind.REFUSAL, LedgerKind.SUPPLEMENT,
        LedgerKind.DRAW,
    ]  # fmt: skip


def test_each_look_at_a_sealed_list_is_a_row_with_its_purpose(
    session, case, officer, announced, now
):
    look = {"draw_id": announced.draw.id, "now": now}
    with pytest.raises(InvalidInput, match="purpose_missing"):
        draw_lists.open_list(session, purpose=" ", actor=officer, **look)
    for role in (Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR):
        with pytest.raises(Refused, match="not_your_role"):
            draw_lists.open_list(session, purpose="看看", actor=another(case, role), **look)
    assert not session.exec(select(Disclosure)).all()
    opened = draw_lists.open_list(session, purpose="核对回避", actor=officer, **look)
    assert len(opened.snapshot["experts"]) == 18
    keeper = another(case, Role.POOL_KEEPER)
    draw_lists.open_list(session, purpose="核对专业", actor=keeper, **look)
    rows = session.exec(select(Disclosure).order_by(Disclosure.id)).all()
    assert [(row.account_id, row.purpose) for row in rows] == [
        (officer.account_id, "核对回避"), (keeper.account_id, "核对专业"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        draw_lists.open_list(session, purpose="x", actor=factories.actor(Role.CASE_OFFICER), **look)


def test_a_round_is_not_closed_over_an_announced_draw(session, case, officer, now):
    made = scenes.opened(session, case, officer, now=now)
    members = scenes.seated(session, made.review)
    scenes.leave(session, members[0])
    for member in members[1:]:
        scenes.submit(session, made.review, member)
    later = now + 2 * scenes.WAIT
    choice, desk = scenes.dice(later), scenes.desk(officer, later)
    draws.announce_draw(session, review_id=made.review.id, choice=choice, desk=desk)
    round_ = scenes.round_of(session, made.review)
    with pytest.raises(Refused, match="draw_pending"):
        rounds.close_round(session, round_id=round_.id, actor=officer, now=now, seal=vault().seal)
