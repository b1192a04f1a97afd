"""The sheet goes out as a workbook and comes back: a wrong cell is named, a conflict is asked."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from tests import factories
from tests.browser.test_lost_connection import changes, document, sign_in
from tests.support.review_room import ReviewRoom, make_room

pytestmark = pytest.mark.browser


@pytest.fixture(name="room")
def _room(scene) -> ReviewRoom:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        room = make_room(session, experts=1)
        room.review.pool_manual_version_id = factories.pool_manual().id
        factories.save(room.review)
        return room


def fill(source: Path, target: Path, **cells: object) -> Path:
    """Write cells of the scores, by address, and one thing to be mended; save as a new file."""
    book = openpyxl.load_workbook(source)
    for address, value in cells.items():
        book["评分"][address].value = value
    book["必须修改的问题"]["C2"].value = "补充问卷样本。"
    book.save(target)
    return target


def upload(page: Page, file: Path) -> None:
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()


def test_the_sheet_goes_out_and_comes_back(scene, room, open_page, tmp_path):
    engine, base = scene[1], f"/expert/reviews/{room.chairs[0].member.id}"
    page = open_page(base_url=scene[0].url, width=390, height=844)
    sign_in(page, room)
    page.goto(base)
    page.get_by_role("link", name="离线填写").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="下载评分表（XLSX）").click()
    out = tmp_path / "out.xlsx"
    started.value.save_as(out)
    assert changes(engine, room) == []

    upload(page, fill(out, tmp_path / "wrong.xlsx", D2="很高", E2=70))
    main = page.locator("main")
    expect(main).to_contain_text("有 1 格不能保存")
    expect(main).to_contain_text("评分 D2")
    assert changes(engine, room) == []

    first = room.factors[0].id
    other = page.context.new_page()
    other.goto(f"{base}/sheet-table")
    other.locator(f"[name='{first}.before_impact']").fill("60")
    expect(other.locator(".save-status")).to_contain_text("已保存")
    upload(page, fill(out, tmp_path / "right.xlsx", D2=55, E2=70, I2="据〔D05 第2页〕"))
    expect(main).to_contain_text("将要保存的 3 处")
    expect(main).to_contain_text("下载之后网上又改过的 1 处")
    asked = page.locator(".two-values")
    expect(asked).to_contain_text("60")
    asked.get_by_label("用文件里的").check()
    page.get_by_role("button", name="保存这些改动").click()
    expect(main).to_contain_text("已从文件保存 4 处")
    said = document(engine, room)
    assert said.at(str(first)) == {
        "before_probability": 5500, "before_impact": 7000, "comment": "据〔D05 第2页〕",
    }  # fmt: skip
    (place,) = said.places("must_fix:")
    assert said.at(place) == {"text": "补充问卷样本。"}
