"""Y6: to-do, assessments, pool, dossiers, 50 rows a page, beside the same SELECT in a bare page.

Both sides answer in one process through Flask's own test client, on the same SQLite file. The bare
page runs the same SELECTs with the same limit and count, written to the tables directly, and shows
the same cells of the same rows as a plain table. It has no sign-in, no guard, no navigation and no
catalogue. For the to-do list the bare page skips what we count and reckon to rank the lines.
The same pages are also read by an archivist who stands in for the case officer.
"""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks import Row, alternate
from benchmarks.list_records import LIVING, PASSWORD, filled
from models import (
    Assessment,
    Dossier,
    Expert,
    Project,
    Unit,
)
from riskassess import create_app
from riskassess.domain.tasks import Party
from riskassess.domain.vocabulary import AssessmentState
from riskassess.queries.pages import COUNTED
from riskassess.queries.todo_sources import candidates

YARDSTICKS = ("Y6",)
FEW, MANY = 1_000, 100_000
PAGES = 20  # pages in one repetition
REPETITIONS = 9
PAGE = """<!doctype html><html><head><title>list</title></head><body><table>
ROWS
</table><p>{{ total }}</p></body></html>"""
CASE = """{% for id, code, title, kind, unit, state, since in rows %}<tr>
<th><a href="/list/{{ id }}">{{ title }}</a> {{ code }}</th><td>{{ kind }}</td><td>{{ unit }}</td>
<td>{{ state }}</td><td>{{ since.strftime("%Y-%m-%d") }}</td></tr>{% endfor %}"""
EXPERT = """{% for id, code, name, group, profession, title, employer, state, until in rows %}<tr>
<th><a href="/list/{{ id }}">{{ name }}</a> {{ code }}</th><td>{{ group }}</td>
<td>{{ profession }}</td><td>{{ employer }} {{ title }}</td><td>{{ state }}</td>
<td>{{ until.strftime("%Y-%m-%d") }}</td></tr>{% endfor %}"""
DOSSIER = """{% for id, code, title, is_shown, number, state, kept, sealed in rows %}<tr>
<th><a href="/list/{{ id }}">{{ title }}</a> {{ code }}</th><td>{{ number }}</td><td>{{ kept }}</td>
<td>{{ state }}</td><td>{{ sealed.strftime("%Y-%m-%d") if sealed }}</td></tr>{% endfor %}"""
TASK = """{% for id, code, title, state, since in rows %}<tr>
<td>{{ state }}</td><td>{{ title }} {{ code }}</td><td>{{ since.strftime("%Y-%m-%d") }}</td>
<td><a href="/list/{{ id }}">{{ state }} {{ title }}</a></td></tr>{% endfor %}"""
Select = sa.Select[*tuple[Any, ...]]
UNDER_WAY = [each for each in LIVING if each is not AssessmentState.CLOSED]
_CASE, _PROJECT = Assessment.__table__, Project.__table__  # type: ignore[attr-defined]
_NAMED = (
    sa.select(_CASE.c.id, _CASE.c.code, _PROJECT.c.title)
    .join(_PROJECT, _PROJECT.c.id == _CASE.c.project_id)
    .where(_CASE.c.id.in_(sa.bindparam("wanted", expanding=True)))
)


