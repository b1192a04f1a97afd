"""One line a request, under an id that answer, audit and jobs carry; nothing typed stands in it."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from models import AuditEntry, Job
from riskassess.domain.vocabulary import Role
from riskassess.services.jobs import queue_job, start_job
from tests import factories
from tests.factories import NOW, PASSWORD

TYPED = "geheimes-wort-9137"
GIVEN = "0123456789abcdef0123456789abcdef"


def last(found):
    return [line for line in found if line["event"] == "request"][-1]


def test_a_line_says_route_and_who_and_no_address_as_typed(client, sample_case, sign_in):
    officer = sample_case.own[Role.CASE_OFFICER]
    sign_in(client, officer)
    with capture_logs() as found:
        client.get(f"/office/assessments/{sample_case.ids['assessment_id']}?q={TYPED}")
        client.get(f"/invitations/{TYPED}")
        client.get(f"/{TYPED}")
        client.post("/sign-in", data={"login": TYPED, "password": TYPED})
    first = next(line for line in found if line["event"] == "request")
    assert first["route"] == "/office/assessments/<int:assessment_id>"
    assert first["ids"] == {"assessment_id": sample_case.ids["assessment_id"]}
    assert (first["status"], first["account"], first["method"]) == (200, officer.id, "GET")
    assert len([line for line in found if line["event"] == "request"]) == 4
    assert TYPED not in json.dumps(found, default=str)


def test_assets_are_told_when_debugging_only(client):
    with capture_logs() as found:
        client.get("/static/css/theme.css")
        client.get("/health")
    assert {line["log_level"] for line in found if line["event"] == "request"} == {"debug"}


@pytest.mark.parametrize(
    ("proxies", "sent", "is_taken"),
    [(1, GIVEN, True), (0, GIVEN, False), (1, "x" * 41, False), (1, "a b\tc<d>efgh", False)],
)
def test_the_id_of_a_trusted_proxy_is_taken(app, client, proxies, sent, is_taken):
    app.extensions["settings"] = replace(app.extensions["settings"], trusted_proxies=proxies)
    answer = client.get("/sign-in", headers={"X-Request-ID": sent})
    assert (answer.headers["X-Request-ID"] == sent) is is_taken


def test_a_job_carries_the_request_that_asked_for_it(session):
    actor = replace(factories.actor(Role.CASE_OFFICER), request_id="r1")
    job = queue_job(session, kind="build", subject_id=7, actor=actor, now=NOW)
    session.commit()
    start_job(session, job_id=job.id, now=NOW)
    entries = session.exec(select(AuditEntry).where(AuditEntry.subject_type == Job.__tablename__))
    assert {(entry.action, entry.request_id) for entry in entries} == {
        ("job:build", "r1"), ("job:start", "r1"),
    }  # fmt: skip


def test_a_wrong_sign_in_leaves_no_name_and_no_password(client, session):
    officer = factories.account(Role.CASE_OFFICER)
    with capture_logs() as found:
        client.post("/sign-in", data={"login": officer.login, "password": PASSWORD + "x"})
    text = json.dumps(found, default=str)
    assert officer.login not in text
    assert PASSWORD not in text
