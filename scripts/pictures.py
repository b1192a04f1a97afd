#!/usr/bin/env python3
"""Take the pictures under docs/pictures/: main pages, on a desk and on a phone, and the dossier.

usage: python scripts/pictures.py [--help] [NAME …]

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

import openpyxl  # noqa: E402 - the project is on the path only now
import pypdfium2  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from sqlmodel import Session, col, select  # noqa: E402

from expert_pool.vocabulary import DrawState  # noqa: E402
from models import (  # noqa: E402
    Account,
    Assessment,
    Dossier,
    Draw,
    Expert,
    Factor,
    GroupOpinion,
    ManualVersion,
    PanelMember,
    Review,
    Sheet,
)
from models.engine import make_engine, make_session  # noqa: E402
from riskassess.adapters.storage import FileStore  # noqa: E402
from riskassess.demonstration.people import PASSWORD  # noqa: E402
from riskassess.domain.vocabulary import MemberState, ReviewKind  # noqa: E402
from riskassess.wording.pool_files import FIELDS  # noqa: E402
from tests.support.chromium import launch_chromium  # noqa: E402
from tests.support.server import command, running_server, server_environ  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
DESK, PHONE = 1440, 360
TALLEST = {DESK: 1300, PHONE: 1100}
COLOURS = 128
PDF_PAGES, PDF_WIDTH = 6, 800
HEADS = ("name", "expert_class", "profession", "title", "title_level", "employer",
         "employer_type", "email", "term_until")  # fmt: skip
LISTED = (
    ("甲专家（演示）", "综合管理", "法律", "教授", "正高级", "演示大学", "高等院校",
     "jia@example.invalid", "2027-12-31"),
    ("乙专家（演示）", "工程技术", "水利", "高级工程师", "副高级", "演示水利设计院", "科研院所",
     "yi@example.invalid", "2027-12-31"),
    ("丙专家（演示）", "工程技术", "水利工程学", "工程师", "副高级", "演示水利设计院", "科研院所",
     "没有邮箱", "2027-13-01"),
)  # fmt: skip
REPORT = ROOT / "riskassess" / "demonstration" / "reports" / "report-with-slips.docx"


@dataclass(frozen=True)
class Shot:
    """A page: name of the picture, who looks (or anybody), where, how wide, what is sent first."""

    name: str
    login: str
    path: str
    widths: tuple[int, ...] = (DESK, PHONE)
    sent: Path | None = None
    written: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Seat:
    """An expert who may score: login, path of the review, and the first factor."""

    login: str
    path: str
    factor: int | None


def list_shots(session: Session) -> Iterator[Shot]:
    """Yield the pages, with the ids that the demonstration got."""
    rows = session.exec(select(Assessment).order_by(col(Assessment.id)))
    ids = {row.code: row.id for row in rows}
    road = drawn_under(session, "cn-default")
    case, review = "/office/assessments", f"/office/assessments/{road}"
    bridge, reservoir = ids["xiba-bridge-demolition"], ids["shuanghekou-reservoir"]
    seat = seat_at(session, road, has_begun=False)
    yield Shot("home-office", "officer", "/office/")
    yield Shot("result", "officer", f"{case}/{bridge}/result")
    yield Shot("case-office", "officer", review)
    yield Shot("review", "officer", f"{review}/review")
    yield Shot("manual", "officer", f"/office/manuals/{version_of(session, 'cn-default')}")
    yield Shot("home-sponsor", "sponsor2", "/sponsor/")
    yield Shot("factors-sponsor", "sponsor2", f"/sponsor/assessments/{road}/factors")
    yield Shot("home-expert", seat.login, "/expert/")
    yield Shot("sheet-expert", seat.login, f"{seat.path}/sheet/{seat.factor}")
    yield Shot("dossier", "archivist", f"{case}/{reservoir}/dossier")
    yield Shot("certainty", "officer", f"{case}/{bridge}/certainty")
    yield Shot("result-levels", "officer", f"{case}/{ids['example-levels']}/result", (DESK,))
    yield from list_shots_of_manuals(session)


def list_shots_of_manuals(session: Session) -> Iterator[Shot]:
    """Yield the pages that belong to other manuals, and the check of a report."""
    seats = {
        code: seat_at(session, drawn_under(session, code), has_begun=True)
        for code in ("cn-ahp", "cn-levels", "js-4013")
    }
    pairs, levels, points = seats.values()
    yield Shot("comparisons-expert", pairs.login, f"{pairs.path}/comparisons/A:F")
    yield Shot("levels-expert", levels.login, f"{levels.path}/sheet/{levels.factor}", (PHONE,))
    yield Shot("points-expert", points.login, f"{points.path}/sheet/test-legality", (PHONE,))
    versions = [version_of(session, code) for code in ("cn-default", "cn-levels")]
    difference = "/office/manuals/difference?old={}&new={}".format(*versions)
    yield Shot("manual-difference", "officer", difference, (DESK,))
    yield Shot("report-check", "officer", "/office/report-check", (DESK,), REPORT)


def list_shots_of_room(session: Session) -> Iterator[Shot]:
    """Yield the pages of a consultation between two rounds, and of a panel that votes."""
    kinds = {row.kind: row.id for row in session.exec(select(Review).order_by(col(Review.id)))}
    consultation = kinds[ReviewKind.EXPERT_CONSULTATION]
    voting = session.exec(select(GroupOpinion.review_id)).first()
    asked, voter = seats_of(session, consultation)[0], seats_of(session, voting)[1]
    yield Shot("consultation", "officer", f"/office/reviews/{consultation}/consultation")
    yield Shot("feedback-expert", asked.login, f"{asked.path}/feedback")
    yield Shot("sheet-table-expert", asked.login, f"{asked.path}/sheet-table", (DESK,))
    yield Shot("group-opinion-expert", voter.login, f"{voter.path}/group-opinion")


def list_shots_of_pool(session: Session, folder: Path) -> Iterator[Shot]:
    """Yield the pages of the expert pool and of a draw; the list to import is made in a folder."""
    drawn = session.exec(select(Draw.code).where(Draw.state == DrawState.DRAWN)).first()
    one = session.exec(select(Expert.id).where(Expert.code == "ZJ0004")).first()
    yield Shot("pool", "keeper", "/office/experts")
    yield Shot("pool-health", "keeper", "/office/experts/health")
    yield Shot("pool-expert", "keeper", f"/office/experts/{one}")
    yield Shot("pool-import", "keeper", "/office/experts/import", (DESK,), listed_experts(folder))
    yield Shot("profile-expert", "expert04", "/expert/profile")
    yield Shot("draw-public", "", f"/draws/{drawn}")


def list_shots_of_people(session: Session) -> Iterator[Shot]:
    """Yield the pages of people and control, the lists to work with, and a case's history."""
    asked = (("code", "xiba-bridge-demolition"), ("reason", "演示：核实一份被退回的材料。"))
    road = drawn_under(session, "cn-default")
    yield Shot("accounts", "sysadmin", "/control/accounts")
    yield Shot("emergency", "sysadmin", "/control/emergency", (DESK,), written=asked)
    yield Shot("emergency", "sysadmin", "/control/emergency", (PHONE,))
    yield Shot("audit", "auditor", "/control/")
    yield Shot("assessments-office", "officer", "/office/assessments")
    yield Shot("history-office", "officer", f"/office/assessments/{road}#history")
    yield Shot("own-account", "officer", "/account/sessions")


