"""The signature page in words: one A4 page, made of its record alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from riskassess.domain.vocabulary import ReviewKind
from riskassess.exhibits.signature_page import page_facts, verdict_rows
from riskassess.filters import moment_text
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.proof.canonical import bytes_digest, canonical_bytes
from riskassess.proof.signature_page import RECORD_NAME, dissent_text, field_name, page_code

MOST_FILES = 6
_ALGORITHM = "sha256:"


def page_draft(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what drawing and signing need: the words, the record's bytes, code and office."""
    content = canonical_bytes(record)
    digest = bytes_digest(content)
    return {
        "words": sheet_words(record, digest=digest),
        "content": content,
        "name": RECORD_NAME,
        "code": page_code(digest),
        "office": (record["office"]["code"], record["office"]["name"]),
        "certified": _("签字页 %(code)s", code=page_code(digest)),
        "unit": _("专家组成员"),
    }


def stamp_words(record: Mapping[str, Any], member: str, *, now: datetime) -> tuple[str, ...]:
    """Return what a signed box shows."""
    code = page_code(bytes_digest(canonical_bytes(record)))
    return (
        _("%(member)s 电子签名", member=member),
        moment_text(now),
        _("稳定办系统签发证书，签字页 %(code)s", code=code),
    )


def signature_field(member: str) -> str:
    """Return the name of a member's field."""
    return field_name(member)


def sign_reason(record: Mapping[str, Any]) -> str:
    """Return what stands in each signature as its reason."""
    code = page_code(bytes_digest(canonical_bytes(record)))
    return _("签署签字页 %(code)s", code=code)


def sheet_words(record: Mapping[str, Any], *, digest: str) -> dict[str, Any]:
    """Return everything that the page says, by the fields of `adapters.signature_sheet`."""
    opinion, kind = record["opinion"], ReviewKind(record["review"]["kind"])
    whole = dissent_text(opinion["dissent"])
    return {
        "office": record["office"]["name"],
        "title": _("%(kind)s签字页", kind=label(kind)),
        "mark": _("演示数据") if record["is_demonstration"] else "",
        "code": page_code(digest),
        "code_label": _("签字页编码"),
        "facts": page_facts(record),
        "files_head": _("所评报告文件（SHA-256 摘要）"),
        "files": _files(record["report"]),
        "verdict_head": _("结论"),
        "verdict": verdict_rows(record),
        "dissent_head": _("保留意见"),
        "dissent": whole or _("无"),
        "dissent_cut": _cut(opinion, whole),
        "members_head": _("专家组成员签名"),
        "date_head": _("日期"),
        "members": [
            (
                f"{row['code']}　{row['profession']}",
                _("● 有保留意见") if row["dissent"] else "",
                field_name(row["code"]),
            )
            for row in record["members"]
        ],
        "notes": _notes(digest),
    }


def _files(report: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return the files of the report, the report itself first; many are named in the record."""
    first = sorted(report, key=lambda row: (row["code"] != "D18", row["code"]))
    shown = [
        (f"{row['code']} {row['filename']}", row["digest"].removeprefix(_ALGORITHM))
        for row in first[:MOST_FILES]
    ]
    if rest := len(report) - len(shown):
        told = _("摘要见本文件的附件 %(name)s", name=RECORD_NAME)
        shown.append((_("另有 %(n)s 件", n=rest), told))
    return shown or [(_("没有报告文件"), "—")]


def _cut(opinion: Mapping[str, Any], whole: str) -> str:
    return _(
        "……以上是开头；保留意见共 %(count)s 份、%(length)s 字，全文 SHA-256 摘要 %(digest)s，"
        "见组意见第 %(n)s 稿和本文件的附件 %(name)s。",
        count=len(opinion["dissent"]),
        length=len(whole),
        digest=bytes_digest(whole.encode("utf-8")).removeprefix(_ALGORITHM),
        n=opinion["number"],
        name=RECORD_NAME,
    )


def _notes(digest: str) -> list[str]:
    return [
        _(
            "报告文件、组意见或计算结果此后有任何变化，本页即失效。手写签名后请扫描上传，并填写本页编码。"
        ),
        _(
            "电子签名由稳定办的系统按成员本人的操作作出并由稳定办证明，不是成员自行掌管密钥的可靠电子签名。"
        ),
        _("本页记录的摘要：%(digest)s", digest=digest.removeprefix(_ALGORITHM)),
    ]
