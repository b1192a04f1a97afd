"""Refuse by default: every route, asked by nobody and by every role.

What strangers are told is walked with two full offices: `tests/web/test_two_offices.py`.
"""

import pytest
from flask import Blueprint

from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from riskassess.web import access
from tests import factories
from tests.web.forms import forms_of, without_token
from tests.web.routes import list_routes

OPEN_TO_ALL = {
    "account.start", "account.sign_in", "account.check_sign_in", "account.ask_code",
    "account.check_code", "account.choose_language", "account.signed_out", "account.show_link",
    "account.use_link",
}  # fmt: skip
GROUPS = {
    "sponsor": "project_unit institution",
    "expert": "expert",
    "office": "case_officer approver pool_keeper archivist",
    "control": "auditor system_admin security_admin",
}


@pytest.fixture
def reached(app):
    """Return the endpoints whose views ran; the guard lets nobody else come that far."""
    seen = []

    def watched(endpoint, view):
        def run(**values):
            seen.append(endpoint)
            return view(**values)

        return run

    for endpoint, view in list(app.view_functions.items()):
        app.view_functions[endpoint] = watched(endpoint, view)
    return seen


def ask(client, route):
    return client.open(route.url, method=route.method)


def unguarded(app, client, reached):
    """Return the endpoints outside of the open blueprints that nobody in particular can reach."""
    for route in list_routes(app):
        ask(client, route)
    blueprints = tuple(f"{name}." for name in access.OPEN_BLUEPRINTS)
    return {endpoint for endpoint in reached if not endpoint.startswith(blueprints)}


def test_nobody_reaches_a_guarded_page(app, client, reached):
    assert not unguarded(app, client, reached)


@pytest.mark.own_app
def test_new_blueprint_is_closed_until_it_has_a_group(app, client, reached):
    strange = Blueprint("strange", __name__)
    strange.get("/strange")(lambda: "open")
    app.register_blueprint(strange)
    assert client.get("/strange").status_code == 404


@pytest.mark.own_app
def test_page_that_the_guard_misses_would_be_found(app, client, reached):
    app.before_request_funcs[None].remove(access.guard)
    assert "office.home" in unguarded(app, client, reached)


def test_open_blueprints_are_these():
    assert {"account", "public"} == access.OPEN_BLUEPRINTS


def test_groups_hold_these_roles():
    for name, roles in GROUPS.items():
        assert {role for role in Role if GROUP_OF[role] is Group(name)} == set(roles.split())


def test_nobody_is_asked_to_sign_in(app, client, sample_case):
    for route in list_routes(app, sample_case.ids):
        answer = ask(client, route)
        if route.group is None and route.endpoint.startswith("public."):
            assert answer.status_code < 500, route
        elif route.endpoint in OPEN_TO_ALL:
            assert answer.status_code in {200, 303, 400, 404, 422}, route
        elif route.method == "GET":
            assert answer.status_code in {302, 303}, route
            assert "/sign-in" in answer.location, route
        else:
            assert answer.status_code == 401, route


def test_nobody_learns_the_methods_of_a_page(client):
    assert client.options("/office/").status_code == 401
    assert client.head("/office/").status_code == 401


@pytest.mark.parametrize("role", Role)
def test_role_reaches_its_own_group_only_and_every_form_holds_a_token(
    role, app, client, sample_case, sign_in, reached
):
    """One walk for both: asking every route as every role is what takes the time."""
    sign_in(client, sample_case.own[role])
    crashed, count, bare = [], 0, []
    for route in sorted(list_routes(app, sample_case.ids), key=lambda row: row.method):
        if route.endpoint in {"account.sign_out", "account.check_sign_in"}:
            continue
        reached.clear()
        app.config["WTF_CSRF_ENABLED"] = route.method == "GET"  # only then forms show a token
        answer = ask(client, route)
        forms = forms_of(answer) if route.method == "GET" else []
        count += len(forms)
        bare += [(route.endpoint, action) for action in without_token(forms)]
        answer.close()  # what it sends may be a file
        if route.group is None or route.group is GROUP_OF[role]:
            assert reached == [route.endpoint], route
            crashed += [route] if answer.status_code >= 500 else []
        else:
            assert not reached, route
            assert answer.status_code == 404, route
    assert not crashed
    assert count
    assert not bare


def test_account_without_a_role_gets_no_page(app, client, sign_in, sample_case, session):
    sign_in(client, factories.account(office_id=sample_case.assessment.office_id))
    for route in list_routes(app, sample_case.ids):
        if route.group is not None:
            assert ask(client, route).status_code == 404, route


def test_inactive_account_is_signed_out_at_once(client, sample_case, sign_in, session):
    officer = sample_case.own[Role.CASE_OFFICER]
    sign_in(client, officer)
    officer.is_active = False
    session.add(officer)
    session.commit()
    assert client.get("/office/").status_code == 303


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648"])
def test_id_that_no_database_holds_is_just_unknown(client, sample_case, sign_in, number):
    sign_in(client, sample_case.own[Role.CASE_OFFICER])
    assert client.get(f"/office/assessments/{number}").status_code == 404
