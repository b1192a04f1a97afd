"""The real converter prints archivable documents, and nothing a page says makes it do else."""

import http.server
import io
import threading
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from jinja2 import UndefinedError

from riskassess.adapters import pdf_engine
from riskassess.adapters.pages import Pages, page_environment
from riskassess.adapters.pdf import (
    ConverterFailed,
    ConverterMissing,
    ConverterTimeout,
    PdfMeta,
    ResourceBlocked,
    render_pdf,
)
from riskassess.adapters.pdf_headings import mark_headings

pytestmark = pytest.mark.pdf

RARE = "龘靐䶮㐂𠀀𠮷𫓧𬭚"
META = PdfMeta(
    title="双河口水库社会稳定风险评估档案",
    created_at=datetime(2026, 11, 21, 13, 0, tzinfo=UTC),
    authors=("示范市稳定办",),
    number="SSRA-2026-1",
)
PAGE = """{% from "macros/print.html" import chunked_table, fact_table %}
<html><head><meta charset="utf-8"><style>{% include "dossier/_print.css" %}</style></head><body>
<section class="cover"><h1>档案</h1><p>{{ rare }}</p></section>
{% for chapter in range(1, 4) %}<section class="chapter"><h1>第{{ chapter }}章 风险</h1>
<h2>{{ chapter }}.1 因素 {{ rare }}</h2><p>风险评估一用长门 {{ rare }}</p>
{{ chunked_table(["编号", "风险因素"], rows) }}{{ fact_table([("指纹", "sha256")]) }}
<h2>{{ chapter }}.2 措施</h2><p><a href="https://example.org/">链接</a></p></section>{% endfor %}
</body></html>"""


def page():
    rows = [(f"行{number:03d}", "征收补偿标准与期望差距较大。" * 3) for number in range(30)]
    return page_environment().from_string(PAGE).render(rare=RARE, rows=rows)


@pytest.fixture(scope="module")
def result():
    return render_pdf(page(), meta=META, attachments={"assessment.json": b'{"a":1}'})


@pytest.fixture(scope="module")
def texts(result):
    document = pypdfium2.PdfDocument(result.content)
    try:
        found = []
        for sheet in document:
            text = sheet.get_textpage()
            found.append(text.get_text_range())
            text.close()
            sheet.close()
        return found
    finally:
        document.close()


@pytest.fixture
def opened(result):
    with pikepdf.open(io.BytesIO(result.content)) as document:
        yield document


def test_document_is_pdf_a_with_the_assessment_file(result, opened):
    assert (result.verdict, result.findings) == ("pass", ())
    assert opened.attachments["assessment.json"].get_file().read_bytes() == b'{"a":1}'
    with opened.open_metadata() as record:
        assert record["dc:title"] == META.title
        assert record["dc:creator"] == ["示范市稳定办"]
        assert record["pdfaid:part"] == "3"
    assert str(opened.Root.Lang) == "zh-CN"


def test_text_layer_holds_common_and_rare_characters(result, texts):
    text = "".join(texts)
    assert "风险评估一用长门" in text
    assert all(character in text for character in RARE)
    assert result.unknown_glyphs == 0


def test_cover_is_unnumbered_and_the_rest_numbered(result, texts):
    total = result.pages - 1
    assert "页" not in texts[0]
    assert META.title not in texts[0]
    for number, text in enumerate(texts[1:], 1):
        assert f"第 {number} 页 / 共 {total} 页" in text
        assert META.number in text
        assert len(text) > 100, "an empty page"


def test_contents_name_the_pages_the_headings_stand_on(result, texts, opened):
    assert [heading.text for heading in result.headings][:2] == ["第1章 风险", f"1.1 因素 {RARE}"]
    assert len(result.headings) == 9
    lines = texts[1].replace("\r", "").replace("\n", " ")
    for heading in result.headings:
        assert heading.text in texts[heading.index]
        assert f"第 {heading.page} 页" in texts[heading.index]
        assert heading.text.split()[0] in lines
    links = [note for note in opened.pages[1].Annots if "/Dest" in note]
    targets = [opened.pages.index(pikepdf.Page(link.Dest[0])) for link in links]
    assert targets == [heading.index for heading in result.headings]


