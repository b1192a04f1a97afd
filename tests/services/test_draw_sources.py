"""Published sources: their moment by the manual's calendar, their values confirmed by another."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from expert_pool.record_check import check_content
from models import Account, AuditEntry
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import Role
from riskassess.filters import SHANGHAI, local
from riskassess.queries.accounts import actor_for
from riskassess.queries.draws import draw_view, utc_moment
from riskassess.queries.stored_files import needed_among
from riskassess.queries.todo import list_tasks
from riskassess.services import draw_requests, draws, panels
from riskassess.services.deputies import Naming, end_deputy, name_deputy
from riskassess.services.draw_requests import Wish
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.draw_values import read_values
from riskassess.services.draws import Proof
from riskassess.services.handovers import Passing, hand_over
from riskassess.services.uploads import Upload
from tests import factories
from tests.support import reviews as scenes

BALLS = "3 9 12 20 27 31 5"


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


def opened(session, case, actor, choice, *, now):
    return panels.open_review(
        session, assessment_id=case.id, kind="project_review", due_on=scenes.DUE, choice=choice,
        desk=scenes.desk(actor, now),
    ).draw  # fmt: skip


def enter(session, draw, actor, source, values, *, now):
    return scenes.throw(session, draw, actor, source, values, now=now)


def test_the_day_of_a_lottery_is_that_of_the_calendar_and_no_wish(session, case, officer, now):
    last_night = now - timedelta(hours=13)  # Sunday 21:30: the result is out
    with pytest.raises(InvalidInput, match="draw_source_past"):
        opened(session, case, officer, SourceChoice("lottery_index", last_night), now=now)
    draw = opened(session, case, officer, SourceChoice("lottery_index"), now=now)
    about = json.loads(draw.announcement)
    moments = [source["expected_at"] for source in about["sources"]]
    # Monday 10:30: the next draw is Tuesday's, the next close that leaves 18 hours too
    assert moments == ["2026-03-03T13:15:00Z", "2026-03-03T07:00:00Z"]
    assert draw.expected_at == utc_moment(moments[0])
    assert about["sources"][0]["what"].startswith("2026年3月3日：")
    assert about["sources"][0]["published"] == {
        "day": "2026-03-03", "weekdays": [2, 4, 7], "at": "21:15", "lead_hours": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("announced", "wished", "first"),
    [
        ("2026-03-03T19:15", None, "2026-03-03T21:15"),
        ("2026-03-03T19:16", None, "2026-03-05T21:15"),
        ("2026-03-05T22:00", None, "2026-03-08T21:15"),
        ("2026-03-02T10:00", "2026-03-03T21:16", "2026-03-05T21:15"),
        ("2026-03-02T10:00", "2026-03-08T21:15", "2026-03-08T21:15"),
    ],
)
def test_the_next_publication_leaves_the_lead_and_the_wish(
    session, case, officer, announced, wished, first
):
    moments = [
        each and datetime.fromisoformat(each).replace(tzinfo=SHANGHAI)
        for each in (announced, wished, first)
    ]
    choice = SourceChoice("lottery_index", moments[1])
    draw = opened(session, case, officer, choice, now=moments[0])
    about = json.loads(draw.announcement)
    assert utc_moment(about["sources"][0]["expected_at"]) == moments[2]


def settled(session, case, officer, now):
    """Return an announced draw by lottery and index whose lottery is in, and the moment."""
    draw = opened(session, case, officer, SourceChoice("lottery_index"), now=now)
    then = draw.expected_at + timedelta(minutes=30)
    early = draw.expected_at - timedelta(seconds=1)
    with pytest.raises(Refused, match="draw_too_early"):
        enter(session, draw, officer, "ssq", BALLS, now=early)
    enter(session, draw, officer, "ssq", BALLS, now=then)
    return draw, then


def test_published_values_decide_once_another_person_has_confirmed(session, case, officer, now):
    draw, then = settled(session, case, officer, now)
    enter(session, draw, officer, "sse", "3245.17", now=then)
    assert draw_view(session, draw).unsettled
    assert draw.record == ""
    for actor, code in (
        (officer, "draw_confirm_own"),
        (factories.actor(Role.POOL_KEEPER, office_id=case.office_id), "not_your_role"),
    ):
        with pytest.raises(Refused, match=code):
            scenes.confirm(session, draw, actor, "ssq", now=then)
    with pytest.raises(NotFound):
        scenes.confirm(session, draw, factories.actor(Role.APPROVER), "ssq", now=then)
    approver = scenes.approver(case)
    assert not scenes.confirm(session, draw, approver, "ssq", now=then).is_drawn
    with pytest.raises(Refused, match="draw_nothing_to_confirm"):
        scenes.confirm(session, draw, approver, "ssq", now=then)
    with pytest.raises(Refused, match="draw_value_entered"):
        enter(session, draw, officer, "ssq", BALLS, now=then)
    made = scenes.confirm(session, draw, scenes.officer(case), "sse", now=then)
    assert made.is_drawn
    assert len(made.message_ids) == 5
    record = json.loads(draw.record)
    assert [(row["by"], row["confirmed"]["by"], row["confirmed"]["role"])
            for row in record["values"]] == [
        ("p1", "p2", "approver"), ("p1", "p3", "case_officer"),
    ]  # fmt: skip
    assert all(finding.ok for finding in check_content(draw.record.encode()))


def test_a_wrong_entry_is_corrected_until_it_is_confirmed_and_leaves_its_trace(
    session, case, officer, now
):
    draw, then = settled(session, case, officer, now)
    other = scenes.officer(case)
    enter(session, draw, other, "ssq", "3 9 12 20 27 31 6", now=then)
    entered = select(AuditEntry).where(AuditEntry.action == "draw:enter_values")
    newest = session.exec(entered.order_by(col(AuditEntry.id).desc())).first()
    assert json.loads(newest.before) == {
        "values": "[3,9,12,20,27,31,5]", "note": "录像 001", "proof": "",
    }  # fmt: skip
    file = Upload("公告.pdf", "公告", "application/pdf", 4, f"sha256:{'a' * 64}")
    other_file = replace(file, digest=f"sha256:{'b' * 64}")
    given = {"draw_id": draw.id, "source": "ssq", "values": "3 9 12 20 27 31 6",
             "public_url": scenes.URL, "desk": scenes.desk(other, then)}  # fmt: skip
    kept = [
        draws.enter_values(session, proof=proof, **given).value.proof_digest
        for proof in (Proof("", file), Proof("更正"), Proof("", other_file))
    ]
    assert kept == [file.digest, file.digest, other_file.digest]
    assert needed_among(session, [file.digest, other_file.digest]) == set(kept)
    with pytest.raises(Refused, match="draw_value_changed"):
        draws.confirm_values(
            session, draw_id=draw.id, source="ssq", seen="[3,9,12,20,27,31,5]",
            public_url=scenes.URL, desk=scenes.desk(officer, then),
        )  # fmt: skip
    with pytest.raises(Refused, match="draw_confirm_own"):
        scenes.confirm(session, draw, other, "ssq", now=then)
    scenes.confirm(session, draw, officer, "ssq", now=then)
    row = draw_view(session, draw).sources[0].value
    assert (row.values, row.entered_by_id) == ("[3,9,12,20,27,31,6]", other.account_id)
    row.confirmed_by_id = row.entered_by_id
    with pytest.raises(IntegrityError, match="another_person"):
        session.flush()
    session.rollback()


def test_whoever_may_confirm_is_told_and_who_entered_waits(session, case, officer, now):
    draw, then = settled(session, case, officer, now)
    enter(session, draw, officer, "sse", "3245.17", now=then)

    def lines(actor):
        tasks = list_tasks(session, actor, now=then)
        return [(row.kind, row.bucket) for row in tasks if row.subject_id == draw.id]

    assert lines(scenes.approver(case)) == [(TaskKind.CONFIRM_VALUES, Bucket.TODAY)]
    assert lines(scenes.officer(case)) == [(TaskKind.CONFIRM_VALUES, Bucket.TODAY)]
    assert lines(officer) == [(TaskKind.CONFIRM_VALUES, Bucket.WAITING)]


def test_what_a_deputy_entered_or_asked_is_not_judged_by_whom_it_was_done_for(session, case, now):
    absent, stand_in = (
        scenes.officer(case, Role.APPROVER),
        factories.actor(Role.ARCHIVIST, office_id=case.office_id),
    )
    draw = opened(session, case, absent, SourceChoice("lottery_index"), now=now)
    then = draw.expected_at + timedelta(minutes=30)
    day = local(then).date()
    naming = Naming(absent.account_id, stand_in.account_id, frozenset({Role.CASE_OFFICER}), day,
                    day, "出差")  # fmt: skip
    row = name_deputy(session, naming=naming, actor=absent, now=then)
    account = session.get_one(Account, stand_in.account_id)
    acting = actor_for(session, account, on=day)
    enter(session, draw, acting, "ssq", BALLS, now=then)
    asked = draw_requests.request_redraw(
        session,
        draw_id=draw.id,
        wish=Wish("list_wrong", "漏了一人"),
        desk=scenes.desk(acting, then),
    )
    end_deputy(session, deputy_id=row.id, actor=absent, now=then + timedelta(minutes=1))
    with pytest.raises(Refused, match="draw_confirm_own"):
        scenes.confirm(session, draw, absent, "ssq", now=then)
    decide = {"request_id": asked.id, "approves": False, "decision": "名单无误",
              "public_url": scenes.URL}  # fmt: skip
    with pytest.raises(Refused, match="draw_own_request"):
        draw_requests.decide_request(session, desk=scenes.desk(absent, then), **decide)
    other = scenes.officer(case, Role.APPROVER)
    for actor, bucket in ((absent, Bucket.WAITING), (other, Bucket.WEEK)):
        told = {row.kind: row.bucket for row in list_tasks(session, actor, now=then)}
        assert told[TaskKind.DECIDE_DRAW_REQUEST] is bucket
    passing = Passing(stand_in.account_id, other.account_id, [f"draw_request-{asked.id}"], "返岗")
    with pytest.raises(InvalidInput, match="handover_no_approver"):
        hand_over(session, passing=passing, actor=stand_in, now=then)
    scenes.approver(case)
    hand_over(session, passing=passing, actor=stand_in, now=then)
    with pytest.raises(Refused, match="draw_own_request"):
        draw_requests.decide_request(session, desk=scenes.desk(other, then), **decide)
    scenes.confirm(session, draw, other, "ssq", now=then)


@pytest.mark.parametrize("text", ["3 9 12 20 27 27 5", "3 9 12 20 27 31 17", "5 9 12 20 27 33 0"])
def test_numbers_of_one_group_differ_and_keep_their_range(text):
    source = {"count": 7, "smallest": 1, "largest": 33, "decimals": 0,
              "groups": [[6, 1, 33], [1, 1, 16]]}  # fmt: skip
    with pytest.raises(InvalidInput, match="value_grouped") as error:
        read_values(text, source)
    assert error.value.facts["groups"] == "6 个不同的数，1 至 33；1 个数，1 至 16"
    assert read_values("3 9 12 20 27 31 3", source)[-1] == 3  # the blue ball is of its own range
