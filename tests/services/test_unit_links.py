"""Experts and employments know the registered unit whose name they write, however they come in."""

from datetime import date

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState, Relation
from models import Employment, Expert
from riskassess.domain.vocabulary import Role
from riskassess.resources import NAME_TOOLS
from riskassess.services.pool import profile, units
from riskassess.services.pool.correcting import Correction, correct_expert
from riskassess.services.pool.profile import OwnProfile
from riskassess.services.pool.unit_links import find_written, link_written
from tests import factories

UNIT, ALIAS = "云水县水务集团有限公司", "云水水务"


@pytest.fixture
def keeper(session):
    factories.manual()
    return factories.actor(Role.POOL_KEEPER)


@pytest.fixture
def unit(session, keeper, now):
    row = factories.unit(office_id=keeper.office_id, name=UNIT)
    units.add_alias(session, unit_id=row.id, name=ALIAS, actor=keeper, now=now, names=NAME_TOOLS)
    return row


def expert(keeper, employer):
    return factories.expert(office_id=keeper.office_id, employer=employer, state=ExpertState.ACTIVE)


def own_actor(row):
    return factories.actor(Role.EXPERT, office_id=row.office_id, expert_id=row.id)


@pytest.mark.parametrize("name", [UNIT, ALIAS])
def test_name_and_alias_of_the_own_office_are_found(session, keeper, unit, name):
    assert find_written(session, keeper.office_id, name) == unit.id
    assert find_written(session, factories.office().id, name) is None


def test_a_name_that_is_only_nearly_alike_is_no_units(session, keeper, unit):
    assert find_written(session, keeper.office_id, UNIT[:-1]) is None
    assert find_written(session, keeper.office_id, "") is None


def test_rows_that_come_in_bulk_are_linked_and_older_ones_left(session, keeper, unit):
    before = expert(keeper, UNIT)
    new = [expert(keeper, name) for name in (UNIT, ALIAS, "别的公司")]
    stranger = factories.expert(office_id=factories.office().id, employer=UNIT)
    link_written(session, Expert, office_id=keeper.office_id, beyond=before.id)
    for row in (before, *new, stranger):
        session.refresh(row)
    assert [row.unit_id for row in (before, *new, stranger)] == [
        None, unit.id, unit.id, None, None
    ]  # fmt: skip


def test_changing_the_own_employer_moves_the_link(session, keeper, unit, now, resources):
    row = expert(keeper, "别的公司")
    given = {"actor": own_actor(row), "now": now, "seal": resources.seal}
    to = OwnProfile("a@expert.invalid", "", ALIAS, "", "")
    profile.edit_own_profile(session, profile=to, **given)
    session.refresh(row)
    assert (row.employer, row.unit_id) == (ALIAS, unit.id)
    back = OwnProfile("a@expert.invalid", "", "别的公司", "", "")
    profile.edit_own_profile(session, profile=back, **given)
    session.refresh(row)
    assert row.unit_id is None
    kept = session.exec(select(Employment).where(Employment.employer == ALIAS)).one()
    assert kept.unit_id == unit.id


def test_what_an_expert_was_to_a_unit_is_linked(session, keeper, unit, now):
    row = expert(keeper, "别的公司")
    made = profile.add_employment(
        session, relation=Relation.ADVISER, employer=f" {UNIT} ", from_on=date(2020, 1, 1),
        until_on=None, actor=own_actor(row), now=now,
    )  # fmt: skip
    assert made.unit_id == unit.id


def test_the_keepers_correction_links(session, keeper, unit, now, resources):
    row = expert(keeper, "别的公司")
    correction = Correction(row.name, row.expert_class, row.profession, "", "", None, "", UNIT, "")
    correct_expert(
        session, expert_id=row.id, correction=correction, note="单位来函", actor=keeper, now=now,
        seal=resources.seal,
    )  # fmt: skip
    session.refresh(row)
    assert row.unit_id == unit.id