def test_bookmarks_follow_the_headings_and_links_stay(result, opened):
    with opened.open_outline() as outline:
        assert [item.title for item in outline.root] == [f"第{n}章 风险" for n in (1, 2, 3)]
        assert [len(item.children) for item in outline.root] == [2, 2, 2]
    addresses = [
        str(note.A.URI) for sheet in opened.pages for note in sheet.get("/Annots", [])
        if "/A" in note
    ]  # fmt: skip
    assert addresses == ["https://example.org/"] * 3


def test_fonts_are_embedded(opened):
    described = [
        found for found in opened.objects
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
    ]  # fmt: skip
    assert described
    assert all("/FontFile2" in font for font in described)


def test_no_row_is_cut(texts):
    for number in range(30):
        for text in (text for text in texts if f"行{number:03d}" in text):
            assert text.count("征收补偿标准") % 3 == 0


def test_same_input_gives_same_bytes(result):
    again = render_pdf(page(), meta=META, attachments={"assessment.json": b'{"a":1}'})
    assert again.content == result.content


def small(body, **options):
    meta = PdfMeta(title="t", created_at=META.created_at, cover=False)
    return render_pdf(f"<meta charset=utf-8>{body}", meta=meta, attachments={}, **options)


@pytest.mark.parametrize("option", ["orientation", "user-style-sheet", "allow", "post-file"])
def test_meta_tags_set_no_options(option):
    """Regression test for CVE-2025-26240 of pdfkit."""
    attack = f'<meta name="pdfkit-{option}" content="Landscape">'
    with pikepdf.open(io.BytesIO(small(f"{attack}<p>文</p>").content)) as document:
        assert document.pages[0].mediabox[2] < document.pages[0].mediabox[3]


@pytest.fixture
def listener():
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], hits
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="{}">', '<iframe src="{}"></iframe>', '<link rel="stylesheet" href="{}">',
        '<style>@import "{}";</style>', '<div style="background:url({})">x</div>',
        '<svg><image xlink:href="{}" width="9" height="9"/></svg>', '<object data="{}"></object>',
    ],
)  # fmt: skip
def test_files_and_addresses_are_refused_before_and_by_the_converter(tag, listener):
    port, hits = listener
    bypass = '<meta name="pdfkit-bypass-proxy-for" content="127.0.0.1">'
    for address in ("file:///etc/hostname", f"http://127.0.0.1:{port}/x"):
        with pytest.raises(ResourceBlocked):
            mark_headings(tag.format(address))
        try:
            pdf_engine.convert(f"<meta charset=utf-8>{bypass}{tag.format(address)}")
        except (ResourceBlocked, ConverterFailed):
            continue
    assert hits == []


def test_converter_names_what_it_blocked():
    with pytest.raises(ResourceBlocked, match="/etc/hostname"):
        pdf_engine.convert('<img src="file:///etc/hostname">')


def converter(tmp_path, script):
    program = tmp_path / "converter"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return str(program)


def test_missing_hanging_and_crashing_converters_are_named(tmp_path):
    with pytest.raises(ConverterMissing):
        small("", converter=str(tmp_path / "none"))
    with pytest.raises(ConverterTimeout):
        small("", converter=converter(tmp_path, "sleep 30"), timeout=0.3)
    with pytest.raises(ConverterFailed, match="boom"):
        small("", converter=converter(tmp_path, "echo boom >&2; exit 3"))
    with pytest.raises(ConverterFailed):
        small("", converter=converter(tmp_path, "echo nothing"))


def test_converter_sees_no_environment_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKASSESS_SECRET_KEY", "visible")
    with pytest.raises(ConverterFailed) as failed:
        small("", converter=converter(tmp_path, "env >&2; exit 1"))
    assert "visible" not in failed.value.detail
    assert "QT_HASH_SEED=0" in failed.value.detail


def test_headings_are_marked_once_and_unlisted_ones_left():
    marked = mark_headings("<h1>一 &amp; <b>二</b></h1>\r\n<h1 class='unlisted'>三</h1><h2>四</h2>")
    assert [(heading.level, heading.text) for heading in marked.headings] == [
        (1, "一 & 二"),
        (2, "四"),
    ]
    assert marked.html.count(marked.prefix) == 2


def test_pages_escape_and_refuse_unknown_names(tmp_path):
    (tmp_path / "a.html").write_text("{{ name }}{{ _('文') }}{{ 1 | twice }}")
    pages = Pages(tmp_path, filters={"twice": lambda number: number * 2})
    assert pages.render_page("a.html", name="<b>") == "&lt;b&gt;文2"
    with pytest.raises(UndefinedError):
        pages.render_page("a.html")
