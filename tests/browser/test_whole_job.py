"""Sponsor, experts and office play the whole job in real browsers, on both databases."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config import load_settings
from models.engine import make_engine, make_session, transaction
from riskassess.adapters.clock import utc_now
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.passwords import Passwords
from riskassess.cli.db import bring_up_to_date
from riskassess.cli.verify import verify_file
from riskassess.demonstration.papers import demonstration_paper
from riskassess.demonstration.people import PASSWORD, add_office, add_people
from riskassess.queries.assessments import newest_review
from riskassess.resources import make_resources
from riskassess.services.manuals import store_manual
from tests import factories
from tests.browser.draws import links, look_up, open_review, refuse, url_of
from tests.browser.players import Player, score_sheet
from tests.support.group_opinions import let_agree
from tests.support.migrated import migrate_by_copy
from tests.support.server import ROOT, Server, command, running_server, server_environ

pytestmark = pytest.mark.browser
TODAY = utc_now().date()
MARKS = {
    "before_weight": "7", "before_probability": "55", "before_impact": "60",
    "after_weight": "6", "after_probability": "30", "after_impact": "40.5",
}  # fmt: skip


def _office(database_url: str, environ: dict[str, str]) -> None:
    engine = make_engine(database_url)
    migrate_by_copy(engine)
    resources = make_resources(load_settings(environ))
    bring_up_to_date(resources)
    resources.engine.dispose()
    with make_session(engine, may_write=True) as session, transaction(session):
        office = add_office(session, now=utc_now())
        add_people(session, office, password_hash=Passwords().make(PASSWORD), now=utc_now())
        store_manual(session, manual=builtin_manual("cn-default"), now=utc_now())
    engine.dispose()


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.soak),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Serve an office with its people; with PostgreSQL, jobs go through its queue to a worker."""
    home = tmp_path / "home"
    home.mkdir()
    if request.param == "sqlite":
        environ = server_environ(home)
        url = f"sqlite:///{home / 'riskassess.db'}"
    else:
        url = request.getfixturevalue("make_postgres_database")()
        environ = server_environ(
            home,
            RISKASSESS_DATABASE_URL=url,
            RISKASSESS_QUEUE_URL=url,
            RISKASSESS_IMMEDIATE_JOBS="0",
        )
    _office(url, environ)
    with running_server(environ) as running:
        worker = subprocess.Popen(
            [sys.executable, "-m", "riskassess", "jobs", "run"], cwd=ROOT, env=dict(running.environ)
        )
        try:
            yield running
        finally:
            worker.terminate()
            worker.wait(20)


def test_whole_job(server: Server, open_page: Callable[..., Page], tmp_path: Path) -> None:
    def player(login: str, **options: object) -> Player:
        return Player(open_page(**options), server.url, login).sign_in()

    sponsor, officer = player("sponsor2"), player("officer")
    case = _register(sponsor, tmp_path)
    number = case.rsplit("/", 1)[1]
    office_case = f"/office/assessments/{number}"

    _return_and_answer(sponsor, officer, case, office_case)
    officer.open(f"{office_case}/registration")
    officer.press("确认受理")
    _survey(sponsor, case, tmp_path)
    _prepare(sponsor, case, tmp_path)
    officer.open(f"{office_case}/preparation")
    officer.press("确定因素清单")

    public, refusing = open_review(officer, player("keeper"), office_case, server)
    review = f"{office_case}/review"
    refuse(open_page, server, refusing)
    for login, link in links(server):
        expert = Player(open_page(width=390, height=844), server.url, login)
        expert.open(link)
        expert.press("接受邀请")
        expert.sign_in()
        own = _declare(expert)
        score_sheet(expert, own, MARKS)
    officer.open(review)
    officer.press("结束本轮并计算")
    _agree(server, int(number))
    look_up(officer, public, tmp_path, server)

    _grade(officer, player("approver"), office_case)
    _decide_and_track(officer, sponsor, case, office_case, tmp_path)
    _seal(player("archivist"), office_case, tmp_path, server)


