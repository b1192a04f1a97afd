"""Which room may import which: the tables of `docs/architecture.md`."""

import ast
import graphlib
import sys
from collections.abc import Container

from tests.architecture.tree import Import, is_within

TEXTS = (
    "riskassess.i18n", "riskassess.messages", "riskassess.labels", "riskassess.pool_labels",
    "riskassess.room_labels", "riskassess.people_labels", "riskassess.filters",
    "riskassess.wording", "riskassess.audit_words",
)  # fmt: skip
DOMAIN_WORDS = (
    "riskassess.domain.vocabulary", "riskassess.domain.room_vocabulary",
    "riskassess.domain.people_vocabulary", "riskassess.domain.survey_vocabulary",
    "expert_pool.vocabulary",
)  # fmt: skip
# own code that a room may import; the longest matching room decides
OWN = {
    "riskassess.domain": ("riskassess.domain", "riskassess.proof"),
    "riskassess.proof": ("riskassess.proof",),
    "riskassess.charts": ("riskassess.charts",),
    "expert_pool": ("expert_pool", "riskassess.proof"),
    "models": ("models", *DOMAIN_WORDS),
    # what is written is written in the language of the procedure
    "models.engine": ("models", "riskassess.i18n"),
    "riskassess.queries": (
        "riskassess.queries", "models", "riskassess.domain", "expert_pool.vocabulary",
        "riskassess.proof",
    ),
    "riskassess.services": (
        "riskassess.services", "riskassess.queries", "models", "riskassess.domain", "expert_pool",
        "riskassess.proof", *TEXTS,
    ),
    "riskassess.adapters": ("riskassess.adapters", "riskassess.i18n"),
    # reads a manual with the places of its lines and hands it to the rules
    "riskassess.adapters.manuals": ("riskassess.adapters", "riskassess.domain"),
    "riskassess.adapters.pool_manuals": ("riskassess.adapters", "riskassess.domain"),
    # reads a report's tables into the records that the rules take
    "riskassess.adapters.reports": ("riskassess.adapters", "riskassess.domain"),
    "riskassess.exhibits": (
        "riskassess.exhibits", "riskassess.domain", "riskassess.charts", *TEXTS,
    ),
    "riskassess.print": (
        "riskassess.print", "riskassess.exhibits", "riskassess.domain", "expert_pool.vocabulary",
        "riskassess.charts",
        "riskassess.proof", *TEXTS,
    ),
    "riskassess.web": (
        "riskassess.web", "riskassess.services", "riskassess.queries", "riskassess.domain",
        "riskassess.exhibits", "expert_pool.vocabulary", "riskassess.charts", *TEXTS,
    ),
    # the one door of web to what the wiring made
    "riskassess.web.context": (
        "riskassess.web", "riskassess.services", "riskassess.queries", "riskassess.domain",
        "riskassess.database", "riskassess.resources",
    ),
    "riskassess.i18n": (),
    "riskassess.filters": ("riskassess.i18n", "riskassess.labels", *DOMAIN_WORDS),
    "riskassess.messages": ("riskassess.i18n", "riskassess.wording"),
    "riskassess.wording": ("riskassess.wording", "riskassess.i18n", *DOMAIN_WORDS),
    "riskassess.labels": (
        "riskassess.i18n", "riskassess.pool_labels", "riskassess.room_labels",
        "riskassess.people_labels", *DOMAIN_WORDS,
    ),
    "riskassess.people_labels": ("riskassess.i18n", "riskassess.domain.people_vocabulary"),
    "riskassess.room_labels": ("riskassess.i18n", "riskassess.domain.room_vocabulary"),
    "riskassess.pool_labels": ("riskassess.i18n", "expert_pool.vocabulary"),
    "riskassess.audit_words": ("riskassess.i18n", "riskassess.labels", *DOMAIN_WORDS),
    "config": (),
}  # fmt: skip
# rooms that put the others together: they import everything, nobody imports them
WIRING = (
    "riskassess.app", "riskassess.database", "riskassess.resources", "riskassess.troubles",
    "riskassess.cli",
    "riskassess.jobs",    "riskassess.demonstration", "riskassess.__main__", "wsgi",
)  # fmt: skip
# third parties that a room may use; rooms not named here may use what OUTSIDE_BANNED leaves
OUTSIDE_ALLOWED = {
    "riskassess.domain": ("numpy", "scipy", "sklearn"),
    "riskassess.proof": ("cryptography",),
    "riskassess.charts": ("markupsafe",),
    "expert_pool": ("numpy", "scipy", "sklearn"),
    "models": ("sqlmodel", "sqlalchemy", "pydantic"),
    "models.schema": ("sqlmodel", "sqlalchemy", "alembic"),
    "riskassess.queries": ("sqlmodel", "sqlalchemy"),
    "riskassess.services": ("sqlmodel", "sqlalchemy", "numpy", "argon2", "structlog"),
    "riskassess.i18n": ("markupsafe",),
    "riskassess.messages": (),
    "config": (),
}
_TABLES = ("sqlmodel", "sqlalchemy", "alembic", "psycopg", "sqlite3")
OUTSIDE_BANNED = {
    "riskassess.web": (*_TABLES, "pdfkit", "huey", "click"),
    "riskassess.adapters": (*_TABLES, "flask", "wtforms", "flask_login", "flask_wtf", "click"),
    "riskassess.exhibits": (*_TABLES, "flask", "wtforms", "pdfkit", "click"),
    "riskassess.print": (*_TABLES, "flask", "wtforms", "pdfkit", "click"),
}
PURE = ("riskassess.domain", "riskassess.proof", "riskassess.charts", "expert_pool")
IMPURE = (
    "os", "time", "socket", "subprocess", "sqlite3", "logging", "secrets", "http", "urllib.request",
    "tempfile", "shutil", "threading",
)  # fmt: skip
IMPURE_CALLS = ("open", "print", "input", "exec", "eval")
CLOCKS = ("now", "utcnow", "today")


