"""Signing in and reading pages of the office."""

from models import Account
from tests import factories


def sign_in(client, session, actor):
    """Sign in as the actor, whoever was signed in before."""
    login = session.get_one(Account, actor.account_id).login
    client.post("/sign-out")
    client.post("/sign-in", data={"login": login, "password": factories.PASSWORD})
    return client


def page(client, path, status=200):
    """Return the page's text."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text
