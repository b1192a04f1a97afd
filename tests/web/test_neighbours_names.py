"""Searching, exporting and choosing: names and numbers of another office lead nowhere."""

from urllib.parse import quote, urlencode

import pytest

from riskassess.domain.vocabulary import GROUP_OF, Role
from tests.support.two_offices import FAR, MARK, TAG, pointing_across, rows_of_office, two_offices
from tests.web.filled_forms import filled_forms
from tests.web.record_addresses import list_named, related_ids
from tests.web.routes import list_routes
from tests.web.walking import LEAVING, ask

NOBODY = "无此字样"  # as long as the mark
ASKING = (Role.POOL_KEEPER, Role.PROJECT_UNIT)


@pytest.fixture
def both(session, settings):
    return two_offices(session, settings.home)


def plain_pages(app, role):
    """Return the addresses of a role's pages that name no record."""
    rows = [row for row in list_routes(app) if row.group is GROUP_OF[role] and row.method == "GET"]
    return [row.url for row in rows if not row.names_a_record and row.endpoint not in LEAVING]


def searches(client, url):
    """Yield the addresses that the page's search forms lead to, for each of two words."""
    answer = client.get(url, buffered=True)
    forms = [form for form in filled_forms(answer) if form.method == "get"]
    answer.close()
    for form in forms:
        typed = {name for name, given in form.values.items() if given == [""]}
        yield tuple(
            f"{form.action or url}?{urlencode(dict.fromkeys(sorted(typed), word))}"
            for word in (MARK, NOBODY)
        )


def without_word(body, word):
    """Return a page without the word that was asked for, as text and in addresses."""
    for written in (word, quote(word), quote(quote(word))):  # the last: where to come back to
        body = body.replace(written.encode(), b"")
    return body


def test_a_search_for_a_neighbours_name_finds_as_little_as_one_for_nobody(
    both, app, client, sign_in
):
    count, told = 0, []
    for role in ASKING:
        sign_in(client, both.account(role))
        for url in plain_pages(app, role):
            for asked, nobodys in searches(client, url):
                found, nothing = ask(client, "GET", asked), ask(client, "GET", nobodys)
                same = without_word(found.body, MARK) == without_word(nothing.body, NOBODY)
                told += [] if same else [asked]
                count += 1
        client.post("/sign-out")
    assert told == []
    assert count > len(ASKING)


def test_the_exported_pool_holds_the_own_experts_only(both, client, sign_in):
    sign_in(client, both.account(Role.POOL_KEEPER))
    answer = ask(client, "POST", "/office/experts/export", data={"purpose": "年度核对"})
    assert answer.status == 200
    assert answer.body[:2] == b"PK"
    assert answer.holds(MARK, TAG) == []


def record_pages(app, both, role):
    """Yield the address of one record for each page of a role."""
    for named in list_named(app):
        if named.group is GROUP_OF[role] and named.method == "GET":
            yield next(named.addresses(app, next(related_ids(both.acted.rows, named.arguments))))


def strange_choices(form):
    """Yield the form's values with one number at a time of the other office."""
    for name, given in {**form.choices, **form.values}.items():
        if given and given[-1].isdigit() and name != "csrf_token":
            yield {**form.values, name: [str(int(given[-1]) + FAR)]}


def test_a_number_of_another_office_in_a_form_reaches_nothing(both, app, client, sign_in, session):
    """Whatever number a form carries: no row points across, none of the other office changes."""
    before, count = rows_of_office(session, both.office_id + FAR), 0
    for role in (Role.CASE_OFFICER, Role.SYSTEM_ADMIN):
        sign_in(client, both.account(role))
        for url in [*plain_pages(app, role), *record_pages(app, both, role)]:
            answer = client.get(url, buffered=True)
            for form in [form for form in filled_forms(answer) if form.method == "post"]:
                for data in strange_choices(form):
                    told = ask(client, "POST", form.action or url, data=data)
                    assert told.status < 500
                    assert told.holds(MARK, TAG) == [], form.action
                    count += 1
            answer.close()
        client.post("/sign-out")
    assert count
    assert pointing_across(session) == []
    assert rows_of_office(session, both.office_id + FAR) == before
    own = rows_of_office(session, both.office_id)
    assert not [row for row in (*own["message"], *own["job"]) if MARK in repr(row)]
