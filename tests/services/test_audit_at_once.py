"""Reading the audit while the office goes on signing: nothing true is told as a fault."""

from datetime import timedelta

import pytest

from models.engine import transaction
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.vocabulary import Role
from riskassess.proof.audit_export import check_export
from riskassess.queries.audit_export import export_lines
from riskassess.queries.audit_heads import HeadBook
from riskassess.services.audit import record
from riskassess.services.audit_heads import sign_due_heads
from tests import factories


@pytest.fixture
def go_on(session, now, tmp_path):
    """Return a case, its auditor, and a function: one more entry, and the day's signing."""
    case, keys = factories.assessment(), OfficeKeys(tmp_path / "keys")
    auditor, days = factories.actor(Role.AUDITOR, office_id=case.office_id), iter(range(9))

    def further():
        with transaction(session):
            record(session, actor=auditor, action="assessment:edit", subject=case, now=now)
        later = now + timedelta(days=next(days))
        return sign_due_heads(session, office_id=case.office_id, sign=keys.sign, now=later)

    further()
    return case, auditor, keys, further


def test_head_signed_during_an_export_is_left_to_the_next(session, go_on, now):
    _case, auditor, keys, further = go_on
    lines = export_lines(session, auditor, sign=keys.sign, now=now)
    begun = [next(lines), next(lines)]
    assert len(further()) == 2
    found = check_export([*begun, *lines])
    assert {chain.name: chain.faults for chain in found.chains if chain.faults} == {}
    assert [chain.heads for chain in found.chains] == [1, 1]


class Meanwhile:
    """A session of which another act takes place after each read of the heads is answered."""

    def __init__(self, session, act):
        self._session, self._act, self.turns = session, act, 0

    def __getattr__(self, name):
        return getattr(self._session, name)

    def execute(self, statement, **options):
        answer = self._session.execute(statement, **options)
        if "FROM audit_head" not in str(statement):
            return answer
        rows, self.turns = answer.freeze(), self.turns + 1
        self._act()
        return rows()


def test_head_signed_during_a_check_is_not_missed(session, go_on):
    case, _auditor, _keys, further = go_on
    reading = Meanwhile(session, further)
    book = HeadBook(reading)
    for chain in (f"assessment:{case.id}", f"office:{case.office_id}"):
        found = list(book.read(chain, case.office_id))
        assert [type(each).__name__ for each in found] == ["ChainHead"] * len(found)
    assert reading.turns == 2
