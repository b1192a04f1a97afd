"""E1: the pool's list from 500 to 50,000 experts; E2: 5,000 rows of XLSX imported. Both databases.

Each list is the same page with the same filter. The import is the whole of it, from the workbook's
bytes to the commit: reading, checking, the dry run, checking again, sealing telephone numbers,
experts, what they are found by, acts, audit. Its peer reads the same workbook with openpyxl and
inserts the same experts in bulk into an equal table, and does nothing else.
"""

import gc
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa

from benchmarks import Row, alternate, seconds
from benchmarks.list_records import NOW, fill
from benchmarks.lists import PAGES, reader
from config import load_settings
from expert_pool.vocabulary import ExpertState
from models import Expert, schema
from models.engine import make_session, transaction
from models.expert_words import write_grams
from riskassess import create_app
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import Role
from riskassess.exhibits.tables import TableSheet
from riskassess.resources import Resources, make_resources
from riskassess.services.pool.exchange import apply_import
from riskassess.services.pool.import_plan import LISTED, HeldTable, plan_import
from riskassess.wording.pool_files import FIELDS
from tests.support.postgres import start_server, stop_server

YARDSTICKS = ("E1", "E2")
FEW, MANY, IMPORTED = 500, 50_000, 5_000
REPETITIONS = 7
PROFESSIONS = (
    ("engineering", "water"), ("engineering", "transport"), ("management", "law"),
    ("management", "finance"), ("research", "economy"),
)  # fmt: skip
LEVELS = ("middle", "senior", "chief")
STATES = (ExpertState.ACTIVE,) * 17 + (
    ExpertState.SUSPENDED, ExpertState.EXPIRED, ExpertState.REMOVED,
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文"
FILTERS = {
    "first page": "",
    "profession": "?profession=law",
    "class, state, level": "?class=engineering&state=active&level=senior",
    "few of a state": "?profession=water&state=suspended",
    "term ending": "?ends=180",  # 60 days are less than a page of the small pool
    "one employer": "?employer=第1234勘察院",
    "words found rarely": "?q=专家000300",
    "words found often": "?q=勘察院",
    "words of nobody": "?q=不存在的人",
    "page in the middle": "?page=9&after=ZJ{half:06}",
}


def experts(number: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of experts; the pool of 500 is the beginning of that of 50,000."""
    for key in range(1, number + 1):
        group, profession = PROFESSIONS[key % len(PROFESSIONS)]
        yield {
            "id": key, "office_id": 1, "code": f"ZJ{key:06}", "name": name_of(key),
            "expert_class": group, "profession": profession, "title": "高级工程师",
            "title_level": LEVELS[key % 3], "employer": f"某市第{key % 4999}勘察院",
            "state": STATES[key * 7 % len(STATES)],
            "term_until": date(2026, 1, 1) + timedelta(days=key * 13 % 1095), "created_at": NOW,
        }  # fmt: skip


def name_of(key: int) -> str:
    """Return a name; every hundredth carries its number so that one can be looked for."""
    if key % 100 == 0:
        return f"专家{key:06}"
    return SURNAMES[key % 32] + GIVEN[key // 32 % 29] + GIVEN[key // 928 % 29]


@contextmanager
def pool(number: int, url: str) -> Iterator[Resources]:
    """Yield resources over a database with so many experts of one office."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            {
                "RISKASSESS_ENV": "testing",
                "RISKASSESS_HOME": folder,
                "RISKASSESS_DATABASE_URL": url or f"sqlite:///{Path(folder) / 'bench.db'}",
                "RISKASSESS_SIGN_IN_LIMIT": "1000 per minute",
            }
        )
        resources = make_resources(settings)
        schema.upgrade(resources.engine)
        fill(resources, 0)
        with make_session(resources.engine, may_write=True) as session, transaction(session):
            rows = experts(number)
            while chunk := list(islice(rows, 2_000)):
                session.execute(sa.insert(Expert), chunk)
                named = ((row["id"], row["name"], row["employer"]) for row in chunk)
                write_grams(session.connection(), 1, named)
        with resources.engine.connect() as connection:
            connection.execute(sa.text("ANALYZE"))
            connection.commit()
        yield replace(resources, clock=lambda: NOW)
        resources.engine.dispose()


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """Yield, by the name of each kind of database, a function that gives the URL of a new one."""
    folder = Path(tempfile.mkdtemp(prefix="riskassess-bench-"))
    server, numbers = start_server(folder), count(1)
    try:
        yield {
            "SQLite": lambda: "",
            "PostgreSQL": lambda: server.create_database(f"bench{next(numbers)}"),
        }
    finally:
        stop_server(folder)


