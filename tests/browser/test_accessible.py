"""Every page that a person of the demonstration reaches is looked at by axe, at three widths.

`make test` looks at the first pages of an officer, with one case; `make soak` at everything.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from models.engine import make_session
from riskassess.demonstration.people import PASSWORD
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.server import Server, command, running_server, server_environ
from tests.web.sample_case import make_sample_case

pytestmark = pytest.mark.browser
NOBODY = "nobody"
LOGINS = (
    "officer", "sponsor", "expert01", "expert02", "keeper", "approver", "archivist", "auditor",
    "sysadmin", "secadmin", "institution", NOBODY,
)  # fmt: skip
WIDTHS = (360, 768, 1440)
AXE, LINKS = Axe(), "a[href^='/']"
GRAVE = {"serious", "critical"}
SHORT_PAGES = 8
# Public pages that no page links to for who is not signed in.
OPEN_PAGES = (
    "/sign-in", "/draws", "/expert-applications", "/expert-publicity", "/demonstration/mailbox",
    "/verify",
)  # fmt: skip


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demonstration data as `make run` does."""
    home: Path = tmp_path_factory.mktemp("accessible")
    environ = server_environ(home)
    command(environ, "db", "upgrade")
    command(environ, "demo")
    with running_server(environ) as server:
        yield server


@pytest.mark.soak
@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_accessible(
    demonstration: Server, open_page: Callable[..., Page], login: str
) -> None:
    page = opened(demonstration, open_page, login)
    seen, faults = look(page, starts_of(login), grave_faults)
    print(f"\naxe: {seen} pages of {login} at {WIDTHS} px")  # noqa: T201 - the count that a soak run tells
    assert faults == {}


@pytest.mark.soak
@pytest.mark.parametrize("login", LOGINS)
def test_no_english_page_is_wider_than_the_window(
    demonstration: Server, open_page: Callable[..., Page], login: str
) -> None:
    page = opened(demonstration, open_page, login)
    choose_english(page)
    seen, faults = look(page, starts_of(login), too_wide)
    print(f"\nwidth: {seen} English pages of {login} at {WIDTHS} px")  # noqa: T201 - as above
    assert faults == {}


def test_main_pages_are_accessible(
    scene: tuple[Server, sa.Engine], open_page: Callable[..., Page]
) -> None:
    """Pages of an office with a record of every kind, the case first."""
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        sample = make_sample_case()
        officer = sample.own[Role.CASE_OFFICER].login
    page = opened(scene[0], open_page, officer, factories.PASSWORD)
    starts = (f"/office/assessments/{sample.ids['assessment_id']}", "/")
    _seen, faults = look(page, starts, grave_faults, most=SHORT_PAGES)
    assert faults == {}


def starts_of(login: str) -> Sequence[str]:
    return OPEN_PAGES if login == NOBODY else ("/",)


def look(
    page: Page,
    starts: Sequence[str],
    faults_of: Callable[[Page], Iterator[str]],
    *,
    most: int = 10_000,
) -> tuple[int, dict[str, list[str]]]:
    """Return how many pages were looked at, and the faults with the pages that show them."""
    seen, faults = 0, defaultdict(list)
    for path in walk(page, starts, most=most):
        seen += 1
        for fault in faults_of(page):
            faults[fault].append(path)
    return seen, dict(faults)


def opened(
    server: Server, open_page: Callable[..., Page], login: str, password: str = PASSWORD
) -> Page:
    """Return a page of somebody signed in, or of nobody."""
    page = open_page(base_url=server.url)
    if login != NOBODY:
        sign_in(page, login, password)
    return page


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def choose_english(page: Page) -> None:
    page.goto("/verify")
    with page.expect_navigation():
        page.locator("button[name=locale][value=en]").click()


def walk(page: Page, starts: Sequence[str], *, most: int) -> Iterator[str]:
    """Open one page of each kind that links lead to; yields while the page is open."""
    waiting, known = deque(starts), {kind_of(start) for start in starts}
    opened = 0
    while waiting and opened < most:
        path = waiting.popleft()
        if not open_html(page, path):
            continue
        opened += 1
        links = page.eval_on_selector_all(
            "a[href^='/']", "all => all.map(a => a.getAttribute('href'))"
        )
        yield path
        for link in links:
            if (kind := kind_of(link)) not in known:
                known.add(kind)
                waiting.append(link.partition("#")[0])


def open_html(page: Page, path: str) -> bool:
    """Open an address; say whether it is a page, not a file."""
    head = page.request.get(path)
    if "text/html" not in head.headers.get("content-type", "") or "attachment" in head.headers.get(
        "content-disposition", ""
    ):
        return False
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, (path, answer.status)
    return True


def kind_of(link: str) -> str:
    """Return an address without its numbers and codes: pages of one kind look alike."""
    parts = urlsplit(link)
    return re.sub(r"\d+", "N", parts.path) + ("?" if parts.query else "")


def grave_faults(page: Page) -> Iterator[str]:
    """Return rule and place of what axe finds serious or critical, at each width."""
    page.evaluate(AXE.axe_script)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for found in page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
            if found["impact"] in GRAVE:
                places = [f"{each['target'][0]} {each['html'][:160]}" for each in found["nodes"]]
                yield f"{found['id']} @{width}: {' | '.join(places[:3])}"
    yield from too_wide(page)


def too_wide(page: Page) -> Iterator[str]:
    """Return by how much a page is wider than the window, at each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        broad = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if broad > 0:
            yield f"wider than the window by {broad} @{width}"
