"""Signing in, reading pages, and final acts, which ask before they are done."""

import html
import re

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


HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def asked(client, path, data):
    """Send the form of a final act; return the page that asks and what it carries along."""
    answer = client.post(path, data=data)
    assert (answer.status_code, "data-final-act" in answer.text) == (200, True), answer.text[-4000:]
    inside = answer.text.split("data-final-act", 1)[1].split("</form>", 1)[0]
    pairs = [tuple(map(html.unescape, each)) for each in HIDDEN.findall(inside)]
    names = dict.fromkeys(name for name, _value in pairs)
    return answer.text, {key: [value for name, value in pairs if name == key] for key in names}


def final(client, path, data, *, follow=True):
    """Send the form of a final act, answer its question with yes, and return what follows."""
    _text, carried = asked(client, path, data)
    return client.post(path, data={**carried, "confirmed": "yes"}, follow_redirects=follow)
