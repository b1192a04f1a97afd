"""Health pages: a word for anybody, details for the machine itself and for who has the token."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest

from models import Job, Message
from riskassess.domain.vocabulary import Role
from riskassess.queries import health
from riskassess.services import job_processes
from tests import factories
from tests.factories import NOW

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a token of thirty-two characters or more"


@pytest.fixture(autouse=True)
def _plenty_of_room(app):
    app.extensions["machine"] = Mock(
        can_store=lambda: True,
        can_read_keys=lambda: True,
        can_keep_heads=lambda: True,
        free_bytes=lambda: 10**12,
    )


@pytest.fixture
def _working(session):
    job_processes.beat(session, name="machine:1", now=NOW - timedelta(seconds=20))


def ask(client, path="/health/ready", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.get(path, headers=named)
    return answer.status_code, answer.get_json()


def checks(client):
    return {name: each["state"] for name, each in ask(client)[1]["checks"].items()}


def test_alive_asks_no_database(app, client):
    app.extensions["session_of_request"] = Mock(side_effect=ConnectionError)
    assert ask(client, "/health") == (200, {"status": "alive"})


@pytest.mark.usefixtures("_working")
def test_ready_says_each_check_to_the_machine_itself(client):
    status, told = ask(client)
    assert (status, told["status"]) == (200, "ready")
    assert told["checks"]["jobs"] == {
        "state": "good", "processes": 1, "heartbeat_age": 20.0, "oldest_age": None,
    }  # fmt: skip
    assert told["checks"]["database"]["revision"] == health.newest_revision()
    assert {each["state"] for each in told["checks"].values()} == {"good"}


@pytest.mark.usefixtures("_working")
def test_a_stranger_hears_one_word(app, client):
    stranger = client.get("/health/ready", environ_base=STRANGER)
    assert (stranger.status_code, stranger.get_json()) == (200, {"status": "ready"})
    assert ask(client, X_Forwarded_For="203.0.113.9")[1] == {"status": "ready"}  # by no known proxy
    app.extensions["settings"] = replace(app.extensions["settings"], health_token=TOKEN)
    shown = {"Authorization": f"Bearer {TOKEN}"}
    assert "checks" in client.get("/health/ready", environ_base=STRANGER, headers=shown).get_json()
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    told = client.get("/health/ready", environ_base=STRANGER, headers=wrong).get_json()
    assert told == {"status": "ready"}


@pytest.mark.usefixtures("_working")
def test_audit_heads_that_cannot_be_kept_beside_the_keys_are_told(app, client):
    app.extensions["machine"].configure_mock(can_keep_heads=lambda: False)
    status, told = ask(client)
    assert (status, told["status"], told["checks"]["keys"]["state"]) == (200, "late", "late")


@pytest.mark.usefixtures("_working")
@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"can_store": lambda: False}, "files"),
        ({"can_read_keys": lambda: False}, "keys"),
        ({"free_bytes": lambda: 10**6}, "disk"),
    ],
)
def test_a_process_that_cannot_serve_says_503(app, client, change, check):
    app.extensions["machine"].configure_mock(**change)
    status, told = ask(client)
    assert (status, told["status"], told["checks"][check]["state"]) == (503, "unavailable", "bad")


def test_a_database_away_or_of_another_version_says_503(app, client, monkeypatch):
    monkeypatch.setattr(health, "newest_revision", lambda: "9999")
    assert ask(client)[0] == 503
    app.extensions["kept_for_a_moment"].clear()
    app.extensions["session_of_request"] = Mock(side_effect=ConnectionError("geheim"))
    status, told = ask(client)
    assert (status, told["checks"]["database"]) == (503, {"state": "bad"})


def test_work_that_is_late_is_told_and_counts_only_when_asked_for(client, session):
    office_id = factories.actor(Role.CASE_OFFICER).office_id
    long_ago = NOW - timedelta(hours=1)
    factories.save(Job(office_id=office_id, kind="x", subject_id=1, created_at=long_ago))
    factories.save(
        Message(office_id=office_id, recipient="a", subject="b", body="c", created_at=long_ago)
    )
    job_processes.beat(session, name="dead:1", now=NOW - timedelta(minutes=3))
    found = checks(client)
    assert (found["jobs"], found["messages"], found["database"]) == ("late", "late", "good")
    assert ask(client)[0] == 200
    assert ask(client, "/health/ready?strict=1")[0] == 503


@pytest.mark.usefixtures("_working")
def test_the_answer_is_kept_for_some_seconds(app, client):
    asked = Mock(return_value=True)
    app.extensions["machine"].can_store = asked
    for _time in range(5):
        ask(client)
    assert asked.call_count == 1
    app.extensions["clock"] = lambda: NOW + timedelta(seconds=6)
    ask(client)
    assert asked.call_count == 2
