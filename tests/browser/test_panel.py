"""A whole project review in a browser: leader, group opinion with dissent, revision, second review.

The five experts' sheets come through the services; everything the panel does as one by its pages.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from models import Assessment, Project, ReturnPoint, Review
from models.engine import make_session
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.room_seal import RoomSeal
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.checklists import checklist
from riskassess.services import sheet_submission, sheets
from riskassess.services.sheet_vault import SheetVault
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.reviews import pool

pytestmark = pytest.mark.browser
FIXES = ("补充过渡安置方案。", "过渡安置方案写明资金来源。", "补充夜间施工的应急处置。")
DISSENT = "安置点容量没有落实，不同意通过。"


@dataclass
class Panel:
    """Whom the test lets act: logins, and where each works."""

    case: int
    review: int
    members: list[int]
    experts: list[str]
    officer: str
    sponsor: str


@pytest.fixture(name="panel")
def _panel(scene) -> Panel:
    """Return a panel of five whose sheets are handed in and sealed."""
    server, engine = scene
    keys = Path(engine.url.database).parent / "keys"
    vault = SheetVault(RoomSeal(keys / "review-rooms"), OfficeKeys(keys).sign)
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        room = kind_room(session, "cn-default", experts=5)
        for number, chair in enumerate(room.chairs):
            _hand_in(session, room, chair, number, vault)
        case = session.get_one(Assessment, room.assessment.id)
        office = {"office_id": case.office_id}
        pool(case.office_id, prefix="Z")
        case.factors_fixed_at = case.handed_in_at = factories.NOW
        officer = factories.account(Role.CASE_OFFICER, **office)
        owner = session.get_one(Project, case.project_id).unit_id
        sponsor = factories.account(Role.PROJECT_UNIT, **office, unit_id=owner)
        session.commit()
        return Panel(
            case.id, room.review.id, [chair.member.id for chair in room.chairs],
            [chair.account.login for chair in room.chairs], officer.login, sponsor.login,
        )  # fmt: skip


def _hand_in(session, room, chair, number, vault) -> None:
    now = datetime.now(UTC)
    form = SheetForm(builtin_manual("cn-default"))
    ops = [*figures(room, form), *OPINIONS]
    if number < len(FIXES):
        ops.append(("must_fix:k1", "text", FIXES[number]))
    who = {"member_id": chair.member.id, "actor": chair.actor, "now": now, "vault": vault}
    changes = [Change(f"{n}", *op, None, at=now) for n, op in enumerate(ops)]
    done = sheets.save_changes(session, changes=changes, **who)
    assert not done.rejected, done.rejected
    sheet_submission.submit_sheet(session, **who)


@pytest.fixture(name="as_")
def _as(scene, open_page):
    """Return a maker of pages, each signed in as somebody."""

    def call(login: str) -> Page:
        page = open_page(base_url=scene[0].url)
        page.goto("/sign-in")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(factories.PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return call


def press(page: Page, words: str) -> None:
    """Press a button and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def at(panel: Panel, place: int, rest: str) -> str:
    """Return an address in the room of a member."""
    return f"/expert/reviews/{panel.members[place]}/{rest}"


def test_a_panel_elects_agrees_with_one_dissent_and_reviews_the_revision(scene, panel, as_):
    experts = [as_(login) for login in panel.experts]
    officer = as_(panel.officer)
    _elect(panel, experts)
    officer.goto(f"/office/assessments/{panel.case}/review")
    press(officer, "结束本轮并计算")
    _draft(panel, experts[0])
    _vote(panel, experts)
    officer.goto(f"/office/assessments/{panel.case}/result")
    expect(officer.locator("#group-opinion")).to_contain_text(DISSENT)
    officer.locator("#revision summary").click()
    press(officer, "要求修改")
    _bring_papers(scene, panel)
    _answer(panel, as_(panel.sponsor))
    _second_review(scene, panel, officer, as_)


def _elect(panel: Panel, experts: list[Page]) -> None:
    for place, page in enumerate(experts):
        page.goto(at(panel, place, "leader"))
        page.locator(f"[name=candidate][value='{panel.members[0]}']").check()
        press(page, "投票")
    expect(experts[4].locator("main")).to_contain_text("组长：E1")


