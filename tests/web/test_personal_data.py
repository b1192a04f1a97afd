"""The role walk for personal data: what of one expert each role finds on any page it may open."""

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import Expert, Message
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests import factories
from tests.web.routes import list_routes

PHONE, EMAIL = "13912345678", "very-own@expert.invalid"
NAME, EMPLOYER = "欧阳独特", "独一无二研究院"
OFFICE = {role for role in Role if GROUP_OF[role] is Group.OFFICE}
# What the roles may read on pages, without asking for it with a purpose.
MAY_READ = {
    **dict.fromkeys(OFFICE, {NAME, EMPLOYER}),
    Role.EXPERT: {PHONE, EMAIL, NAME, EMPLOYER},  # the own record
}


@pytest.fixture
def person(session, app, sample_case):
    """Give the sample case's expert a name, an employer, an address and a telephone of its own."""
    expert = session.get(Expert, sample_case.ids["expert_id"])
    own = {"office_id": expert.office_id, "expert": expert.code}
    expert.name, expert.employer, expert.email = NAME, EMPLOYER, EMAIL
    expert.phone_sealed = app.extensions["seal"].seal(PHONE, **own)
    return factories.save(expert)


def found_by(client, app, ids, *, role=None, asks_records=True):
    """Return which personal fields stand on the pages that somebody can open, with one place.

    Pages of other groups answer 404 before their view runs: `test_access` shows it.
    """
    found = {}
    for route in list_routes(app, ids):
        if route.method != "GET" or route.endpoint == "account.sign_out":
            continue
        if role is not None and route.group not in {None, GROUP_OF[role]}:
            continue
        if route.names_a_record and route.group and not asks_records:
            continue
        answer = client.get(route.url)
        if answer.status_code >= 500:
            continue  # the walk of the roles finds these
        text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        for value in (PHONE, EMAIL, NAME, EMPLOYER):
            if value in text:
                found.setdefault(value, route.endpoint)
    return found


@pytest.mark.parametrize("role", Role)
def test_role_reads_no_more_than_it_may(role, app, client, sample_case, person, sign_in):
    sign_in(client, sample_case.own[role])
    found = found_by(client, app, sample_case.ids, role=role)
    assert set(found) <= MAY_READ.get(role, set()), found
    assert role is not Role.EXPERT or {PHONE, EMAIL, EMPLOYER} <= set(found)
    assert role is not Role.POOL_KEEPER or {NAME, EMPLOYER} <= set(found)


@pytest.mark.parametrize("role", Role)
def test_second_office_reads_nothing(role, app, client, sample_case, person, sign_in):
    """Records of another office answer 404, as `test_access` shows; here lists could tell."""
    sign_in(client, sample_case.strangers[role])
    assert found_by(client, app, sample_case.ids, role=role, asks_records=False) == {}


def test_nobody_reads_nothing(app, client, sample_case, person):
    assert found_by(client, app, sample_case.ids) == {}


def test_another_expert_reads_nothing(app, client, sample_case, person, sign_in):
    other = factories.expert(office_id=person.office_id)
    places = {"office_id": person.office_id, "expert_id": other.id}
    sign_in(client, factories.account(Role.EXPERT, **places))
    assert found_by(client, app, sample_case.ids, role=Role.EXPERT) == {}


@pytest.mark.parametrize("words", [PHONE, PHONE[3:], EMAIL, "very-own"])
def test_search_does_not_find_by_contact(client, sample_case, person, sign_in, words):
    sign_in(client, sample_case.own[Role.POOL_KEEPER])
    assert NAME not in client.get(f"/office/experts?q={words}").get_data(as_text=True)
    assert NAME in client.get(f"/office/experts?q={NAME[1:3]}").get_data(as_text=True)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.POOL_KEEPER}))
def test_acts_on_personal_fields_are_the_keepers(role, client, sample_case, person, sign_in):
    sign_in(client, sample_case.own[role])
    for act in ("contact", "personal-export", "correction", "erasure"):
        given = {"purpose": "我想看一看", "note": "我想看一看"}
        answer = client.post(f"/office/experts/{person.id}/{act}", data=given)
        assert answer.status_code == 404, act
        assert PHONE not in answer.get_data(as_text=True)


