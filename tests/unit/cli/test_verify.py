"""`verify` says line by line what a published file proves, and leaves with 0 or 1."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.draw_record import draw_record, result_record, rule_record, snapshot_record
from expert_pool.drawing import draw_panel
from expert_pool.record import RECORD_PURPOSE
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pages import Pages
from riskassess.cli.verify import recompute, verify
from riskassess.cli.verify_draw import draw_faults
from riskassess.print.draw_page import draw_page
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.contents import check_contents
from riskassess.proof.records import read_record
from riskassess.proof.signing import frame, key_id
from riskassess.wording.draw_findings import FINDINGS
from tests.unit.expert_pool.draws import PUBLIC as DRAW_KEY
from tests.unit.expert_pool.draws import RULE, change, made_pool, made_record, resealed, sealed
from tests.unit.expert_pool.test_record_forged import FORGED
from tests.unit.proof.packages import FILES, PUBLIC, pack

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments):
    return CliRunner().invoke(verify, [str(argument) for argument in arguments])


@pytest.fixture
def package(tmp_path):
    pack(tmp_path / "dossier.zip")
    return tmp_path / "dossier.zip"


@pytest.fixture
def bare(tmp_path, monkeypatch):
    monkeypatch.setattr("riskassess.cli.verify.recompute", lambda _a, _m, _r: FILES["result.json"])
    pack(tmp_path / "dossier.zip")
    return tmp_path / "dossier.zip"


def test_whole_package_names_office_and_key(bare):
    result = run(bare, "--key", PUBLIC)
    assert result.exit_code == 0
    assert "示范市稳定办" in result.output
    assert "结论：完整、可信。" in result.output


def test_changed_byte_is_named(bare):
    bare.write_bytes(bare.read_bytes().replace(b'"low"', b'"mow"'))
    result = run(bare)
    assert result.exit_code == 1
    assert "文件“data/result.json”被改动" in result.output


def test_result_that_cannot_be_computed_again_fails(package):
    result = run(package)
    assert result.exit_code == 1
    assert "重新计算" in result.output


def test_each_structural_fault_has_its_text(bare):
    good = bare.read_bytes()
    for place in range(0, len(good), 7):
        bad = bytearray(good)
        bad[place] ^= 1
        bare.write_bytes(bad)
        result = run(bare)
        assert result.exit_code == 1, place
        assert "未通过" in result.output


def test_command_imports_neither_web_nor_database():
    code = (
        "import sys, riskassess.cli.verify; "
        "print([m for m in ('flask', 'sqlmodel', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_recompute_refuses_what_is_no_assessment():
    manual = canonical_bytes(builtin_manual("cn-default").plain)
    assert recompute(b"{}", manual, b"{}") is None
    assert recompute(b"\xff", manual, b"{}") is None


@pytest.fixture
def record(tmp_path):
    content = canonical_bytes(made_record(made_pool(30)))
    (tmp_path / "draw.json").write_bytes(content)
    return tmp_path / "draw.json"


def test_a_draw_is_checked_part_by_part(record):
    result = run(record, "--key", DRAW_KEY)
    assert result.exit_code == 0
    assert "结论：完整、可信。" in result.output
    for name in ("announcement", "values", "lists", "strata", "members", "reserves", "ledger"):
        assert f"（{name}）：" in result.output
    assert "逐轮重算相同" in result.output
    assert "%(" not in result.output


def test_a_changed_draw_names_the_part_and_what_it_leaves_open(record):
    record.write_bytes(record.read_bytes().replace(b"[3245.17]", b"[3245.18]"))
    result = run(record)
    assert result.exit_code == 1
    assert "[未通过] 随机数数值（values）：签名之后被改动" in result.output
    assert "[说明] 各层轮次（strata）：因“随机数数值”有误" in result.output


def test_a_draw_of_another_key_fails(record):
    result = run(record, "--key", "00" * 32)
    assert result.exit_code == 1
    assert "不在指定的公钥之中" in result.output


def test_every_damage_of_a_draw_has_its_text(record):
    good = record.read_bytes()
    for place in [0, *range(1, len(good), 61), len(good) - 1]:
        bad = bytearray(good)
        bad[place] ^= 1
        record.write_bytes(bad)
        result = run(record)
        assert result.exit_code == 1, place
        assert "未通过" in result.output
        assert "%(" not in result.output


def test_json_of_somebody_else_is_called_no_certificate(tmp_path):
    file = tmp_path / "other.json"
    file.write_text('{"a": 1}')
    other = run(file)
    assert (other.exit_code, "不是本系统发布的" in other.output) == (1, True)
    assert "证书被改动" not in other.output


def test_a_draw_of_the_first_form_is_repeated(tmp_path):
    rule = rule_record(RULE)
    snapshot = snapshot_record(made_pool(30), exclusions={})
    drawn = draw_panel(made_pool(30), rule=RULE, seed="0f" * 32)
    content = draw_record(seed="0f" * 32, rule=rule, snapshot=snapshot, result=result_record(drawn))
    file = tmp_path / "first.json"
    file.write_bytes(canonical_bytes(content))
    good = run(file)
    assert (good.exit_code, "结果相同" in good.output) == (0, True)
    assert "结论：可重现，但没有签名。" in good.output
    keyed = run(file, "--key", DRAW_KEY)
    assert (keyed.exit_code, "没有签名，不能用所给的公钥核对" in keyed.output) == (1, True)
    file.write_bytes(canonical_bytes({**content, "seed": "1f" * 32}))
    bad = run(file)
    assert (bad.exit_code, "抽取结果（result）" in bad.output) == (1, True)
    file.write_bytes(canonical_bytes({**content, "seed": "x"}))
    assert run(file).exit_code == 1


def test_draws_in_a_package_are_repeated_and_named(tmp_path):
    record = made_record(made_pool(30))
    forged = {**record, "members": record["members"][::-1]}
    assert draw_faults(canonical_bytes(record)) == ()
    assert draw_faults(canonical_bytes(forged)) == ("抽中名单",)
    found = list(
        check_contents(
            {},
            {
                "data/draws/1-1.json": canonical_bytes(record),
                "data/draws/1-2.json": canonical_bytes(forged),
            },
            repeat_draw=draw_faults,
        )
    )
    assert [(each.holds, each.part, each.fault) for each in found] == [
        (True, "data/draws/1-1.json", ""),
        (False, "data/draws/1-2.json", "抽中名单"),
    ]


def test_a_record_with_sealed_lists_says_what_cannot_be_checked_yet(tmp_path):
    file = tmp_path / "sealed.json"
    file.write_bytes(canonical_bytes(sealed(made_record(made_pool(30)))))
    result = run(file, "--key", DRAW_KEY)
    assert result.exit_code == 0
    assert "[说明] 冻结名单（lists）：名单公开之前不公布" in result.output
    assert "结论：已核对的部分完整；名单、经过和结果尚未公开。" in result.output
    file.write_bytes(file.read_bytes().replace(b"[3245.17]", b"[3245.18]"))
    assert run(file).exit_code == 1


def test_an_announcement_alone_is_verified(tmp_path):
    record = sealed(made_record(made_pool(30)))
    file = tmp_path / "announced.json"
    keys = ("format", "announcement", "announcement_signature")
    file.write_bytes(canonical_bytes({key: record[key] for key in keys}))
    result = run(file)
    assert (result.exit_code, "抽取公告（announcement）" in result.output) == (0, True)
    assert "结论：公告完整；这个文件里还没有数值和结果。签名钥匙未经核对" in result.output
    trusted = run(file, "--key", DRAW_KEY).output
    assert trusted.endswith("结论：公告完整；这个文件里还没有数值和结果。\n")


def test_nothing_is_trusted_without_a_key(record, bare):
    for file, key in ((record, DRAW_KEY), (bare, PUBLIC)):
        result = run(file)
        assert result.exit_code == 0
        assert "可信" not in result.output
        assert "结论：完整；签名钥匙未经核对，请用 --key" in result.output
        assert "结论：完整、可信。" in run(file, "--key", key).output


def test_a_draw_by_the_older_algorithm_is_said_to_be_one(record):
    assert "MD5" not in run(record).output
    record.write_bytes(canonical_bytes(made_record(made_pool(9), algorithm="rfc3797")))
    result = run(record)
    assert (result.exit_code, "用 MD5 抽取" in result.output) == (0, True)


def test_record_and_announcement_of_two_keys_fail(record):
    whole = read_record(record.read_bytes())
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(9, 41)))
    public = key.public_key().public_bytes_raw().hex()
    signed = key.sign(frame(RECORD_PURPOSE, whole["contents"])).hex()
    other = {"key_id": key_id(public), "public_key": public, "value": signed}
    record.write_bytes(canonical_bytes({**whole, "signature": other}))
    for keys in ([], ["--key", DRAW_KEY, "--key", public]):
        result = run(record, *keys)
        assert result.exit_code == 1
        assert "与公告不是同一把钥匙签的" in result.output


def test_a_record_cut_off_is_called_one_and_the_page_a_page(record, tmp_path):
    content = record.read_bytes()
    for length in (20, 100, 4000, len(content) - 1):
        record.write_bytes(content[:length])
        result = run(record)
        assert result.exit_code == 1
        assert "文件不是完整的抽取记录" in result.output
    page = tmp_path / "draw.html"
    page.write_text(draw_page(content, render=Pages().render_page), "utf-8")
    result = run(page)
    assert (result.exit_code, "离线核对页，不是记录" in result.output) == (1, True)


@pytest.mark.parametrize(("path", "to", "named"), FORGED)
def test_every_finding_has_its_text(record, path, to, named):
    whole = read_record(record.read_bytes())
    changes = {path[0]: to} if len(path) == 1 else change(whole, *path, to=to)
    record.write_bytes(canonical_bytes(resealed(whole, **changes)))
    result = run(record)
    assert result.exit_code == int(bool(named))
    assert result.exception is None or result.exception.code == 1  # not a defect
    for part in named:
        assert f"（{part}）：" in result.output
    assert "%(" not in result.output


def test_every_code_of_a_finding_is_in_the_words():
    source = "".join(
        (ROOT / "expert_pool" / f"{name}.py").read_text("utf-8")
        for name in (
            "announced",
            "announced_form",
            "finding",
            "ledger_check",
            "record_check",
            "sealed_check",
        )
    )
    kinds = "salt|standing|value|values|list|lists|ledger|announcement|part|record|contents"
    kinds += "|format|signature"
    codes = set(re.findall(rf'"((?:{kinds})_[a-z_]+)"', source))
    others = {"announcement_signature", "list_digest", "announced_at"}
    assert codes - others <= set(FINDINGS)
    assert {"source_empty", "source_mixed", "strata_differ", "draw_impossible"} <= set(FINDINGS)
