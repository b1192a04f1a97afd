"""Pages, searches, exports, counts and statements of one office beside a second one that grows.

What is public by design shows every office and is left out: docs/security.md lists it.
"""

import sys

import pytest

from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests.support.two_offices import MARK, NEAR_MARK, NEAR_TAG, TAG, two_offices
from tests.web.record_addresses import list_named, related_ids
from tests.web.routes import list_routes
from tests.web.statements import statements_of
from tests.web.walking import LEAVING, ask

OUTSIDE = {Group.SPONSOR, Group.EXPERT}
# Once more is everything of the second office again: ten cases, thirty people.
ONE_OF_EACH = (Role.PROJECT_UNIT, Role.EXPERT, Role.CASE_OFFICER, Role.SYSTEM_ADMIN)
SHORT = {"roles": ONE_OF_EACH, "per_route": 1, "more": 1}
LONG = {"roles": tuple(Role), "per_route": 3, "more": 4}


@pytest.fixture
def both(session, settings):
    return two_offices(session, settings.home)


def pages(app, both, role, per_route):
    """Return the addresses of a role's pages, with ids of the first office."""
    group = GROUP_OF[role]
    named = [row for row in list_named(app) if row.group is group and row.method == "GET"]
    found = {}
    for row in named:
        every = related_ids(both.acted.rows, row.arguments)
        for ids, _number in zip(every, range(per_route), strict=False):
            found.update(dict.fromkeys(row.addresses(app, ids)))
    plain = [row for row in list_routes(app) if row.method == "GET" and not row.names_a_record]
    plain = [row for row in plain if row.group is group or row.endpoint.startswith("account.")]
    plain = [row for row in plain if row.endpoint not in LEAVING]
    return [*found, *(row.url for row in plain)]


def marks_of(role):
    """Return what may stand on no page of a role; for outsiders the double of each case too."""
    return (MARK, TAG, *((NEAR_MARK, NEAR_TAG) if GROUP_OF[role] in OUTSIDE else ()))


def walk(both, app, client, sign_in, roles, per_route):
    """Yield each role with the answers to all addresses of its pages, and the statements."""
    for role in roles:
        sign_in(client, both.account(role))
        answers, asked = {}, {}
        for url in pages(app, both, role, per_route):
            with statements_of(both.session.connection().engine) as asked[url]:
                answers[url] = ask(client, "GET", url)
        yield role, (answers, asked)
        client.post("/sign-out")


def assert_no_trace(both, app, client, sign_in, capsys, *, roles, per_route, more):
    """Walk beside a small second office, let it grow, and walk again."""
    before = dict(walk(both, app, client, sign_in, roles, per_route))  # some pages note a visit
    small = dict(walk(both, app, client, sign_in, roles, per_route))
    for number in range(1, more + 1):
        both.one_more(number)
    large = dict(walk(both, app, client, sign_in, roles, per_route))
    for role, (answers, asked) in small.items():
        found = {url: row.holds(*marks_of(role)) for url, row in answers.items()}
        assert {url: marks for url, marks in found.items() if marks} == {}
        restless = [url for url, row in answers.items() if row != before[role][0][url]]
        changed = [url for url, row in answers.items() if row != large[role][0][url]]
        assert set(changed) <= set(restless), role
        assert {url: rows for url, rows in asked.items() if rows != large[role][1][url]} == {}
        assert len(restless) <= len(answers) // 20, restless  # they could hide what they tell
    with capsys.disabled():
        counts = {role.value: len(answers) for role, (answers, _asked) in small.items()}
        sys.stdout.write(f"\npages beside a small and a large office, by role: {counts}\n")


def test_no_page_depends_on_another_office(both, app, client, sign_in, capsys):
    """The pages hold no word of the other office, however much that office has.

    They ask the database the same statements, too: nothing is read row by row of anybody.
    """
    assert_no_trace(both, app, client, sign_in, capsys, **SHORT)


@pytest.mark.soak
def test_no_page_of_any_role_depends_on_another_office(both, app, client, sign_in, capsys):
    assert_no_trace(both, app, client, sign_in, capsys, **LONG)