def listed_experts(folder: Path) -> Path:
    """Write a list of plainly invented experts, one of them with faults, and return its path."""
    book = openpyxl.Workbook()
    for row in ([str(FIELDS[name]) for name in HEADS], *LISTED):
        book.active.append(row)
    path = folder / "experts.xlsx"
    book.save(path)
    return path


def version_of(session: Session, code: str) -> int | None:
    """Return the id of a manual's stored version."""
    return session.exec(select(ManualVersion.id).where(ManualVersion.code == code)).first()


def drawn_under(session: Session, code: str) -> int | None:
    """Return the assessment under a manual whose panel is at work."""
    return session.exec(
        select(Assessment.id)
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .join(PanelMember, col(PanelMember.review_id) == col(Review.id))
        .where(
            Assessment.manual_version_id == version_of(session, code),
            PanelMember.state == MemberState.READY,
        )
        .order_by(col(Assessment.id))
    ).first()


def seat_at(session: Session, assessment_id: int | None, *, has_begun: bool) -> Seat:
    """Return the first expert of a review who may score and has begun, or has not."""
    member_id, login = session.exec(
        select(PanelMember.id, Account.login)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Account, col(Account.expert_id) == col(PanelMember.expert_id))
        .outerjoin(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .where(
            Review.assessment_id == assessment_id,
            PanelMember.state == MemberState.READY,
            col(Sheet.id).is_not(None) if has_begun else col(Sheet.id).is_(None),
        )
        .order_by(col(PanelMember.position))
    ).first() or (None, "")
    factors = select(Factor.id).where(Factor.assessment_id == assessment_id)
    first = session.exec(factors.order_by(col(Factor.position))).first()
    return Seat(login, f"/expert/reviews/{member_id}", first)


