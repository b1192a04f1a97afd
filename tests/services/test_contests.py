"""What was frozen of a draw's exclusions, and contests: lifted ones count for later draws."""

from datetime import timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import (
    ContestState,
    ExclusionReason,
)
from models import (
    Account,
    AuditEntry,
    Draw,
    Exclusion,
    PanelMember,
    Review,
)
from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState, ReviewKind, Role
from riskassess.queries.accounts import actor_for
from riskassess.queries.pool.exclusions import count_draw_exclusions, list_own_exclusions
from riskassess.services.candidates import (
    store_exclusions,
)
from riskassess.services.pool import contests
from tests import factories
from tests.support.avoidance import DUE, TODAY, case_of_units, expert, found, keeper, reasons

R = ExclusionReason


@pytest.fixture
def case(session):
    return case_of_units()


def drawn(session, case, now):
    """Announce a draw by hand, so that its exclusions are frozen."""
    review = factories.save(
        Review(
            office_id=case.office_id, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW,
            number=1, panel_size=5, quorum=3, due_on=DUE, opened_at=now,
        )
    )  # fmt: skip
    draw = factories.save(
        Draw(
            office_id=case.office_id, review_id=review.id, number=1, algorithm="rfc3797-sha256",
            rule="{}", pool_snapshot="{}", pool_digest="", announced_at=now,
        )
    )  # fmt: skip
    store_exclusions(session, found(session, case), draw=draw, assessment_id=case.id)
    session.commit()
    return draw


def own_actor(row):
    return factories.actor(Role.EXPERT, office_id=row.office_id, expert_id=row.id)


def test_a_lifted_contest_counts_for_later_draws_only(session, case, now):
    row, other = expert(case, "华宇建设集团公司"), expert(case, "华宇建设集团公司")
    draw, actor = drawn(session, case, now), keeper(case)
    contest = contests.raise_contest(
        session, assessment_id=case.id, text="已于 2020 年离职", actor=own_actor(row), now=now
    )
    contests.decide_contest(
        session, contest_id=contest.id, state=ContestState.LIFTED, decision="核实", actor=actor,
        now=now,
    )  # fmt: skip
    all_found = found(session, case)
    assert row.code not in all_found.reasons
    assert all_found.reasons[other.code] == (R.SAME_UNIT,)
    assert count_draw_exclusions(session, draw) == {R.SAME_UNIT: 2}  # frozen as it was
    actions = session.exec(select(AuditEntry.action)).all()
    assert {"contest:raise", "contest:decide"} <= set(actions)
    with pytest.raises(Conflict, match="contest_decided"):
        contests.decide_contest(
            session, contest_id=contest.id, state=ContestState.UPHELD, decision="x", actor=actor,
            now=now,
        )  # fmt: skip
    with pytest.raises(Refused, match="contest_reason_missing"):
        contests.raise_contest(
            session, assessment_id=case.id, text="x", actor=own_actor_again(session, row), now=now
        )


def own_actor_again(session, row):
    return actor_for(
        session, session.exec(select(Account).where(Account.expert_id == row.id)).one()
    )


def test_an_upheld_contest_changes_nothing(session, case, now):
    row = expert(case, "华宇建设集团公司")
    drawn(session, case, now)
    actor = own_actor(row)
    values = {"assessment_id": case.id, "actor": actor, "now": now}
    with pytest.raises(InvalidInput, match="contest_text_missing"):
        contests.raise_contest(session, text=" ", **values)
    contest = contests.raise_contest(session, text="并无关系", **values)
    with pytest.raises(Refused, match="contest_open"):
        contests.raise_contest(session, text="并无关系", **values)
    contests.decide_contest(
        session, contest_id=contest.id, state=ContestState.UPHELD, decision="仍在职",
        actor=keeper(case), now=now,
    )  # fmt: skip
    assert reasons(session, case, row) == (R.SAME_UNIT,)


def test_nobody_contests_what_does_not_concern_them(session, case, now):
    expert(case, "华宇建设集团公司")
    stranger = expert(case)
    drawn(session, case, now)
    with pytest.raises(NotFound):
        contests.raise_contest(
            session, assessment_id=case.id, text="x", actor=own_actor(stranger), now=now
        )
    assert list_own_exclusions(session, stranger.id) == []


def test_a_seat_of_this_review_stays_one_whatever_was_lifted(session, case, now):
    row = expert(case, "华宇建设集团公司")
    draw = drawn(session, case, now)
    contest = contests.raise_contest(
        session, assessment_id=case.id, text="x", actor=own_actor(row), now=now
    )
    contests.decide_contest(
        session, contest_id=contest.id, state=ContestState.LIFTED, decision="x",
        actor=keeper(case), now=now,
    )  # fmt: skip
    member = PanelMember(
        office_id=row.office_id, review_id=draw.review_id, expert_id=row.id, code=row.code,
        profession=row.profession, employer=row.employer, position=1, state=MemberState.RECUSED,
    )  # fmt: skip
    assert reasons(session, case, row, [member]) == (R.RECUSED,)


def test_the_stored_list_names_each_reason_with_its_facts(session, case, now):
    row = expert(case, "华宇建设集团公司", term_until=TODAY - timedelta(1))
    drawn(session, case, now)
    stored = session.exec(select(Exclusion).where(Exclusion.expert_id == row.id)).all()
    assert {each.reason for each in stored} == {R.TERM_ENDED, R.SAME_UNIT}
    assert any("华宇建设集团公司" in each.facts for each in stored)
