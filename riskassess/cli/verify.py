"""`verify FILE…`: what a published file proves by itself, without database and network."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from riskassess.adapters.package_reading import read_package
from riskassess.adapters.packages import PackageError
from riskassess.cli.verify_draw import (
    check_draw,
    draw_faults,
    looks_like_draw,
    looks_like_page,
    part_text,
)
from riskassess.cli.verify_room import room_text, together
from riskassess.cli.verify_signature_page import (
    ROOT_PART,
    check_signature_page,
    looks_like_pdf,
    published_roots,
    read_roots,
    signed_page_text,
)
from riskassess.domain.errors import AssessmentError
from riskassess.i18n import LazyText, _, _l
from riskassess.proof.file_kind import Kind
from riskassess.proof.packed_rounds import check_packed_rounds
from riskassess.proof.room_check import check_room_file, looks_like_room
from riskassess.proof.verify import (
    KEPT_FILES,
    Check,
    Verdict,
    VerifyLine,
    VerifyReport,
    check_certificate,
    check_package,
)

SIGNATURE = "signature"
CERTIFICATE_NAME = b"riskassess.certificate/"
_RECORD_LIMIT = 64 * 1024 * 1024  # a draw from a hundred thousand experts has some ten

PUBLIC_KEY = re.compile("[0-9a-f]{64}")

_MARKS = {
    Verdict.PASS: _l("通过"),
    Verdict.FAIL: _l("未通过"),
    Verdict.NOTE: _l("说明"),
}
_ZIP_TEXTS = {
    "header": _l("压缩包中“%(part)s”之前的文件头被改动"),
    "directory": _l("压缩包目录中“%(part)s”的记录被改动"),
    "checksum": _l("“%(part)s”的内容与压缩包中的校验值不符"),
    "bad_name": _l("压缩包中有不允许的文件名“%(part)s”"),
    "duplicate_name": _l("压缩包中“%(part)s”出现两次"),
    "order": _l("压缩包中文件的次序被改动"),
    "end_record": _l("压缩包的结尾记录被改动"),
    "stray_bytes": _l("压缩包被截断，或混入了不属于任何文件的字节"),
}
_TEXTS: dict[tuple[Check, Verdict], LazyText] = {
    (Check.ZIP, Verdict.PASS): _l("压缩包结构完整，没有多余的字节"),
    (Check.FORM, Verdict.FAIL): _l(
        "不是本系统发布的档案包、证书、记录或评分表副本，或文件已严重损坏"
    ),
    (Check.MISSING, Verdict.FAIL): _l("缺少文件“%(part)s”"),
    (Check.ADDED, Verdict.FAIL): _l("多出文件“%(part)s”"),
    (Check.CHANGED, Verdict.FAIL): _l("文件“%(part)s”被改动"),
    (Check.SEAL, Verdict.FAIL): _l("封存记录“%(part)s”缺失、被改动或格式不对"),
    (Check.CERTIFICATE, Verdict.PASS): _l("证书格式正确：%(part)s"),
    (Check.CERTIFICATE, Verdict.FAIL): _l("证书被改动或格式不对"),
    (Check.SIGNATURE, Verdict.PASS): _l("签名有效：%(office)s，密钥 %(key)s"),
    (Check.SIGNATURE, Verdict.FAIL): _l("“%(part)s”的签名无效：内容、公钥或签名被改动"),
    (Check.KEY, Verdict.PASS): _l("签名所用密钥 %(part)s 在指定的公钥之中"),
    (Check.KEY, Verdict.FAIL): _l("签名所用密钥 %(part)s 不在指定的公钥之中"),
    (Check.KEY, Verdict.NOTE): _l("请与稳定办公布的公钥核对：%(public_key)s"),
    (Check.MANIFEST, Verdict.PASS): _l("文件清单与封存记录一致"),
    (Check.MANIFEST, Verdict.FAIL): _l("文件清单“%(part)s”被改动"),
    (Check.FILES, Verdict.PASS): _l("%(count)s 个文件与清单逐一相符"),
    (Check.SECTION, Verdict.PASS): _l("部分“%(part)s”完整（%(count)s 个文件）"),
    (Check.SECTION, Verdict.FAIL): _l("部分“%(part)s”被改动"),
    (Check.MANUAL, Verdict.PASS): _l("评估手册与封存时的版本一致"),
    (Check.MANUAL, Verdict.FAIL): _l("评估手册“%(part)s”与封存时的版本不一致"),
    (Check.RECOMPUTED, Verdict.PASS): _l("按包内数据与手册重新计算，结果逐字节相同"),
    (Check.RECOMPUTED, Verdict.FAIL): _l("按包内数据与手册重新计算，结果与“%(part)s”不同"),
    (Check.RECOMPUTED, Verdict.NOTE): _l("包内没有可供重新计算的数据"),
    (Check.AUDIT, Verdict.PASS): _l("审计链完整（%(count)s 条），止于封存时签名的链头"),
    (Check.AUDIT, Verdict.FAIL): _l("审计链“%(part)s”被改动、截断，或不止于封存时的链头"),
    (Check.AUDIT, Verdict.NOTE): _l(
        "证书写有审计链头：%(part)s 第 %(sequence)s 条 %(digest)s（密钥 %(key)s）；"
        "可用 audit verify --paper 与审计链或其导出文件对照"
    ),
    (Check.EMERGENCY, Verdict.NOTE): _l("证书写明：批准前有 %(count)s 次应急访问"),
    (Check.APPROVAL, Verdict.PASS): _l("备案证书签名有效，指纹与封存记录一致，链头在审计链上"),
    (Check.APPROVAL, Verdict.FAIL): _l("备案证书“%(part)s”无效，或与封存记录、审计链不一致"),
    (Check.REGISTER, Verdict.PASS): _l("%(count)s 份文件的摘要与文件目录逐一相符"),
    (Check.REGISTER, Verdict.FAIL): _l("“%(part)s”与文件目录登记的摘要不一致"),
    (Check.PAGE, Verdict.FAIL): _l(
        "这是抽取的离线核对页，不是记录：请用浏览器打开核对，或从页内保存记录后再用本命令"
    ),
    (Check.DRAW, Verdict.PASS): _l("抽取“%(part)s”可以重现，结果相同"),
    (Check.DRAW, Verdict.FAIL): _l("抽取“%(part)s”不能重现：“%(fault)s”不符"),
}


_VERDICT_TEXTS: dict[Kind, tuple[LazyText, LazyText]] = {
    # with a key that fits, and without any
    Kind.WHOLE: (
        _l("结论：完整、可信。"),
        _l("结论：完整；签名钥匙未经核对，请用 --key 给出稳定办公布的公钥。"),
    ),
    Kind.SEALED: (
        _l("结论：已核对的部分完整；名单、经过和结果尚未公开。"),
        _l("结论：已核对的部分完整；名单、经过和结果尚未公开。签名钥匙未经核对，请用 --key。"),
    ),
    Kind.ANNOUNCEMENT: (
        _l("结论：公告完整；这个文件里还没有数值和结果。"),
        _l("结论：公告完整；这个文件里还没有数值和结果。签名钥匙未经核对，请用 --key。"),
    ),
    Kind.SIGNED_PAGE: (
        _l("结论：签字页完整、可信。"),
        _l("结论：签字页完整；根证书未经核对，请用 --ca 给出稳定办公布的根证书。"),
    ),
    Kind.PARTLY_SIGNED: (
        _l("结论：已有的签名完整、可信；还有成员没有电子签名。"),
        _l(
            "结论：已有的签名完整，还有成员没有电子签名；"
            "根证书未经核对，请用 --ca 给出稳定办公布的根证书。"
        ),
    ),
    Kind.UNSIGNED: (_l("结论：可重现，但没有签名。"), _l("结论：可重现，但没有签名。")),
}


def verdict_text(report: VerifyReport) -> str:
    """Return what a report comes to; "trusted" only where a key that was given fits."""
    if not report.whole:
        failed = [line for line in report.lines if line.verdict is Verdict.FAIL]
        if report.kind is Kind.UNSIGNED and [line.part for line in failed] == [SIGNATURE]:
            return _("结论：可重现，但没有签名，不能用所给的公钥核对。")
        return _("结论：不完整或被改动。")
    keys = [line.verdict for line in report.lines if _names_key(line)]
    is_trusted = bool(keys) and all(each is Verdict.PASS for each in keys)
    return str(_VERDICT_TEXTS[report.kind][0 if is_trusted else 1])


def _names_key(line: VerifyLine) -> bool:
    return line.check is Check.KEY or (line.check, line.part) == (Check.SIGNED_PAGE, ROOT_PART)


def recompute(assessment: bytes, manual: bytes, result: bytes) -> bytes | None:
    """Return the result file computed from a package's own files, None when they are refused.

    An older package holds an older form of the result; it is made in the form of `result`.
    """
    from riskassess.domain.computed import compute_text
    from riskassess.domain.manual.parsing import parse_manual_json
    from riskassess.domain.result import stored_format

    try:
        rules = parse_manual_json(manual.decode("utf-8"))
        form = stored_format(result.decode("utf-8"))
        computed = compute_text(assessment.decode("utf-8"), rules, result_format=form)
        return computed.printed.encode("utf-8")
    except (AssessmentError, UnicodeDecodeError):
        return None


def verify_package(path: Path, *, trusted_keys: tuple[str, ...] = ()) -> VerifyReport:
    """Read and check a dossier package; a file that is none gives a report that says so."""
    try:
        reading = read_package(path, keep=KEPT_FILES)
    except PackageError:
        return VerifyReport((VerifyLine(Check.FORM, Verdict.FAIL, path.name),))
    report = check_package(
        reading.files,
        reading.kept,
        faults=reading.faults,
        trusted_keys=trusted_keys,
        recompute=recompute,
        repeat_draw=partial(draw_faults, trusted_keys=trusted_keys),
    )
    rounds = check_packed_rounds(reading.kept, trusted_keys=trusted_keys)
    return replace(report, lines=(*report.lines, *rounds))


def verify_file(
    path: Path, *, trusted_keys: tuple[str, ...] = (), ca_roots: Sequence[Any] = ()
) -> VerifyReport:
    """Check a published file of any kind."""
    with path.open("rb") as stream:
        head = stream.read(_RECORD_LIMIT)
    if looks_like_pdf(head):
        return check_signature_page(head, ca_roots, own=[] if ca_roots else published_roots())
    if looks_like_page(head):
        return VerifyReport((VerifyLine(Check.PAGE, Verdict.FAIL, path.name),))
    if looks_like_draw(head):
        return check_draw(head, trusted_keys=trusted_keys)
    if looks_like_room(head):
        return check_room_file(head, trusted_keys=trusted_keys)
    if head.lstrip()[:1] == b"{":
        if CERTIFICATE_NAME not in head:
            return VerifyReport((VerifyLine(Check.FORM, Verdict.FAIL, path.name),))
        return check_certificate(head, trusted_keys=trusted_keys)
    return verify_package(path, trusted_keys=trusted_keys)


def line_text(line: VerifyLine) -> str:
    """Return one line of the report in the language in use."""
    if line.check is Check.DRAW_PART:
        return f"[{_MARKS[line.verdict]}] {part_text(line)}"
    if line.check is Check.ROOM_PART:
        return f"[{_MARKS[line.verdict]}] {room_text(line)}"
    if line.check is Check.SIGNED_PAGE:
        return f"[{_MARKS[line.verdict]}] {signed_page_text(line)}"
    if line.check is Check.ZIP and line.verdict is Verdict.FAIL:
        text = _ZIP_TEXTS[str(line.facts["fault"])]
    else:
        text = _TEXTS[(line.check, line.verdict)]
    return f"[{_MARKS[line.verdict]}] " + text % {"part": line.part, **line.facts}


def _wrong_usage(files: Iterable[Path], keys: Iterable[str]) -> str:
    """Say what was asked for wrongly, before anything is checked; empty when nothing was."""
    for key in keys:
        if not PUBLIC_KEY.fullmatch(key):
            return _("--key 给出的“%(key)s”不是公钥：公钥是 64 位十六进制数字。", key=key)
    for path in files:
        try:
            with path.open("rb"):
                continue
        except OSError:
            return _("文件“%(name)s”不存在或无法读取，请检查文件名。", name=path)
    return ""


def _roots_of(paths: tuple[Path, ...]) -> list[Any]:
    try:
        return read_roots(paths)
    except (OSError, ValueError):
        names = "、".join(map(str, paths))
        click.echo(_("--ca 给出的文件不是 PEM 格式的根证书：%(names)s", names=names), err=True)
        sys.exit(2)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, help="Public key (hex) the file must be signed by.")
@click.option(
    "--ca",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Root certificate (PEM) that signature pages must come from.",
)
def verify(files: tuple[Path, ...], keys: tuple[str, ...], ca: tuple[Path, ...]) -> None:
    """Check published FILEs line by line: dossier packages, certificates, records of draws and
    rounds, commitments, copies of sheets, which are compared with the record of their round, and
    signature pages.
    """
    trusted = tuple(key.strip().lower() for key in keys)
    if wrong := _wrong_usage(files, trusted):
        click.echo(wrong, err=True)
        sys.exit(2)
    whole, roots = True, _roots_of(ca)
    for path in files:
        report = verify_file(path, trusted_keys=trusted, ca_roots=roots)
        whole = whole and report.whole
        click.echo(f"{path.name}")
        for line in report.lines:
            click.echo(f"  {line_text(line)}")
        click.echo(f"  {verdict_text(report)}")
    for name, line in together(files):
        whole = whole and line.verdict is not Verdict.FAIL
        click.echo(f"{name}\n  {line_text(line)}")
    sys.exit(0 if whole else 1)
