"""The table of faults in the manual of operation names tests that there are."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.tree import ROOT

NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
SECTION = re.compile(r"^## Faults\n(.*?)(?=^## )", re.M | re.S)


def section(text):
    """Return the section on faults."""
    return SECTION.search(f"{text}\n## ").group(1)


def named_tests(text):
    """Return the tests that the rows name, as (file below tests, name)."""
    rows = [line for line in section(text).splitlines() if line.startswith("|")]
    return [found for row in rows for found in NAMED.findall(row)]


@cache
def names_in(file):
    """Return the names of the tests in a file."""
    path = ROOT / "tests" / file
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing(text):
    """Return the tests that are named and not there, and rows without any."""
    gone = [f"{file}::{name}" for file, name in named_tests(text) if name not in names_in(file)]
    rows = [line for line in section(text).splitlines() if re.match(r"\| (?!Fault|---)", line)]
    return gone + [row for row in rows if not NAMED.search(row)]


def operations():
    return (ROOT / "docs/operations.md").read_text("utf-8")


def test_every_test_that_the_table_names_is_there():
    assert missing(operations()) == []


def test_every_file_of_faults_stands_in_the_table():
    files = {f"faults/{path.name}" for path in (ROOT / "tests/faults").glob("test_*.py")}
    assert files <= {file for file, _name in named_tests(operations())}


@pytest.mark.parametrize(
    "row", ["| Fire | `faults/test_many_experts.py::test_fire` |", "| Flood | looked at |"]
)
def test_row_that_promises_too_much_is_found(row):
    assert missing(f"## Faults\n\n| Fault | Tests |\n|---|---|\n{row}\n\n## More\n")
