"""The three officers over every route: no case content for two, no writing for the third."""

import hashlib

import pytest
from sqlmodel import SQLModel, select

from models import AccountRole, Project
from riskassess.domain.separation import OFFICERS, refuse_roles
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests.web.routes import list_routes

TYPED_BY_AN_OFFICER = {"control.list_emergencies", "control.show_emergency"}
"""Where the code of an assessment stands because one of the three named it in a request."""
OWN_TRACES = {"audit_chain", "audit_entry", "audit_head", "emergency_access", "account"}
"""The trail, requests of the three, and when somebody was last seen; sessions besides."""


def own_routes(app, ids):
    """Return the routes that one of the three can reach: the others answer 404 before they run."""
    left_out = {"account.sign_out", "account.check_sign_in"}
    routes = list_routes(app, ids)
    return [
        route
        for route in sorted(routes, key=lambda row: row.method)
        if route.group in {Group.CONTROL, None} and route.endpoint not in left_out
    ]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_administrators_are_shown_no_case_content_on_any_route(
    role, app, client, sample_case, sign_in, session
):
    case = sample_case.assessment
    case.code = "评估编号甲乙丙"
    project = session.get(Project, case.project_id)
    project.title = "某地某某大型项目"
    session.commit()
    sign_in(client, sample_case.own[role])
    shown = {}
    for route in own_routes(app, sample_case.ids):
        with client.open(route.url, method=route.method) as answer:
            said = answer.get_data(as_text=True) if answer.status_code == 200 else ""
        if answer.status_code == 200 and not route.endpoint.startswith("public."):
            shown[route.endpoint] = said
    assert len(shown) > 5
    assert not [name for name, said in shown.items() if "某地某某大型项目" in said]
    with_code = {name for name, said in shown.items() if "评估编号甲乙丙" in said}
    assert with_code <= TYPED_BY_AN_OFFICER | {"control.agree_emergency"}


def contents(session):
    """Return a digest of every table's rows."""
    session.flush()
    return {
        name: hashlib.sha256(
            "\n".join(sorted(map(repr, session.connection().execute(table.select())))).encode()
        ).hexdigest()
        for name, table in SQLModel.metadata.tables.items()
        if name not in OWN_TRACES and "session" not in name and "expert_gram" not in name
    }


def test_auditor_changes_nothing_on_any_route(app, client, sample_case, sign_in, session):
    sign_in(client, sample_case.own[Role.AUDITOR])
    before, answered = contents(session), {}
    left_out = {"account.sign_out", "account.check_sign_in"}
    for route in list_routes(app, sample_case.ids):
        is_own = route.endpoint.startswith(("account.", "public."))
        if route.method == "POST" and not is_own and route.endpoint not in left_out:
            with client.post(route.url, data={"confirmed": "yes", "reason": "无"}) as answer:
                answered[route.endpoint] = answer.status_code
    assert len(answered) > 100
    assert contents(session) == before
    let_in = {name for name, status in answered.items() if status not in {403, 404}}
    assert let_in == {
        "control.ask_emergency", "control.agree_emergency", "control.refuse_emergency",
        "control.end_emergency", "control.name_deputy",  # nothing of a case
        "control.check_chains", "control.export_entries", "control.export_chains",  # reading
    }  # fmt: skip


def test_no_account_of_the_demonstration_or_of_tests_holds_two(sample_case, session):
    held = {}
    for row in session.exec(select(AccountRole)):
        held.setdefault(row.account_id, set()).add(row.role)
    assert {role for roles in held.values() for role in roles} == set(Role)
    assert not [roles for roles in held.values() if refuse_roles(frozenset(roles))]
    assert {GROUP_OF[role] for role in OFFICERS} == {Group.CONTROL}
