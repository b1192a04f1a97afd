"""Imports run downwards only, rooms stay pure, nothing runs in a circle."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.directions import (
    PURE,
    circle,
    edges_of,
    import_faults,
    impure_faults,
    room_of,
)
from tests.architecture.tree import (
    ROOT,
    faulty,
    imports_of,
    module_of,
    product_files,
    tree_of,
)

FILES = {module_of(path): path for path in product_files()}


def test_modules_import_downwards_only():
    def faults(module):
        return [
            fault
            for each in imports_of(tree_of(FILES[module]))
            for fault in import_faults(module, each)
        ]

    assert not faulty({module: module for module in FILES}, faults)


def test_pure_modules_touch_nothing_outside():
    pure = {module: module for module in FILES if room_of(module, PURE)}
    assert len(pure) > 100
    assert not faulty(pure, lambda module: impure_faults(module, tree_of(FILES[module])))


def test_services_read_no_clock():
    def clocks(module):
        faults = impure_faults(module, tree_of(FILES[module]))
        return [fault for fault in faults if "calls date" in fault]

    services = {module: module for module in FILES if room_of(module, ["riskassess.services"])}
    assert len(services) > 50
    assert not faulty(services, clocks)


def test_no_module_is_part_of_a_circle():
    imports = {module: list(imports_of(tree_of(path))) for module, path in FILES.items()}
    # app is imported by create_app inside the function: the door of the package, not a circle
    imports["riskassess"] = []
    assert not circle(edges_of(imports))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("riskassess.domain.grading", "import flask"),
        ("riskassess.domain.grading", "def f():\n    from sqlmodel import Session"),
        ("riskassess.domain.grading", "from expert_pool import drawing"),
        ("riskassess.domain.grading", "import os"),
        ("riskassess.domain.grading", "from . import errors"),
        ("expert_pool.drawing", "from riskassess.domain import errors"),
        ("riskassess.proof.chains", "import riskassess.domain.errors"),
        ("models.project", "from riskassess.domain import lifecycle"),
        ("riskassess.queries.sheets", "from riskassess.services import sheets"),
        ("riskassess.services.sheets", "from flask import g"),
        ("riskassess.services.sheets", "from riskassess.adapters import mail"),
        ("riskassess.adapters.mail", "from riskassess.domain import errors"),
        ("riskassess.web.office.reviews", "from models import Review"),
        ("riskassess.web.office.reviews", "import sqlalchemy as sa"),
        ("riskassess.web.office.reviews", "from riskassess.web.expert import sheets"),
        ("riskassess.web.office.reviews", "from riskassess.database import session"),
        ("riskassess.unheard.of", "from riskassess.domain import errors"),
        ("config", "from riskassess.domain import errors"),
    ],
)
def test_bad_import_is_seen(module, source):
    found = list(imports_of(ast.parse(source)))
    assert [fault for each in found for fault in import_faults(module, each)]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("riskassess.domain.grading", "import numpy as np\nfrom riskassess.proof import canonical"),
        ("models.project", "from riskassess.domain.vocabulary import Role\nimport sqlmodel"),
        ("riskassess.services.sheets", "from expert_pool.recusal import reasons"),
        ("riskassess.web.office.reviews", "from riskassess.web.context import actor\nimport flask"),
        ("riskassess.app", "from riskassess.web import access\nimport config"),
    ],
)
def test_good_import_passes(module, source):
    found = list(imports_of(ast.parse(source)))
    assert not [fault for each in found for fault in import_faults(module, each)]


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "open('x')",
        "random.random()",
        "np.random.rand(3)",
        "date.today()",
        "print(1)",
    ],
)
def test_impure_call_is_seen(source):
    assert impure_faults("riskassess.domain.grading", ast.parse(source))


def test_seeded_randomness_is_pure():
    source = "random.Random(7).sample([1], 1)\nnp.random.default_rng(7)"
    assert not impure_faults("riskassess.domain.grading", ast.parse(source))


def test_circle_is_seen():
    sources = {"riskassess.a": "from riskassess import b", "riskassess.b": "import riskassess.a"}
    imports = {name: list(imports_of(ast.parse(source))) for name, source in sources.items()}
    assert circle(edges_of(imports))


LIGHT = ("riskassess.cli.compute", "riskassess.cli.verify")
HEAVY = ("flask", "werkzeug", "jinja2", "sqlalchemy", "sqlmodel", "sklearn", "pdfkit")


@pytest.mark.parametrize("module", [name for name in LIGHT if name in FILES])
def test_command_loads_neither_web_nor_database(module):
    program = f"import sys, {module}; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
