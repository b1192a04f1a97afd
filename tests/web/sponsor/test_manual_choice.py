"""Which manual a new project is registered under."""

import pytest
from sqlmodel import select

from models import Assessment, ManualVersion
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.vocabulary import Role
from riskassess.services.manuals import store_missing
from tests import factories
from tests.support.office import page, sign_in

NEW = "/sponsor/projects/new"


@pytest.fixture
def sponsor(session, client):
    factories.manual()
    owner = factories.unit()
    actor = factories.actor(Role.PROJECT_UNIT, office_id=owner.office_id, unit_id=owner.id)
    return sign_in(client, session, actor)


@pytest.fixture
def shelf(session, now):
    names = ("cn-default", "js-4013", "xian-2014")
    store_missing(session, manuals=[builtin_manual(name) for name in names], now=now)


GIVEN = {
    "title": "测试项目", "level": "city", "place": "某镇", "outline": "建设内容",
    "procedure": "general", "mode": "self", "assessment_subject": "某局",
}  # fmt: skip


def registered(client, session, address):
    details = {
        f"detail_{row.key}": _sample(row)
        for row in builtin_manual("cn-default").kind("other").fields
        if row.required
    }
    answer = client.post(address, data={**GIVEN, **details})
    assert answer.status_code == 303, answer.text
    return session.exec(
        select(ManualVersion.code).join(
            Assessment, Assessment.manual_version_id == ManualVersion.id
        )
    ).one()


def _sample(row):
    if row.choices:
        return row.choices[0].code
    return {"number": "12", "date": "2026-05-01"}.get(row.type_.value, "某事")


def test_single_manual_leaves_nothing_to_choose(sponsor):
    text = page(sponsor, NEW)
    assert "按哪一本手册评估" not in text
    assert "重大项目社会稳定风险评估手册（通用版）" in text


def test_choice_tells_source_and_what_is_unverified(sponsor, shelf):
    text = page(sponsor, NEW)
    for words in ("按哪一本手册评估", "DB32/T 4013-2021", "▲ 未核实", "登记后不能更换"):
        assert words in text, words
    assert 'value="cn-default" checked' in text
    chosen = page(sponsor, f"{NEW}?manual=js-4013")
    assert 'value="js-4013" checked' in chosen
    assert f"{NEW}/reservoir?manual=js-4013" in chosen


def test_general_manual_is_the_default(sponsor, session, shelf):
    assert registered(sponsor, session, f"{NEW}/other") == "cn-default"


def test_chosen_manual_is_the_one_that_counts(sponsor, session, shelf):
    assert "江苏扣分制" in page(sponsor, f"{NEW}/other?manual=js-4013")
    assert registered(sponsor, session, f"{NEW}/other?manual=js-4013") == "js-4013"


def test_manual_that_is_not_offered_is_not_found(sponsor, shelf):
    page(sponsor, f"{NEW}?manual=cn-fuzzy", status=404)
    assert sponsor.post(f"{NEW}/other?manual=cn-fuzzy", data=GIVEN).status_code == 404


def test_a_manual_for_some_kinds_takes_no_other(sponsor, session, shelf):
    text = page(sponsor, f"{NEW}?manual=xian-2014")
    assert f"{NEW}/demolition?manual=xian-2014" in text
    assert f"{NEW}/waste_incineration" not in text
    fields = builtin_manual("cn-default").kind("other").fields
    details = {f"detail_{row.key}": _sample(row) for row in fields if row.required}
    answer = sponsor.post(f"{NEW}/other?manual=xian-2014", data=GIVEN | details)
    assert answer.status_code == 422
    assert "不适用于" in answer.get_data(as_text=True)
    assert session.exec(select(Assessment)).first() is None