def _register(sponsor: Player, folder: Path) -> str:
    page = sponsor.page
    sponsor.follow("登记新项目")
    sponsor.follow("市政道路")
    page.get_by_label("项目名称").fill("测试道路改造工程")
    page.get_by_label("项目层级").select_option("district")
    page.get_by_label("简易程序").check()
    page.locator("input[name=mode][value=self]").check()
    page.get_by_label("评估主体").fill("测试住建局")
    page.get_by_label("项目地点").fill("测试街道")
    page.get_by_label("项目概况").fill("拓宽改造，全长一公里。")
    page.get_by_label("道路长度").fill("1000.5")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/sponsor/assessments/\d+"))
    case = re.search(r"/sponsor/assessments/\d+", page.url)[0]
    assert sponsor.upload_everything_missing(case, folder) >= 4
    sponsor.press("提交登记")
    sponsor.press("确认提交")
    sponsor.sees("已提交")
    return case


def _return_and_answer(sponsor: Player, officer: Player, case: str, office_case: str) -> None:
    officer.open(f"{office_case}/registration")
    officer.page.get_by_label("事项").first.fill("项目概况")
    officer.page.get_by_label("要补正什么").first.fill("请补充施工期。")
    officer.press("退回")
    sponsor.open(case)
    sponsor.sees("请补充施工期。")
    sponsor.page.get_by_label("答复").fill("已补充：施工期六个月。")
    sponsor.page.get_by_role("button", name="保存答复").click()
    sponsor.open(case)
    sponsor.press("重新提交")
    sponsor.press("确认提交")
    sponsor.sees("已提交")


def _survey(sponsor: Player, case: str, folder: Path) -> None:
    sponsor.upload_everything_missing(case, folder)
    sponsor.open(f"{case}/survey")
    counts = {"issued": 120, "valid": 110, "support": 80, "conditional": 15, "indifferent": 5}
    for name, value in {**counts, "oppose": 11}.items():
        sponsor.page.locator(f"#{name}").fill(str(value))
    sponsor.press("保存")
    expect(sponsor.page.get_by_role("alert")).to_be_visible()  # 111 answers of 110 sheets
    sponsor.page.locator("#oppose").fill("10")
    sponsor.press("保存")
    sponsor.sees("9.1%")
    sponsor.open(case)
    sponsor.press("结束调查")


def _prepare(sponsor: Player, case: str, folder: Path) -> None:
    page = sponsor.page
    sponsor.upload_everything_missing(case, folder)
    sponsor.open(f"{case}/factor-library")
    page.get_by_label("噪声和振动影响").check()
    page.locator("#code-F10").check()
    sponsor.press("加入清单")
    for index in range(2):
        sponsor.open(f"{case}/factors")
        page.get_by_role("link", name=re.compile("^自评")).first.click()
        for name, value in zip(
            ("before_probability", "before_impact", "after_probability", "after_impact"),
            ("60", "50", "40", "30"),
            strict=True,
        ):
            page.locator(f"#{name}").fill(value)
        page.get_by_label("理由").fill(f"参照同类项目 {index}。")
        sponsor.press("保存并到下一个")
    sponsor.open(f"{case}/measures/new")
    page.locator("#text").fill("夜间停工，分段导改交通。")
    for box in page.locator("input[name=factor_ids]").all():
        box.check()
    page.locator("#owner").fill("施工单位")
    page.locator("#stage-1").check()
    page.locator("#due_on").fill(f"{TODAY + timedelta(days=200)}")
    sponsor.press("保存")
    sponsor.open(f"{case}/forecast")
    page.locator("#headcount").fill("12")
    sponsor.press("保存")
    sponsor.open(f"{case}/hand-in")
    sponsor.press("提交评审材料")


