"""The offline page of a draw in a real browser: opened from a file, it finds what Python finds."""

import base64
import random

import pytest

from expert_pool.frozen import read_lists
from expert_pool.record import announced_values, selection_record
from expert_pool.record_check import check_content
from expert_pool.selection import select
from riskassess.adapters.pages import Pages
from riskassess.print.draw_page import draw_page
from riskassess.proof.canonical import canonical_bytes
from tests.browser.draw_records import random_record, tampered
from tests.unit.expert_pool.draws import (
    LATER,
    LATER_AT,
    LEDGER,
    RULE,
    change,
    expert,
    made_pool,
    made_record,
    resealed,
    sealed,
)
from tests.unit.expert_pool.test_record_forged import FORGED

pytestmark = pytest.mark.browser
NAMES = {"seats": {"law": "法律席位"}, "professions": {"law": "法律"}, "classes": {}}
CHECK = """records => Promise.all(records.map(async text =>
  (await checkDraw(Uint8Array.from(atob(text), sign => sign.charCodeAt(0))))
    .map(each => [each.part, each.ok, each.code])))"""


@pytest.fixture(scope="module")
def record():
    return made_record(made_pool(60), exclusions={"ZJ003": ["same_unit"]})


@pytest.fixture
def opened(open_page, tmp_path, record):
    """Return the page of a genuine record, opened from a file, and what it asked of others."""
    file = tmp_path / "draw.html"
    file.write_text(
        draw_page(canonical_bytes(record), render=Pages().render_page, names=NAMES), "utf-8"
    )

    def at(width):
        page = open_page(width=width)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-checked]")
        return page, [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]

    return at


def bad_parts(page):
    return page.eval_on_selector_all(
        ".parts li[data-ok=false]", "lines => lines.map(line => line.dataset.part)"
    )


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_genuine_record_is_shown_and_holds(opened, width, record):
    page, asked = opened(width)
    assert "抽取可以重现；签名钥匙未经核对" in page.inner_text(".verdict")
    assert page.locator(".verdict-good").count() == 0  # nobody has said whose key it is
    assert "法律席位：至少 1 人（专业：法律）" in page.inner_text("#announcement")
    assert "不超过全组的 60%" in page.inner_text("#announcement")
    assert page.locator(".parts li").count() == 13
    assert page.locator(".parts li[data-ok=true]").count() == 13  # the signatures too
    rounds = sum(len(each["rounds"]) for each in record["strata"])
    assert page.locator(".round .mark-good").count() == rounds
    for code, _stratum in record["members"]:
        assert code in page.inner_text("#result")
    page.locator("#strata summary").first.click()
    assert page.locator("#strata pre").first.inner_text().startswith("1  ZJ")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == []


def test_another_file_is_checked_and_every_difference_named(opened, record):
    page, _asked = opened(1440)
    content = canonical_bytes(record)
    last = record["members"][-1][0].encode()
    for changed, parts in [
        (content.replace(b"[3245.17]", b"[3245.18]"), ["values"]),
        (content.replace(b'"members":[["', b'"members":[["X'), ["members"]),
        (content.replace(b"[[1,", b"[[2,"), ["ledger"]),
        (content.replace(b"ZJ0", b"ZJ1", 1), ["lists"]),
        (content.replace(b'"draw":1', b'"draw":1.0', 1), ["announcement"]),
        (content[:-40], ["values"]),
        (content.replace(last, b"ZJ999"), ["lists", "members", "strata"]),
    ]:
        assert changed != content
        file = {"name": "other.json", "mimeType": "application/json", "buffer": changed}
        page.evaluate("delete document.body.dataset.checked")
        page.set_input_files("#other", files=[file])
        page.wait_for_selector("body[data-checked='other.json']")
        assert sorted(set(bad_parts(page))) == parts
        assert "不符" in page.inner_text(".verdict")


def check_other(page, record, name):
    file = {"name": name, "mimeType": "application/json", "buffer": canonical_bytes(record)}
    page.set_input_files("#other", files=[file])
    page.wait_for_selector(f"body[data-checked='{name}']")
    return page.inner_text(".verdict")


def announced_alone(record):
    """Return what is published before the draw."""
    kept = ("format", "announcement", "announcement_signature")
    return {name: sealed(record)[name] for name in kept}


def with_md5(record):
    """Return the record drawn with the algorithm of RFC 3797 itself."""
    about = {**record["announcement"], "algorithm": "rfc3797"}
    drawn = select(
        read_lists(about, record), rule=RULE, algorithm="rfc3797",
        sources=announced_values(about, record["values"]),
    )  # fmt: skip
    return resealed(record, announcement=about, **selection_record(drawn))


def supplement():
    """Return the record of a second draw, beside a member who stays."""
    ledger = [*LEDGER, (3, "supplement", "", 1, 2, LEDGER[1][5]), (4, "draw", "", 1, 2, LATER_AT)]
    return made_record(
        made_pool(60), standing=[expert(900, "law", "单位1")], draw=2, kind="supplement",
        announced_at=LEDGER[1][5], sources=LATER, at=LATER_AT, ledger=ledger,
    )  # fmt: skip


def test_only_a_given_key_that_fits_makes_it_green(opened, record):
    page, _asked = opened(1440)
    page.fill("#key", "0" * 64)
    assert "不在您给出的公钥之中" in page.inner_text(".verdict-bad")
    page.fill("#key", "zz")
    assert "给出的“zz”不是公钥" in page.inner_text(".no-key")
    assert page.locator(".verdict-none").count() == 1
    page.fill("#key", record["signature"]["public_key"].upper())
    assert "签名出自您给出的公钥" in page.inner_text(".verdict-good")
    assert "名单、经过和结果尚未公开；签名出自您给出的公钥" in check_other(
        page, sealed(record), "sealed.json"
    )
    assert page.locator(".verdict-good").count() == 0  # of what is sealed nothing is known yet
    announced = announced_alone(record)
    assert "还没有数值和结果" in check_other(page, announced, "announced.json")


