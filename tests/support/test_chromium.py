"""Chromium starts, draws Chinese and tells faults of a page."""

import pytest

from tests.support.chromium import _is_fault

pytestmark = pytest.mark.browser

POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'


def test_page_shows_chinese(open_page):
    page = open_page(width=360, height=640)
    page.set_content("<h1 id='title'>稳评</h1>")
    assert page.inner_text("h1") == "稳评"
    assert page.evaluate("innerWidth") == 360
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
    assert page.screenshot().startswith(b"\x89PNG")


def test_pages_share_nothing(open_page):
    first, second = open_page(), open_page()
    assert first.context is not second.context


def test_violated_policy_is_a_fault(chromium):
    page = chromium.new_page()
    seen = []
    page.on("console", lambda line: seen.append(_is_fault(line)))
    page.set_content(f"<head>{POLICY}</head><script>document.title = 'ran'</script>")
    page.context.close()
    assert any(seen)
