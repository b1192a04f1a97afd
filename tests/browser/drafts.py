"""What a browser holds of a sheet that has not reached the server."""

import time

from playwright.sync_api import Page

LONGEST = 30


def wait_for_drafts(page: Page, count: int) -> None:
    """Wait until the browser holds so many drafts.

    Asked again and again from outside: the page's content policy lets no script wait inside it.
    """
    until = time.monotonic() + LONGEST
    while (held := page.evaluate("Object.keys(localStorage).length")) != count:
        assert time.monotonic() < until, f"{held} drafts in the browser, not {count}"
        page.wait_for_timeout(50)
