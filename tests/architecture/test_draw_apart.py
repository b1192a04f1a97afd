"""Nothing that takes part in a random draw can reach the likeness of texts, however indirectly."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.directions import WIRING, edges_of, room_of
from tests.architecture.tree import ROOT, imports_of, module_of, product_files, tree_of

FIT = {"expert_pool.fit", "riskassess.services.pool.fit"}
# the page that shows proposals, the package that registers it, and what makes the application
MAY_REACH = FIT | {"riskassess.web.office.pool.fit", "riskassess.web.office", "riskassess", "wsgi"}
FILES = {module_of(path): path for path in product_files()}
LAZY = ("sklearn", "scipy", "joblib", "rjieba")


def edges():
    return edges_of({name: list(imports_of(tree_of(path))) for name, path in FILES.items()})


def reaching(edges, goals):
    """Return every module from which a chain of imports leads to one of the goals."""
    found = set(goals)
    while more := {name for name, known in edges.items() if known & found} - found:
        found |= more
    return found


def test_only_the_page_of_proposals_reaches_the_likeness_of_texts():
    found = {name for name in reaching(edges(), FIT & set(FILES)) if not room_of(name, WIRING)}
    assert found <= MAY_REACH


def test_draw_and_all_other_services_are_apart_from_it():
    found = reaching(edges(), FIT & set(FILES))
    rooms = ["expert_pool", "riskassess.services", "riskassess.proof", "riskassess.print"]
    apart = {name for name in FILES if room_of(name, rooms)} - FIT
    assert {"expert_pool.selection", "expert_pool.frozen", "expert_pool.drawing"} <= apart
    assert not apart & found


@pytest.mark.parametrize(
    "source",
    ["from expert_pool import fit", "def draw():\n    from expert_pool.fit import rank_texts"],
)
def test_an_import_inside_a_function_is_seen_through_two_modules(source):
    sources = {
        "expert_pool.fit": "",
        "expert_pool.between": source,
        "expert_pool.selection": "import expert_pool.between",
    }
    made = edges_of({name: list(imports_of(ast.parse(text))) for name, text in sources.items()})
    assert "expert_pool.selection" in reaching(made, {"expert_pool.fit"})


@pytest.mark.parametrize(
    "module", ["riskassess.app", "riskassess.cli.compute", "riskassess.cli.verify"]
)
def test_start_loads_nothing_that_only_proposals_need(module):
    program = f"import sys, {module}; print(*sorted(set({LAZY}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
