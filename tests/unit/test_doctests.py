"""The examples in docstrings of the pure rooms say what happens."""

import doctest
import importlib
import pkgutil

import pytest

import expert_pool
import riskassess.charts
import riskassess.domain
import riskassess.proof

ROOMS = (expert_pool, riskassess.charts, riskassess.domain, riskassess.proof)
MODULES = sorted(
    found.name
    for room in ROOMS
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_of_a_module_come_out(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    found = finder.find(importlib.import_module("riskassess.domain.fuzzy"))
    assert sum(bool(test.examples) for test in found) > 3
