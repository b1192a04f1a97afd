"""Pages and answers that say what went wrong, and nothing else."""

from io import BytesIO
from unittest.mock import Mock

import pytest
from flask import abort
from sqlalchemy.orm.exc import StaleDataError

from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from tests import factories
from tests.factories import PASSWORD


def raising(app, error):
    def view():
        raise error

    app.add_url_rule("/sign-in/trial", "account.trial", view, methods=["GET", "POST"])


@pytest.mark.own_app
@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (NotFound("not_found", where="assessment:7"), 404, "没有找到这个页面"),
        (Refused(RefusalReason.NOT_YOUR_RECORD), 404, "没有找到这个页面"),
        (Refused(RefusalReason.REASON_MISSING), 409, ""),
        (Conflict("manual_version_taken"), 409, ""),
        (InvalidInput("password_wrong", where="current"), 422, "现在的密码不对"),
        (StaleDataError(), 409, "别人刚刚改动了这条记录"),
        (RuntimeError("geheim: SELECT 1"), 500, "系统出错了"),
    ],
)
def test_error_page_is_calm(app, client, error, status, told):
    raising(app, error)
    answer = client.get("/sign-in/trial")
    assert answer.status_code == status
    assert told in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    for secret in ("Traceback", "geheim", "assessment:7", "Error"):
        assert secret not in answer.text


def test_error_page_does_without_the_database(app, client, session):
    officer = factories.account(Role.CASE_OFFICER)
    client.post("/sign-in", data={"login": officer.login, "password": PASSWORD})
    app.extensions["session_of_request"] = Mock(side_effect=ConnectionError("geheim"))
    answer = client.get("/office/")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "geheim" not in answer.text


@pytest.mark.own_app
@pytest.mark.parametrize(
    ("status", "told"), [(404, "没有找到"), (405, "不能这样打开"), (413, "文件太大"), (418, "有误")]
)
def test_http_errors_have_words(app, client, status, told):
    app.add_url_rule("/sign-in/trial", "account.trial", lambda: abort(status))
    answer = client.get("/sign-in/trial")
    assert answer.status_code == status
    assert told in answer.text


def test_too_large_a_form_is_refused(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/sign-in", data={"login": "x" * 2000, "password": "x"})
    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_what_is_too_large_is_read_to_its_end(app, client):
    """Else the server closes the line on a browser that still sends, which then shows no page."""
    app.config["MAX_CONTENT_LENGTH"] = 1000
    taken = []

    class Line(BytesIO):
        def read(self, size=-1):
            taken.append(super().read(size))
            return taken[-1]

    kind = {"content_type": "application/x-www-form-urlencoded", "content_length": 5000}
    answer = client.post("/sign-in", input_stream=Line(b"x" * 5000), **kind)
    assert (answer.status_code, len(b"".join(taken))) == (413, 5000)


@pytest.mark.own_app
@pytest.mark.parametrize("how", [{"headers": {"Accept": "application/json"}}, {"json": {}}])
def test_script_is_answered_in_json(app, client, how):
    raising(app, RuntimeError("geheim"))
    answer = client.post("/sign-in/trial", **how)
    assert answer.status_code == 500
    assert set(answer.json["error"]) == {"what", "mend", "where"}
    assert "geheim" not in answer.text


def test_script_that_reads_is_not_sent_to_a_page(client):
    answer = client.get("/office/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert "登录已结束" in answer.json["error"]["what"]


def test_a_broken_referrer_is_no_defect(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in", headers={"Referer": "http://[::1"})
    assert answer.status_code == 400
    assert "这个页面已过期" in answer.text


@pytest.mark.parametrize("body", ["[[]]", '[{"a": 1}]', '{"login": ["x"]}', "null"])
def test_json_is_no_form(client, body):
    answer = client.post("/sign-in", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("path", ["/draws/a%0d%0ab/record", "/office/%0a", "/draws/%E2%80%AEa"])
def test_an_address_with_a_line_feed_is_unknown(client, path):
    assert {client.get(path).status_code, client.put(path).status_code} == {404}


def test_text_in_place_of_a_file_is_no_file(client, sample_case, sign_in):
    sign_in(client, sample_case.own[Role.CASE_OFFICER])
    answer = client.post("/office/report-check", data={"file": "a.docx"})
    assert answer.status_code in {200, 422}
