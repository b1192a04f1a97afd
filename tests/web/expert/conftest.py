import pytest

from tests import factories
from tests.support.review_room import make_room


@pytest.fixture
def room(session):
    return make_room(session)


@pytest.fixture
def sign_in(client):
    """Sign an account in; another call signs in somebody else."""

    def call(account):
        client.post("/sign-in", data={"login": account.login, "password": factories.PASSWORD})
        return client

    return call


@pytest.fixture
def expert(room, sign_in):
    """Return the browser of the first expert."""
    return sign_in(room.chairs[0].account)
