"""No line of the log holds what was typed: forms, questions, addresses, headers, defects.

Every route is asked as people of each group, with one secret in every field that any form has, as
it would be in production; then come a defect and a job that fail with the secret in their words.
"""

import io
import json
import logging
import re
import sys
from pathlib import Path

import pytest
import structlog

from models import Job
from riskassess.adapters.logs import configure_logs
from riskassess.domain.vocabulary import GROUP_OF, Role
from riskassess.jobs import runner
from tests import factories
from tests.factories import NOW, PASSWORD
from tests.web.routes import list_routes

SECRET = "geheimes-wort-9137"
WALKERS = (Role.CASE_OFFICER, Role.EXPERT)
SOURCES = sorted((Path(__file__).parents[2] / "riskassess/web").rglob("*.py"))
FIELD = re.compile(r"^    (\w+) = \w*Field\(", re.M)
NAMES = sorted({name for each in SOURCES for name in FIELD.findall(each.read_text("utf-8"))})
HEADERS = {"User-Agent": SECRET, "Referer": f"http://localhost/{SECRET}", "Accept-Language": SECRET}


@pytest.fixture
def written(monkeypatch):
    """Return what a production log would hold; logging is as before afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level, structlog.get_config()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs(as_json=True, level="debug")
    yield stream.getvalue
    logging.captureWarnings(False)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.configure(**before[2])
    structlog.contextvars.clear_contextvars()


def walk(app, client, case, role):
    typed = {name: SECRET for name in NAMES if name != "csrf_token"}
    for row in list_routes(app, case.ids):
        if row.group is not GROUP_OF[role]:
            continue
        if row.method == "POST":
            client.post(row.url, data={**typed, "confirmed": "yes"}, headers=HEADERS)
        else:
            client.get(row.url, query_string={"q": SECRET, "next": SECRET}, headers=HEADERS)


def test_no_line_holds_what_was_typed(
    app, client, session, sample_case, resources, make_test_session, monkeypatch, written
):
    for role in WALKERS:
        account = sample_case.own[role]
        client.post("/sign-in", data={"login": account.login, "password": PASSWORD})
        walk(app, client, sample_case, role)
        client.post("/sign-out")
    client.post("/sign-in", data={"login": SECRET, "password": SECRET})

    def fail(*_given, **_named):
        raise ValueError(SECRET)

    app.view_functions["account.sign_in"] = fail
    assert client.get("/sign-in").status_code == 500
    monkeypatch.setattr(runner, "make_session", lambda *_a, **_o: make_test_session())
    monkeypatch.setitem(runner.HANDLERS, "fail", fail)
    office_id = sample_case.assessment.office_id
    job = factories.save(Job(office_id=office_id, kind="fail", subject_id=1, created_at=NOW))
    runner.run(resources, "job", job.id)
    lines = [json.loads(line) for line in written().splitlines()]
    events = [line["event"] for line in lines]
    assert events.count("request") > 150
    assert {"unhandled", "job_failed"} <= set(events)
    assert [line for line in lines if SECRET in json.dumps(line, ensure_ascii=False)] == []
    assert PASSWORD not in written()
