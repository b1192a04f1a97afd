"""What stays sealed until the lists are opened, and time that only goes on."""

import json
from dataclasses import replace

import pytest

from expert_pool.record_check import check_content
from expert_pool.sealing import is_salt
from riskassess.domain.vocabulary import Role
from riskassess.queries.draws import draw_view
from riskassess.services import panels
from riskassess.services.draw_announcing import new_salt
from riskassess.services.draw_requests import Wish
from riskassess.services.draw_texts import published_text
from tests import factories
from tests.support import reviews as scenes

REASON = Wish("value_wrong", "录像显示最后一掷为 3。")


@pytest.fixture
def case(session):
    return scenes.pooled_case(session)


@pytest.fixture
def officer(case):
    return scenes.officer(case)


@pytest.fixture
def announced(session, case, officer, now):
    return scenes.announced(session, case, officer, now=now)


def another(case, *roles):
    return factories.actor(*roles, office_id=case.office_id)


def test_each_draw_has_a_salt_of_its_own_that_only_the_opened_record_tells(
    session, case, officer, now
):
    desk = replace(scenes.desk(officer, now), salt=new_salt)
    made = panels.open_review(
        session, assessment_id=case.id, kind="project_review", due_on=scenes.DUE,
        choice=scenes.dice(now), desk=desk,
    )  # fmt: skip
    salt = json.loads(made.draw.lists)["salt"]
    secret = json.loads(made.draw.pool_snapshot)["group_secret"]
    assert is_salt(salt)
    assert is_salt(secret)
    assert len({salt, secret, new_salt()}) == 3
    scenes.thrown(session, made.draw, officer, now=now)
    view = draw_view(session, made.draw)
    before = published_text(view)
    assert not view.list_is_open
    assert salt not in before
    round_ = scenes.round_of(session, made.review)
    round_.state = "closed"
    factories.save(round_)
    after = published_text(draw_view(session, made.draw))
    assert salt in after
    assert secret not in after
    sealed, opened = json.loads(before), json.loads(after)
    for part in ("contents", "signature", "announcement", "values", "ledger"):
        assert sealed[part] == opened[part]
    for text in (before, after):
        assert not [each for each in check_content(text.encode()) if each.ok is False]


def test_a_line_of_the_ledger_is_never_earlier_than_the_one_before(session, case, officer, now):
    made = scenes.announced(session, case, officer, now=now)
    keeper = another(case, Role.POOL_KEEPER)
    late, early = now + 2 * scenes.WAIT, now + scenes.WAIT
    scenes.throw(session, made.draw, officer, "dice_officer", scenes.THROWS[0], now=late)
    scenes.throw(session, made.draw, keeper, "dice_keeper", scenes.THROWS[1], now=early)
    assert all(finding.ok for finding in check_content(made.draw.record.encode()))
