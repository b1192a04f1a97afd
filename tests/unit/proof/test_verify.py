"""A package is whole, or the part that was changed is named."""

import zipfile

import bagit
import pytest

from riskassess.adapters.packages import PackageError, write_package
from riskassess.proof.canonical import bytes_digest, canonical_bytes
from riskassess.proof.records import read_record
from riskassess.proof.seal import CertificateFacts, signed_certificate
from riskassess.proof.verify import Check, Verdict, check_certificate
from tests.unit.proof.packages import FILES, PUBLIC, pack, sign, verify


def failed(report):
    return {(line.check.value, line.part) for line in report.lines if line.verdict is Verdict.FAIL}


def recompute(_assessment, _manual, _result):
    return b'{"grade":"low"}'


def test_whole_package_passes_with_key_and_recomputation(tmp_path):
    pack(tmp_path / "a.zip")
    report = verify(tmp_path / "a.zip", trusted_keys=[PUBLIC], recompute=recompute)
    assert report.whole
    checks = {line.check: line.verdict for line in report.lines}
    assert checks[Check.KEY] is Verdict.PASS
    assert checks[Check.RECOMPUTED] is Verdict.PASS


def test_same_files_give_same_bytes(tmp_path):
    assert pack(tmp_path / "a.zip") == pack(tmp_path / "b.zip")


