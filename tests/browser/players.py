"""People in a browser: what one of them does, in the words of the pages."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from riskassess.demonstration.papers import demonstration_paper
from riskassess.demonstration.people import PASSWORD

SAVED = re.compile("已保存")


@dataclass
class Player:
    """Somebody signed in, in a browser of the own."""

    page: Page
    url: str
    login: str

    def sign_in(self) -> "Player":
        """Sign in as a person would."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("账号").fill(self.login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", name="待办", level=1)).to_be_visible()
        return self

    def open(self, path: str) -> None:
        """Open a page by its address."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def press(self, name: str) -> None:
        """Press a button by its words, and wait until the page that follows is whole."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow a link by its words, and wait until the page is whole."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def sees(self, text: str) -> None:
        """Wait until the page says something."""
        expect(self.page.locator("main")).to_contain_text(text)

    def upload_everything_missing(self, case: str, folder: Path) -> int:
        """Upload a paper for each line of the checklist that the next step misses."""
        count = 0
        while True:
            self.open(case)
            missing = self.page.locator("li.is-missing")
            if missing.count() == 0:
                return count
            name = missing.first.locator("strong").inner_text()
            paper = folder / f"{count}.pdf"
            paper.write_bytes(demonstration_paper(name, case))
            missing.first.locator("summary").first.click()
            missing.first.locator("input[type=file]").set_input_files(paper)
            missing.first.get_by_role("button", name="上传").click()
            self.page.wait_for_load_state()
            count += 1
            assert count < 40, "the checklist does not get shorter"


def score_sheet(player: Player, review: str, scores: dict[str, str]) -> None:
    """Fill the own sheet with the same marks for every factor, its other parts, and submit."""
    page = player.page
    player.open(review)
    player.follow("开始评分")
    _give_figures(page, scores)
    _give_quality(player, review)
    page.locator("section.factor:not([hidden])").get_by_role("link", name="下一个").click()
    part = page.locator("section.factor:not([hidden])")
    _say_what_to_mend(part, f"{player.login}：补充过渡期的公交绕行方案。")
    part.get_by_label("总体意见").fill(f"{player.login}：材料齐全，措施可行，同意通过。")
    part.locator("[name='sheet.conclusion'][value=pass]").check()
    part.locator("[name='sheet.initial_grade'][value=low]").check()
    part.locator("[name='sheet.expected_grade'][value=low]").check()
    expect(page.locator(".save-status")).to_have_attribute("data-state", "saved")
    _open_until(player, f"{review}/submission", "提交评分表")
    player.press("提交评分表")
    player.sees("提交")


def _give_figures(page: Page, scores: dict[str, str]) -> None:
    """Fill every factor, keep the first estimates, and see the sponsor's own then, not before."""
    while True:
        part = page.locator("section.factor:not([hidden])")
        for field, value in scores.items():
            box = part.locator(f"[data-field={field}] input[data-number]")
            if box.count():
                box.fill(value)
                box.press("Tab")
        expect(part.locator(".sponsor-own")).to_have_count(0)
        first = part.get_by_role("link", name="首次估计", exact=True)
        if first.count():
            break
        part.get_by_role("link", name="下一个").click()
    expect(page.locator(".save-status")).to_have_attribute("data-state", "saved")
    address = first.get_attribute("href")
    player = Player(page, page.url.partition("/expert/")[0], "")
    _open_until(player, str(address), "保存首次估计")
    player.press("保存首次估计")
    expect(page.get_by_role("columnheader", name="项目方自评")).to_be_visible()


def _open_until(player: Player, address: str, button: str) -> None:
    """Open a page until its button is there: the last change may be on its way still."""
    for _time in range(5):
        player.open(address)
        if player.page.get_by_role("button", name=button, exact=True).count():
            break


def _give_quality(player: Player, review: str) -> None:
    """Give the report nine tenths of the points of each heading."""
    player.open(f"{review}/sheet/quality")
    page = player.page
    for place in page.locator("[data-quality] [data-most]").all():
        most = int(place.get_attribute("data-most") or 0)
        place.locator("input[data-number]").fill(str(most * 9 // 10))
    expect(page.locator("[data-total]")).to_contain_text("通过")


def _say_what_to_mend(part: Locator, text: str) -> None:
    part.get_by_role("button", name="添加一条").click()
    line = part.locator("[data-line]").last
    line.get_by_label("属于哪一部分").select_option("measures")
    line.get_by_label("问题和要求").fill(text)
    line.get_by_label("报告页码").fill("12")
