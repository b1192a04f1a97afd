"""What the tests of the office's pages share: a case and an officer at the desk."""

import pytest

from riskassess.domain.vocabulary import Role
from tests import factories


@pytest.fixture
def desk(session, client, sign_in):
    """Return a maker of a case in a state and an officer of its office, signed in."""

    def make(state, role=Role.CASE_OFFICER, **values):
        case = factories.assessment(state=state, **values)
        factories.factor(case)
        sign_in(client, factories.account(role, office_id=case.office_id))
        return case

    return make
