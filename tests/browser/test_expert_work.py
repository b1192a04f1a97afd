"""From a closed round to the paid fee in a browser: judged, settled, listed, paid, commented."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from models import Account, Review, ReviewRound
from models.engine import make_session
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from tests import factories
from tests.support.review_room import ReviewRoom, make_room

pytestmark = pytest.mark.browser
POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}
COMMENT = "当时网络中断，已电话说明。"


def closed_room(session: Session) -> ReviewRoom:
    """Make a review with one sheet whose round is closed."""
    room = make_room(session, experts=1, state=MemberState.SUBMITTED)
    round_, review = (
        session.get_one(ReviewRound, room.round.id),
        session.get_one(Review, room.review.id),
    )
    round_.state, round_.closed_at = RoundState.CLOSED, factories.NOW
    review.closed_at, room.assessment.state = factories.NOW, AssessmentState.FILED
    for row in (round_, review, room.assessment):
        factories.save(row)
    return room


def sign_in(page: Page, account: Account) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def judge(page: Page) -> None:
    page.locator("main td a[href$='/evaluation']").click()
    for name, value in POINTS.items():
        page.locator(f"[name={name}]").fill(str(value))
    page.locator("[name=quality]").fill("31")
    page.locator("[name=note]").fill("意见完整。")
    press(page, "登记评价")
    expect(page.locator("#errors")).to_contain_text("0 到 30")
    expect(page.locator("[name=note]")).to_have_value("意见完整。")
    page.locator("[name=quality]").fill("27")
    press(page, "登记评价")
    expect(page.locator("main")).to_contain_text("评价已登记")


def settle(page: Page) -> None:
    page.locator("main td a[href$='/fee']").click()
    page.locator("[name=title_level]").select_option(label="正高级")
    page.get_by_label("一天").check()
    page.get_by_label("网络（按 50% 计）").check()
    press(page, "核定")
    expect(page.locator("main")).to_contain_text("劳务费已核定")


def amounts(page: Page) -> tuple[object, object]:
    """Return the formula and the value of the sum in the downloaded list."""
    with page.expect_download() as started:
        page.get_by_role("link", name="下载清单（XLSX）").click()
    content = started.value.path().read_bytes()
    formula, value = (
        openpyxl.load_workbook(BytesIO(content), data_only=plain).active for plain in (False, True)
    )
    return formula.cell(formula.max_row, 8).value, value.cell(value.max_row, 8).value


def test_work_is_judged_paid_and_answered(scene, open_page) -> None:
    server, engine = scene
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        room = closed_room(session)
        office_id = room.assessment.office_id
        officer = factories.account(Role.CASE_OFFICER, Role.POOL_KEEPER, office_id=office_id)
        expert = room.chairs[0].account
        review_id, expert_id = room.review.id, room.chairs[0].member.expert_id
    page = open_page(base_url=server.url, width=1280, height=900)
    sign_in(page, officer)
    page.goto(f"/office/reviews/{review_id}/work")
    judge(page)
    settle(page)
    page.goto("/office/experts/fees")
    expect(page.locator("tfoot")).to_contain_text("900.00")
    formula, value = amounts(page)
    assert (str(formula).startswith("=SUM(H"), value) == (True, 900)
    page.locator("input[name=fee]").check()
    page.locator("[name=paid_on]").fill("2026-03-02")
    page.locator("[name=voucher]").fill("记-031")
    press(page, "登记为已支付")
    expect(page.get_by_role("heading", name="登记 1 笔劳务费为已支付？")).to_be_visible()
    press(page, "登记为已支付")
    expect(page.locator("main")).to_contain_text("没有未支付")
    answer(open_page(base_url=server.url, width=390, height=844), expert)
    page.goto(f"/office/experts/{expert_id}/work")
    expect(page.locator("main")).to_contain_text(COMMENT)


def answer(page: Page, account: Account) -> None:
    """Let the expert read and comment on a phone."""
    sign_in(page, account)
    page.goto("/expert/record")
    main = page.locator("main")
    for told in ("合计 91 分", "意见完整。", "900.00 元", "记-031"):
        expect(main).to_contain_text(told)
    line = page.locator(".work-line").first
    line.get_by_text("写意见", exact=False).click()
    line.get_by_label("您的意见", exact=False).fill(COMMENT)
    line.get_by_role("button", name="提交意见").click()
    expect(main).to_contain_text("您的意见已记在这条记录旁边")
    expect(main).to_contain_text(COMMENT)
