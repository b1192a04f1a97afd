"""Debian's Chromium for tests in the browser: one per worker, a clean profile per page.

The headless shell is the same engine without windows around the pages, at a third of the work.
Where it is not installed, the whole browser does.

`pytest_plugins = ["tests.support.chromium", …]` in `tests/conftest.py` brings the fixtures.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

PROGRAMS = (Path("/usr/lib/chromium/chromium-headless-shell"), Path("/usr/bin/chromium"))
# Works for root, in a container and without a display, and asks no other host for anything.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
OpenPage = Callable[..., Page]
# How long a page may take before a test fails: only a failure costs it, and machines are slow.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def launch_chromium(playwright: object) -> Browser:
    """Start Chromium; scripts that take pictures use this too."""
    installed = [program for program in PROGRAMS if program.exists()]
    if not installed:
        raise RuntimeError(
            "Chromium is not installed: `make test` does it, or apt-get install chromium"
        )
    return playwright.chromium.launch(executable_path=installed[0], args=list(FLAGS))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a running Chromium."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


def _is_fault(message: ConsoleMessage) -> bool:
    """Say whether a line of the console is a fault of the page.

    An answer 4xx that a test provokes, and a line cut on purpose, are told as a failed resource.
    """
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Return a maker of pages, each signed in nowhere; faults of a page fail the test.

    Faults are script errors and violations of the content security policy.
    `open_page(base_url=…, width=1440, height=900)`; further arguments go to Playwright's context.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(*, width: int = 1440, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN",
            timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults
