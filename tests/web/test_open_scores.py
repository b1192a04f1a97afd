"""The role walk for open scores: what a sheet of an open round says shows nowhere, in no form.

The same case is walked twice, with two contents of one sheet that differ in every value and in
length. If any answer to anybody but the sheet's own expert depended on the content, it would differ
between the two walks, if only by its size.
"""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from models import EmergencyAccess, Review, RoundKey, Sheet, SheetChange, row_id
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.vocabulary import GROUP_OF, MemberState, Role
from riskassess.services.sheet_vault import change_bound
from riskassess.services.sheets import Change
from tests.factories import NOW
from tests.support.review_room import make_chair
from tests.support.sheets import save_changes
from tests.support.vault import vault
from tests.web.routes import list_routes

SECRET, OTHER = "山重水复疑无路", "柳暗花明又一村" * 40
CHANGING = re.compile(rb'name="csrf_token"[^>]*>|<meta name="csrf-token"[^>]*>|[0-9a-f]{12,36}')
OF_A_CASE = re.compile(r"/(assessments|reviews|rounds|sheets|members)/|^/(\w+/)?$")
PASSING = {"account.sign_out", "account.signed_out"}


@pytest.fixture(name="writer")
def _writer(session, sample_case):
    """Let a second member of the sample case's panel write a sheet."""
    review = session.get_one(Review, sample_case.ids["review_id"])
    chair = make_chair(session, review, 7, MemberState.READY)
    factor = str(sample_case.ids["factor_id"])
    given = [
        (factor, "before_probability", "13"), (factor, "before_impact", "91"),
        (factor, "comment", SECRET), ("opinions", "overall", SECRET),
        ("sheet", "initial_grade", "high"),
    ]  # fmt: skip
    changes = [
        Change(f"op{number}", place, name, value, None, NOW)
        for number, (place, name, value) in enumerate(given)
    ]
    outcome = save_changes(
        session, member_id=chair.member.id, changes=changes, actor=chair.actor, now=NOW
    )
    assert len(outcome.saved) == len(given), outcome
    return chair


def written_by(session, writer):
    return session.exec(select(Sheet).where(Sheet.member_id == writer.member.id)).one()


def say_something_else(session, writer):
    """Put another content behind the same history: same acts, same times, other words."""
    sheet, seal = written_by(session, writer), vault().seal
    document = SheetDocument.read(seal.open_draft(sheet.sealed, sheet_id=sheet.id))
    for place in ("opinions", *(str(factor) for factor in document.factors)):
        for name, value in document.at(place).items():
            document.set(place, name, OTHER if isinstance(value, str) else 10_000 - value)
    document.set("sheet", "initial_grade", "low")
    sheet.sealed = seal.seal_draft(bytes(document), sheet_id=row_id(sheet))
    key = session.exec(select(RoundKey).where(RoundKey.round_id == sheet.round_id)).one()
    for change in session.exec(select(SheetChange).where(SheetChange.sheet_id == sheet.id)):
        bound = change_bound(row_id(sheet), change.op)
        said = json.dumps([None, OTHER]).encode()
        change.sealed = seal.seal_for_round(key.public_key, said, bound=bound)
    session.commit()
    session.expire_all()


def addresses(app, session, sample_case, writer, role=None):
    """Return what can be asked about the case, from an own seat and from the writer's.

    Pages of other groups answer 404 before their view runs: `test_access` shows it.
    """
    groups = {None, *([GROUP_OF[role]] if role else [])}
    own = {**sample_case.ids, "sheet_id": written_by(session, writer).id}
    routes = [*list_routes(app, own), *list_routes(app, {**own, "member_id": writer.member.id})]
    asked = [row for row in routes if row.method == "GET" and row.endpoint not in PASSING]
    asked = [row for row in asked if row.group in groups]
    return sorted({row.url for row in asked if OF_A_CASE.search(row.url)})


def answers(client, urls):
    """Return status and content of every answer, without what changes by itself."""
    asked = [(url, client.get(url)) for url in urls]
    return {url: (row.status_code, CHANGING.sub(b"", row.get_data())) for url, row in asked}


def telling(client, session, writer, urls):
    """Return the addresses whose answers tell one content from the other."""
    before = answers(client, urls)
    assert not [url for url in urls if SECRET.encode() in before[url][1]]
    say_something_else(session, writer)
    after = answers(client, urls)
    changed = [url for url in urls if before[url] != after[url]]
    again = answers(client, changed)  # a file that is another one each time tells nothing by it
    return [url for url in changed if again[url] == after[url]]


@pytest.mark.parametrize("role", Role)
def test_no_answer_depends_on_an_open_sheet(
    role, app, client, session, sample_case, writer, sign_in
):
    sign_in(client, sample_case.own[role])
    urls = addresses(app, session, sample_case, writer, role)
    assert telling(client, session, writer, urls) == []


def test_no_answer_to_a_stranger_depends_on_it(app, client, session, sample_case, writer):
    assert telling(client, session, writer, addresses(app, session, sample_case, writer)) == []


def test_the_walk_sees_what_the_own_expert_sees(app, client, session, sample_case, writer, sign_in):
    """The walk is no idle one: for the sheet's own expert the answers do differ."""
    sign_in(client, writer.account)
    urls = [f"/expert/reviews/{writer.member.id}/sheet"]
    assert set(urls) <= set(addresses(app, session, sample_case, writer, Role.EXPERT))
    before = answers(client, urls)
    say_something_else(session, writer)
    assert answers(client, urls) != before


def test_break_glass_access_shows_nothing_of_it(client, session, sample_case, writer, sign_in):
    ids, second = sample_case.ids, sample_case.own[Role.SYSTEM_ADMIN]
    access = session.get_one(EmergencyAccess, ids["access_id"])
    access.is_granted, access.decided_by_id, access.decided_at = True, second.id, NOW
    access.ends_at = NOW + timedelta(hours=2)
    session.commit()
    sign_in(client, sample_case.own[Role.AUDITOR])
    address = f"/control/emergency/{access.id}"
    urls = [f"{address}/case", f"{address}/documents/{ids['document_id']}"]
    assert {status for status, _content in answers(client, urls).values()} == {200}
    assert not telling(client, session, writer, urls)


def test_no_row_and_no_line_of_the_log_holds_what_was_written(session, writer, capfd, caplog):
    tables = SQLModel.metadata.sorted_tables
    rows = [(table.name, row) for table in tables for row in session.execute(sa.select(table))]
    assert ("sheet", 1) in {(name, 1) for name, _row in rows}
    assert [name for name, row in rows if SECRET in repr(row) or "9100" in repr(tuple(row))] == []
    assert SECRET not in caplog.text + "".join(capfd.readouterr())
