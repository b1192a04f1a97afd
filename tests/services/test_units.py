"""Keeping units: codes, names, parents without circles, merging, and the experts linked to them."""

import pytest
from sqlmodel import select

from expert_pool.credit_codes import check_sign
from expert_pool.vocabulary import ExpertState
from models import AuditEntry, Unit, UnitAlias, UnitKind
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool.units import find_unit_by_name, list_units
from riskassess.resources import NAME_TOOLS
from riskassess.services.pool import units
from riskassess.services.pool.unit_entry import UnitEntry
from tests import factories

CODE = "91350100M000100Y43"


@pytest.fixture
def keeper(session):
    return factories.actor(Role.POOL_KEEPER)


@pytest.fixture
def make(session, keeper, now):
    def create(name="华宇建设有限公司", actor=keeper, **values):
        entry = UnitEntry(name, values.pop("kind", "employer"), **values)
        return units.create_unit(session, entry=entry, actor=actor, now=now, names=NAME_TOOLS)

    return create


def expert(keeper, employer):
    return factories.expert(office_id=keeper.office_id, employer=employer, state=ExpertState.ACTIVE)


def correct(session, unit, keeper, now, **values):
    given = {"name": unit.name, "kind": str(unit.kind), "credit_code": unit.credit_code or ""}
    return units.correct_unit(
        session, unit_id=unit.id, entry=UnitEntry(**{**given, **values}), actor=keeper, now=now,
        names=NAME_TOOLS,
    )  # fmt: skip


def test_registering_links_the_experts_who_write_the_name(session, keeper, make):
    own, other = expert(keeper, "華宇建設（有限）公司"), expert(keeper, "金桥公司")
    stranger = expert(factories.actor(Role.POOL_KEEPER), "华宇建设有限公司")
    unit = make(credit_code=" 91350100m000100y43 ")
    for row in (own, other, stranger):
        session.refresh(row)
    assert [row.unit_id for row in (own, other, stranger)] == [unit.id, None, None]
    assert unit.credit_code == CODE