def test_other_programs_read_the_package_as_a_bag(tmp_path):
    pack(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert package.testzip() is None
        package.extractall(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()


def test_foreign_key_fails(tmp_path):
    pack(tmp_path / "a.zip")
    assert {check for check, _part in failed(verify(tmp_path / "a.zip", trusted_keys=["0"]))} == {
        "key"
    }


def test_other_result_fails(tmp_path):
    pack(tmp_path / "a.zip")
    report = verify(tmp_path / "a.zip", recompute=lambda _a, _m, _r: b'{"grade":"high"}')
    assert failed(report) == {("recomputed", "data/result.json")}


def test_changed_file_is_named_with_its_section(tmp_path):
    good = pack(tmp_path / "a.zip")
    (tmp_path / "a.zip").write_bytes(good.replace(b'"low"', b'"top"'))
    parts = failed(verify(tmp_path / "a.zip"))
    assert ("changed", "data/result.json") in parts
    assert ("section", "grading") in parts


def repacked(tmp_path, change):
    """Pack again with changed contents under the old seal."""
    pack(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        contents = {name: package.read(name) for name in package.namelist()}
    change(contents)
    data = {n.removeprefix("data/"): c for n, c in contents.items() if n.startswith("data/")}
    tags = {n: c for n, c in contents.items() if not n.startswith("data/")}
    write_package(tmp_path / "b.zip", data, tags=lambda _files: tags)
    return failed(verify(tmp_path / "b.zip"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda c: c.update({"data/new.txt": b""}), ("added", "data/new.txt")),
        (lambda c: c.update({"extra.txt": b""}), ("added", "extra.txt")),
        (lambda c: c.pop("data/result.json"), ("missing", "data/result.json")),
        (lambda c: c.pop("bagit.txt"), ("missing", "bagit.txt")),
        (lambda c: c.update({"bagit.txt": b"x"}), ("changed", "bagit.txt")),
        (lambda c: c.update({"bag-info.txt": b"x"}), ("changed", "bag-info.txt")),
        (lambda c: c.update({"manifest-sha256.txt": b"x"}), ("manifest", "manifest-sha256.txt")),
        (
            lambda c: c.update({"tagmanifest-sha256.txt": b"x"}),
            ("changed", "tagmanifest-sha256.txt"),
        ),
        (lambda c: c.update({"seal.json": b"{}"}), ("seal", "seal.json")),
        (
            lambda c: c.update({"seal.json": c["seal.json"].replace(b"SSRA", b"XSRA")}),
            ("signature", "seal.json"),
        ),
        (lambda c: c.update({"data/manual.json": b"{}"}), ("manual", "data/manual.json")),
    ],
)
def test_repacked_package_is_found_out(tmp_path, change, fault):
    assert fault in repacked(tmp_path, change)


def test_each_changed_byte_is_reported_with_a_part(tmp_path):
    good = pack(tmp_path / "a.zip")
    target = tmp_path / "b.zip"
    for place in range(len(good)):
        bad = bytearray(good)
        bad[place] ^= 1 << place % 8
        target.write_bytes(bad)
        report = verify(target)
        assert not report.whole, place
        wrong = [line for line in report.lines if line.verdict is Verdict.FAIL]
        assert any(line.part or line.facts.get("fault") for line in wrong), place


def _passes(target):
    try:
        return verify(target).whole
    except PackageError:
        return False


@pytest.mark.parametrize("cut", [1, 22, 100, 1000])
def test_cut_or_lengthened_archive_is_reported(tmp_path, cut):
    good = pack(tmp_path / "a.zip")
    for bad in (good[:-cut], good + b"x" * cut, b"x" * cut + good):
        (tmp_path / "a.zip").write_bytes(bad)
        assert not _passes(tmp_path / "a.zip")


@pytest.mark.parametrize("name", ["../a", "/a", "a//b", "a\\b", "a%20", "c:a", ".", "a\n"])
def test_dangerous_names_are_not_written(tmp_path, name):
    with pytest.raises(PackageError, match="bad_name"):
        write_package(tmp_path / "a.zip", {name: b""}, tags=lambda _files: {})
    assert list(tmp_path.iterdir()) == []


def test_names_that_differ_in_case_only_are_not_written(tmp_path):
    with pytest.raises(PackageError, match="duplicate_name"):
        write_package(tmp_path / "a.zip", {"A": b"", "a": b""}, tags=lambda _files: {})


def test_files_of_disk_are_packed(tmp_path):
    for name, content in FILES.items():
        source = tmp_path / name.replace("/", "-")
        source.write_bytes(content)
    paths = {name: tmp_path / name.replace("/", "-") for name in FILES}
    pack(tmp_path / "a.zip", paths)
    assert verify(tmp_path / "a.zip").whole


def certificate(**more):
    return signed_certificate(
        CertificateFacts(
            **more,
            assessment="SSRA-2026-1",
            office="示范市稳定办",
            fingerprint="sha256:00",
            grades={"initial_grade": "medium", "expected_grade": "low"},
            manual_digest="sha256:01",
            sections={"factors": "sha256:02"},
            explanation_digest="sha256:04",
            approved_at="2026-11-21T13:00:00Z",
            proposer_post="科长",
            approver_post="副主任",
            audit_head={"chain": "assessment/1", "sequence": 3, "digest": "sha256:03"},
        ),
        sign=sign,
    )


def test_certificate_from_before_group_opinions_says_nothing_of_them():
    plain = read_record(certificate())
    assert {"panel", "draws", "emergency"}.isdisjoint(plain)


def test_certificate_tells_its_audit_head_and_break_glass_access():
    opened = {"asked_by": "auditor:1", "agreed_by": "system_admin:2", "pages": 3}
    report = check_certificate(certificate(emergency=[opened]), trusted_keys=[PUBLIC])
    assert report.whole
    notes = {line.check: line for line in report.lines if line.verdict is Verdict.NOTE}
    assert notes[Check.AUDIT].part == "assessment/1"
    assert notes[Check.AUDIT].facts["sequence"] == 3
    assert notes[Check.EMERGENCY].facts == {"count": 1}


def test_certificate_passes_and_each_flipped_bit_fails():
    good = certificate()
    assert check_certificate(good, trusted_keys=[PUBLIC]).whole
    for place in range(len(good)):
        for bit in (1, 32):
            bad = bytearray(good)
            bad[place] ^= bit
            assert not check_certificate(bytes(bad)).whole, place


def test_signature_of_a_certificate_is_none_of_a_seal():
    content = certificate().replace(b"riskassess.certificate/1", b"riskassess.seal/1")
    assert not check_certificate(content).whole
    assert canonical_bytes({"a": 1}) == b'{"a":1}'


def test_flipped_content_names_its_file(tmp_path):
    good = pack(tmp_path / "a.zip")
    for name, content in FILES.items():
        bad = bytearray(good)
        bad[good.index(content)] ^= 4
        (tmp_path / "a.zip").write_bytes(bad)
        assert ("changed", f"data/{name}") in failed(verify(tmp_path / "a.zip"))


def register(*rows):
    lines = [
        {"file": file, "digest": bytes_digest(content), "superseded_at": later}
        for file, content, later in rows
    ]
    return canonical_bytes({"documents": lines})


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([("documents/D01/a.pdf", b"one", None), (None, b"old", "2026")], set()),
        ([("documents/D01/a.pdf", b"two", None)], {"data/documents/D01/a.pdf"}),
        ([], {"data/documents/D01/a.pdf"}),
        (
            [("documents/D01/a.pdf", b"one", None), ("documents/D02/b.pdf", b"", None)],
            {"data/documents/D02/b.pdf"},
        ),
    ],
)
def test_documents_are_those_of_the_register(tmp_path, rows, names):
    files = {**FILES, "documents/D01/a.pdf": b"one", "register.json": register(*rows)}
    pack(tmp_path / "a.zip", files)
    report = verify(tmp_path / "a.zip")
    lines = [line for line in report.lines if line.check is Check.REGISTER]
    assert {line.part for line in lines if line.verdict is Verdict.FAIL} == names
    assert report.whole is not bool(names)


def test_register_that_cannot_be_read_fails(tmp_path):
    pack(tmp_path / "a.zip", {**FILES, "register.json": b"{}"})
    assert not verify(tmp_path / "a.zip").whole
