#!/usr/bin/env python3
"""Take the pictures under docs/pictures/: ten pages at two widths and six pages of the dossier.

usage: python scripts/pictures.py [--help]

Loads the demonstration into a passing folder, serves it on a free loopback port and looks at it
with Debian's Chromium, as the tests do. `make pictures` calls it.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2  # noqa: E402 - the project is on the path only now
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from sqlmodel import Session, col, select  # noqa: E402

from models import Assessment, Dossier, Expert, Factor, PanelMember  # noqa: E402
from models.engine import make_engine, make_session  # noqa: E402
from riskassess.adapters.storage import FileStore  # noqa: E402
from riskassess.demonstration.people import (  # noqa: E402
    PASSWORD,
    find_office,
    sign_ins,
)
from riskassess.domain.vocabulary import AssessmentState, MemberState  # noqa: E402
from tests.support.chromium import launch_chromium  # noqa: E402
from tests.support.server import command, running_server, server_environ  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
WIDTHS = (1440, 360)
TALLEST = {1440: 1300, 360: 1100}
COLOURS = 128
PDF_PAGES = 6
PDF_WIDTH = 800


@dataclass(frozen=True)
class Shot:
    """A page: name of the picture, who looks, and where."""

    name: str
    login: str
    path: str


def list_shots(session: Session) -> Iterator[Shot]:
    """Yield the ten pages, with the ids that the demonstration got."""
    ids = {row.code: row for row in session.exec(select(Assessment).order_by(col(Assessment.id)))}
    bridge = ids["xiba-bridge-demolition"].id
    road = next(row.id for row in ids.values() if row.state is AssessmentState.IN_REVIEW
                and row.id != bridge)  # fmt: skip
    reservoir = ids["shuanghekou-reservoir"].id
    ready = session.exec(
        select(PanelMember)
        .where(PanelMember.state == MemberState.READY)
        .order_by(col(PanelMember.id))
    ).first()
    office = find_office(session)
    expert = sign_ins(session, office)[-1][0] if office else ""
    if ready is not None:
        expert = f"expert{int(_code_of(session, ready)[2:]):02}"
    member = ready.id if ready else 0
    first = session.exec(select(Factor.id).where(Factor.assessment_id == road)).first()
    yield Shot("home-office", "officer", "/office/")
    yield Shot("result", "officer", f"/office/assessments/{bridge}/result")
    yield Shot("case-office", "officer", f"/office/assessments/{road}")
    yield Shot("review", "officer", f"/office/assessments/{road}/review")
    yield Shot("manual", "officer", "/office/manuals/1")
    yield Shot("home-sponsor", "sponsor2", "/sponsor/")
    yield Shot("factors-sponsor", "sponsor2", f"/sponsor/assessments/{road}/factors")
    yield Shot("home-expert", expert, "/expert/")
    yield Shot("sheet-expert", expert, f"/expert/reviews/{member}/sheet/{first}")
    yield Shot("dossier", "archivist", f"/office/assessments/{reservoir}/dossier")


def _code_of(session: Session, member: PanelMember) -> str:
    return session.get_one(Expert, member.expert_id).code


def main() -> None:
    """Load, serve, look, write."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environ = server_environ(Path(home))
        command(environ, "db", "upgrade")
        command(environ, "demo")
        engine = make_engine(f"sqlite:///{home}/riskassess.db")
        with make_session(engine, may_write=False) as session:
            shots = list(list_shots(session))
            digest = session.exec(select(Dossier.pdf_digest)).first() or ""
        write_pdf_pages(FileStore(Path(home) / "files").read(digest))
        with running_server(environ) as server, sync_playwright() as playwright:
            browser = launch_chromium(playwright)
            for shot in shots:
                for width in WIDTHS:
                    take(browser, server.url, shot, width)
            browser.close()


def take(browser: Browser, url: str, shot: Shot, width: int) -> None:
    """Sign in, open the page, write the picture."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page: Page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("#login", shot.login)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    answer = page.goto(f"{url}{shot.path}")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{shot.path}: {answer and answer.status}")
    page.wait_for_load_state("networkidle")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
    page.set_viewport_size({"width": width, "height": height})  # what is fixed stands at the end
    picture = page.screenshot()
    write_png(Image.open(io.BytesIO(picture)), f"{shot.name}-{width}.png")
    context.close()


def write_pdf_pages(content: bytes) -> None:
    """Write six pages of the dossier, spread over its length."""
    with pypdfium2.PdfDocument(content) as pdf:
        count = len(pdf)
        chosen = sorted({round(n * (count - 1) / (PDF_PAGES - 1)) for n in range(PDF_PAGES)})
        for number in chosen:
            page = pdf[number]
            image = page.render(scale=PDF_WIDTH / page.get_width()).to_pil()
            write_png(image, f"dossier-page-{number + 1:02}.png")
            page.close()


def write_png(image: Image.Image, name: str) -> None:
    """Write a small picture: few colours are enough for text and lines."""
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / name, optimize=True)
    print(name)


if __name__ == "__main__":
    main()
