"""Units for the system administrator: one code, one unit; names; no other office's."""

import re

from sqlmodel import select

from models import Unit, UnitAlias
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.office import page
from tests.support.office import sign_in as enter

CODE = "91350100M000100Y43"  # the standard's own example


def test_administrator_keeps_units_with_codes_and_aliases(client, session):
    office = factories.office()
    enter(client, session, factories.actor(Role.SYSTEM_ADMIN, office_id=office.id))
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
    assert "都关联到这个单位" in said.text, "no claim that anybody was linked"
    own = client.post(f"/control/units/{unit.id}/aliases", data={"alias-name": unit.name}).text
    assert ("已经是这个单位的名称或别名" in own, "合并" in own) == (True, False)
    client.post(f"/control/units/{unit.id}/aliases", data={"alias-name": "水务"})
    assert "演示水务公司" in page(client, "/control/units?q=水务&kind=project_unit")
    assert "演示水务公司" not in page(client, "/control/units?kind=employer")
    (number,) = re.findall(r"aliases/(\d+)/removal", page(client, f"/control/units/{unit.id}"))
    client.post(f"/control/units/{unit.id}/aliases/{number}/removal")
    assert not session.exec(select(UnitAlias)).all()
    changed = {**sent, "name": "演示水务集团", "credit_code": CODE}
    client.post(f"/control/units/{unit.id}/edit", data=changed)
    assert "演示水务公司" in page(client, f"/control/units/{unit.id}"), (
        "the old name stays an alias"
    )


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