def reader(app: Flask, url: str, login: str = "officer") -> Callable[[], None]:
    """Return a function that reads the page `PAGES` times, signed in where that is asked."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"login": login, "password": PASSWORD})

    def read() -> None:
        for _turn in range(PAGES):
            answer = client.get(url)
            if answer.status_code != 200:
                raise RuntimeError(f"{url} answers {answer.status_code}")

    read()
    return read


@dataclass(frozen=True)
class Peer:
    """What a bare page runs and shows: SELECTs of rows, the count, the cells of a row."""

    read: Callable[[sa.Connection], list[Any]]
    cells: str
    counted: Select | None = None


def bare(engine: sa.Engine, peer: Peer) -> Flask:
    """Return the smallest application that shows what the SELECTs give."""
    app = Flask(__name__)
    page = app.jinja_env.from_string(PAGE.replace("ROWS", peer.cells))

    @app.get("/list")
    def show() -> str:
        with engine.connect() as connection:
            rows = peer.read(connection)
            total = connection.scalar(peer.counted) if peer.counted is not None else len(rows)
            return page.render(rows=rows[:50], total=total)

    return app


def peers() -> dict[str, tuple[str, Peer]]:
    """Return for each page its address and its peer."""
    case, project, unit, expert, dossier = (
        each.__table__  # type: ignore[union-attr]
        for each in (Assessment, Project, Unit, Expert, Dossier)
    )
    own, done = case.c.office_id == 1, case.c.state.not_in(UNDER_WAY)
    cases = (
        sa.select(
            case.c.id, case.c.code, project.c.title, project.c.kind, unit.c.name, case.c.state,
            case.c.state_since,
        )
        .join(project, project.c.id == case.c.project_id)
        .join(unit, unit.c.id == project.c.unit_id)
        .where(own).order_by(case.c.id.desc())
    )  # fmt: skip
    columns = (
        "id", "code", "name", "expert_class", "profession", "title", "employer", "state",
        "term_until",
    )  # fmt: skip
    pool = sa.select(*(expert.c[name] for name in columns)).where(expert.c.office_id == 1)
    dossiers = (
        sa.select(
            case.c.id, case.c.code, project.c.title, project.c.is_demonstration, dossier.c.number,
            dossier.c.state, dossier.c.retention, dossier.c.sealed_at,
        )
        .join(project, project.c.id == case.c.project_id)
        .outerjoin(dossier, dossier.c.assessment_id == case.c.id)
        .where(own, done).order_by(case.c.state_since.desc(), case.c.id.desc())
    )  # fmt: skip
    return {
        "to-do": ("/office/", Peer(to_do, TASK)),
        "assessments": (
            "/office/assessments",
            Peer(_first(cases), CASE, _count(sa.select(case.c.id).where(own))),
        ),
        "pool": (
            "/office/experts",
            Peer(_first(pool.order_by(expert.c.code)), EXPERT, _count(pool)),
        ),
        "dossiers": (
            "/office/dossiers",
            Peer(_first(dossiers), DOSSIER, _count(sa.select(case.c.id).where(own, done))),
        ),
    }


def _first(select: Select) -> Callable[[sa.Connection], list[Any]]:
    cut = select.limit(51)
    return lambda connection: list(connection.execute(cut))


def _count(select: Select) -> Select:
    some = select.with_only_columns(sa.literal(1)).limit(COUNTED + 1).subquery()
    return sa.select(sa.func.count()).select_from(some)


def to_do(connection: sa.Connection) -> list[Any]:
    """Return the 50 lines that have waited longest, from the SELECTs of our own list."""
    given = {"office_id": 1, "unit_id": None, "account_id": 1}
    found: list[Any] = []
    for waiting in (False, True):
        select = candidates(frozenset({Party.OFFICER}), waiting=waiting)
        if select is not None and len(found) < 50:
            found += connection.execute(select, given)
    found = sorted(found, key=attrgetter("state_since"))[:50]
    named = connection.execute(_NAMED, {"wanted": [row.id for row in found]})
    names = {row.id: row for row in named}
    return [
        (row.id, names[row.id].code, names[row.id].title, row.state, row.state_since)
        for row in found
    ]


def rows() -> Iterator[Row]:
    """Measure each list at both sizes beside the bare page, by lent rights, and large by small."""
    with filled(FEW) as small, filled(MANY) as large:
        kept = {FEW: small, MANY: large}
        apps = {count: create_app(resources=each) for count, each in kept.items()}
        gc.collect()
        gc.freeze()  # as the server does before it takes requests
        for name, (url, peer_page) in peers().items():
            for count, who in ((FEW, "officer"), (MANY, "officer"), (MANY, "deputy")):
                by = ", by lent rights" if who == "deputy" else ""
                yield beside_bare(
                    f"{name}, 50 rows of {count:,}{by}",
                    reader(apps[count], url, who),
                    reader(bare(kept[count].engine, peer_page), "/list"),
                )
            yield grown(name, *(reader(apps[count], url) for count in (MANY, FEW)))


def beside_bare(work: str, own: Callable[[], None], plain: Callable[[], None]) -> Row:
    """Measure our page beside the bare one."""
    ours, peer = alternate(own, plain, repetitions=REPETITIONS)
    return Row(
        yardstick="Y6",
        work=work,
        peer_name="bare Flask + Core + Jinja",
        unit="pages/s",
        ours=[PAGES / each for each in ours],
        peer=[PAGES / each for each in peer],
        goal=0.5,
        at_least=True,
    )


def grown(name: str, many: Callable[[], None], few: Callable[[], None]) -> Row:
    """Measure our page with many records beside itself with few."""
    ours, peer = alternate(many, few, repetitions=REPETITIONS)
    return Row(
        yardstick="Y6",
        work=f"{name}, from {FEW:,} to {MANY:,} records",
        peer_name=f"ours with {FEW:,}",
        unit="s",
        ours=[each / PAGES for each in ours],
        peer=[each / PAGES for each in peer],
        goal=1.5,
    )
