"""The order of the tests: what takes long begins first, so that no worker is left with it alone.

Each worker of a parallel run begins with a stretch of the list; files stay together in it.
"""

import pytest

# Folders and files whose tests take seconds each.
LONG = (
    "tests/browser/test_whole_job", "tests/browser/", "tests/faults/", "tests/web/test_access",
    "tests/web/test_two_offices",
)  # fmt: skip


def _place(item: pytest.Item) -> int:
    name = item.nodeid
    return next((place for place, start in enumerate(LONG) if name.startswith(start)), len(LONG))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long ones at the head of each worker's stretch."""
    count = getattr(config, "workerinput", {}).get("workercount", 1)
    size = -(-len(items) // count)
    for start in range(0, len(items), size or 1):
        items[start : start + size] = sorted(items[start : start + size], key=_place)