def test_a_draw_of_the_first_form_is_left_to_verify(opened, record):
    page, _asked = opened(1440)
    assert "没有核对" in check_other(page, {"format": "riskassess.draw/1"}, "first.json")
    assert "第一版的抽取记录" in page.inner_text(".parts")


def test_script_and_python_find_the_same_in_other_forms(opened, record):
    """Sealed records, announcements alone, MD5, a supplementary draw, cut and changed files."""
    about = {**record["announcement"], "algorithm": "rfc3797"}
    closed, announced = sealed(record), announced_alone(record)
    whole = [
        with_md5(record),
        resealed(record, announcement=about),
        supplement(),
        closed,
        announced,
    ]
    for name in closed:
        whole += [{key: each for key, each in closed.items() if key != name}]
        whole += [{**closed, name: [] if name != "format" else "riskassess.draw/9"}]
    whole += [{**announced, "salt": "0"}, {**closed, "values": closed["values"][:1]}]
    whole += [{**closed, "contents": {**closed["contents"], "salt": "sha256:0"}}]
    files = [canonical_bytes(each) for each in whole]
    files += [files[3][:-90], files[3].replace(b"3245.17", b"3245.18"), b" " + files[4]]
    wanted = [[[each.part, each.ok, each.code] for each in check_content(one)] for one in files]
    assert all(ok for number in (0, 2) for _part, ok, _code in wanted[number])
    page, _asked = opened(1440)
    found = page.evaluate(CHECK, [as_text(content) for content in files])
    for number, (ours, theirs) in enumerate(zip(wanted, found, strict=True)):
        assert ours == theirs, number


def test_what_was_drawn_again_stands_beside_what_was_forged(opened, record):
    page, _asked = opened(1440)
    strata = [dict(each) for each in record["strata"]]
    rounds = [list(row) for row in strata[3]["rounds"]]
    rounds[0][3:5] = [1, "ZJ000"]
    strata[3]["rounds"] = rounds
    members = [["ZJ000", "law"], *record["members"][1:]]
    content = canonical_bytes(resealed(record, strata=strata, members=members))
    file = {"name": "forged.json", "mimeType": "application/json", "buffer": content}
    page.set_input_files("#other", files=[file])
    page.wait_for_selector("body[data-checked='forged.json']")
    assert bad_parts(page) == ["strata"]
    assert "“其余席位”层从第 0 轮起不同" in page.inner_text(".parts")
    _number, _digest, _left, position, code, _outcome = record["strata"][3]["rounds"][0]
    assert f"重算为第 {position} 位：{code}" in page.inner_text("#strata")
    assert f"重算为 {record['members'][0][0]}" in page.inner_text("#result")
    assert page.locator("#result .mark-bad").count() == 1


def test_the_embedded_record_is_saved_byte_for_byte(opened, record, tmp_path):
    page, _asked = opened(1440)
    with page.expect_download() as started:
        page.click("#save")
    started.value.save_as(tmp_path / "saved.json")
    assert (tmp_path / "saved.json").read_bytes() == canonical_bytes(record)


def test_the_policy_lets_no_other_script_run(chromium, tmp_path, record):
    text = draw_page(canonical_bytes(record), render=Pages().render_page)
    file = tmp_path / "draw.html"
    file.write_text(text.replace("</main>", "</main><script>window.stranger = 1</script>"), "utf-8")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-checked]")
    assert page.evaluate("window.stranger === undefined")
    context.close()


def test_script_and_python_find_the_same_in_four_hundred_records(opened):
    source = random.Random(20261122)  # noqa: S311 - made-up records, the same in each run
    files, skips = [], set()
    while len(files) < 400:
        record = random_record(source)
        if record is None:
            continue
        skips |= {row[5] for each in record["strata"] for row in each["rounds"]}
        files += [canonical_bytes(record), tampered(record, source)]
    assert skips == {"taken", "drawn", "employer", "class", "rule"}
    wanted = [
        [[each.part, each.ok, each.code] for each in check_content(content)] for content in files
    ]
    page, _asked = opened(1440)
    found = page.evaluate(CHECK, [as_text(content) for content in files])
    differing = [
        (number, ours, theirs)
        for number, (ours, theirs) in enumerate(zip(wanted, found, strict=True))
        if ours != theirs
    ]
    assert differing == []
    assert all(ok for each in wanted[::2] for _part, ok, _code in each)
    # a list of one line turned round, and limits that the values keep as well, are no change
    assert sum(any(ok is False for _part, ok, _code in each) for each in wanted[1::2]) >= 190


def test_script_and_python_find_the_same_in_what_a_key_holder_forged(opened, record):
    files = []
    for path, to, _named in FORGED:
        changes = {path[0]: to} if len(path) == 1 else change(record, *path, to=to)
        files.append(canonical_bytes(resealed(record, **changes)))
    wanted = [[[each.part, each.ok, each.code] for each in check_content(one)] for one in files]
    page, _asked = opened(1440)
    found = page.evaluate(CHECK, [as_text(content) for content in files])
    for row, ours, theirs in zip(FORGED, wanted, found, strict=True):
        assert ours == theirs, row


def as_text(content):
    return base64.b64encode(content).decode("ascii")
