"""From the public form to the letter of appointment and the first sign-in, in real browsers."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from models import Expert, Message
from models.engine import make_engine, make_session
from riskassess.demonstration.papers import demonstration_paper
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.migrated import migrate_by_copy
from tests.support.server import Server, running_server, server_environ

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NEW_PASSWORD = "lin-password-2026"
FIELDS = {
    "姓名": "林申请", "电子邮箱": "lin@example.invalid", "电话": "13800138000",
    "从业起始年份": "2010", "职称": "高级工程师", "专长": "水利规划、移民安置",
    "工作单位": "测试设计院",
}  # fmt: skip
CHOICES = {"类别和专业": "水利", "职称等级": "副高级", "单位性质": "科研院所"}


@pytest.fixture(name="scene")
def _scene(tmp_path: Path) -> Iterator[tuple[Server, sa.Engine]]:
    engine = make_engine(f"sqlite:///{tmp_path / 'riskassess.db'}")
    migrate_by_copy(engine)
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        factories.manual()
        office = factories.office(code="500900", name="测试稳定办")
        factories.account(Role.POOL_KEEPER, office_id=office.id, login="keeper")
    with running_server(server_environ(tmp_path)) as server:
        yield server, engine
    engine.dispose()


def paper(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(demonstration_paper(name, "测试"))
    return path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def newest_link(engine: sa.Engine) -> str:
    query = sa.select(Message.body).order_by(Message.id.desc()).limit(1)
    with engine.connect() as connection:
        body = connection.execute(query).scalar_one()
    return re.search(r"/application-status/[\w-]+", body)[0]


def expert_id(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(Expert.id).where(Expert.name == "林申请")).scalar_one()


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    press(page, "登录")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def let_the_publicity_end(engine: sa.Engine) -> None:
    """Move the last day of publicity into the past: the server's clock is the machine's."""
    with make_session(engine, may_write=True) as session:
        expert = session.get(Expert, expert_id(engine))
        expert.published_until -= timedelta(days=30)
        session.commit()


def apply(page: Page, folder: Path) -> None:
    page.goto("/expert-applications")
    for label, text in FIELDS.items():
        page.get_by_label(re.compile(f"^{label}( （可不填）)?$")).first.fill(text)
    for label, choice in CHOICES.items():
        page.get_by_label(label, exact=True).select_option(label=choice)
    page.locator("[name=file_title_certificate]").set_input_files(paper(folder, "职称证书"))
    page.locator("[name=file_consent]").set_input_files(paper(folder, "同意书"))
    press(page, "提交申请")
    expect(page.get_by_text("还没有确认同意").first).to_be_visible()
    expect(page.get_by_text("已收到：职称证书.pdf")).to_be_visible()
    page.get_by_label("我已阅读并同意上面的内容").check()
    press(page, "提交申请")
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()


def send_back(keeper: Page) -> None:
    keeper.goto("/office/")
    keeper.get_by_role("link", name=re.compile("形式审查入库申请")).click()
    keeper.get_by_text("退回补正", exact=True).click()
    keeper.locator("[name=points-0-subject]").fill("职称证书")
    keeper.locator("[name=points-0-text]").fill("缺少发证机关一页")
    press(keeper, "退回")
    expect(keeper.get_by_text("申请已退回，申请人收到邮件后补正")).to_be_visible()


def correct(page: Page, engine: sa.Engine, folder: Path) -> None:
    page.goto(newest_link(engine))
    expect(page.get_by_text("缺少发证机关一页").first).to_be_visible()
    page.locator("[name=file_title_certificate]").set_input_files(paper(folder, "完整证书"))
    page.locator("[name=answer]").fill("已换成完整的证书")
    press(page, "重新提交")
    expect(page.get_by_text("已提交，稳定办会继续审查")).to_be_visible()


def check_and_publish(keeper: Page, engine: sa.Engine) -> None:
    keeper.goto(f"/office/experts/{expert_id(engine)}/application")
    expect(keeper.get_by_text("已换成完整的证书")).to_be_visible()
    for choice in keeper.get_by_label("符合", exact=True).all():
        choice.check()
    press(keeper, "保存审查结果")
    expect(keeper.get_by_text("形式审查通过")).to_be_visible()
    press(keeper, "确认类别和专业")
    press(keeper, "开始公示")
    expect(keeper.get_by_text("公示不能撤回")).to_be_visible()
    press(keeper, "确认公示")
    expect(keeper.get_by_text("公示期还没有结束")).to_be_visible()


def choose_account(page: Page, engine: sa.Engine) -> None:
    page.goto(newest_link(engine))
    with page.expect_download() as download:
        page.get_by_role("link", name="聘书", exact=True).click()
    content = Path(download.value.path()).read_bytes()
    letter = pypdfium2.PdfDocument(io.BytesIO(content))
    text = letter[0].get_textpage().get_text_range()
    assert len(letter) == 1
    letter.close()
    for words in ("林申请", "ZJ0001", "测试稳定办", "测试设计院", "水利"):
        assert words in text.replace("\r\n", "")
    page.get_by_label("账号", exact=True).fill("lin.expert")
    page.get_by_label("密码", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("再次填写密码").fill(NEW_PASSWORD)
    press(page, "建立账号")
    expect(page.get_by_text("账号已建立，请登录")).to_be_visible()


def test_from_application_to_appointment_letter(scene, open_page, tmp_path) -> None:
    server, engine = scene
    applicant = open_page(base_url=server.url, **PHONE)
    keeper = open_page(base_url=server.url)
    sign_in(keeper, "keeper", factories.PASSWORD)

    apply(applicant, tmp_path)
    applicant.goto(newest_link(engine))
    expect(applicant.get_by_text("正在进行形式审查")).to_be_visible()
    send_back(keeper)
    correct(applicant, engine, tmp_path)
    check_and_publish(keeper, engine)

    applicant.goto("/expert-publicity")
    expect(applicant.get_by_text("林申请")).to_be_visible()
    let_the_publicity_end(engine)
    applicant.reload()
    expect(applicant.get_by_text("林申请")).to_have_count(0)

    keeper.reload()
    press(keeper, "聘任")
    press(keeper, "返回修改")
    press(keeper, "聘任")
    press(keeper, "确认聘任")
    expect(keeper.get_by_text("已聘任，聘书正在生成")).to_be_visible()
    choose_account(applicant, engine)
    sign_in(applicant, "lin.expert", NEW_PASSWORD)
    applicant.goto("/expert/standing")
    expect(applicant.get_by_text("已受聘，编号 ZJ0001").first).to_be_visible()
    with applicant.expect_download() as own:
        applicant.get_by_role("link", name="聘书", exact=True).click()
    assert Path(own.value.path()).read_bytes().startswith(b"%PDF-")
    assert applicant.goto("/office/").status == 404
