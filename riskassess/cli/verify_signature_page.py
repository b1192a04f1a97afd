"""What `verify` says of a signature page: its record, each signature, and whose CA stands behind.

The imports that cost time stand inside, so that other files are checked without them.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from config import ROOT
from riskassess.filters import moment_text
from riskassess.i18n import LazyText, _l
from riskassess.proof.file_kind import Kind
from riskassess.proof.signature_page import RECORD_NAME, field_name, read_page_record
from riskassess.proof.verify import Check, Verdict, VerifyLine, VerifyReport

PASS, FAIL, NOTE = Verdict.PASS, Verdict.FAIL, Verdict.NOTE
ROOT_PART = "root"
CERTIFIED = "certified"

TEXTS: dict[tuple[str, Verdict], LazyText] = {
    ("file", FAIL): _l("不是签字页，或 PDF 已损坏，读不出签名"),
    ("record", PASS): _l("附件 %(name)s 完整，签字页编码 %(code)s，第 %(number)s 份，%(project)s"),
    ("record", FAIL): _l("附件 %(name)s 缺失、被改动或格式不对"),
    ("printed", PASS): _l("页面上印的编码与记录一致，共一页"),
    ("printed", FAIL): _l("页面上印的编码不是记录的编码 %(code)s，或不止一页"),
    (CERTIFIED, PASS): _l("稳定办对空白签字页的认证有效（%(at)s），此后只允许填写签名栏"),
    (CERTIFIED, FAIL): _l("稳定办对空白签字页的认证无效：%(why)s"),
    ("member", PASS): _l("成员 %(who)s 的签名有效（%(at)s%(stamp)s），签名所覆盖的内容没有改动"),
    ("member", FAIL): _l("成员 %(who)s 的签名无效：%(why)s"),
    ("foreign", FAIL): _l("有不属于任何成员的签名栏“%(who)s”"),
    ("whole", PASS): _l("最后一个签名覆盖整个文件"),
    ("whole", FAIL): _l("最后一个签名之后有追加的内容"),
    ("missing", NOTE): _l("没有电子签名的成员：%(who)s（可能手签，扫描件由稳定办保存）"),
    ("missing", PASS): _l("%(n)s 位成员都有电子签名"),
    (ROOT_PART, PASS): _l("证书由指定的根证书签发（SHA-256 %(root)s）"),
    (ROOT_PART, FAIL): _l("证书不是由指定的根证书签发（SHA-256 %(root)s）"),
    ("office", FAIL): _l("证书由“%(root)s”的根证书签发，不是记录所写的“%(office)s”的"),
    ("office", NOTE): _l(
        "根证书写的单位是“%(root)s”，记录写的是“%(office)s”，请核对是不是同一单位"
    ),
    (ROOT_PART, NOTE): _l("请与稳定办公布的根证书核对 SHA-256：%(root)s"),
}
WHY: dict[str, LazyText] = {
    "intact": _l("内容或签名被改动"),
    "unchanged": _l("签名之后有不允许的改动"),
    "signer": _l("证书写的不是这位成员"),
    "first": _l("文件中的第一个签名不是这份认证，文件可能被另存或拼接"),
}
STAMPED = _l("，有时间戳，时间戳机构未核对")


OfficeRoot = tuple[str, x509.Certificate]
"""The code of an office and a root of it."""


def looks_like_pdf(head: bytes) -> bool:
    """Say whether a file is a PDF, even one that was damaged further on."""
    return head.lstrip()[:5] == b"%PDF-"


def published_roots() -> list[OfficeRoot]:
    """Return the roots in this installation's folder of keys, each with its office's code.

    There are none on any other machine.
    """
    from riskassess.adapters.signature_ca import CaError, SignatureCa

    home = Path(os.environ.get("RISKASSESS_HOME", str(ROOT / "var")))
    try:
        return list(SignatureCa(home / "keys").office_roots())
    except CaError:
        return []


def read_roots(paths: Iterable[Path]) -> list[x509.Certificate]:
    """Return the certificates of PEM files; raises ValueError or OSError for what is none."""
    return [each for path in paths for each in x509.load_pem_x509_certificates(path.read_bytes())]


def check_signature_page(
    content: bytes, given: Sequence[x509.Certificate], *, own: Sequence[OfficeRoot] = ()
) -> VerifyReport:
    """Check a signed page; a root that was `given` must fit, one of `own` be of the page's office.

    A page that another office of the same installation signed is no page of the office it names.
    """
    from riskassess.adapters.pades import PadesError
    from riskassess.adapters.pades_reading import read_signed
    from riskassess.adapters.signature_reading import attached, printed_text

    try:
        signed = read_signed(content, [*given, *(root for _code, root in own)])
    except PadesError:
        return VerifyReport((_line("file", FAIL),), Kind.SIGNED_PAGE)
    if not signed.signatures:
        return VerifyReport((_line("file", FAIL),), Kind.SIGNED_PAGE)
    read = read_page_record(attached(content, RECORD_NAME) or b"")
    if read is None:
        return VerifyReport((_line("record", FAIL, name=RECORD_NAME),), Kind.SIGNED_PAGE)
    record, code = read
    pages, text = printed_text(content)
    has_code = pages == 1 and code in text
    lines = [
        _line("record", PASS, name=RECORD_NAME, code=code, number=record.get("number"),
              project=record.get("project")),
        _line("printed", PASS if has_code else FAIL, code=code),
        *_signature_lines(signed, record),
        _line("whole", PASS if signed.ends_signed else FAIL),
        *_root_lines(signed, is_given=bool(given)),
        *_office_lines(signed, record, own),
    ]  # fmt: skip
    is_partly = any((line.part, line.verdict) == ("missing", NOTE) for line in lines)
    return VerifyReport(tuple(lines), Kind.PARTLY_SIGNED if is_partly else Kind.SIGNED_PAGE)


def _signature_lines(signed: Any, record: dict[str, Any]) -> list[VerifyLine]:
    members = {field_name(row["code"]): row["code"] for row in record["members"]}
    lines = [_certified(signed.signatures[0])]
    for each in signed.signatures[1:]:
        if each.field not in members:
            lines.append(_line("foreign", FAIL, who=each.field))
            continue
        lines.append(_member(each, members[each.field]))
    strangers = [name for name in signed.fields if name != CERTIFIED and name not in members]
    lines += [_line("foreign", FAIL, who=name) for name in strangers]
    done = {each.field for each in signed.signatures}
    missing = [code for name, code in members.items() if name not in done]
    if missing:
        return [*lines, _line("missing", NOTE, who="、".join(missing))]
    return [*lines, _line("missing", PASS, n=len(members))]


def _certified(found: Any) -> VerifyLine:
    why = "first" if found.field != CERTIFIED else _why_not(found)
    if why:
        return _line(CERTIFIED, FAIL, why=WHY[why])
    return _line(CERTIFIED, PASS, at=_moment(found.at))


def _member(found: Any, code: str) -> VerifyLine:
    why = _why_not(found) or ("signer" if found.signer != code else "")
    if why:
        return _line("member", FAIL, who=code, why=WHY[why])
    stamp = STAMPED if found.has_timestamp else ""
    return _line("member", PASS, who=code, at=_moment(found.at), stamp=stamp)


def _why_not(found: Any) -> str:
    if not found.intact:
        return "intact"
    return "" if found.unchanged else "unchanged"


def _root_lines(signed: Any, *, is_given: bool) -> list[VerifyLine]:
    """Say whose CA issued the certificates; each root once, and trusted only where all are."""
    roots: dict[str, bool] = {}
    for each in signed.signatures:
        roots[each.root] = roots.get(each.root, True) and each.trusted
    lines = []
    for root, trusted in roots.items():
        verdict = PASS if trusted else FAIL if is_given else NOTE
        lines.append(_line(ROOT_PART, verdict, root=root or "—"))
    return lines


def _office_lines(
    signed: Any, record: dict[str, Any], own: Sequence[OfficeRoot]
) -> list[VerifyLine]:
    """Say when a root is of another office than the record.

    Of a root in the own folder the office is known; of any other only what it says of itself is,
    and an office may have had another name when its root was made.
    """
    from riskassess.adapters.signature_ca import NAME_LENGTH, certificate_digest

    codes = {certificate_digest(root): code for code, root in own}
    found = record.get("office")
    office = found if isinstance(found, dict) else {}
    name = str(office.get("name", ""))
    lines = []
    for root, says in {
        each.root: each.root_office for each in signed.signatures if each.root
    }.items():
        facts = {"root": says or "—", "office": name or "—"}
        if root in codes:
            if codes[root] != office.get("code"):
                lines.append(_line("office", FAIL, **facts))
        elif says != name[:NAME_LENGTH]:
            lines.append(_line("office", NOTE, **facts))
    return lines


def _moment(at: datetime | None) -> str:
    return moment_text(at) if at else "—"


def _line(part: str, verdict: Verdict, **facts: object) -> VerifyLine:
    return VerifyLine(Check.SIGNED_PAGE, verdict, part, facts)


def signed_page_text(line: VerifyLine) -> str:
    """Return one line of the report in the language in use."""
    return str(TEXTS[(line.part, line.verdict)] % dict(line.facts))
