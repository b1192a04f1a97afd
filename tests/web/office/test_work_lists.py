"""Lists to work with: what the address asks, heads that sort, the file and its trace."""

import io
import json

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import AuditEntry, Project
from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories

S = AssessmentState
LISTS = ("/office/assessments", "/office/projects", "/office/tasks", "/office/experts")


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def sheet_of(answer):
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    return [[value for value in row if value is not None] for row in rows]


@pytest.mark.parametrize("path", LISTS)
def test_nonsense_in_the_address_is_left_out(client, desk, path):
    case = desk(S.SUBMITTED)
    odd = "?state=magic&kind=&when=x&phase=%00&sort=--code&page=99&project=9999999999999&q=%25"
    assert client.get(f"{path}{odd}").status_code == 200
    for query in ("page=0", "page=-5", "page=x", "sort=nobody", "page=99"):
        text = text_of(client, f"{path}?{query}")
        assert path == "/office/experts" or case.code in text


def test_heads_sort_both_ways_and_keep_what_is_asked(client, desk):
    first = desk(S.SUBMITTED)
    second = factories.assessment(
        project=factories.project(office_id=first.office_id, title="乙路"), state=S.SUBMITTED
    )
    url = "/office/assessments?state=submitted&sort=code"
    up, down = text_of(client, url), text_of(client, url.replace("=code", "=-code"))
    assert up.index(first.code) < up.index(second.code)
    assert down.index(first.code) > down.index(second.code)
    assert 'aria-sort="ascending"' in up
    assert "state=submitted&amp;sort=-code" in up


def test_projects_stand_once_with_their_newest_assessment(client, session, desk):
    case = desk(S.ARCHIVED)
    project = session.get(Project, case.project_id)
    again = factories.assessment(project=project, state=S.SURVEYING)
    factories.assessment(project=project, state=S.DRAFT)  # not yet the office's
    text = text_of(client, "/office/projects")
    assert text.count(project.title) == 1
    assert "2 次" in text
    assert again.code in text
    of_project = text_of(client, f"/office/assessments?project={project.id}")
    assert case.code in of_project
    assert "乙" not in text_of(client, "/office/projects?q=没有的地方")


def test_a_list_is_taken_away_as_text_with_its_conditions_and_a_trace(client, session, desk):
    case = desk(S.SUBMITTED)
    project = session.get(Project, case.project_id)
    project.title = "=1+1"
    factories.save(project)
    factories.assessment(state=S.SUBMITTED)  # another office's
    rows = sheet_of(client.post("/office/assessments/export", data={"state": "submitted"}))
    assert "评估清单" in rows[0][0]
    assert rows[1] == ["条件：状态：已提交"]
    assert rows[2][:2] == ["项目", "编号"]
    assert rows[3][:2] == ["'=1+1", case.code]
    assert len(rows) == 4
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "list:export")).one()
    assert json.loads(entry.after) == {"list": "assessments", "asked": ["state"], "rows": 1}


def test_tasks_are_searched_and_taken_away(client, desk):
    case = desk(S.SUBMITTED)
    other = factories.assessment(
        project=factories.project(office_id=case.office_id, title="乙路"), state=S.FILED
    )
    text = text_of(client, "/office/tasks?kind=check_registration")
    assert case.code in text
    assert other.code not in text
    rows = sheet_of(client.post("/office/tasks/export", data={"q": "乙路"}))
    assert rows[1] == ["条件：事项、项目或编号：乙路"]
    assert len(rows) == 4
    assert case.code not in text_of(client, "/office/tasks?when=late")


def test_a_sponsor_takes_the_own_alone(client, session, desk, sign_in):
    case = desk(S.SUBMITTED)
    owner = session.get(Project, case.project_id).unit_id
    draft = factories.assessment(
        project=factories.project(office_id=case.office_id, unit_id=owner, title="丙"),
        state=S.DRAFT,
    )
    foreign = factories.assessment(
        project=factories.project(office_id=case.office_id, title="丁"), state=S.SUBMITTED
    )
    sponsor = factories.account(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=owner)
    sign_in(client, sponsor)
    for name in ("assessments", "project-list"):
        rows = str(sheet_of(client.post(f"/sponsor/{name}/export")))
        assert case.code in rows
        assert draft.code in rows
        assert foreign.code not in rows
    assert draft.code in text_of(client, "/sponsor/tasks")
