"""Two full offices: what belongs to the second one does not exist for anybody of the first."""

import sys
from os.path import commonprefix

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from config import ROOT
from models import Account
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests.support.mirror import SHARED
from tests.support.two_offices import FAR, NEAR, pointing_across, rows_of_office, two_offices
from tests.web.record_addresses import DATA, list_named, owners, related_ids
from tests.web.statements import statements_of
from tests.web.walking import ask, token_of

# Reached in a state that the full office is not in: the walks ask them, another test reaches them.
REACHED_IN = {
    "control.read_emergency_case": "tests/web/control/test_emergency.py",
    "control.read_emergency_document": "tests/web/control/test_emergency.py",
    "control.read_emergency_page": "tests/web/control/test_emergency.py",
    "office.decide_raised_risk": "tests/web/office/test_consultations.py",
    "office.end_deputy": "tests/web/control/test_people.py",
    "office.show_handover": "tests/web/control/test_people.py",
}
OUTSIDE = [role for role in Role if GROUP_OF[role] in {Group.SPONSOR, Group.EXPERT}]


NOBODYS = 999_999_999  # as many digits as the others
SCRIPTS = {"expert.save_changes", "expert.save_comparison_changes"}  # send JSON


@pytest.fixture
def both(session, settings):
    return two_offices(session, settings.home)


class People:
    """Browsers of accounts, each signed in once, with the tokens of their forms."""

    def __init__(self, app, sign_in, both):
        self.app, self.sign_in, self.both = app, sign_in, both
        self.known = {}

    def browser(self, account):
        """Return browser and token of an account."""
        if account.id not in self.known:
            client = self.app.test_client()
            self.app.config["WTF_CSRF_ENABLED"] = False
            self.sign_in(client, account)
            self.app.config["WTF_CSRF_ENABLED"] = True
            self.known[account.id] = client, token_of(client)
        return self.known[account.id]

    def around(self, group, ids):
        """Return whom an address of the first office with these ids concerns."""
        if group in {Group.OFFICE, Group.CONTROL}:
            return [self.both.account(role) for role in Role if GROUP_OF[role] is group]
        if group is None:
            whose = owners(self.both.acted.rows, ids).get("account")
            officer = self.both.account(Role.CASE_OFFICER)
            return [self.both.session.get_one(Account, whose) if whose else officer]
        place = {Group.SPONSOR: ("unit_id", "unit"), Group.EXPERT: ("expert_id", "expert")}[group]
        above = owners(self.both.acted.rows, ids)
        if group is Group.EXPERT and "panel_member" in above and "expert" not in above:
            return []  # somebody outside the pool, who has no account
        whose = above.get(place[1])
        every = self.both.accounts({role for role in Role if GROUP_OF[role] is group})
        return [row for row in every if whose in {None, getattr(row, place[0])}]


@pytest.fixture
def people(app, client, sign_in, both):
    return People(app, sign_in, both)


def test_every_table_has_rows_of_both_offices_and_none_points_across(both, session):
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in SHARED and "office_id" in table.columns:
            found = set(session.scalars(sa.select(table.c.office_id).distinct()))
            assert {both.office_id, both.office_id + FAR} <= found, table.name
    assert pointing_across(session) == []


def statuses(app, both, people, named):
    """Yield how an address of the first office answers to its own people, until it is there."""
    for ids in related_ids(both.acted.rows, named.arguments):
        for url in named.addresses(app, ids):
            for account in people.around(named.group, ids):
                client, token = people.browser(account)
                given = posted(named, token) if named.method == "POST" else {}
                answer = ask(client, named.method, url, **given)
                yield answer.status
                if answer.status != 404:
                    return


