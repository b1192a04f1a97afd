"""Many experts saving at once on a real database: nothing is lost, nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models import AuditEntry, Sheet, SheetChange
from models.engine import make_engine, make_session
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.domain.vocabulary import Role
from riskassess.services.audit import record
from riskassess.services.sheets import Change
from tests import factories
from tests.support.migrated import migrate_by_copy
from tests.support.review_room import make_room
from tests.support.sheets import said, save_changes

EXPERTS = 8


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own_engine(request, tmp_path):
    if request.param == "postgres":
        engine = make_engine(request.getfixturevalue("make_postgres_database")(), pool_size=16)
    else:
        engine = make_engine(f"sqlite:///{tmp_path / 'sheets.db'}")
    migrate_by_copy(engine)
    yield engine
    engine.dispose()


def test_eight_experts_with_two_tabs_each_lose_nothing(own_engine, now):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        room = make_room(session, experts=EXPERTS)
        officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
        record(session, actor=officer, action="review:open", subject=room.review, now=now)
        session.commit()
    ops = [
        (f"{factor.id}.{field}", str(factor.id), field, "3" if "weight" in field else "33.33")
        for factor in room.factors
        for field in SCORE_FIELDS
    ]

    def type_all(chair):
        for op, place, field, value in ops:
            change = Change(op, place, field, value, None, now)
            with make_session(own_engine, may_write=True) as session:
                outcome = save_changes(
                    session, member_id=chair.member.id, changes=[change], actor=chair.actor, now=now
                )
                assert outcome.saved == [op]

    with ThreadPoolExecutor(EXPERTS * 2) as pool:
        list(pool.map(type_all, [*room.chairs, *room.chairs]))  # each twice: a second tab
    with own_engine.connect() as connection:
        count = EXPERTS * len(ops)
        assert connection.scalar(sa.select(sa.func.count(SheetChange.id))) == count
        saves = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "sheet:save")
        assert connection.scalar(saves) == count
    given = dict.fromkeys(SCORE_FIELDS, 3333) | {"before_weight": 30000, "after_weight": 30000}
    with Session(own_engine) as session:
        sheets = session.exec(select(Sheet)).all()
        assert len(sheets) == EXPERTS
        for sheet in sheets:
            assert list(said(session, sheet).factors.values()) == [given] * len(room.factors)
