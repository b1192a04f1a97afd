"""Documents name tests that are there: a promise without its test is found."""

import re

import pytest

from tests.architecture.tree import ROOT

SPAN = re.compile(r"`((?:tests/[\w/.*-]+)|(?:test_\w+\.py))`")
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))


def missing(text):
    """Return the tests that are named and not there; a bare name lies beside the one before it."""
    gone, folder = [], ROOT / "tests"
    for name in SPAN.findall(text):
        path = ROOT / name if name.startswith("tests/") else folder / name
        if not path.exists():
            gone.append(name)
        folder = path.parent if path.suffix else path
    return gone


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_is_there(document):
    assert missing((ROOT / document).read_text("utf-8")) == []


def test_a_test_that_is_not_there_is_found():
    text = "`tests/web/test_leaks.py`, `test_access.py`, `test_flood.py`; `tests/fire/test_a.py`"
    assert missing(text) == ["test_flood.py", "tests/fire/test_a.py"]


def test_every_promise_of_the_security_document_names_a_test():
    """A line of its table without one belongs below "What is not protected"."""
    text = (ROOT / "docs/security.md").read_text("utf-8")
    promises = text.partition("## Promises")[2].partition("\n## ")[0]
    rows = [row for row in promises.splitlines() if re.match(r"\| (?!Promise|---)", row)]
    assert rows
    shown = [row.rsplit("|", 2)[1] for row in rows]
    assert [cell for cell in shown if not re.search(r"`tests/|\]\(method/", cell)] == []
