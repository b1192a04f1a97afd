"""Every link that a page shows opens for who sees it."""

import re

import pytest

from riskassess.domain.vocabulary import GROUP_OF, Group, Role

NOT_STORED = {"office.download_document", "office.edit_evaluation"}
"""What the sample case names and does not hold: bytes of documents, the manual of a judgement."""
HREF = re.compile(r'<a [^>]*href="(/[^"#]*)')


def endpoint_of(app, url):
    return app.url_map.bind("localhost").match(url.partition("?")[0], method="GET")[0]


def walk(app, client, start):
    """Return the links that do not open, one page of each kind, from a page on."""
    waiting, seen, broken = [("", start)], set(), []
    while waiting:
        page, url = waiting.pop()
        kind = endpoint_of(app, url)
        if kind in seen or kind in NOT_STORED:
            continue
        seen.add(kind)
        answer = client.get(url)
        if answer.status_code >= 400:
            broken.append((page, url, answer.status_code))
        if answer.mimetype == "text/html":
            waiting += [(url, each.replace("&amp;", "&")) for each in HREF.findall(answer.text)]
        answer.close()
    return broken


@pytest.mark.parametrize("role", [each for each in Role if GROUP_OF[each] is Group.OFFICE])
def test_links_of_the_office_open(role, app, client, sample_case, sign_in):
    sign_in(client, sample_case.own[role])
    assert walk(app, client, "/office/") == []
