"""The last votes of a panel at the same moment: each ballot and each version ends once."""

import pytest
from sqlmodel import Session, select

from models import GroupOpinion, LeaderBallot, PanelMember
from models.engine import make_engine
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.services import group_opinions, leaders, panel_votes
from tests import factories
from tests.services.test_acts_at_once import at_once
from tests.support.group_opinions import closed_panel, drafted
from tests.support.migrated import migrate_by_copy

pytestmark = pytest.mark.postgres


@pytest.fixture
def own_engine(make_postgres_database):
    engine = make_engine(make_postgres_database())
    migrate_by_copy(engine)
    yield engine
    engine.dispose()


def test_the_last_votes_end_a_ballot_and_reject_a_version_once(own_engine, now):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        panel = closed_panel(session, now)
        member = session.get_one(PanelMember, panel.leader.member_id)
        member.is_leader = False
        session.commit()
    hands = [panel.hand(place) for place in range(3)]

    def elects(hand):
        return lambda own: leaders.vote_leader(own, candidate_id=hands[0].member_id, hand=hand)

    def dissents(hand):
        return lambda own: panel_votes.vote_on_opinion(
            own, choice=VoteChoice.DISSENT, dissent="不同意", hand=hand
        )

    assert at_once(own_engine, *map(elects, hands)) == []
    with Session(own_engine, expire_on_commit=False) as session:
        assert len(session.exec(select(LeaderBallot)).all()) == 1
        drafted(session, hands[0], panel.review)
        group_opinions.put_to_vote(session, hand=hands[0])
    assert at_once(own_engine, *map(dissents, hands)) == []
    with Session(own_engine) as session:
        rows = session.exec(select(GroupOpinion).order_by(GroupOpinion.number)).all()
        states = [(row.number, row.state) for row in rows]
    assert states == [(1, GroupState.REPLACED), (2, GroupState.DRAFT)]
