"""A package of real demonstration data is computed again by `verify`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.packages import write_package
from riskassess.cli.verify import recompute, verify
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.seal import FileFacts, SealFacts, sealed_tags
from tests.unit.proof.packages import sign

ROOT = Path(__file__).resolve().parents[3]
ASSESSMENT = ROOT / "riskassess" / "demonstration" / "shuanghekou-reservoir.json"


@pytest.mark.parametrize("form", [b"{}", b'{"explanation":{}}'])
def test_demonstration_assessment_is_computed_again(tmp_path, form):
    manual = builtin_manual("cn-default")
    rules = canonical_bytes(manual.plain)
    result = recompute(ASSESSMENT.read_bytes(), rules, form)
    assert result is not None
    assert (b'"explanation":' in result) is (b"explanation" in form)
    facts = SealFacts(
        office="示范市稳定办",
        number="1",
        fingerprint="sha256:00",
        manual_digest=manual.digest,
        audit_head={},
        sealed_at="2026-11-21T13:00:00Z",
        sections={},
    )
    files = {"assessment.json": ASSESSMENT, "manual.json": rules, "result.json": result}

    def tags(packed):
        found = {name: FileFacts(one.digest, one.size) for name, one in packed.items()}
        return sealed_tags(facts, found, sign=sign)

    write_package(tmp_path / "a.zip", files, tags=tags)
    said = CliRunner().invoke(verify, [str(tmp_path / "a.zip")])
    assert said.exit_code == 0, said.output
    assert "结果逐字节相同" in said.output
    assert "评估手册与封存时的版本一致" in said.output