def test_every_route_with_a_record_is_reached_by_its_own_people(both, app, people):
    """The walks below are no idle ones: the same addresses answer to those whose they are."""
    lost = []
    for named in list_named(app):
        if named.endpoint in REACHED_IN:
            assert (ROOT / REACHED_IN[named.endpoint]).is_file()
            continue
        found = list(statuses(app, both, people, named))
        is_reached = bool(found) and (found[-1] < 400 or found[-1] in {409, 422})
        lost += [] if is_reached else [(named.method, named.endpoint, found[-1:])]
    assert lost == []


def strange_ids(both, named, shift):
    """Yield the ids of an address with all of them, or one of them, of somebody else."""
    own = next(related_ids(both.acted.rows, named.arguments))
    yield {name: value + shift for name, value in own.items()}
    if len(own) > 1:
        for name in own:
            yield {**own, name: own[name] + shift}


def pairs(app, both, named, shift):
    """Yield addresses with ids of somebody else, and the same with ids that nobody has.

    All ids are the other's, or one of them beside own ones.
    """
    own = next(related_ids(both.acted.rows, named.arguments))
    for theirs in [set(own), *([{name} for name in own] if len(own) > 1 else [])]:
        strange = {name: own[name] + shift * (name in theirs) for name in own}
        nobodys = {name: NOBODYS if name in theirs else own[name] for name in own}
        addresses = zip(named.addresses(app, strange), named.addresses(app, nobodys), strict=True)
        for url, unknown in addresses:
            yield url, unknown, theirs == set(own)


def asking(both, client, method, url, **given):
    """Return the answer, and what was asked of the database for it, in its order."""
    with statements_of(both.session.connection().engine) as asked:
        answer = ask(client, method, url, **given)
    if answer.status == 303:
        client.get("/password")  # takes what was told to the next page
    return answer, asked


def differences(told, nobodys):
    """Return how two answers differ, for the message of a test that failed."""
    rest = [each[1][len(commonprefix([told[1], nobodys[1]])) :] for each in (told, nobodys)]
    return told[0].status, nobodys[0].status, *rest


def differing(app, both, people, role, shift):
    """Ask every address of a role's pages with strange ids; return what is not as if unknown."""
    client, token = people.browser(both.account(role))
    wrong, count = [], 0
    for named in list_named(app):
        if named.group not in {None, GROUP_OF[role]}:
            continue  # refused before the view runs: tests/web/test_access.py walks these
        for url, unknown, is_whole in pairs(app, both, named, shift):
            given = posted(named, token) if named.method == "POST" else {}
            for _turn in range(2):  # what is read once in a process is read the first time
                told, nobodys = (
                    asking(both, client, named.method, each, **given) for each in (url, unknown)
                )
                if told == nobodys:
                    break
            is_unknown = told == nobodys and (told[0].status == 404 or not is_whole)
            wrong += [] if is_unknown else [(named.method, url, *differences(told, nobodys))]
            count += 1
    return wrong, count


def posted(named, token):
    """Return what a form or a script sends, with a valid token."""
    if named.endpoint in SCRIPTS:
        return {"json": {"ops": []}, "headers": {"X-CSRFToken": token}}
    return {"data": {"csrf_token": token, **DATA.get(named.endpoint, {})}}


def test_a_record_of_another_office_is_as_unknown_as_none(both, app, people, session, capsys):
    """Every route, GET and POST, as every role, with ids of the other office.

    The answer is the same byte for byte, after the same statements: no size shows in its time.
    """
    before = rows_of_office(session, both.office_id + FAR)
    wrong, counts = {}, {}
    for role in Role:
        wrong[role.value], counts[role.value] = differing(app, both, people, role, FAR)
    assert {role: rows for role, rows in wrong.items() if rows} == {}
    assert rows_of_office(session, both.office_id + FAR) == before
    with capsys.disabled():
        sys.stdout.write(f"\naddresses with ids of another office, by role: {counts}\n")


def test_a_record_of_another_sponsor_or_expert_is_as_unknown_as_none(both, app, people):
    wrong = {role: differing(app, both, people, role, NEAR)[0] for role in OUTSIDE}
    assert {role: rows for role, rows in wrong.items() if rows} == {}
