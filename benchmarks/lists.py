"""Y6: to-do list, assessments and pool, 50 rows a page, beside the same SELECT in a bare page.

Both sides answer in one process through Flask's own test client, on the same SQLite file. The bare
page has no sign-in, no guard, no navigation and no words to look up.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks import Row, alternate
from config import load_settings
from models import (
    Account,
    AccountRole,
    Assessment,
    Commitment,
    Expert,
    Measure,
    Office,
    Project,
    Unit,
    schema,
)
from models.engine import make_session, transaction
from riskassess import create_app
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.resources import Resources, make_resources
from riskassess.services.manuals import store_manual

YARDSTICKS = ("Y6",)
FEW, MANY = 1_000, 100_000
PAGES = 20  # pages in one repetition
NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
PASSWORD = "benchmark-only"  # noqa: S105 - a throw-away database
LIVING = [each for each in AssessmentState if each is not AssessmentState.ARCHIVED]
PAGE = """<!doctype html><html><head><title>list</title></head><body><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table></body></html>"""


@contextmanager
def filled(count: int) -> Iterator[Resources]:
    """Yield resources over a database with so many assessments and experts, one in ten alive."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            {
                "RISKASSESS_ENV": "testing",
                "RISKASSESS_HOME": folder,
                "RISKASSESS_DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
                "RISKASSESS_SIGN_IN_LIMIT": "1000 per minute",
            }
        )
        resources = make_resources(settings)
        schema.upgrade(resources.engine)
        fill(resources, count)
        yield resources
        resources.engine.dispose()


def fill(resources: Resources, count: int) -> None:
    """Write the rows."""
    with make_session(resources.engine, may_write=True) as session, transaction(session):
        manual = store_manual(session, manual=builtin_manual("cn-default"), now=NOW)
        session.add(Office(id=1, code="500000", name="稳定办", created_at=NOW))
        session.flush()
        session.add(Unit(id=1, office_id=1, name="项目单位", kind="project_unit", created_at=NOW))
        session.add(
            Account(
                id=1,
                office_id=1,
                login="officer",
                display_name="承办人",
                password_hash=resources.passwords.make(PASSWORD),
                created_at=NOW,
            )
        )
        session.flush()
        session.add(AccountRole(account_id=1, role=Role.CASE_OFFICER))
        session.flush()
        for table, rows in tables(count, manual_version_id=manual.id or 0):
            while chunk := list(islice(rows, 5_000)):
                session.execute(sa.insert(table), chunk)


def tables(count: int, *, manual_version_id: int) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    """Yield each table with its rows."""
    numbers = range(1, count + 1)
    living = {number: LIVING[number // 10 % len(LIVING)] for number in numbers if number % 10 == 0}
    own = {"office_id": 1}
    yield Project, (
        {**own, "id": number, "unit_id": 1, "title": f"重大项目第{number}号", "kind": "demolition",
         "level": "city", "created_at": NOW}
        for number in numbers
    )  # fmt: skip
    yield Assessment, (
        {**own, "id": number, "project_id": number, "manual_version_id": manual_version_id,
         "code": f"SSRA-{number:06}", "procedure": "general",
         "state": living.get(number, AssessmentState.ARCHIVED), "version": 1,
         "state_since": NOW - timedelta(hours=number % 900), "created_at": NOW}
        for number in numbers
    )  # fmt: skip
    tracked = [key for key, state in living.items() if state is AssessmentState.TRACKING]
    yield Measure, (
        {**own, "id": number, "assessment_id": number, "code": "M01", "text": "公布标准",
         "owner": "征收办", "stage": "P"}
        for number in tracked
    )  # fmt: skip
    yield (
        Commitment,
        (
            {**own, "measure_id": number, "state": "proven", "evidence": "", "remark": ""}
            for number in tracked[::2]
        ),
    )
    yield Expert, (
        {**own, "id": number, "code": f"ZJ{number:06}", "name": f"专家{number}",
         "expert_class": "engineering", "profession": "water", "employer": f"研究院{number % 97}",
         "state": "active", "term_until": date(2028, 1, 1), "created_at": NOW}
        for number in numbers
    )  # fmt: skip


def reader(app: Flask, url: str) -> Callable[[], None]:
    """Return a function that reads the page `PAGES` times, signed in where that is asked."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"login": "officer", "password": PASSWORD})

    def read() -> None:
        for _turn in range(PAGES):
            answer = client.get(url)
            if answer.status_code != 200:
                raise RuntimeError(f"{url} answers {answer.status_code}")

    read()
    return read


def bare(engine: sa.Engine, select: sa.Select[*tuple[Any, ...]]) -> Flask:
    """Return the smallest application that shows a SELECT."""
    app = Flask(__name__)
    page = app.jinja_env.from_string(PAGE)

    @app.get("/list")
    def show() -> str:
        with engine.connect() as connection:
            return page.render(rows=connection.execute(select).all())

    return app


def selects() -> dict[str, tuple[str, sa.Select[*tuple[Any, ...]]]]:
    """Return for each page its address and the same SELECT, written by hand."""
    case, project, unit, expert = (
        each.__table__  # type: ignore[attr-defined]
        for each in (Assessment, Project, Unit, Expert)
    )
    cases = (
        sa.select(
            case.c.id, case.c.code, project.c.title, project.c.kind, unit.c.name, case.c.state,
            case.c.state_since,
        )
        .join(project, project.c.id == case.c.project_id)
        .join(unit, unit.c.id == project.c.unit_id)
        .where(case.c.office_id == 1)
        .limit(50)
    )  # fmt: skip
    alive = case.c.state.in_([AssessmentState.SUBMITTED, AssessmentState.FILED])
    columns = ("id", "code", "name", "expert_class", "profession", "employer", "state")
    return {
        "to-do": ("/office/", cases.where(alive).order_by(case.c.state_since)),
        "assessments": ("/office/assessments", cases.order_by(case.c.id.desc())),
        "pool": (
            "/office/experts",
            sa.select(*(expert.c[name] for name in columns))
            .where(expert.c.office_id == 1)
            .order_by(expert.c.code)
            .limit(50),
        ),
    }


def rows() -> Iterator[Row]:
    """Measure each list at both sizes, beside the bare page, and the large beside the small."""
    with filled(FEW) as small, filled(MANY) as large:
        apps = {FEW: create_app(resources=small), MANY: create_app(resources=large)}
        for name, (url, select) in selects().items():
            for count, resources in ((FEW, small), (MANY, large)):
                ours, peer = alternate(
                    reader(apps[count], url), reader(bare(resources.engine, select), "/list")
                )
                yield Row(
                    yardstick="Y6",
                    work=f"{name}, 50 rows of {count:,}",
                    peer_name="bare Flask + Core + Jinja",
                    unit="pages/s",
                    ours=[PAGES / each for each in ours],
                    peer=[PAGES / each for each in peer],
                    goal=0.5,
                    at_least=True,
                )
            large_times, small_times = alternate(reader(apps[MANY], url), reader(apps[FEW], url))
            yield Row(
                yardstick="Y6",
                work=f"{name}, from {FEW:,} to {MANY:,} records",
                peer_name=f"ours with {FEW:,}",
                unit="s",
                ours=[each / PAGES for each in large_times],
                peer=[each / PAGES for each in small_times],
                goal=1.5,
            )
