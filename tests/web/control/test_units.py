"""Units for the system administrator: one code, one unit; names; no other office's."""

from sqlmodel import select

from models import Unit, UnitAlias
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.office import page
from tests.support.office import sign_in as enter

CODE = "91350100M000100Y43"  # the standard's own example


def test_administrator_registers_units_with_codes_and_the_keeper_names_them(client, session):
    office = factories.office()
    admin = factories.actor(Role.SYSTEM_ADMIN, office_id=office.id)
    enter(client, session, admin)
    sent = {"name": "演示水务公司", "kind": "project_unit", "credit_code": CODE[:-1] + "4"}
    wrong = client.post("/control/units/new", data=sent)
    assert (wrong.status_code, "校验码不符" in wrong.text) == (422, True)
    said = client.post("/control/units/new", data={**sent, "credit_code": CODE},
                       follow_redirects=True)  # fmt: skip
    assert CODE in said.text
    unit = session.exec(select(Unit).where(Unit.credit_code == CODE)).one()
    twice = client.post(
        "/control/units/new", data={**sent, "name": "另一公司", "credit_code": CODE}
    )
    assert (twice.status_code, "已登记在单位“演示水务公司”名下" in twice.text) == (422, True)
    assert "由专家库管理员合并" in twice.text, "who reads this cannot"
    again = client.post("/control/units/new", data={**sent, "credit_code": ""}).text
    assert "由专家库管理员合并" in again
    shown = page(client, f"/control/units/{unit.id}")
    assert "都关联" not in said.text
    assert ("由专家库管理员办理" in shown, "alias" in shown) == (True, False)
    enter(client, session, factories.actor(Role.POOL_KEEPER, office_id=office.id))
    place = f"/office/experts/units/{unit.id}"
    own = client.post(f"{place}/aliases", data={"alias-name": unit.name}).text
    assert ("已经是这个单位的名称或别名" in own, "管理员合并" in own) == (True, False)
    client.post(f"{place}/aliases", data={"alias-name": "水务"})
    enter(client, session, admin)
    assert "演示水务公司" in page(client, "/control/units?q=水务&kind=project_unit")
    assert "演示水务公司" not in page(client, "/control/units?kind=employer")


def test_units_of_another_office_do_not_exist_and_people_are_not_named(client, session):
    office = factories.office()
    own = factories.unit(office_id=office.id)
    expert = factories.expert(office_id=office.id, employer=own.name, unit_id=own.id)
    other = factories.unit()
    enter(client, session, factories.actor(Role.SYSTEM_ADMIN, office_id=office.id))
    said = page(client, f"/control/units/{own.id}")
    assert "在册专家 1 人" in said
    assert expert.name not in said
    assert client.get(f"/control/units/{other.id}").status_code == 404
    assert other.name not in page(client, "/control/units")


def test_administrator_changes_nobodys_tie(client, session):
    office = factories.office()
    unit = factories.unit(office_id=office.id)
    alias = factories.save(
        UnitAlias(office_id=office.id, unit_id=unit.id, name="老水务",
                  added_by_id=factories.account(office_id=office.id).id, added_at=factories.NOW)
    )  # fmt: skip
    expert = factories.expert(office_id=office.id, employer="老水务", unit_id=unit.id)
    factories.expert(office_id=office.id, employer="華宇建設公司")
    factories.assessment(office_id=office.id, institution="望岳评估咨询有限公司")
    enter(client, session, factories.actor(Role.SYSTEM_ADMIN, office_id=office.id))
    for path in (f"aliases/{alias.id}/removal", "aliases", "edit"):
        assert client.post(f"/control/units/{unit.id}/{path}").status_code == 404
    session.refresh(expert)
    assert expert.unit_id == unit.id
    for name in ("华宇建设有限公司", "望岳评估咨询（有限）公司"):
        refused = client.post("/control/units/new", data={"name": name, "kind": "employer"})
        assert (refused.status_code, "请由专家库管理员登记该单位" in refused.text) == (422, True)
    sent = {"name": "新单位", "kind": "employer", "parent": unit.name}
    client.post("/control/units/new", data=sent)
    assert session.exec(select(Unit).where(Unit.name == "新单位")).one().parent_id is None
