"""Y7: a dossier of 60 pages with 12 charts as signed, archivable PDF, beside bare converters."""

import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import Row, alternate
from riskassess.adapters.pages import page_environment
from riskassess.adapters.pdf import PdfMeta, render_pdf
from riskassess.adapters.pdf_engine import OPTIONS
from riskassess.proof.canonical import bytes_digest
from riskassess.proof.signing import frame

YARDSTICKS = ("Y7",)
REPETITIONS = 5
CHAPTERS = 12
META = PdfMeta(
    title="社会稳定风险评估档案",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    authors=("示范市稳定办",),
    number="SSRA-2026-000001",
)
KEY = Ed25519PrivateKey.from_private_bytes(b"benchmark".ljust(32))

TEMPLATE = """{% from "macros/print.html" import chunked_table, fact_table %}<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><style>{% include "dossier/_print.css" %}</style>
</head><body><section class="cover"><h1>社会稳定风险评估档案</h1></section>
{% for chapter in range(1, chapters + 1) %}<section class="chapter"><h1>第{{ chapter }}章 评估</h1>
{% for part in range(1, 4) %}<h2>{{ chapter }}.{{ part }} 征地补偿与安置</h2>
{% for paragraph in range(8) %}<p>{{ text }}</p>{% endfor %}
{{ chunked_table(["编号", "风险因素", "概率", "影响", "风险值", "程度"], table, 8, (2, 3, 4)) }}
{% endfor %}<div class="keep figure"><svg width="520" height="200" viewBox="0 0 520 200">
{% for bar in range(12) %}<rect x="{{ 20 + bar * 40 }}" y="{{ 170 - bar * 12 }}" width="30"
height="{{ bar * 12 }}" fill="#24506e"/>{% endfor %}</svg>
<p class="caption">图 {{ chapter }}</p></div>
</section>{% endfor %}</body></html>"""
TEXT = (
    "项目建设涉及征收集体土地，部分村民对补偿标准、安置方式、过渡期限存在不同意见；评估小组采用问卷调查、座谈、"
    "走访等方式听取意见。专家刘𫓧、王𬭚参加评审，对可能引发的群体性事件逐项提出防范化解措施，明确责任主体。"
)


def dossier_html() -> str:
    """Return the page all converters get."""
    table = [
        (f"P{row:02d}", "征收补偿标准与群众期望差距较大", "0.6", "0.7", "0.42", "较大")
        for row in range(16)
    ]
    page = page_environment().from_string(TEMPLATE)
    return page.render(chapters=CHAPTERS, table=table, text=TEXT)


def signed_dossier(html: str) -> int:
    """Make the dossier, sign its digest, return its pages."""
    result = render_pdf(html, meta=META, attachments={"assessment.json": b"{}"})
    assert result.verdict == "pass"
    KEY.sign(frame("document", {"digest": bytes_digest(result.content)}))
    return result.pages


def bare_converter(html: str, folder: Path) -> None:
    """Run wkhtmltopdf alone with the same options."""
    options = [f"--{name}={value}" if value else f"--{name}" for name, value in OPTIONS.items()]
    words = [word for option in options for word in option.split("=", 1)]
    subprocess.run(
        ["wkhtmltopdf", "--quiet", *words, "-", "-"],
        input=html.encode(),
        check=True,
        stdout=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(folder)},
    )


def weasyprint_pdf(html: str) -> None:
    """Let WeasyPrint make a PDF/A-3b of the same page."""
    import weasyprint

    weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3b")


def rows() -> Iterator[Row]:
    """Yield the two rows of Y7."""
    html = dossier_html()
    work = f"dossier PDF, {signed_dossier(html)} pages, {CHAPTERS} charts"
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = alternate(
            lambda: signed_dossier(html),
            lambda: bare_converter(html, Path(folder)),
            repetitions=REPETITIONS,
        )
    yield Row("Y7", work, "wkhtmltopdf alone", "s", ours, bare, 4.0)
    ours, other = alternate(
        lambda: signed_dossier(html), lambda: weasyprint_pdf(html), repetitions=REPETITIONS
    )
    yield Row("Y7", work, "WeasyPrint, PDF/A-3b", "s", ours, other, 0.5)
