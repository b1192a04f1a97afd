"""A database that is locked, full or away: a calm page that keeps what was typed, nothing lost."""

import re
import sqlite3
from contextlib import closing
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, select

from models import AuditEntry, Office, ReturnPoint
from models import engine as engines
from models.engine import database_trouble, make_engine, make_session, transaction
from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories

TYPED = "请补正：<b>第 3 章</b>缺少征求意见的“签到表”。"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


class Original(Exception):
    """What a driver raises, as far as it is looked at."""

    def __init__(self, sqlstate):
        super().__init__("geheim")
        self.sqlstate = sqlstate


@pytest.fixture
def case(client, sign_in):
    found = factories.assessment(state=AssessmentState.SUBMITTED)
    sign_in(client, factories.account(Role.CASE_OFFICER, office_id=found.office_id))
    return found


@pytest.fixture
def broken(app):
    """Return a context in which every question to the database fails as said."""
    maker = app.extensions["session_maker"]

    class Away:
        def __init__(self, state):
            self.state = state

        def __enter__(self):
            def fail(*_given, **_options):
                raise OperationalError("INSERT", {"token": "geheim"}, Original(self.state))

            app.extensions["session_maker"] = fail

        def __exit__(self, *_error):
            app.extensions["session_maker"] = maker

    return Away


def send_again(client, path, page):
    """Press the button of the page: what it carries is sent as it is."""
    inside = page.split("data-send-again", 1)[1].split("</form>", 1)[0]
    fields = {name: unescape(value) for name, value in HIDDEN.findall(inside)}
    return fields, client.post(path, data=fields)


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("55P03", 503, "系统正忙"),
        ("40P01", 503, "系统正忙"),
        (None, 503, "数据库暂时连不上"),
        ("57P01", 503, "数据库暂时连不上"),
        ("53100", 507, "磁盘已满"),
    ],
)
def test_page_keeps_what_was_typed_and_sends_it_once_more(
    client, case, broken, session, state, status, words
):
    path = f"/office/assessments/{case.id}/registration-return"
    with broken(state):
        answer = client.post(path, data={"points-0-subject": "D05", "points-0-text": TYPED})
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["Retry-After"]
    assert "data-form-kept" in answer.text
    assert "geheim" not in answer.text
    fields, done = send_again(client, path, answer.text)
    assert fields["points-0-text"] == TYPED
    assert done.status_code == 303
    session.expire_all()
    assert session.exec(select(ReturnPoint.text)).all() == [TYPED]


def test_script_hears_that_it_may_try_again(client, case, broken):
    with broken("55P03"):
        answer = client.post(f"/office/assessments/{case.id}/acceptance", json={})
    assert answer.status_code == 503
    assert "系统正忙" in answer.json["error"]["what"]


def test_password_is_never_repeated(client, broken):
    with broken("55P03"):
        page = client.post("/sign-in", data={"login": "a", "password": "geheim"})
    assert page.status_code == 503
    assert "data-send-again" not in page.text
    assert "geheim" not in page.text


@pytest.mark.parametrize("database", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_locked_row_ends_the_wait_with_its_code(request, tmp_path, database, monkeypatch):
    """Two real connections: the second waits as long as it is told and changes nothing."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path / 'one.db'}"
    if database == "pg":
        url = request.getfixturevalue("make_postgres_database")()
    engine = make_engine(url)
    SQLModel.metadata.create_all(engine)
    with make_session(engine, may_write=True) as first, transaction(first):
        first.add(Office(code="1", name="测试稳定办", created_at=factories.NOW))
    with make_session(engine, may_write=True) as first:
        first.exec(select(Office).with_for_update()).one().name = "第一人"
        first.flush()
        with (
            make_session(engine, may_write=True) as second,
            pytest.raises(OperationalError) as told,
            transaction(second),
        ):
            second.exec(sa.update(Office).values(name="第二人"))
        first.commit()
    assert database_trouble(told.value) == "database_busy"
    with Session(engine) as session:
        assert session.exec(select(Office.name)).one() == "第一人"
    engine.dispose()


def test_full_database_takes_nothing_and_goes_on_when_there_is_room(tmp_path):
    """SQLite's own limit of pages stands for the disk: the error is the same."""
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}", poolclass=sa.StaticPool)
    SQLModel.metadata.create_all(engine)

    def add(code):
        with make_session(engine, may_write=True) as session, transaction(session):
            rows = [Office(code=f"{code}{n}", name="名" * 90, created_at=factories.NOW)
                    for n in range(200)]  # fmt: skip
            session.add_all(rows)

    add("a")
    pages = pragma(engine, "page_count")
    pragma(engine, f"max_page_count={pages}")
    with pytest.raises(OperationalError) as told:
        add("b")
    assert database_trouble(told.value) == "database_full"
    pragma(engine, "max_page_count=100000")
    with Session(engine) as session:
        assert session.exec(select(sa.func.count(Office.id))).one() == 200
    add("b")
    assert pragma(engine, "integrity_check") == "ok"
    engine.dispose()


def pragma(engine, what):
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        return raw.execute(f"PRAGMA {what}").fetchone()[0]


def test_defect_of_a_question_is_no_trouble_of_the_database():
    with closing(sqlite3.connect(":memory:")) as raw, pytest.raises(sqlite3.Error) as told:
        raw.execute("SELECT * FROM nowhere")
    assert database_trouble(OperationalError("x", {}, told.value)) == ""


def test_act_that_meets_a_full_disk_at_its_last_write_is_not_done(client, case, session, engine):
    """The last write is the audit entry: the rows before it go back too."""
    seen = []

    def fail(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO audit_entry"):
            seen.append(statement)
            raise OperationalError("INSERT", {}, Original("53100"))

    path = f"/office/assessments/{case.id}/registration-return"
    before = session.exec(select(sa.func.count(AuditEntry.id))).one()
    sa.event.listen(engine, "before_cursor_execute", fail)
    try:
        answer = client.post(path, data={"points-0-subject": "D05", "points-0-text": TYPED})
    finally:
        sa.event.remove(engine, "before_cursor_execute", fail)
    assert (answer.status_code, len(seen)) == (507, 1)
    session.expire_all()
    assert session.get(type(case), case.id).state is AssessmentState.SUBMITTED
    assert session.exec(select(sa.func.count(AuditEntry.id))).one() == before
    assert session.exec(select(ReturnPoint)).all() == []
