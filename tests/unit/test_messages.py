"""The tables of what is wrong: every code once, every text with its remedy."""

import ast
from collections import Counter

import pytest

from riskassess import messages
from riskassess.domain.vocabulary import RefusalReason
from riskassess.web.errors import HIDDEN
from riskassess.wording.accounts import ACCOUNTS
from riskassess.wording.cases import CASES
from riskassess.wording.dossiers import DOSSIERS
from riskassess.wording.exchange import EXCHANGE
from riskassess.wording.reviews import REVIEWS
from riskassess.wording.sheets import SHEETS
from tests.architecture.tree import ROOT, tree_of

TABLES = (ACCOUNTS, CASES, REVIEWS, SHEETS, DOSSIERS, EXCHANGE)
FILES = sorted((ROOT / "riskassess" / "wording").glob("*.py")) + [
    ROOT / "riskassess" / "messages.py"
]


def test_no_code_stands_in_two_tables():
    found = Counter(str(code) for table in TABLES for code in table)
    assert not [code for code, count in found.items() if count > 1]
    own = {code for code in messages.MESSAGES if code not in messages.WORDING}
    assert not own & set(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_code_stands_twice_in_a_file(path):
    keys = [
        ast.unparse(key)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if key is not None
    ]
    assert not [key for key, count in Counter(keys).items() if count > 1]


@pytest.mark.parametrize("reason", sorted(set(RefusalReason) - HIDDEN))
def test_every_refusal_says_what_and_how_to_mend_it(reason):
    assert reason in messages.MESSAGES
    assert all(messages.explain(reason, {}))
