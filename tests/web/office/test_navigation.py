"""The navigation marks the line under which a page stands."""

import re

import pytest

from riskassess.domain.vocabulary import AssessmentState

MARKED = re.compile(r'aria-current="true"><span>([^<]+)</span>')


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/office/", "待办"),
        ("/office/assessments", "评估项目"),
        ("/office/assessments/{case}", "评估项目"),
        ("/office/manuals", "评估手册"),
        ("/office/report-check", "报告核算"),
    ],
)
def test_page_is_marked_in_the_navigation(client, desk, path, line):
    case = desk(AssessmentState.SUBMITTED)
    answer = client.get(path.format(case=case.id))
    assert answer.status_code == 200
    assert set(MARKED.findall(answer.get_data(as_text=True))) == {line}
