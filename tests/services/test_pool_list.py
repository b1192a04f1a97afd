"""The pool's list: each filter against a plain reading of all rows, pages there and back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import Expert, ExpertGram
from models.expert_words import gram_rows, write_grams
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.experts import PoolFilter, count_experts, get_shown, list_experts
from riskassess.queries.pages import PAGE_SIZE, read_page
from tests import factories
from tests.support.kept_scene import kept

S = ExpertState
STATES = (S.ACTIVE, S.ACTIVE, S.SUSPENDED, S.EXPIRED, S.REMOVED, S.APPLIED, S.PUBLISHED)
MEMBERS = (S.ACTIVE, S.SUSPENDED, S.EXPIRED)
NAMES = ("张伟", "张伟强", "李ABC", "欧阳修", "王小明")


@kept
def _filled(session, now):
    """Fill an office's pool with 130 experts of all kinds, and another office's with a few."""
    keeper = factories.actor(Role.POOL_KEEPER)
    for key in range(130):
        session.add(
            Expert(
                office_id=keeper.office_id, code=f"ZJ{key:04}", name=NAMES[key % 5],
                expert_class=("management", "engineering")[key % 2],
                profession=("law", "water", "transport")[key % 3],
                title_level=("senior", "chief", "")[key % 3],
                employer=f"某市第{key % 7}设计研究院", state=STATES[key % 7],
                term_until=now.date() + timedelta(days=key - 20), created_at=now,
            )
        )  # fmt: skip
    factories.expert(name="张伟", employer="某市第1设计研究院")
    session.commit()
    return keeper


@pytest.fixture
def keeper(session, now):
    return _filled(session, now)


@pytest.fixture
def pool(session, keeper):
    return session.exec(
        select(Expert).where(Expert.office_id == keeper.office_id).order_by(Expert.code)
    ).all()


def has(text):
    return lambda row: text.lower() in f"{row.name}\n{row.employer}".lower() or row.code == text


CASES = {
    "everybody": ({}, lambda _row: True),
    "class": ({"expert_class": "management"}, lambda row: row.expert_class == "management"),
    "profession": ({"profession": "water"}, lambda row: row.profession == "water"),
    "profession and state": (
        {"profession": "water", "state": S.ACTIVE},
        lambda row: row.profession == "water" and row.state is S.ACTIVE,
    ),
    "level": ({"title_level": "chief"}, lambda row: row.title_level == "chief"),
    "applicants": ({"state": S.APPLIED}, lambda row: row.state is S.APPLIED),
    "state": ({"state": S.SUSPENDED}, lambda row: row.state is S.SUSPENDED),
    "words": ({"words": "张伟"}, has("张伟")),
    "part of a name": ({"words": "阳修"}, has("阳修")),
    "small letters": ({"words": "abc"}, has("abc")),
    "surname": ({"words": "张"}, lambda row: row.name.startswith("张")),
    "code": ({"words": "ZJ0007"}, lambda row: row.code == "ZJ0007"),
    "small code": ({"words": "zj0007"}, lambda row: row.code == "ZJ0007"),
    "two words": (
        {"words": "张伟 第3设计"}, lambda row: "张伟" in row.name and "第3" in row.employer,
    ),
    "employer": ({"employer": "第3设计"}, lambda row: "第3设计" in row.employer),
    "a sign of LIKE": ({"words": "%%"}, lambda _row: False),
    "nobody": ({"words": "诸葛"}, lambda _row: False),
}  # fmt: skip


def walk(session, keeper, wanted):
    """Return the codes of all pages forwards, and of all pages from the last one back."""
    codes, found = [], list_experts(session, keeper, wanted=PoolFilter(**wanted))
    pages = 1
    while True:
        codes += [row.code for row in found.page.rows]
        if not found.after:
            break
        pages += 1
        marked = PoolFilter(**wanted, after=found.after)
        found = list_experts(session, keeper, wanted=marked, number=pages)
    back = [row.code for row in found.page.rows]
    while found.before:
        found = list_experts(session, keeper, wanted=PoolFilter(**wanted, before=found.before))
        back = [row.code for row in found.page.rows] + back
    return codes, back


@pytest.mark.parametrize("name", CASES)
def test_list_is_what_a_plain_reading_gives(session, keeper, pool, name):
    wanted, holds = CASES[name]
    states = [wanted["state"]] if "state" in wanted else MEMBERS
    expected = [row.code for row in pool if holds(row) and row.state in states]
    assert walk(session, keeper, wanted) == (expected, expected)
    assert count_experts(session, keeper, wanted=PoolFilter(**wanted)) == len(expected)


def test_ending_terms_come_by_their_day(session, keeper, pool, now):
    wanted = {"ends_within": 100, "today": now.date()}
    until = now.date() + timedelta(days=100)
    members = [row for row in pool if row.state in MEMBERS]
    expected = [row.code for row in members if now.date() <= row.term_until <= until]
    assert len(expected) > PAGE_SIZE
    assert walk(session, keeper, wanted) == (expected, expected)


@pytest.mark.parametrize("hidden", [S.APPLIED, S.PUBLISHED, S.REMOVED])
def test_who_is_no_member_stands_in_nobodys_list_but_the_keepers(session, keeper, pool, hidden):
    officer = factories.actor(Role.CASE_OFFICER, office_id=keeper.office_id)
    row = next(row for row in pool if row.state is hidden)
    assert walk(session, officer, {"state": hidden}) == ([], [])
    assert row.code not in walk(session, officer, {"words": row.code})[0]
    with pytest.raises(NotFound):
        get_shown(session, row.id, actor=officer)
    assert get_shown(session, row.id, actor=keeper).code == row.code
    assert row.code in walk(session, keeper, {"state": hidden})[0]


def test_mark_that_somebody_wrote_is_no_fault(session, keeper, pool, now):
    wanted = PoolFilter(ends_within=80, today=now.date(), after="nonsense")
    assert list_experts(session, keeper, wanted=wanted).page.rows


@pytest.mark.parametrize("name", ["everybody", "class"])
def test_number_without_a_mark_is_its_page_and_the_last_one_beyond_the_end(
    session, keeper, pool, name
):
    wanted, holds = CASES[name]
    expected = [row.code for row in pool if holds(row) and row.state in MEMBERS]
    last = -(-len(expected) // PAGE_SIZE)
    for asked, number in ((2, min(2, last)), (99, last)):
        found = list_experts(session, keeper, wanted=PoolFilter(**wanted), number=asked)
        first = (number - 1) * PAGE_SIZE
        assert [row.code for row in found.page.rows] == expected[first : first + PAGE_SIZE]
        assert (found.page.number, bool(found.after)) == (number, number < last)
    gone = PoolFilter(**wanted, after="ZZZ")
    assert list_experts(session, keeper, wanted=gone).page.number == last


def test_every_list_read_by_pages_ends_with_its_last_one(session, pool):
    query = sa.select(Expert.code).where(Expert.office_id == pool[0].office_id).order_by("code")
    beyond, last = (read_page(session, query, page=number) for number in (99, 3))
    assert (beyond, len(beyond.rows)) == (last, 30)
    assert read_page(session, query.where(sa.false()), page=99).rows == []


def test_another_office_sees_its_own(session, pool):
    stranger = factories.actor(Role.POOL_KEEPER)
    assert walk(session, stranger, {"words": "张伟"}) == ([], [])


def test_both_writers_of_pairs_write_the_same(session, now):
    keeper = factories.actor(Role.POOL_KEEPER)
    made = factories.expert(office_id=keeper.office_id, name="Ab张É", employer="第1 ÄB院")
    query = sa.select(ExpertGram.gram).where(ExpertGram.expert_id == made.id)
    by_one = sorted(session.execute(query).scalars())
    assert by_one == sorted(row["gram"] for row in gram_rows(made))
    session.execute(sa.delete(ExpertGram).where(ExpertGram.expert_id == made.id))
    own = [(made.id, made.name, made.employer)]
    write_grams(session.connection(), made.office_id, own)
    assert sorted(session.execute(query).scalars()) == by_one