@pytest.mark.parametrize(
    ("values", "code", "where"),
    [
        ({"name": " "}, "unit_name_missing", "name"),
        ({"kind": "person"}, "unit_kind_missing", "kind"),
        ({"credit_code": CODE[:-1] + "4"}, "credit_code_check", "credit_code"),
        ({"credit_code": "12"}, "credit_code_length", "credit_code"),
        ({"parent": "没有的单位"}, "unit_unknown", "parent"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(make, values, code, where):
    with pytest.raises(InvalidInput, match=code) as refused:
        make(**values)
    assert refused.value.where == where


def test_one_name_and_one_code_belong_to_one_unit(session, make):
    make(credit_code=CODE)
    with pytest.raises(InvalidInput, match="unit_name_taken") as refused:
        make("華宇建設股份有限公司")
    assert refused.value.facts["other"] == "华宇建设有限公司"
    with pytest.raises(InvalidInput, match="unit_code_taken"):
        make("金桥公司", credit_code=CODE)


def test_two_codes_make_two_units_of_one_name_in_another_form(make):
    make(credit_code=CODE)
    body = "91350100M000100Y3"
    assert make("华宇建设股份有限公司", credit_code=body + check_sign(body)).id


def test_a_corrected_name_stays_as_an_alias_and_comes_back(session, keeper, make, now):
    unit = make()
    correct(session, unit, keeper, now, name="华宇建设集团有限公司")
    aliases = session.exec(select(UnitAlias.name)).all()
    assert (unit.name, aliases) == ("华宇建设集团有限公司", ["华宇建设有限公司"])
    correct(session, unit, keeper, now, name="华宇建设有限公司")
    assert session.exec(select(UnitAlias.name)).all() == ["华宇建设集团有限公司"]


def test_parents_make_no_circle(session, keeper, make, now):
    first, second, third = make("甲公司"), make("乙公司", parent="甲公司"), make("丙公司")
    correct(session, third, keeper, now, parent="乙公司")
    for parent in ("甲公司", "乙公司", "丙公司"):
        with pytest.raises(InvalidInput, match="unit_circle"):
            correct(session, first, keeper, now, parent=parent)
    assert (second.parent_id, third.parent_id) == (first.id, second.id)


def test_aliases_link_and_unlink(session, keeper, make, now):
    unit, row = make(), expert(keeper, "华宇")
    alias = units.add_alias(
        session, unit_id=unit.id, name="华 宇", actor=keeper, now=now, names=NAME_TOOLS
    )
    session.refresh(row)
    assert row.unit_id == unit.id
    values = {"actor": keeper, "now": now, "names": NAME_TOOLS}
    with pytest.raises(InvalidInput, match="unit_name_taken"):
        units.add_alias(session, unit_id=make("金桥公司").id, name="华宇", **values)
    with pytest.raises(InvalidInput, match="alias_missing"):
        units.add_alias(session, unit_id=unit.id, name=" ", **values)
    units.remove_alias(session, alias_id=alias.id, **values)
    session.refresh(row)
    assert row.unit_id is None


def merge(session, lost, into, keeper, now):
    return units.merge_unit(
        session, unit_id=lost.id, into=into, actor=keeper, now=now, names=NAME_TOOLS
    )


def test_merging_keeps_names_people_and_family(session, keeper, make, now):
    row = expert(keeper, "华宇旧厂")
    kept, lost = make(), make("华宇旧厂", credit_code=CODE)
    below = make("华宇物业公司", parent="华宇旧厂")
    merge(session, lost, "华宇建设有限公司", keeper, now)
    for each in (row, kept, below):
        session.refresh(each)
    assert (row.unit_id, below.parent_id, kept.credit_code) == (kept.id, kept.id, CODE)
    assert find_unit_by_name(session, keeper.office_id, "华宇旧厂").id == kept.id
    assert "unit:merge" in session.exec(select(AuditEntry.action)).all()


def test_what_must_not_be_merged(session, keeper, make, now):
    body = "91350100M000100Y3"
    first, second = make(credit_code=CODE), make("金桥公司", credit_code=body + check_sign(body))
    sponsor = factories.unit(office_id=keeper.office_id, kind=UnitKind.PROJECT_UNIT)
    factories.project(owner=sponsor)
    for lost, into, code in (
        (first, "金桥公司", "unit_codes_differ"),
        (first, CODE, "unit_merge_self"),
        (sponsor, "金桥公司", "unit_in_use"),
        (second, "没有的单位", "unit_unknown"),
    ):
        with pytest.raises(InvalidInput, match=code):
            merge(session, lost, into, keeper, now)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST])
def test_others_change_nothing(session, make, keeper, role):
    with pytest.raises(Refused, match="not_your_role"):
        make(actor=factories.actor(role, office_id=keeper.office_id))
    assert not session.exec(select(Unit)).all()


def test_an_administrator_gives_no_parent_name_or_correction(session, make, keeper, now):
    unit, admin = make(), factories.actor(Role.SYSTEM_ADMIN, office_id=keeper.office_id)
    with pytest.raises(InvalidInput, match="unit_parent_ruling"):
        make("金桥公司", actor=admin, parent=unit.name)
    with pytest.raises(Refused, match="not_your_role"):
        correct(session, unit, admin, now, name="金桥公司")
    given = {"actor": admin, "now": now, "names": NAME_TOOLS}
    with pytest.raises(Refused, match="not_your_role"):
        units.add_alias(session, unit_id=unit.id, name="华宇", **given)
    given["actor"] = keeper
    alias = units.add_alias(session, unit_id=unit.id, name="华宇", **given)
    given["actor"] = admin
    with pytest.raises(Refused, match="not_your_role"):
        units.remove_alias(session, alias_id=alias.id, **given)


def test_another_offices_unit_does_not_exist(session, keeper, make, now):
    stranger = factories.actor(Role.POOL_KEEPER)
    unit = make()
    with pytest.raises(NotFound):
        correct(session, unit, stranger, now)
    with pytest.raises(InvalidInput, match="unit_unknown"):
        make("金桥公司", actor=stranger, parent=unit.name)


def test_the_list_finds_by_name_alias_and_code(session, keeper, make, now):
    unit = make(credit_code=CODE)
    make("金桥公司", kind="institution", parent=unit.name)
    values = {"actor": keeper, "now": now, "names": NAME_TOOLS}
    units.add_alias(session, unit_id=unit.id, name="老华宇", **values)
    for words in ("老华", "M000100", "建设 华宇"):
        assert [row.name for row in list_units(session, keeper, words=words).rows] == [unit.name]
    (line,) = list_units(session, keeper, kind="institution").rows
    assert (line.name, line.parent) == ("金桥公司", unit.name)
