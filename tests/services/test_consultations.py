"""A consultation: risks before seeing any, rounds with an outcome each, an end by the rule."""

import json
from datetime import date

import pytest
from sqlmodel import select

from models import Factor, RaisedRisk, Review, ReviewRound, RoundName, Sheet, row_id
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RaisedState, RoundKind, RoundState, RoundWay
from riskassess.domain.vocabulary import MemberState, ReviewKind, ReviewState, Role
from riskassess.queries.assessments import list_factors, newest_round
from riskassess.queries.review_rooms import list_raised_risks
from riskassess.queries.sheet_contents import own_content
from riskassess.queries.sheets import get_seat
from riskassess.services import consultations, rounds
from riskassess.services.consultations import Desk
from riskassess.services.round_names import name_members
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, kind_room
from tests.support.sheets import said, save_changes, submit_sheet
from tests.support.vault import vault

DUE = date(2026, 3, 20)


@pytest.fixture
def room(session):
    """Return a consultation of three experts in its issue round."""
    made = kind_room(session, "cn-default", experts=3)
    made.review.kind, made.review.panel_size, made.review.quorum = (
        ReviewKind.EXPERT_CONSULTATION, 3, 3,
    )  # fmt: skip
    made.review.pool_manual_version_id = factories.pool_manual().id
    made.round.kind, made.round.number = RoundKind.ISSUES, 0
    factories.save(made.review)
    factories.save(made.round)
    return made


@pytest.fixture
def desk(room, now):
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    return Desk(officer, now)


def save(session, room, chair, ops, now):
    seat = room.chairs[chair]
    ids = (
        f"{chair}-{number}-{place}-{field}"[-40:] for number, (place, field, _v) in enumerate(ops)
    )
    changes = [Change(op, *change, None, now) for op, change in zip(ids, ops, strict=True)]
    return save_changes(
        session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
    )


def submit(session, room, chair, now):
    seat = room.chairs[chair]
    return submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)


def close(session, room, desk):
    round_ = newest_round(session, row_id(room.review))
    return rounds.close_round(
        session, round_id=row_id(round_), actor=desk.actor, now=desk.now, seal=vault().seal
    )


def raise_risk(session, room, chair, now, *, key="k1", name="补偿标准前后不一"):
    place = f"risk:{key}"
    ops = [(place, "name", name), (place, "category", "B"), (place, "stage", "C"),
           (place, "reason", "两批方案相差三成")]  # fmt: skip
    return save(session, room, chair, ops, now)


def issues_closed(session, room, desk):
    raise_risk(session, room, 0, desk.now)
    for chair in range(3):  # two have nothing to add, and hand in just that
        submit(session, room, chair, desk.now)
    close(session, room, desk)
    return session.exec(select(RaisedRisk)).one()


def next_round(session, room, desk):
    return consultations.open_next_round(
        session, review_id=row_id(room.review), way=RoundWay.OWN_TIME, due_on=DUE, desk=desk
    )


def score(session, room, desk, shares):
    """Let each expert score every factor alike with an own share, submit, and close."""
    factors = list_factors(session, row_id(room.assessment))
    for chair, share in enumerate(shares):
        ops = [
            (str(factor.id), f"{moment}_{part}", "7" if part == "weight" else share)
            for factor in factors
            for moment in ("before", "after")
            for part in ("weight", "probability", "impact")
        ]
        outcome = save(session, room, chair, [*ops, *OPINIONS[1:]], desk.now)
        assert outcome.rejected == {}
        submit(session, room, chair, desk.now)
    assert close(session, room, desk) is None
    round_ = newest_round(session, row_id(room.review))
    return json.loads(round_.outcome)


def test_risks_are_raised_blind_and_become_rows_at_the_end(session, room, desk):
    done = raise_risk(session, room, 0, desk.now)
    assert len(done.saved) == 4
    refused = save(session, room, 0, [(str(room.factors[0].id), "before_impact", "5")], desk.now)
    assert {error.code for error in refused.rejected.values()} == {"place_unknown"}
    assert session.exec(select(RaisedRisk)).all() == []
    save(session, room, 1, [("risk:a", "name", "只写了名称")], desk.now)
    with pytest.raises(Refused, match="sheet_incomplete"):
        submit(session, room, 1, desk.now)


def test_a_risk_becomes_a_factor_that_the_next_round_asks_for(session, room, desk):
    risk = issues_closed(session, room, desk)
    assert (risk.name, risk.state) == ("补偿标准前后不一", RaisedState.RAISED)
    earlier = RaisedRisk(**{**risk.model_dump(exclude={"id"}), "key": "k9", "name": "一期拖欠"})
    session.add(earlier)
    session.flush()
    told = [line.risk.name for line in list_raised_risks(session, room.review.id)]
    assert told == ["一期拖欠", risk.name], "by name: who raised what is not told"
    session.delete(earlier)
    with pytest.raises(Refused, match="risks_open"):
        next_round(session, room, desk)
    consultations.decide_raised(session, risk_id=risk.id, state=RaisedState.ADDED, desk=desk)
    factor = session.get(Factor, risk.factor_id)
    assert (factor.code, factor.name, factor.is_own) == ("XO01", risk.name, True)
    with pytest.raises(Refused, match="already_decided"):
        consultations.decide_raised(session, risk_id=risk.id, state=RaisedState.ADDED, desk=desk)
    round_ = next_round(session, room, desk)
    assert (round_.number, round_.kind, round_.state) == (1, RoundKind.SCORING, RoundState.OPEN)
    done = save(session, room, 0, [(str(factor.id), "before_impact", "50")], desk.now)
    assert len(done.saved) == 1


