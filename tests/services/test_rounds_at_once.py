"""Two officers who lead one consultation at once on PostgreSQL: one acts, the other is told."""

import pytest
from sqlmodel import Session, select

from models import DueChange, Factor, Message, RaisedRisk, ReviewRound
from models.engine import make_session
from riskassess.domain.errors import AssessmentError
from riskassess.domain.room_vocabulary import RaisedState, RoundWay
from riskassess.services import consultations, due_changes
from riskassess.services.consultations import Desk
from riskassess.services.letters import Outbox
from tests import factories
from tests.services.test_acts_at_once import at_once, own_engine  # noqa: F401 - a fixture
from tests.support.consultations import consultation_room, issues_closed, officer_of
from tests.support.review_room import DUE

pytestmark = pytest.mark.postgres
URL = "https://wenping.example.invalid"


def test_a_risk_is_decided_and_a_round_is_opened_once(own_engine, now):  # noqa: F811
    with make_session(own_engine, may_write=True) as session, factories.writing_with(session):
        room = consultation_room.__wrapped__(session)
        risk = issues_closed(session, room, now)
        officers = [officer_of(room) for _each in range(2)]
        session.commit()

    def both(act):
        raised = at_once(own_engine, *(lambda s, o=o: act(s, o) for o in officers))
        assert [isinstance(error, AssessmentError) for error in raised] == [True], raised

    both(lambda s, o: consultations.decide_raised(
        s, risk_id=risk.id, state=RaisedState.ADDED, desk=Desk(o, now)))  # fmt: skip
    both(lambda s, o: consultations.open_next_round(
        s, review_id=room.review.id, way=RoundWay.OWN_TIME, due_on=DUE, desk=Desk(o, now),
        outbox=Outbox(URL)))  # fmt: skip
    later = DUE.replace(day=30)
    both(lambda s, o: due_changes.put_off_review(
        s, review_id=room.review.id, due_on=later, reason="补充勘察", actor=o, now=now,
        outbox=Outbox(URL)))  # fmt: skip
    with Session(own_engine) as session:
        assert len(session.exec(select(Factor).where(Factor.name == risk.name)).all()) == 1
        assert session.exec(select(RaisedRisk.state)).all() == [RaisedState.ADDED]
        assert len(session.exec(select(ReviewRound)).all()) == 2
        assert len(session.exec(select(DueChange)).all()) == 1
        assert len(session.exec(select(Message)).all()) == 6
