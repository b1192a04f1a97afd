"""The language of the pages: switched, kept, the same pages in both, nothing said in two."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from models import Account
from riskassess.domain.vocabulary import GROUP_OF, AssessmentState, Role
from riskassess.i18n import CATALOGUES, DEFAULT_LOCALE, current_locale, read_catalogue, speaking
from tests import factories
from tests.web.routes import list_routes

CHINESE = re.compile(r"[\u3400-\u9fff]+")
# A sentence of the interface in English: four words in a row, written small.
ENGLISH = re.compile(r"\b[A-Z]?[a-z]+(?: [a-z]+){3,}")
# Commands and formats that are the same in every language.
ALLOWED_ENGLISH = ("python -m riskassess verify",)
SPOKEN = ("title", "aria-label", "placeholder", "alt")
PASSING = {"account.sign_out", "account.signed_out"}
# Roles whose pages others of their group show as well: they are walked in the long form.
LIKE_OTHERS = {Role.INSTITUTION, Role.APPROVER, Role.POOL_KEEPER, Role.ARCHIVIST}
WALKERS = [
    pytest.param(role, marks=pytest.mark.soak if role in LIKE_OTHERS else (), id=role)
    for role in Role
]


class Page(HTMLParser):
    """What a page says, piece by piece; what is marked as Chinese is left out."""

    def __init__(self, text):
        super().__init__()
        self.said, self.lang, self.marked, self.silent = [], "", 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang")
        if tag in {"script", "style"}:
            self.silent += 1
        if given.get("lang") != "zh-CN" and tag != "html":
            self.said += [given[name] for name in SPOKEN if given.get(name)]
        self.marked = tag if given.get("lang") == "zh-CN" and tag != "html" else self.marked

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}
        self.marked = 0 if tag == self.marked else self.marked

    def handle_data(self, data):
        if data.strip() and not self.marked and not self.silent:
            self.said.append(data.strip())


@pytest.fixture(scope="module")
def msgids():
    text = (CATALOGUES / "en/LC_MESSAGES/messages.po").read_text("utf-8")
    return {message for message in read_catalogue(text) if CHINESE.search(message)}


def written(session):
    """Return every text that rows hold, also within their JSON: data in whatever language."""
    found = set()
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            for value in row:
                if isinstance(value, str):
                    is_json = value.startswith(("{", "["))
                    found.update(leaves(json.loads(value)) if is_json else [value])
    return found


def leaves(value):
    """Yield the texts of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)


def choose(client, locale, **given):
    return client.post("/language", data={"locale": locale}, **given)


def pages(app, client, ids, role):
    """Yield every page that a role may open: its route, status, and text if it has any."""
    for route in list_routes(app, ids):
        # open pages are the same for all: one role walks them
        mine = route.group is GROUP_OF[role] or (route.group is None and role is Role.AUDITOR)
        if route.method == "GET" and mine and route.endpoint not in PASSING:
            answer = client.get(route.url)
            is_page = answer.mimetype == "text/html" and not (
                answer.location or "Content-Disposition" in answer.headers
            )
            yield route.endpoint, answer.status_code, answer.text if is_page else None, answer.data


def unpacked(raw):
    """Return a file's content; of a workbook its parts, without the time of its making."""
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "docProps" not in name}


def left_in_chinese(text, data, everything, msgids):
    """Return what a page in English says in Chinese that nobody entered."""
    return [
        said
        for said in Page(text).said
        if said not in data
        and (said in msgids or any(run not in everything for run in CHINESE.findall(said)))
    ]


def test_answer_to_a_form_leads_back_to_it_in_another_language(client, sign_in):
    case = factories.assessment(state=AssessmentState.SUBMITTED)
    sign_in(client, factories.account(Role.CASE_OFFICER, office_id=case.office_id))
    place = f"/office/assessments/{case.id}/notes"
    refused = client.post(place, data={"text": "长" * 6000})
    assert (refused.status_code, f'"/language?next={place}"' in refused.text) == (422, True)
    asked = {"Referer": f"http://localhost{place}?page=2"}
    refused = client.post(f"{place}/1/correction", data={}, headers=asked)
    assert f'"/language?next={place}?page%3D2"' in refused.text


@pytest.mark.parametrize("role", WALKERS)
def test_every_page_speaks_one_language_and_answers_alike_in_both(
    role, app, client, session, sample_case, sign_in, msgids
):
    sign_in(client, sample_case.own[role])
    data, ids = written(session), sample_case.ids
    everything = "\n".join(data)
    chinese = {
        name: (status, text, raw) for name, status, text, raw in pages(app, client, ids, role)
    }
    choose(client, "en")
    mixed = []
    for name, status, text, _raw in pages(app, client, ids, role):
        before, other, _same = chinese[name]
        assert status == before, name
        if text is None:
            continue
        assert (Page(text).lang, Page(other).lang) == ("en", "zh-CN"), name
        mixed += [(name, said) for said in left_in_chinese(text, data, everything, msgids)]
        mixed += [
            (name, said)
            for said in Page(other).said
            if ENGLISH.search(said)
            and said not in everything
            and not said.startswith(ALLOWED_ENGLISH)
        ]
    assert mixed == []


def test_what_is_handed_out_is_the_same_in_both_languages(app, client, sample_case, sign_in):
    sign_in(client, sample_case.own[Role.CASE_OFFICER])
    found = []
    for locale in (DEFAULT_LOCALE, "en"):
        choose(client, locale)
        walked = pages(app, client, sample_case.ids, Role.CASE_OFFICER)
        found.append(
            {name: raw for name, status, text, raw in walked if text is None and status == 200}
        )
    chinese, english = ({name: unpacked(raw) for name, raw in each.items()} for each in found)
    assert chinese
    assert {name for name in chinese if chinese[name] != english[name]} == set()


def test_language_is_kept_with_the_account(client, session, sample_case, sign_in):
    account = sample_case.own[Role.CASE_OFFICER]
    sign_in(client, account)
    answer = choose(client, "en", query_string={"next": "/office/assessments?q=1"})
    assert (answer.status_code, answer.location) == (303, "/office/assessments?q=1")
    session.expire_all()
    assert session.get_one(Account, account.id).locale == "en"
    assert 'lang="en"' in client.get("/office/").text
    client.post("/sign-out")
    assert "Sign in" in client.get("/sign-in").text  # this browser goes on in it
    fresh = client.application.test_client()
    assert "登录" in fresh.get("/sign-in").text
    assert 'lang="en"' in sign_in(fresh, account).get("/office/").text


def test_language_goes_nowhere_else_and_knows_only_its_own(client):
    assert choose(client, "en", query_string={"next": "//elsewhere.example"}).location == "/"
    assert choose(client, "fr").status_code == 400


def test_what_is_written_is_chinese_whoever_writes(session):
    from models.engine import transaction

    with speaking("en"):
        with transaction(session):
            inside = current_locale()
        assert (inside, current_locale()) == (DEFAULT_LOCALE, "en")
