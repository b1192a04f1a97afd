"""Thousands of odd requests over all routes as every role: no defect, no trace, no harm."""

import re
import traceback
from collections import Counter

import pytest

from riskassess.domain.vocabulary import GROUP_OF, Role
from riskassess.web import context
from tests.support.fuzz_house import NOBODY, House, offered
from tests.support.fuzzing import Fuzz
from tests.support.two_offices import FAR, MARK

SEED = 20260302
SHORT = (2, 20)  # batches, requests of each visitor in one; each batch begins with the same rows
LONG = (10, 150)
VISITORS = [*(role.value for role in Role), NOBODY]
TRACE = re.compile(
    rb'Traceback|File "/|\.py", line|sqlalchemy|sqlite3\.|psycopg|INSERT INTO|site-packages'
)

# Of every office by design: docs/security.md says why.
PUBLIC = re.compile("/(draws|verify|expert-applications|expert-publicity|signature-ca)")


@pytest.fixture
def house(resources, settings):
    return House(resources, settings.home)


def spy_on_defects(monkeypatch, defects):
    """Keep what a page of status 500 does not tell."""
    note = context.note_defect

    def noted():
        note()
        defects.append(traceback.format_exc(limit=-4))

    monkeypatch.setattr(context, "note_defect", noted)


def run(house, monkeypatch, capsys, *, batches, each):
    """Send the requests; return the statuses, and whether everybody asked for every route."""
    told, faults, defects = Counter(), [], []
    asked = {name: set() for name in VISITORS}
    spy_on_defects(monkeypatch, defects)
    ids = {table: [row["id"] for row in rows] + [rows[0]["id"] + FAR]
           for table, rows in house.both.acted.rows.items() if "id" in rows[0]}  # fmt: skip
    for batch in range(batches):
        house.begin(batch)
        before = house.other_office()
        fuzz = Fuzz(house.app, ids, SEED + batch)
        for name in VISITORS:
            faults += visit(house, fuzz, name, each, told, asked[name])
        assert house.harm(before) == []
        house.engine.dispose()
    assert faults == [], defects
    routes = {rule.endpoint for rule in fuzz.rules}
    with capsys.disabled():
        print(f"\n{told.total()} requests as {len(VISITORS)} visitors: {sorted(told.items())}")
        counts = {name: len(seen) for name, seen in asked.items()}
        print(f"of {len(routes)} routes as {len(Role)} roles and nobody: {counts}")
    return told, all(seen == routes for seen in asked.values())


def visit(house, fuzz, name, each, told, asked):
    """Send one visitor's requests; yield what must not be."""
    client, visitor = house.sign_in(name)
    groups = {"account", "public"}
    groups |= {GROUP_OF[Role(name)].value} if name != NOBODY else set()
    for _number in range(each):
        visitor.asked = asked
        sent = fuzz.request(visitor, groups)
        answer = client.open(**sent, buffered=True)
        told[answer.status_code] += 1
        body = answer.get_data()
        is_leak = MARK.encode() in body and not PUBLIC.match(sent["path"])
        if answer.status_code >= 500 or TRACE.search(body) or is_leak:
            yield name, answer.status_code, sent
        visitor.forms += offered(answer, sent["path"])
        location = answer.headers.get("Location", "")
        answer.close()
        if name != NOBODY and (answer.status_code == 401 or "/sign-in" in location):
            client, visitor = house.sign_in(name)


def test_odd_requests_do_no_harm(house, monkeypatch, capsys):
    batches, each = SHORT
    told, _is_all = run(house, monkeypatch, capsys, batches=batches, each=each)
    assert told.total() == batches * each * len(VISITORS)


@pytest.mark.soak
def test_ten_thousand_odd_requests_do_no_harm(house, monkeypatch, capsys):
    batches, each = LONG
    told, is_all = run(house, monkeypatch, capsys, batches=batches, each=each)
    assert told.total() >= 10_000
    assert is_all
    assert {200, 303, 400, 404, 405, 409, 422} <= set(told)
