"""What all web tests share: signing in, and a case with a record of every kind."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from models import Account
from tests import factories
from tests.support.kept_scene import kept
from tests.web.sample_case import SampleCase, make_sample_case


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, Account], FlaskClient]:
    """Return a function that signs an account in with its password and returns the client."""

    def use(client: FlaskClient, account: Account) -> FlaskClient:
        given = {"login": account.login, "password": factories.PASSWORD}
        answer = client.post("/sign-in", data=given)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    return use


@pytest.fixture
def sample_case(session: Session) -> SampleCase:
    """Return a case in review with a record of every kind that an address can name."""
    return _sample_case(session)


@kept
def _sample_case(_session: Session) -> SampleCase:
    return make_sample_case()