def _draft(panel: Panel, page: Page) -> None:
    page.goto(at(panel, 0, "group-opinion"))
    press(page, "开始起草")
    part = page.locator("#must_fix")
    part.get_by_role("button", name="列入").first.click()
    expect(part.locator("textarea[data-field]")).to_have_value(FIXES[0])
    part.locator(".said-open").first.get_by_role("button", name="并入").click()
    expect(part.get_by_text("已列入第 1 条")).to_have_count(2)
    press(page, "提交表决")
    expect(page.locator("#errors")).to_contain_text("还有 1 条")
    part.locator(".said-open summary").click()
    part.locator("[name^=reason]").fill("报告第五章已有。")
    press(page, "确定不列入")
    text = part.locator("textarea[data-field]")
    text.fill("补充过渡安置方案，写明资金来源。")
    expect(page.locator(".save-status")).to_contain_text("已保存")
    page.reload()
    expect(text).to_have_value("补充过渡安置方案，写明资金来源。")
    press(page, "提交表决")
    press(page, "确认提交表决")
    expect(page.locator("main")).to_contain_text("据 2 条个人意见")


def _vote(panel: Panel, experts: list[Page]) -> None:
    for place, page in enumerate(experts):
        page.goto(at(panel, place, "group-opinion"))
        if place == 1:
            page.locator("[name=choice][value=dissent]").check()
            page.get_by_label("保留意见的内容和理由").fill(DISSENT)
        else:
            page.locator("[name=choice][value=agree]").check()
        press(page, "提交表决")
    expect(experts[4].locator("#votes")).to_contain_text("同意 4 人，保留意见 1 人")
    expect(experts[4].locator("#votes")).to_contain_text(DISSENT)


def _bring_papers(scene, panel: Panel) -> None:
    """Bring the papers that are due with the answers."""
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        case = session.get_one(Assessment, panel.case)
        actor = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
        for line in checklist(session, get_case(session, case.id, actor=actor)):
            if line.is_required and not line.is_present:
                factories.document(case, line.code, item=line.item)
        session.commit()


def _answer(panel: Panel, page: Page) -> None:
    page.goto(f"/sponsor/assessments/{panel.case}")
    point = page.locator("#points article")
    expect(point).to_contain_text("补充过渡安置方案，写明资金来源。")
    point.get_by_label("采纳", exact=True).check()
    press(page, "保存答复")
    expect(page.locator("#points")).to_contain_text("没有写修改在报告的第几页")
    expect(point.get_by_label("采纳", exact=True)).to_be_checked()
    point.get_by_label("修改在报告第几页").fill("23–25")
    press(page, "保存答复")
    expect(page.locator("#points")).to_contain_text("已答复")
    page.locator("form[action$='/revision'] button[type=submit]").click()
    page.wait_for_load_state()


def _second_review(scene, panel: Panel, officer: Page, as_) -> None:
    officer.goto(f"/office/assessments/{panel.case}/review/new")
    officer.get_by_label("两人现场掷骰").check()
    later = datetime.now(UTC) + timedelta(hours=30)
    officer.locator("#due_on").fill(f"{(later + timedelta(days=20)).date()}")
    officer.locator("#expected_at").fill(f"{later:%Y-%m-%dT%H:%M}")
    press(officer, "发起评审，公告抽取")
    press(officer, "确认公告")
    login, member = _seat_in_second(scene, panel)
    page = as_(login)
    page.goto(f"/expert/reviews/{member}/revision-note")
    expect(page.locator("main")).to_contain_text("采纳 · 报告第 23–25 页")


def _seat_in_second(scene, panel: Panel) -> tuple[str, int]:
    """Seat an expert who has declared on the second review's panel; return login and seat."""
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        reviews = session.exec(
            select(Review).where(Review.assessment_id == panel.case).order_by("number")
        ).all()
        assert [row.number for row in reviews] == [1, 2]
        asked = session.exec(
            select(ReturnPoint).where(ReturnPoint.assessment_id == panel.case)
        ).one()
        assert (asked.pages, asked.group_point_id is not None) == ("23–25", True)
        expert = factories.expert(office_id=reviews[1].office_id)
        account = factories.account(
            Role.EXPERT, office_id=reviews[1].office_id, expert_id=expert.id
        )
        seat = factories.seat(
            reviews[1], expert_id=expert.id, code="E9", profession=expert.profession,
            employer=expert.employer, position=1, state=MemberState.READY, invited_at=factories.NOW,
        )  # fmt: skip
        session.commit()
        return account.login, seat.id
