"""Whom a row of a list is: asked, told apart by number and address, taken in as chosen."""

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import Expert
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.expert_lists import IMPORT, LAWYER, apply, book, hidden, named, pool, send


@pytest.fixture
def keeper(client, sign_in, words):
    account = factories.account(Role.POOL_KEEPER)
    sign_in(client, account)
    return account


@pytest.fixture
def words(session):
    """Store the manual whose classes and professions a list may use."""
    factories.manual()


def test_state_is_the_chosen_one_or_the_form_comes_again(client, keeper, session):
    page = send(client, book(LAWYER))
    given = {name: hidden(page, name) for name in ("key", "seen")}
    refused = client.post(f"{IMPORT}/apply", data={**given, "into": "removed"})
    assert refused.status_code == 422
    assert 'name="seen"' in refused.get_data(as_text=True)
    assert not pool(session, keeper)
    client.post(f"{IMPORT}/apply", data={**given, "into": "active"})  # no row is asked about
    assert pool(session, keeper)["王试"].state is ExpertState.ACTIVE


def test_one_address_is_one_person(client, keeper, session):
    """Asked where the name is the same, a fault where it is not; nobody gets two numbers."""
    mail = {"email": "Wang@example.invalid"}
    known = factories.expert(office_id=keeper.office_id, name="王试", **mail)
    text = send(client, book(named("李试", LAWYER[8]))).get_data(as_text=True)
    assert f"电子邮箱已由专家库中编号“{known.code}”的专家使用" in text
    twice = [named("李试", "x@example.invalid"), named("赵试", "X@example.invalid")]
    assert "电子邮箱与第 2 行相同" in send(client, book(*twice)).get_data(as_text=True)
    page = send(client, book(LAWYER))
    text = page.get_data(as_text=True)
    assert "1 行像是已在库的专家" in text
    assert 'value="new"' not in text.split("answer-2")[1].split("</select>")[0]
    apply(client, page, otherwise="new")  # an address cannot be given to two
    apply(client, send(client, book(LAWYER)), otherwise="same")
    assert [(row.code, row.employer) for row in pool(session, keeper).values()] == [
        (known.code, "试验大学")
    ]


def test_whoever_left_leaves_the_address_free(client, keeper, session):
    mail = {"email": LAWYER[8], "state": ExpertState.REMOVED}
    factories.expert(office_id=keeper.office_id, name="张旧", **mail)
    assert "新增 1 位" in apply(client, send(client, book(LAWYER))).get_data(as_text=True)


def test_answers_decide_row_by_row(client, keeper, session):
    known = factories.expert(office_id=keeper.office_id, name="王试", employer="试验大学")
    factories.expert(office_id=keeper.office_id, name="李试", employer="试验大学")
    page = send(client, book(LAWYER, named("李试")))
    data = {"answer-2": "same", "answer-3": "new"}
    text = apply(client, page, **data).get_data(as_text=True)
    assert "新增 1 位，更正 1 位" in text
    session.expire_all()
    assert session.get(Expert, known.id).title == "教授"
    rows = session.exec(select(Expert).where(Expert.name == "李试")).all()
    assert len(rows) == 2


def test_number_of_somebody_with_another_name_is_asked(client, keeper, session):
    known = factories.expert(office_id=keeper.office_id, name="张旧", employer="试验大学")
    page = send(client, book([known.code, *LAWYER[1:]]))
    text = page.get_data(as_text=True)
    assert "张旧" in text
    assert 'value="new"' not in text.split("answer-2")[1].split("</select>")[0]
    apply(client, page, otherwise="new")  # a number cannot be given to two
    assert set(pool(session, keeper)) == {"张旧"}
