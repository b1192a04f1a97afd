"""Tables as reports really print them: the right ones raise nothing, one changed figure is named.

A cell `<` continues the one on its left, `^` the one above.
"""

import pytest

from riskassess.adapters.reports import report_rules
from riskassess.domain.report_check import Cell, ReportTable, check_report
from tests.unit.domain.report_forms import FORMS


def table(number, title, rows):
    built = []
    for row in rows:
        cells = []
        for at, text in enumerate(map(str, row)):
            if text == "<":
                cells.append(Cell(cells[-1].text, merged=True))
            elif text == "^":
                cells.append(Cell(built[-1][at].text, merged=True))
            else:
                cells.append(Cell(text))
        built.append(tuple(cells))
    return ReportTable(number, title, tuple(built))


def check(form, change=None):
    rows = {title: [list(row) for row in rows] for title, rows in form.tables}
    texts = list(form.texts)
    if change and isinstance(change.at, str):
        texts = [text.replace(change.at, change.text) for text in texts]
    elif change:
        number, row, column = change.at
        rows[form.tables[number - 1][0]][row][column] = change.text
    tables = [table(at, *each) for at, each in enumerate(rows.items(), start=1)]
    return check_report(tables, texts, report_rules())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_right_form_is_read_and_raises_nothing(form):
    findings = check(form)
    assert findings.slips == ()
    assert findings.remarks == ()
    assert [each.kind for each in findings.tables_read] == list(form.kinds)
    assert findings.sentences_read >= form.sentences


CHANGES = [(form, change) for form in FORMS for change in form.changes]


@pytest.mark.parametrize(
    ("form", "change"), CHANGES, ids=[f"{form.name}-{change.text}" for form, change in CHANGES]
)
def test_changed_figure_is_named_with_the_right_one(form, change):
    found = [
        (slip.rule.removeprefix("report_"), slip.place.row.partition(" ")[0], slip.right)
        for slip in check(form, change).slips
    ]
    assert change.found in found
