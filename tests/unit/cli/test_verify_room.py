"""`verify` recognises commitments, copies of sheets and records of rounds, and compares them."""

import pytest
from click.testing import CliRunner

from config import ROOT
from riskassess.cli.verify import verify
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.commitments import sheet_copy
from tests.unit.proof.test_room_check import OTHER_ROUND, PUBLIC, ROWS, dated, whole_round


@pytest.fixture
def run(tmp_path):
    def call(*contents, keys=()):
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / f"{number}.json")
            paths[-1].write_bytes(content)
        said = CliRunner().invoke(verify, [*map(str, paths), *keys])
        return said.exit_code, said.output

    return call


def test_a_copy_is_compared_with_the_record_of_its_round(run):
    copy, record = sheet_copy(*ROWS[0]).encode(), canonical_bytes(whole_round(ROWS, ROWS))
    code, said = run(canonical_bytes(ROWS[0][2]), copy, record, keys=("--key", PUBLIC))
    assert code == 0, said
    assert said.count("结论：完整、可信。") == 3
    assert "副本与本轮记录对照：校验码在本轮清单中" in said
    assert "本轮记录中的内容与副本相同" in said


def test_what_was_changed_or_left_out_is_named(run):
    copy = sheet_copy(*ROWS[0]).encode()
    code, said = run(copy.replace(b"5000", b"5001"))
    assert (code, "评分表内容：按内容和盐值重算，与校验码不符" in said) == (1, True)
    code, said = run(copy, canonical_bytes(whole_round(ROWS[1:], ROWS[1:])))
    assert (code, "校验码不在本轮清单中" in said) == (1, True)
    code, said = run(copy[:-5])
    assert (code, "文件：不是规范写法的" in said) == (1, True)


def test_a_file_of_another_round_and_a_record_that_lost_something_are_named(run):
    copy = canonical_bytes(whole_round(ROWS, ROWS)), sheet_copy(*OTHER_ROUND).encode()
    code, said = run(*copy)
    assert (code, "没有它那一轮的记录（2026-001 第 1 次评审第 2 轮）" in said) == (0, True)
    older, newer = whole_round(ROWS, [], "open"), whole_round(ROWS[1:], ROWS[1:])
    code, said = run(canonical_bytes(newer), canonical_bytes(dated(older, "2026-03-02T09:00:00Z")))
    assert (code, "1 个校验码，2026-03-03T02:30:00Z 的记录里没有了" in said) == (1, True)
    code, said = run(canonical_bytes(ROWS[0][2]), canonical_bytes(newer))
    assert (code, "校验码记录：校验码不在本轮清单中" in said) == (1, True)


def test_the_document_suffices_to_check_a_copy_with_other_tools(tmp_path, monkeypatch):
    text = (ROOT / "docs/method/sealed-sheets.md").read_text(encoding="utf-8")
    program = text.split("```python\n")[1].split("```")[0]
    path = tmp_path / "copy.json"
    monkeypatch.setattr("sys.argv", ["check", str(path), PUBLIC])
    path.write_text(sheet_copy(*ROWS[0]), encoding="utf-8")
    exec(program, {})  # noqa: S102 - our own document
    path.write_text(sheet_copy(*ROWS[0]).replace("5000", "5001"), encoding="utf-8")
    with pytest.raises(AssertionError, match="changed"):
        exec(program, {})  # noqa: S102
