"""Every form of the experts' room and the office's desk: empty, huge, odd, and pressed twice."""

import io
from collections import Counter
from itertools import islice

import pytest

from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests.faults.test_fuzz import TRACE, spy_on_defects
from tests.support.fuzz_house import House, offered
from tests.web.record_addresses import list_named, related_ids

MEBIBYTE = 1024 * 1024
FILLED = {"as it is": None, "empty": "", "huge": "字" * 20_000, "odd": '<b>"=1+1\x00\u202e1e309'}
SHORT = ("as it is", "huge")
KEPT = {"csrf_token"}


@pytest.fixture
def house(resources, settings):
    house = House(resources, settings.home)
    house.begin(0)
    return house


def logins(house, group, most):
    """Return who presses: people of the group, those of panels first."""
    both = house.both
    if group is Group.EXPERT:
        rows = both.acted.rows["account"]
        return [row["login"] for row in rows if row["expert_id"]][:most]
    return [house.logins[role] for role in Role if GROUP_OF[role] is group][:most]


def forms_of(house, client, group, each):
    """Return every form that changes something on the group's pages, by its address."""
    found = {}
    for named in list_named(house.app):
        if named.group is not group or named.method != "GET":
            continue
        every = related_ids(house.both.acted.rows, named.arguments)
        for ids in islice(every, each):
            for url in named.addresses(house.app, ids):
                answer = client.get(url, buffered=True)
                forms = offered(answer, url) if answer.status_code == 200 else ()
                found.update({form.action: form for form in forms if form.method == "post"})
                answer.close()
    return found


def press(client, form, filled):
    """Send a form twice, as two quick presses do; return both statuses and bodies."""
    text = FILLED[filled]
    for _press in range(2):
        data = {
            name: given if text is None or name in KEPT else [text]
            for name, given in form.values.items()
        }
        for name in form.files:
            data[name] = (io.BytesIO(b"%PDF-1.7 no end"), "a.pdf")
        data.update(form.buttons[:1])
        answer = client.post(form.action, data={**data, "confirmed": "yes"}, buffered=True)
        yield answer.status_code, answer.get_data()
        answer.close()


def misuse(house, monkeypatch, capsys, *, fills, people, each):
    defects, wrong, told, seen = [], [], Counter(), Counter()
    spy_on_defects(monkeypatch, defects)
    before = house.other_office()
    for group in (Group.EXPERT, Group.OFFICE):
        for login in logins(house, group, people):
            client, _visitor = house.enter(login)
            forms = forms_of(house, client, group, each)
            seen += Counter({"people": 1, "forms of each, together": len(forms)})
            for form in forms.values():
                for filled in fills:
                    for status, body in press(client, form, filled):
                        told[status] += 1
                        is_wrong = status >= 500 or TRACE.search(body)
                        wrong += [(login, form.action, filled)] if is_wrong else []
    assert wrong == [], defects
    assert house.harm(before) == []
    with capsys.disabled():
        print(f"\n{told.total()} presses of {dict(seen)}: {sorted(told.items())}")


@pytest.mark.soak
def test_no_form_fails_whatever_is_in_it(house, monkeypatch, capsys):
    misuse(house, monkeypatch, capsys, fills=tuple(FILLED), people=99, each=20)


def test_no_form_fails_when_it_is_huge_or_pressed_twice(house, monkeypatch, capsys):
    misuse(house, monkeypatch, capsys, fills=SHORT, people=1, each=1)
    refuse_what_is_too_large(house)


def refuse_what_is_too_large(house):
    """Forty megabytes are refused in words, not by a broken line."""
    house.begin(1)
    client, visitor = house.enter(house.logins[Role.EXPERT])
    member = house.both.ids("panel_member")[0]
    given = {"data": b"x" * 40 * MEBIBYTE, "headers": {"X-CSRFToken": visitor.token}}
    kind = "multipart/form-data; boundary=b"
    answer = client.post(f"/expert/reviews/{member}/offline", content_type=kind, **given)
    assert answer.status_code == 413
    assert "文件太大，没有保存。" in answer.text
