"""`verify` of a signed page: whole with its CA, and each kind of tampering named."""

import io
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pikepdf
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from riskassess.adapters import signature_ca
from riskassess.adapters.signature_ca import SignatureCa, certificate_pem
from riskassess.adapters.storage import FileStore
from riskassess.cli import verify_signature_page
from riskassess.cli.verify import verify
from riskassess.jobs.signature_desk import desk_of
from riskassess.proof.canonical import canonical_bytes

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
BITS = signature_ca._BITS  # as the office has it, before the tests shorten it
RECORD = {
    "format": "riskassess.signature-page/1",
    "office": {"code": "XB", "name": "西坝市稳定办"},
    "assessment": "XB-2026-0001",
    "project": "西坝大桥拆除重建",
    "is_demonstration": False,
    "review": {"number": 1, "kind": "project_review", "closed_at": "2026-03-01T09:00:00Z"},
    "number": 1,
    "made_at": "2026-03-02T02:30:00Z",
    "members": [
        {"code": "E1", "profession": "交通工程", "dissent": False},
        {"code": "E2", "profession": "法律", "dissent": True},
    ],
    "report": [
        {"code": "D18", "item": "", "title": "报告", "filename": "报告.docx",
         "digest": "sha256:" + "a" * 64},
    ],
    "opinion": {
        "number": 1, "conclusion": "revise", "initial_grade": "medium", "expected_grade": "low",
        "digest": "", "text_digest": "sha256:" + "b" * 64,
        "votes": [{"member": "E1", "choice": "agree"}, {"member": "E2", "choice": "dissent"}],
        "dissent": [{"member": "E2", "text": "入户调查只覆盖了一半。" * 150}],
    },
    "result": None,
    "case": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Return the signed page and the root of its CA, made once for the module."""
    folder = tmp_path_factory.mktemp("signed")
    files = FileStore(folder / "files")
    desk = desk_of(folder / "keys", files)
    made = desk.make(RECORD, now=NOW)
    digest = desk.sign(made, RECORD, "E2", now=NOW).digest
    return files.read(digest), desk.published("XB"), folder


@pytest.fixture
def check(tmp_path, signed, monkeypatch):
    """Run `verify` on bytes with a CA, or without any when `ca` is empty."""
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path / "elsewhere"))

    def call(content, *, ca=signed[1]):
        path, root = tmp_path / "page.pdf", tmp_path / "ca.pem"
        path.write_bytes(content)
        root.write_text(ca)
        done = CliRunner().invoke(verify, [str(path), *(["--ca", str(root)] if ca else [])])
        return done.exit_code, done.output

    return call


def test_a_whole_page_holds_with_its_ca_and_says_who_is_missing(check, signed):
    code, text = check(signed[0])
    assert code == 0
    assert "结论：已有的签名完整、可信；还有成员没有电子签名。" in text
    assert "没有电子签名的成员：E1" in text
    assert "成员 E2 的签名有效" in text
    code, text = check(signed[0], ca="")
    assert (code, "根证书未经核对" in text) == (0, True)


def _run(tmp_path, content):
    path = tmp_path / "page.pdf"
    path.write_bytes(content)
    done = CliRunner().invoke(verify, [str(path)])
    return done.exit_code, done.output


def test_another_ca_is_named(check, signed, tmp_path, monkeypatch):
    monkeypatch.setattr(signature_ca, "_BITS", BITS)
    other = SignatureCa(tmp_path / "other").root("XB", "别处", now=NOW)
    assert other.public_key().key_size == 3072
    code, text = check(signed[0], ca=certificate_pem(other))
    assert (code, "证书不是由指定的根证书签发" in text) == (1, True)
    assert check(signed[0], ca="no certificate")[0] == 2


def test_a_page_signed_by_another_office_of_the_folder_is_named(signed, tmp_path, monkeypatch):
    folder = signed[2]
    monkeypatch.setenv("RISKASSESS_HOME", str(folder))  # its own folder, read without --ca
    code, text = _run(tmp_path, signed[0])
    assert (code, "证书由指定的根证书签发" in text) == (0, True)
    other = tmp_path / "other"
    shutil.copytree(folder / "keys" / "XB", other / "keys" / "DH")
    monkeypatch.setenv("RISKASSESS_HOME", str(other))
    code, text = _run(tmp_path, signed[0])
    assert (code, "不是记录所写的“西坝市稳定办”的" in text) == (1, True)


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.97])
def test_a_flipped_byte_is_found_wherever_it_is(check, signed, place):
    content = bytearray(signed[0])
    content[int(len(content) * place)] ^= 1
    code, text = check(bytes(content))
    assert (code, "完整、可信" in text) == (1, False)


def test_what_is_added_or_taken_away_is_found(check, signed):
    added = check(signed[0] + b"\n% more\n")
    assert (added[0], "追加" in added[1]) == (1, True)
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed[0])) as pdf:
        forged = {**RECORD, "project": "别的项目"}
        pdf.attachments["signature-page.json"] = pikepdf.AttachedFileSpec(
            pdf, canonical_bytes(forged), filename="signature-page.json"
        )
        pdf.save(stream)
    code, text = check(stream.getvalue())
    assert (code, "被改动" in text) == (1, True)
    plain = io.BytesIO()
    empty = pikepdf.new()
    empty.add_blank_page()
    empty.save(plain)
    assert check(plain.getvalue())[0] == 1


def test_the_page_is_one_page_with_its_code_and_a_cut_dissent_in_full_beside_it(signed):
    from riskassess.adapters.signature_reading import attached, printed_text

    pages, text = printed_text(signed[0])
    record = json.loads(attached(signed[0], "signature-page.json"))
    assert pages == 1
    assert record["opinion"]["dissent"][0]["text"] not in text.replace("\r\n", "")
    assert all(each in text for each in ("以上是开头", "1653 字"))
    assert record["opinion"] == RECORD["opinion"]


def test_the_key_of_the_root_is_readable_by_its_owner_alone(signed):
    folder = signed[2] / "keys" / "XB" / "signature-ca"
    modes = {file.suffix: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert (modes[".key"], modes[".crt"]) == (0o600, 0o644)
    assert len(list(folder.glob("*.key"))) == 1  # no member's key was ever written
    assert os.access(folder / "current", os.R_OK)


def test_a_timestamp_goes_into_the_signature_where_an_authority_is_set(
    check, tmp_path, monkeypatch
):
    monkeypatch.setattr("pyhanko.sign.timestamps.HTTPTimeStamper", _authority)
    files = FileStore(tmp_path / "files")
    desk = desk_of(tmp_path / "keys", files, tsa_url="https://tsa.invalid/")
    digest = desk.sign(desk.make(RECORD, now=NOW), RECORD, "E1", now=NOW).digest
    code, text = check(files.read(digest), ca=desk.published("XB"))
    assert (code, "成员 E1 的签名有效" in text, "有时间戳" in text) == (0, True, True)


def _authority(_url, **_options):
    """Stand in for an authority on the network: stamps with a certificate made here."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(7)
        .not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=9999))
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    der = serialization.Encoding.DER
    plain = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        tsa_cert=asn1.Certificate.load(certificate.public_bytes(der)),
        tsa_key=keys.PrivateKeyInfo.load(plain),
    )


def test_a_file_whose_first_signature_is_not_the_offices_is_told_so():
    line = verify_signature_page._certified(SimpleNamespace(field="member-E1"))
    assert "第一个签名不是这份认证" in verify_signature_page.signed_page_text(line)