def seats_of(session: Session, review_id: int | None) -> list[Seat]:
    """Return the experts of a review in the order of the panel."""
    rows = session.exec(
        select(PanelMember.id, Account.login)
        .join(Account, col(Account.expert_id) == col(PanelMember.expert_id))
        .where(PanelMember.review_id == review_id, PanelMember.state != MemberState.RESERVE)
        .order_by(col(PanelMember.position))
    )
    return [Seat(login, f"/expert/reviews/{member_id}", None) for member_id, login in rows]


def main() -> None:
    """Load, serve, look, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pages, e.g. result")
    names = parser.parse_args().names
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environ = server_environ(Path(home))
        command(environ, "db", "upgrade")
        command(environ, "demo")
        engine = make_engine(f"sqlite:///{home}/riskassess.db")
        with make_session(engine, may_write=False) as session:
            every = [*list_shots(session), *list_shots_of_pool(session, Path(home))]
            every += [*list_shots_of_room(session), *list_shots_of_people(session)]
            shots = [shot for shot in every if shot.name in (names or [shot.name])]
            digest = session.exec(select(Dossier.pdf_digest)).first() or ""
        if not names:
            write_pdf_pages(FileStore(Path(home) / "files").read(digest))
        with running_server(environ) as server, sync_playwright() as playwright:
            browser = launch_chromium(playwright)
            for shot in shots:
                for width in shot.widths:
                    take(browser, server.url, shot, width)
            browser.close()


def take(browser: Browser, url: str, shot: Shot, width: int) -> None:
    """Sign in, open the page, write the picture."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page: Page = context.new_page()
    if shot.login:
        page.goto(f"{url}/sign-in")
        page.fill("#login", shot.login)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "/sign-in" not in address)
    answer = page.goto(f"{url}{shot.path}")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{shot.path}: {answer and answer.status}")
    if shot.sent is not None:
        page.set_input_files("main input[type=file]", shot.sent)
    for field, words in shot.written:
        page.fill(f"main [name={field}]", words)
    if shot.sent is not None or shot.written:
        page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
    page.set_viewport_size({"width": width, "height": height})  # what is fixed stands at the end
    part = shot.path.partition("#")[2]
    image = Image.open(io.BytesIO((page.locator(f"#{part}") if part else page).screenshot()))
    image = image.crop((0, 0, image.width, min(image.height, TALLEST[width])))
    write_png(image, f"{shot.name}-{width}.png")
    context.close()


def write_pdf_pages(content: bytes) -> None:
    """Write six pages of the dossier, spread over its length; named by order, for it grows."""
    with pypdfium2.PdfDocument(content) as pdf:
        count = len(pdf)
        chosen = sorted({round(n * (count - 1) / (PDF_PAGES - 1)) for n in range(PDF_PAGES)})
        for order, number in enumerate(chosen, start=1):
            page = pdf[number]
            image = page.render(scale=PDF_WIDTH / page.get_width()).to_pil()
            write_png(image, f"dossier-printed-{order}.png")
            page.close()


def write_png(image: Image.Image, name: str) -> None:
    """Write a small picture: few colours are enough for text and lines."""
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / name, optimize=True)
    print(name)


if __name__ == "__main__":
    main()
