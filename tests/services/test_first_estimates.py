"""First estimates are kept before the sponsor's own are shown, and the shift comes to light."""

import pytest
from sqlmodel import select

from models import AuditEntry, SheetVersion
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import RoundKind, RoundWay, VersionKind
from riskassess.domain.vocabulary import ReviewKind
from riskassess.queries.first_estimates import asks_first, list_shifts, sponsor_estimates
from riskassess.queries.sheets import get_seat, manual_of
from riskassess.services import first_estimates
from riskassess.services.sheets import Change
from tests import factories
from tests.support.first_estimates import all_figures, estimated_room, the_rest
from tests.support.sheets import close_round, save_changes, submit_sheet
from tests.support.vault import vault


@pytest.fixture
def room(session):
    return estimated_room(session)


@pytest.fixture
def save(session, room, now):
    count = iter(range(1000))

    def call(*ops, base=None):
        changes = [Change(f"{next(count)}", *op, base, now) for op in ops]
        seat = room.chairs[0]
        done = save_changes(
            session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
        )
        assert (done.rejected, done.conflicts) == ({}, {})

    return call


@pytest.fixture
def keep(session, room, now):
    def call():
        seat = room.chairs[0]
        return first_estimates.keep_first_estimates(
            session, member_id=seat.member.id, actor=seat.actor, now=now, vault=vault()
        )

    return call


def submit(session, room, now):
    seat = room.chairs[0]
    return submit_sheet(session, first=False, member_id=seat.member.id, actor=seat.actor, now=now)


def seat_of(session, room):
    return get_seat(session, room.chairs[0].member.id, actor=room.chairs[0].actor)


def shown(session, room):
    seat = seat_of(session, room)
    return sponsor_estimates(session, seat, manual_of(session, seat))


def test_nothing_of_the_sponsor_is_shown_before_every_figure_is_given(session, room, save, keep):
    figures = all_figures(session, room)
    save(*figures[:-1])
    with pytest.raises(Refused, match="first_incomplete") as refused:
        keep()
    assert refused.value.facts["missing"] == 1
    assert shown(session, room) == {}
    save(figures[-1])
    version = keep()
    assert (version.kind, version.number) == (VersionKind.FIRST, 1)
    assert set(shown(session, room)) == {factor.id for factor in room.factors}
    with pytest.raises(Refused, match="first_not_asked"):
        keep()
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "sheet:first")).one()


def test_a_sheet_without_first_estimates_is_not_taken(session, room, save, keep, now):
    save(*all_figures(session, room), *the_rest(session, room))
    with pytest.raises(Refused, match="first_missing"):
        submit(session, room, now)
    keep()
    assert submit(session, room, now).submitted_at == now


def test_the_shift_is_read_from_the_opened_versions_alone(session, room, save, keep, now):
    save(*all_figures(session, room), *the_rest(session, room))
    keep()
    factor = room.factors[1]
    save((str(factor.id), "after_impact", "12.5"), base="3")
    sheet = submit(session, room, now)
    case = room.assessment.id
    assert list_shifts(session, sheet, assessment_id=case) is None
    close_round(session, room, now)
    shifts = list_shifts(session, sheet, assessment_id=case)
    assert len(shifts) == 6 * len(room.factors)
    moved = [(row.factor.code, row.field, row.first, row.final)
             for row in shifts if row.first != row.final]  # fmt: skip
    assert moved == [(factor.code, "after_impact", 300, 1250)]
    kinds = [row.kind for row in session.exec(select(SheetVersion).order_by(SheetVersion.number))]
    assert kinds == [VersionKind.FIRST, VersionKind.SUBMITTED]


@pytest.mark.parametrize(
    "case", ["older review", "later round", "live round", "issue round", "no estimates"]
)
def test_only_the_first_scoring_round_under_the_rules_asks(session, room, case):
    seat = seat_of(session, room)
    manual = manual_of(session, seat)
    assert asks_first(session, seat, manual)
    if case == "older review":
        seat.review.pool_manual_version_id = None
    elif case == "later round":
        seat.round.number, seat.review.kind = 2, ReviewKind.EXPERT_CONSULTATION
    elif case == "live round":
        seat.round.way = RoundWay.LIVE
    elif case == "issue round":
        seat.round.kind = RoundKind.ISSUES
    else:
        for factor in room.factors:
            factor.removed_at = factories.NOW
            factories.save(factor)
    assert not asks_first(session, seat, manual)