def room_of(module: str, rooms: Container[str]) -> str | None:
    """Return the longest room that the module stands in."""
    while module and module not in rooms:
        module = module.rpartition(".")[0]
    return module or None


def is_own(name: str) -> bool:
    """Say whether a dotted name is our code."""
    return name.split(".")[0] in {"riskassess", "models", "expert_pool", "config", "wsgi"}


def _blueprint(name: str) -> str | None:
    """Return the blueprint's package below web; single modules there are shared."""
    groups = ("account", "sponsor", "expert", "office", "control", "public")
    parts = name.split(".")
    return (
        parts[2]
        if parts[:2] == ["riskassess", "web"] and parts[2:3] and parts[2] in groups
        else None
    )


def import_faults(module: str, found: Import) -> list[str]:
    """Return what is wrong with one import of one module."""
    place = f"{module}:{found.line} imports {found.name}"
    if found.is_relative:
        return [f"{place}: relative"]
    if is_own(found.name):
        return _own_faults(module, found.name, place)
    return _outside_faults(module, found.name, place)


def _own_faults(module: str, name: str, place: str) -> list[str]:
    if room_of(module, WIRING) or module == "riskassess":
        return []
    room = room_of(module, OWN)
    if room is None:
        return [f"{module} stands in no room: name its direction in directions.py"]
    if not any(is_within(name, allowed) for allowed in OWN[room]):
        return [f"{place}: {room} may not"]
    other = _blueprint(name)
    if other and _blueprint(module) and other != _blueprint(module):
        return [f"{place}: a blueprint never imports another"]
    return []


def _outside_faults(module: str, name: str, place: str) -> list[str]:
    if room_of(module, PURE) and any(is_within(name, banned) for banned in IMPURE):
        return [f"{place}: a pure room may not"]
    if name.split(".")[0] in sys.stdlib_module_names and not name.startswith("sqlite3"):
        return []
    room = room_of(module, OUTSIDE_ALLOWED)
    if room and not any(is_within(name, allowed) for allowed in OUTSIDE_ALLOWED[room]):
        return [f"{place}: {room} may not"]
    room = room_of(module, OUTSIDE_BANNED)
    if room and any(is_within(name, banned) for banned in OUTSIDE_BANNED[room]):
        return [f"{place}: {room} may not"]
    return []


def impure_faults(module: str, tree: ast.AST) -> list[str]:
    """Return the clock, the environment, files and global randomness in a module."""
    faults = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        owner, _dot, last = called.rpartition(".")
        if (
            called in IMPURE_CALLS
            or (last in CLOCKS and owner.split(".")[-1] in {"datetime", "date"})
            or (owner == "random" and last != "Random")
            or (
                owner in {"np.random", "numpy.random"}
                and last not in {"default_rng", "Generator", "SeedSequence"}
            )
        ):
            faults.append(f"{module}:{node.lineno} calls {called}")
    return faults


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Return the modules of an import circle, or nothing."""
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def edges_of(imports: dict[str, list[Import]]) -> dict[str, set[str]]:
    """Return who imports whom, by module; imports for types only bind nothing at run time."""
    edges: dict[str, set[str]] = {}
    for module, found in imports.items():
        known = [room_of(each.name, imports) for each in found if not each.is_for_types]
        edges[module] = {name for name in known if name and name != module}
    return edges