def test_a_risk_is_declined_with_a_reason_or_merged_into_a_factor(session, room, desk):
    risk = issues_closed(session, room, desk)
    call = {"risk_id": risk.id, "desk": desk}
    with pytest.raises(InvalidInput, match="reason_missing"):
        consultations.decide_raised(session, state=RaisedState.DECLINED, reason=" ", **call)
    with pytest.raises(InvalidInput, match="factor_unknown"):
        consultations.decide_raised(session, state=RaisedState.MERGED, factor_code="Z9", **call)
    consultations.decide_raised(session, state=RaisedState.MERGED, factor_code="B03", **call)
    assert session.get(Factor, risk.factor_id).code == "B03"


def test_rounds_go_on_until_the_rule_is_met(session, room, desk):
    risk = issues_closed(session, room, desk)
    consultations.decide_raised(
        session, risk_id=risk.id, state=RaisedState.DECLINED, reason="已有同类", desk=desk
    )
    next_round(session, room, desk)
    first = score(session, room, desk, ("10", "50", "90"))
    assert (first["may_end"], first["by"]) == (False, [])
    row = next(item for item in first["items"] if item["item"] == "B03.before_impact")
    assert (row["median"], row["q1"], row["q3"], row["settled"]) == (5000, 3000, 7000, False)
    with pytest.raises(InvalidInput, match="reason_missing"):
        consultations.end_consultation(session, review_id=row_id(room.review), desk=desk)
    next_round(session, room, desk)
    chair = room.chairs[1]
    shown = own_content(
        session, get_seat(session, chair.member.id, actor=chair.actor), seal=vault().seal
    )
    assert shown.document.get(str(room.factors[0].id), "before_impact") == 5000
    assert shown.opinions == {}
    save(session, room, 0, [("sheet", "initial_grade", "low")], desk.now)
    newest = session.exec(select(Sheet).order_by(Sheet.id.desc())).first()
    begun = said(session, newest)
    assert begun.get(str(room.factors[0].id), "before_impact") == 1000  # the own mark, to change
    assert begun.at("opinions") == {}
    members = {chair.member.state for chair in room.chairs}
    assert members == {MemberState.READY}


def test_the_end_computes_the_last_round(session, room, desk):
    risk = issues_closed(session, room, desk)
    consultations.decide_raised(
        session, risk_id=risk.id, state=RaisedState.DECLINED, reason="已有同类", desk=desk
    )
    next_round(session, room, desk)
    score(session, room, desk, ("40", "50", "60"))
    with pytest.raises(IllegalTransition):
        consultations.open_next_round(
            session, review_id=row_id(other_review(session, room)), way=RoundWay.OWN_TIME,
            due_on=DUE, desk=desk,
        )  # fmt: skip
    result = consultations.end_consultation(
        session, review_id=row_id(room.review), reason="会议时间已到，意见已清楚", desk=desk
    )
    assert result.review_id == room.review.id
    assert session.get(Review, room.review.id).state is ReviewState.CLOSED
    with pytest.raises(IllegalTransition):
        next_round(session, room, desk)


def other_review(session, room):
    """Return a project review of the same office: it has no further rounds."""
    other = kind_room(session, "cn-default")
    other.review.office_id = room.review.office_id
    other.assessment.office_id = room.review.office_id
    factories.save(other.assessment)
    return factories.save(other.review)


def test_names_change_from_round_to_round_and_are_different(session, room, desk):
    round_ = session.get(ReviewRound, room.round.id)
    members = [chair.member for chair in room.chairs]
    name_members(session, round_, members)
    name_members(session, round_, members)
    names = session.exec(select(RoundName.name)).all()
    assert len(names) == len(set(names)) == 3
    following = factories.save(ReviewRound(
        office_id=round_.office_id, review_id=round_.review_id, number=1, opened_at=desk.now
    ))  # fmt: skip
    name_members(session, following, members)
    both = session.exec(select(RoundName.member_id, RoundName.name)).all()
    assert len(set(both)) == 6


def test_another_office_and_other_roles_do_nothing(session, room, desk, now):
    risk = issues_closed(session, room, desk)
    approver = factories.actor(Role.APPROVER, office_id=room.review.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        next_round(session, room, Desk(approver, now))
    stranger = Desk(factories.actor(Role.CASE_OFFICER), now)
    with pytest.raises(NotFound):
        next_round(session, room, stranger)
    with pytest.raises(NotFound):
        consultations.decide_raised(
            session, risk_id=risk.id, state=RaisedState.ADDED, desk=stranger
        )
