"""A draw in the browser: announced, thrown for, declined by one, looked up by anybody."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from expert_pool.draw_record import read_rule
from expert_pool.frozen import read_lists
from expert_pool.selection import select as draw_lots
from models import Draw, Message
from models.engine import make_engine, make_session
from riskassess.adapters.clock import utc_now
from riskassess.filters import local
from riskassess.queries.draws import read_json
from tests.browser.players import Player
from tests.support.server import Server, command

LINK = re.compile(r"/invitations/[\w-]+")
FIRST = "3512644153"
WAIT = 75  # seconds until the announced minute has begun


def reading(server: Server, ask: Callable[[Session], object]) -> object:
    """Return what a question to the server's database gives."""
    engine = make_engine(url_of(server))
    with make_session(engine, may_write=False) as session:
        found = ask(session)
    engine.dispose()
    return found


def url_of(server: Server) -> str:
    """Return where the server's database is."""
    home = server.environ["RISKASSESS_HOME"]
    return server.environ.get("RISKASSESS_DATABASE_URL", f"sqlite:///{home}/riskassess.db")


def links(server: Server) -> list[tuple[str, str]]:
    """Return login and live one-time link of every invitation."""
    mails = reading(
        server, lambda session: session.exec(select(Message).order_by(Message.id)).all()
    )
    return [
        (mail.recipient.split("@")[0], found[0])
        for mail in mails
        if (found := LINK.search(mail.body))
    ]


def open_review(
    officer: Player, keeper: Player, office_case: str, server: Server
) -> tuple[str, str]:
    """Announce a draw for the next minute and let two throw dice then.

    Returns the public page, and the login of a member in whose seat a reserve can move up.
    """
    page = officer.page
    officer.open(f"{office_case}/review/new")
    page.locator("#due_on").fill(f"{utc_now().date() + timedelta(days=20)}")
    page.get_by_label("两人现场掷骰").check()
    expected = local(utc_now()) + timedelta(minutes=1)
    page.locator("#expected_at").fill(f"{expected:%Y-%m-%dT%H:%M}")
    officer.press("发起评审，公告抽取")
    officer.press("确认公告")
    officer.sees("还没有到公告的时间")
    draw = re.search(r"/office/draws/\d+", page.url)[0]
    public = urlsplit(page.locator("dd a[href*='/draws/']").first.inner_text()).path
    officer.open(public)
    officer.sees("已公告，还没有抽取")
    _throw(officer, draw, "dice_officer", FIRST)
    officer.sees("等待其他来源")
    second, refusing = _second_throw(server)
    _throw(keeper, draw, "dice_keeper", second)
    keeper.sees("已抽取专家并发出")
    return public, refusing


def _throw(player: Player, draw: str, source: str, throw: str) -> None:
    """Wait for the announced minute, then enter a throw with its note."""
    field = player.page.locator(f"#{source}-values")
    for _second in range(WAIT):
        player.open(draw)
        if field.count():
            break
        player.page.wait_for_timeout(1000)
    field.fill(throw)
    player.page.locator(f"#{source}-note").fill("现场录像 001")
    player.page.locator(f"#source-{source} button[type=submit]").click()
    player.press("确认录入")


def _second_throw(server: Server) -> tuple[str, str]:
    """Return a throw whose first reserve has the profession of a member, and that member's login.

    Nobody could do so in the product: here the first throw is known.
    """
    draw = reading(server, lambda session: session.exec(select(Draw)).one())
    about = read_json(draw.announcement)
    frozen = read_lists(about, read_json(draw.lists))
    professions = {row.code: row.profession for each in frozen.strata for row in each.lines}
    for number in range(1_000):
        throw = "".join(str((number >> (2 * place)) % 4 + 1) for place in range(10))
        made = draw_lots(
            frozen, rule=read_rule(about["rule"]), sources=[[int(FIRST)], [int(throw)]]
        )
        for code, _stratum in made.members:
            if made.reserves and professions[made.reserves[0]] == professions[code]:
                return throw, f"expert{int(code[2:]):02}"
    raise AssertionError("no throw gives a fitting reserve")


def refuse(open_page: Callable[..., Page], server: Server, login: str) -> None:
    """Let an invited expert decline; a reserve is invited in the place."""
    before = dict(links(server))
    expert = Player(open_page(width=390, height=844), server.url, login)
    expert.open(before[login])
    expert.page.locator("summary", has_text="谢绝邀请").click()
    expert.page.get_by_label("时间冲突").check()
    expert.press("谢绝邀请")
    expert.press("确认谢绝")
    expert.sees("已谢绝邀请")
    after = dict(links(server))
    assert len(after) == len(before)
    assert login not in after


def look_up(officer: Player, public: str, folder: Path, server: Server) -> None:
    """Read the public page after the round; repeat the draw by the record and by the page."""
    page = officer.page
    officer.open(public)
    officer.sees("逐轮抽取")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载记录（JSON）").click()
    record = folder / "draw.json"
    waiting.value.save_as(record)
    assert "结论：完整；签名钥匙未经核对" in command(server.environ, "verify", str(record))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载离线核对页").click()
    offline = folder / "draw.html"
    waiting.value.save_as(offline)
    page.goto(offline.as_uri())
    expect(page.locator("#verdict")).to_contain_text("签名钥匙未经核对")
    page.fill("#key", read_json(record.read_text())["signature"]["public_key"])
    expect(page.locator(".verdict-good")).to_contain_text("签名出自您给出的公钥")