def _declare(expert: Player) -> str:
    page = expert.page
    expert.open("/expert/reviews")
    page.get_by_role("link", name="测试道路改造工程").first.click()
    page.wait_for_url(re.compile(r"/expert/reviews/\d+"))
    own = re.search(r"/expert/reviews/\d+", page.url)[0]
    if not page.url.endswith("/declaration"):
        expert.open(f"{own}/declaration")
    answers = page.get_by_label("否", exact=True)
    expect(answers).to_have_count(5)
    for no in answers.all():
        no.check()
    page.locator("#pledge").check()
    expert.press("提交声明")
    expect(page.get_by_role("link", name="开始评分", exact=True).first).to_be_visible()
    return own


def _agree(server: Server, assessment_id: int) -> None:
    """Let the panel agree on its group opinion; its pages have a test of their own."""
    engine = make_engine(url_of(server))
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        review = newest_review(session, assessment_id)
        assert review is not None
        let_agree(session, review, utc_now())
    engine.dispose()


def _grade(officer: Player, approver: Player, office_case: str) -> None:
    officer.open(f"{office_case}/result")
    officer.sees("低风险")
    officer.page.locator("#explanation").fill("各项判定标准均为低风险，意见一致。")
    officer.press("提出等级")
    officer.press("确认送审")
    officer.sees("等级已提出")
    officer.open(f"{office_case}/result")
    expect(officer.page.get_by_role("button", name="批准并签发备案证书")).to_have_count(0)
    approver.open(f"{office_case}/result")
    approver.press("批准并签发备案证书")
    approver.press("确认批准并签发")
    approver.sees("备案证书已签发")


def _decide_and_track(
    officer: Player, sponsor: Player, case: str, office_case: str, folder: Path
) -> None:
    assert officer.upload_everything_missing(f"{office_case}/decision", folder) == 1
    officer.page.get_by_label("实施", exact=True).check()
    officer.page.locator("#body").fill("测试区政府常务会议")
    officer.page.locator("#decided_on").fill(f"{TODAY - timedelta(days=1)}")
    officer.press("登记决定")
    officer.open(f"{office_case}/tracking")
    officer.press("开始跟踪")
    sponsor.open(f"{case}/commitments")
    sponsor.page.locator("textarea").first.fill("已按期落实，照片备查。")
    sponsor.page.get_by_role("button", name=re.compile("提交")).first.click()
    officer.open(office_case)
    officer.page.locator("a[href*='/measures/']").first.click()
    officer.page.get_by_label("已经落实，予以核实").check()
    officer.press("提交核查结论")
    officer.open(f"{office_case}/closing")
    officer.page.locator("#reason").fill("措施全部核实。")
    officer.press("结案")


def _seal(archivist: Player, office_case: str, folder: Path, server: Server) -> None:
    page = archivist.page
    archivist.open(f"{office_case}/dossier")
    while page.locator("input[type=file]").count():
        paper = folder / "paper.pdf"
        paper.write_bytes(demonstration_paper(f"补件 {page.url}", "测试"))
        page.locator("input[type=file]").first.set_input_files(paper)
        page.get_by_role("button", name="补入").first.click()
        page.wait_for_load_state()
    archivist.press("生成并封存档案")
    sealed = page.get_by_role("link", name=re.compile("下载档案包"))
    expect(sealed).to_be_visible(timeout=90_000)
    with page.expect_download() as waiting:
        sealed.click()
    package = folder / "dossier.zip"
    waiting.value.save_as(package)
    words = command(server.environ, "verify", str(package))
    assert "dossier.pdf" in words or "完整" in words
    _flip_one_byte(package)
    assert not verify_file(package).whole


def _flip_one_byte(package: Path) -> None:
    """Change a byte of the assessment file inside; `verify` must name it."""
    content = bytearray(package.read_bytes())
    place = content.index(b"weight_score")
    content[place] ^= 1
    package.write_bytes(content)
