"""The demonstration's panels: one finished, judged and voting, one consulting in rounds."""

from dataclasses import replace

import pytest
from sqlmodel import select

from config import load_settings
from expert_pool.vocabulary import Channel
from models import (
    DiscussionPost,
    Fee,
    GroupOpinion,
    GroupPoint,
    Message,
    PanelVote,
    RaisedRisk,
    Review,
    ReviewRound,
    TaskEvaluation,
    YearEvaluation,
)
from models.engine import make_engine, make_session
from riskassess.cli.db import store_builtin_manuals
from riskassess.demonstration import cases, loading
from riskassess.demonstration.consultation import consulted
from riskassess.demonstration.judged_review import judged
from riskassess.domain.room_vocabulary import GroupState, PointPlace, RaisedState, RoundState
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import MessageState, ReviewKind, Role
from riskassess.queries.todo import list_tasks
from riskassess.resources import make_resources
from tests import factories
from tests.conftest import CHEAP
from tests.support.migrated import migrate_by_copy


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Load office, people, pool and these two reviews alone."""
    home = tmp_path_factory.mktemp("judged")
    settings = load_settings({"RISKASSESS_HOME": str(home), "RISKASSESS_ENV": "development"})
    engine = make_engine(f"sqlite:///{home / 'demonstration.db'}")
    migrate_by_copy(engine)
    resources = replace(make_resources(settings, engine=engine), passwords=CHEAP)
    store_builtin_manuals(resources)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "CASES", (consulted, judged))
        patch.setattr(loading, "FILES", ())
        patch.setattr(loading, "EXAMPLES", ())
        loading.load(resources, tell=lambda _words: None)
    yield engine, resources
    engine.dispose()


def test_two_are_judged_one_is_left_and_one_has_answered(loaded):
    engine, resources = loaded
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        rows = session.exec(select(TaskEvaluation).order_by(TaskEvaluation.id)).all()
        assert [row.total for row in rows] == [100, 90]
        assert [bool(row.comment) for row in rows] == [False, True]
        assert session.exec(select(YearEvaluation)).one().result == "excellent"
        keeper = factories.actor(Role.POOL_KEEPER, office_id=rows[0].office_id)
        tasks = list_tasks(session, keeper, now=resources.clock())
        counts = [task.count for task in tasks if task.kind is TaskKind.JUDGE_WORK]
        assert counts == [1]


def test_one_fee_is_paid_and_one_payable(loaded):
    with make_session(loaded[0], may_write=False) as session:
        fees = session.exec(select(Fee).order_by(Fee.id)).all()
        assert [(row.amount, bool(row.paid_on)) for row in fees] == [
            (150_000, True),
            (75_000, False),
        ]


def test_sms_without_a_gateway_stands_in_the_outbox_and_holds_no_number(loaded):
    with make_session(loaded[0], may_write=False) as session:
        texts = session.exec(select(Message).where(Message.channel == Channel.SMS)).all()
        assert texts
        assert all(row.recipient == "" and "000-0000" not in row.body for row in texts)
        waiting = {row.state for row in session.exec(select(Message))} - {MessageState.KEPT}
        assert waiting <= {MessageState.FAILED}  # withdrawn, because the link was used


def test_the_finished_panel_has_a_leader_and_votes_on_what_was_merged(loaded):
    with make_session(loaded[0], may_write=False) as session:
        opinion = session.exec(select(GroupOpinion)).one()
        assert (opinion.state, opinion.number) == (GroupState.VOTING, 1)
        points = session.exec(select(GroupPoint)).all()
        assert sum(row.place is PointPlace.MUST_FIX for row in points) == 3
        assert all(row.sources != "[]" for row in points)
        assert len(session.exec(select(PanelVote)).all()) == 1


def test_a_consultation_has_risks_decided_a_round_behind_and_one_open(loaded):
    engine, resources = loaded
    with make_session(engine, may_write=False) as session:
        states = session.exec(select(RaisedRisk.state).order_by(RaisedRisk.id)).all()
        assert states == [RaisedState.ADDED, RaisedState.MERGED, RaisedState.DECLINED]
        review = session.exec(
            select(Review).where(Review.kind == ReviewKind.EXPERT_CONSULTATION)
        ).one()
        rounds = session.exec(
            select(ReviewRound.number, ReviewRound.state)
            .where(ReviewRound.review_id == review.id)
            .order_by(ReviewRound.number)
        ).all()
        closed, opened = RoundState.CLOSED, RoundState.OPEN
        assert rounds == [(0, closed), (1, closed), (2, opened)]
        assert len(session.exec(select(DiscussionPost)).all()) == 2
