"""The usual forms of report tables as Word and Excel files; the limits of a case's own manual."""

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.reports import check_file
from riskassess.demonstration.sample_reports import (
    SampleReport,
    SampleTable,
    write_docx,
    write_xlsx,
)
from tests.unit.domain.report_forms import FORMS

WRITERS = {".docx": write_docx, ".xlsx": write_xlsx}


def as_report(form):
    tables = tuple(
        SampleTable(f"t{at}", title, tuple(tuple(map(str, row)) for row in rows))
        for at, (title, rows) in enumerate(form.tables, start=1)
    )
    texts = [(f"text{at}", text) for at, text in enumerate(form.texts)]
    heads = [(table.key, "数字如下。") for table in tables]
    return SampleReport("评估报告", (*texts, *heads), tables)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form_is_read_from_a_file_and_raises_nothing(form, ending, tmp_path):
    path = tmp_path / f"report{ending}"
    WRITERS[ending](as_report(form), path)
    findings = check_file(path)
    assert findings.slips == ()
    assert [each.kind for each in findings.tables_read] == list(form.kinds)


def test_document_of_a_case_is_held_against_its_own_manual(tmp_path):
    text = "本项目反对率为10.6%，按反对率判定为低风险。"
    path = tmp_path / "report.docx"
    write_docx(SampleReport("评估报告", (("text", text),), ()), path)
    assert check_file(path).slips == ()
    (slip,) = check_file(path, builtin_manual("xian-2014")).slips
    assert (slip.rule, slip.facts["grade"]) == ("report_criterion_grade", "medium")