def test_keeper_of_another_office_gets_nothing(client, sample_case, person, sign_in):
    sign_in(client, sample_case.strangers[Role.POOL_KEEPER])
    given = {"purpose": "联系评审时间"}
    assert client.post(f"/office/experts/{person.id}/contact", data=given).status_code == 404
    answer = client.post("/office/experts/export", data={"contact": "1", **given})
    assert NAME.encode() not in answer.data


def test_keeper_reads_the_contact_for_a_purpose_and_the_expert_reads_that(
    app, client, sample_case, person, sign_in
):
    sign_in(client, sample_case.own[Role.POOL_KEEPER])
    url = f"/office/experts/{person.id}/contact"
    refused = client.post(url, data={"purpose": ""}, follow_redirects=True)
    assert PHONE not in refused.get_data(as_text=True)
    shown = client.post(url, data={"purpose": "联系评审时间"})
    assert PHONE in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    own = sign_in(app.test_client(), sample_case.own[Role.EXPERT])
    assert "联系评审时间" in own.get("/expert/record").get_data(as_text=True)
    auditor = sign_in(app.test_client(), sample_case.own[Role.AUDITOR])
    log = auditor.get("/control/disclosures").get_data(as_text=True)
    assert "联系评审时间" in log
    assert person.code in log
    assert not [value for value in (PHONE, EMAIL, NAME, EMPLOYER) if value in log]


def test_letters_name_no_telephone(session, sample_case, person):
    letters = session.exec(select(Message)).all()
    assert not [row.id for row in letters if PHONE in row.body or PHONE in row.recipient]


def test_expert_keeps_the_own_record(app, client, sample_case, person, sign_in):
    sign_in(client, sample_case.own[Role.EXPERT])
    given = {"email": "new@expert.invalid", "phone": "13700000000", "employer": EMPLOYER,
             "employer_type": "", "specialities": "堤防"}  # fmt: skip
    assert client.post("/expert/profile", data=given).status_code == 303
    page = client.get("/expert/profile").get_data(as_text=True)
    assert "13700000000" in page
    bad = client.post("/expert/profile", data={**given, "specialities": "4111111111111111"})
    assert bad.status_code == 422
    assert "银行卡号一律不保存" in bad.get_data(as_text=True)
    assert "4111111111111111" in bad.get_data(as_text=True)  # what was typed is not lost
    absent = {"from_on": "2026-03-10", "until_on": "2026-03-12", "note": "出差"}
    assert client.post("/expert/availability", data=absent).status_code == 303
    calendar = client.get("/expert/availability").get_data(as_text=True)
    assert calendar.count("is-away") == 3
    late = client.post("/expert/availability", data={**absent, "until_on": "2026-03-01"})
    assert late.status_code == 422
    wish = {"text": "职称已升为研究员"}
    assert client.post("/expert/profile/corrections", data=wish).status_code == 303
    keeper = sign_in(app.test_client(), sample_case.own[Role.POOL_KEEPER])
    assert wish["text"] in keeper.get(f"/office/experts/{person.id}").get_data(as_text=True)


@pytest.mark.parametrize(("kind", "start"), [("json", b"{"), ("xlsx", b"PK")])
def test_expert_takes_everything_away(client, sample_case, person, sign_in, kind, start):
    sign_in(client, sample_case.own[Role.EXPERT])
    answer = client.post("/expert/record/export", data={"kind": kind})
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert kind == "xlsx" or PHONE in answer.get_data(as_text=True)


def test_erased_expert_stands_as_a_code(client, session, sample_case, person, sign_in):
    sign_in(client, sample_case.own[Role.POOL_KEEPER])
    loner = factories.expert(office_id=person.office_id, name="独来独往", employer="独往研究院")
    loner.state = ExpertState.REMOVED
    factories.save(loner)
    page = client.get(f"/office/experts/{loner.id}/erasure").get_data(as_text=True)
    assert "不能恢复" in page
    url = f"/office/experts/{loner.id}/erasure"
    assert "已签名备案的项目" in page  # what stays, and why
    empty = client.post(url, data={"note": ""})
    assert (empty.status_code, "请写明依据" in empty.text) == (422, True)
    assert client.post(url, data={"note": "本人书面申请"}).status_code == 303
    shown = client.get(f"/office/experts/{loner.id}").get_data(as_text=True)
    assert "个人信息已于" in shown
    assert not [value for value in ("独来独往", "独往研究院") if value in shown]
    found = client.get("/office/experts?q=独来").get_data(as_text=True)
    assert "没有符合条件的专家" in found
