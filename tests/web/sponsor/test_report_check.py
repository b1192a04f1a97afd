"""The sponsor checks a report before handing it in."""

import io

from riskassess.demonstration.sample_reports import FOLDER

URL = "/sponsor/report-check"


def said(answer):
    return answer.get_data(as_text=True)


def send(client, name):
    content = (FOLDER / name).read_bytes()
    return client.post(URL, data={"file": (io.BytesIO(content), name)})


def test_sponsor_reads_the_slips(browse):
    client = browse().client
    assert "报告核算" in said(client.get("/sponsor/"))
    answer = send(client, "report-with-slips.xlsx")
    assert answer.status_code == 200
    assert "权重之和应为 1（100%）" in said(answer)
    assert '<dd class="slip-wrong">1.06</dd>' in said(answer)


def test_clean_report_has_none(browse):
    page = said(send(browse().client, "report-clean.xlsx"))
    assert "没有发现差错" in page
    assert "slip-wrong" not in page


def test_refused_file_keeps_the_form(browse):
    answer = browse().client.post(URL, data={"file": (io.BytesIO(b"text"), "报告.doc")})
    assert answer.status_code == 422
    assert "另存为 .docx" in said(answer)
    assert 'enctype="multipart/form-data"' in said(answer)
