"""The demonstration's finished review: judged work, fees, a comment, an SMS in the outbox."""

from dataclasses import replace

import pytest
from sqlmodel import select

from config import load_settings
from expert_pool.vocabulary import Channel
from models import Fee, Message, TaskEvaluation, YearEvaluation
from models.engine import make_engine, make_session
from riskassess.cli.db import store_builtin_manuals
from riskassess.demonstration import cases, loading
from riskassess.demonstration.judged_review import judged
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import MessageState, Role
from riskassess.queries.todo import list_tasks
from riskassess.resources import make_resources
from tests import factories
from tests.conftest import CHEAP
from tests.support.migrated import migrate_by_copy


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Load office, people, pool and this review alone."""
    home = tmp_path_factory.mktemp("judged")
    settings = load_settings({"RISKASSESS_HOME": str(home), "RISKASSESS_ENV": "development"})
    engine = make_engine(f"sqlite:///{home / 'demonstration.db'}")
    migrate_by_copy(engine)
    resources = replace(make_resources(settings, engine=engine), passwords=CHEAP)
    store_builtin_manuals(resources)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "CASES", (judged,))
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