def list_rows(kind: str, make_url: Callable[[], str]) -> Iterator[Row]:
    """Measure the page with each filter, the large pool beside the small one."""
    with pool(FEW, make_url()) as small, pool(MANY, make_url()) as large:
        apps = {
            number: create_app(resources=each) for number, each in ((FEW, small), (MANY, large))
        }
        gc.collect()
        gc.freeze()
        for name, query in FILTERS.items():
            urls = {number: query.format(half=number // 2) for number in apps}
            many, few = (
                reader(apps[number], f"/office/experts{urls[number]}") for number in (MANY, FEW)
            )
            ours, peer = alternate(many, few, repetitions=REPETITIONS)
            yield Row(
                yardstick="E1",
                work=f"pool list, {name}, {kind}",
                peer_name=f"ours with {FEW:,} experts",
                unit="s",
                ours=[each / PAGES for each in ours],
                peer=[each / PAGES for each in peer],
                goal=1.5,
            )


def workbook(resources: Resources) -> bytes:
    """Return a list of experts as the template wants it, all columns filled."""
    words = {
        "engineering": "工程技术", "management": "综合管理", "research": "社科研究",
        "water": "水利", "transport": "交通", "law": "法律", "finance": "财务",
        "economy": "经济", "middle": "中级", "senior": "副高级", "chief": "正高级",
    }  # fmt: skip
    lines = [
        ["", f"{row['name']}{row['id']}", words[row["expert_class"]], words[row["profession"]],
         row["title"], words[row["title_level"]], 2005, "堤防加固、移民安置、水资源论证",
         row["employer"], "企业", f"expert{row['id']}@example.invalid", f"138{row['id']:08}",
         "2026-01-01", "2028-12-31"]
        for row in experts(IMPORTED)
    ]  # fmt: skip
    return resources.write_tables(
        [TableSheet("专家名单", [str(FIELDS[name]) for name in LISTED], lines)]
    )


class Importing:
    """Our import and its peer, each into an emptied pool; emptying is not measured by itself."""

    def __init__(self, resources: Resources, content: bytes) -> None:
        self.resources, self.content = resources, content
        self.actor = Actor(1, 1, roles=frozenset({Role.POOL_KEEPER}))

    def empty(self) -> None:
        """Empty the pool."""
        with make_session(self.resources.engine, may_write=True) as session, transaction(session):
            for name in ("expert_act", "expert_gram", "expert"):
                session.execute(sa.text(f"DELETE FROM {name}"))  # noqa: S608 - names of tables

    def ours(self) -> None:
        """Read, try, and import."""
        columns = {str(FIELDS[name]): name for name in LISTED}
        needed = ("name", "expert_class", "profession", "employer")
        read = self.resources.read_expert_table(self.content, columns, needed=needed)
        table = HeldTable("sha256:bench", "experts.xlsx", read.rows)
        own: dict[str, Any] = {"table": table, "seal": self.resources.seal}
        with make_session(self.resources.engine, may_write=True) as session:
            plan = plan_import(session, **own, office_id=1, today=NOW.date())
            session.rollback()
            told = apply_import(
                session, **own, seen=plan.digest, answers={}, otherwise=None,
                into=ExpertState.ACTIVE, actor=self.actor, now=NOW,
            )  # fmt: skip
        if told["new"] != IMPORTED:
            raise RuntimeError(f"imported {told}")

    def peer(self) -> None:
        """Read with openpyxl and insert in bulk."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True, data_only=True)
        lines = islice(book.worksheets[0].iter_rows(values_only=True), 1, None)
        made = [
            {"office_id": 1, "code": f"ZJ{number:04}", "name": line[1], "expert_class": line[2],
             "profession": line[3], "title": line[4], "title_level": line[5],
             "practice_since": line[6], "specialities": line[7], "employer": line[8],
             "employer_type": line[9], "email": line[10], "phone_sealed": line[11],
             "way_in": "registration", "state": "active", "is_demonstration": False,
             "created_at": NOW}
            for number, line in enumerate(lines, start=1)
        ]  # fmt: skip
        book.close()
        with make_session(self.resources.engine, may_write=True) as session, transaction(session):
            session.execute(sa.insert(Expert), made)


def import_rows(kind: str, make_url: Callable[[], str]) -> Iterator[Row]:
    """Measure the import beside reading and inserting alone."""
    with pool(0, make_url()) as resources:
        work = Importing(resources, workbook(resources))
        work.ours()
        gc.collect()
        gc.freeze()  # as the server does before it takes requests
        times: dict[str, list[float]] = {"ours": [], "peer": []}
        for _turn in range(REPETITIONS):
            for name, act in (("ours", work.ours), ("peer", work.peer)):
                work.empty()
                times[name].append(seconds(act))
        yield Row(
            yardstick="E2",
            work=f"import of {IMPORTED:,} rows of XLSX, {kind}",
            peer_name="openpyxl read + bulk insert",
            unit="s",
            ours=times["ours"],
            peer=times["peer"],
            goal=2.0,
        )


def rows() -> Iterator[Row]:
    """Measure lists and imports on both databases."""
    with databases() as kinds:
        for kind, make_url in kinds.items():
            yield from list_rows(kind, make_url)
            yield from import_rows(kind, make_url)
