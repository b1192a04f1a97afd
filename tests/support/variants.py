"""Services tests on two databases: every test on both, each of its variants on SQLite.

What a variant asks is seldom asked of the database. PostgreSQL therefore takes the first variant
of a test in `make test` and all of them in `make soak`.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the further variants of a test on PostgreSQL as long; the marks are judged after."""
    seen: set[tuple[str, str]] = set()
    for item in items:
        given = getattr(item, "callspec", None)
        if given is None or given.params.get("engine") != "postgres":
            continue
        test = (str(item.path), getattr(item, "originalname", item.name))
        if test in seen:
            item.add_marker(pytest.mark.soak)
        seen.add(test)
