"""Units that change while a panel sits: the case says it, the to-do list too, and who sits not."""

import re

import pytest

from models import Expert
from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories
from tests.support.avoidance import case_of_units
from tests.support.office import page, sign_in
from tests.support.review_room import make_room

TOKEN = re.compile(r'name="csrf[-_]token"[^>]*>')
NOTE = re.compile(r'<div class="note note-warning">.*?</div>', re.DOTALL)
OWN, NEAR = "华宇建设集团有限公司", "华宇建设集团有限公司云水分公司"


@pytest.fixture
def room(session):
    case = case_of_units()
    case.state = AssessmentState.IN_REVIEW
    return make_room(session, assessment=factories.save(case), codes=("B03",))


def move(session, room, chair, employer):
    row = session.get_one(Expert, room.chairs[chair].member.expert_id)
    row.employer = employer
    return factories.save(row)


def test_case_and_list_name_what_is_to_be_done(client, session, room):
    seated = move(session, room, 0, OWN)
    move(session, room, 1, NEAR)
    path = f"/office/assessments/{room.assessment.id}"
    sign_in(client, session, factories.actor(Role.CASE_OFFICER, office_id=seated.office_id))
    case = page(client, path)
    assert "单位名称待判断" in case
    assert f"{seated.code}：工作单位“{OWN}”是项目单位。" in case
    assert f"{path}/recusals?expert={seated.code}&amp;ground=employment#record" in case
    form = page(client, f"{path}/recusals?expert={seated.code}&ground=employment")
    assert f'value="{seated.code}"' in form
    assert 'value="employment" selected' in form or 'selected value="employment"' in form
    home = page(client, "/office/")
    assert "专家组成员的单位与项目的单位有关，应当回避（1 位）" in home
    assert "抽取以后，专家组成员（含候补）" in case


def test_keeper_reads_the_same_whoever_sits(client, session, room):
    seated = move(session, room, 0, NEAR)
    other = factories.expert(office_id=seated.office_id)
    path = f"/office/assessments/{room.assessment.id}"
    sign_in(client, session, factories.actor(Role.POOL_KEEPER, office_id=seated.office_id))

    def read():
        return [TOKEN.sub("", page(client, each)) for each in ("/office/", path, f"{path}/names")]

    home, case, names = sitting = read()
    assert "单位名称待判断" in home
    assert f"{path}/names" in home
    assert "在库专家的单位与项目的单位有 1 处名称相近" in case
    assert seated.code in names  # as anybody of the pool would be
    assert seated.code not in home + case
    assert not [each for each in ("专家组成员", "候补", "应当回避") if each in home + names]
    assert "专家组成员" not in "".join(NOTE.findall(case))
    member = room.chairs[0].member
    member.expert_id, member.code = other.id, other.code
    factories.save(member)
    assert read() == sitting
