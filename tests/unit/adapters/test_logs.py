"""A log line holds what happened and to whom, never what somebody typed."""

import io
import json
import logging
import sys

import pytest
import structlog

from riskassess.adapters import logs

SECRET = "住址：某路某号 geheim"


@pytest.fixture
def lines(monkeypatch):
    """Return what is written in production, line by line; all of it is as before afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure_logs(as_json=True, level="info")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.captureWarnings(False)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.configure(**before[2])
    structlog.contextvars.clear_contextvars()


def test_a_line_is_json_with_what_is_bound(lines):
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger().info("job_done", job_id=7)
        structlog.get_logger().debug("nothing")
    (line,) = lines()
    assert (line["event"], line["job_id"], line["request_id"]) == ("job_done", 7, "r1")
    assert (line["level"], line["at"][-1]) == ("info", "Z")


def test_an_error_is_told_by_class_and_place(lines):
    try:
        try:
            int(SECRET)
        except ValueError as problem:
            raise KeyError(SECRET) from problem
    except KeyError as error:
        structlog.get_logger().error("unhandled", exc_info=error)
        logging.getLogger("werkzeug").exception("failed for %s", SECRET)
    told, other = lines()
    assert told["error"] == other["error"] == ["KeyError", "ValueError"]
    assert "test_logs.py" in told["places"][-1]
    assert (other["event"], other["logger"]) == ("failed for %s", "werkzeug")
    assert SECRET not in json.dumps([told, other], ensure_ascii=False)


def test_messages_of_others_keep_their_pattern_alone(lines):
    logging.getLogger("pdf").warning("page of %s", SECRET)
    logging.getLogger("pdf").warning(SECRET)
    logging.getLogger("gunicorn.error").warning("Worker timeout (pid:%s)", 7)
    logging.getLogger("huey").info("each minute")
    assert [line["event"] for line in lines()] == ["page of %s", "str", "Worker timeout (pid:7)"]
