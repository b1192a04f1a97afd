"""Chapters 10 and 11 of a dossier: approval, decision, tracking, documents, history, audit."""

import json
from collections.abc import Mapping
from typing import Any

from expert_pool.vocabulary import LedgerKind
from riskassess.domain.room_vocabulary import PageState
from riskassess.filters import filesize, grade_label, long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import SECTION_LABELS, label
from riskassess.proof.canonical import bytes_digest

Rows = list[tuple[str, str]]
Digests = list[tuple[str, str]]


def approval_part(material: Any) -> dict[str, Any]:
    """Return who proposed and approved which grade, and what the office signed."""
    view, certificate = material.approval.view, material.approval.certificate
    proposal, content = view.proposal, json.loads(certificate.content)
    return {
        "facts": [
            (_("提出"), _("承办人 %(name)s，%(at)s", name=view.proposer,
                        at=moment_text(proposal.proposed_at))),
            (_("说明"), proposal.explanation),
            (_("批准"), _("审批人 %(name)s，%(at)s", name=view.decider,
                        at=moment_text(proposal.decided_at))),
            (_("措施前等级"), grade_label(proposal.initial_grade)),
            (_("措施后等级"), grade_label(proposal.expected_grade)),
            (_("备案证书编号"), certificate.number),
            (_("专家组的产生"), draw_words(content)),
            (_("专家组的表决"), panel_words(content)),
            (_("应急访问"), emergency_words(content)),
        ],
        "signature": [
            (_("指纹"), proposal.fingerprint),
            (_("签名密钥"), certificate.key_id),
            (_("公钥"), content["signature"]["public_key"]),
            (_("公钥摘要"), bytes_digest(bytes.fromhex(content["signature"]["public_key"]))),
            (_("评估手册摘要"), content["manual_digest"]),
            (_("定级说明摘要"), content["explanation_digest"]),
            (_("审计链头"), head_words(content["audit_head"], certificate.key_id)),
        ],
        "sections": [
            (str(SECTION_LABELS.get(name, name)), digest)
            for name, digest in sorted(content["sections"].items())
        ],
        "earlier": [
            (moment_text(row.proposal.proposed_at), row.proposer, label(row.proposal.state),
             row.proposal.decision_reason or row.proposal.explanation)
            for row in reversed(material.proposals) if row.proposal.id != proposal.id
        ],
    }  # fmt: skip


def draw_words(content: Mapping[str, Any]) -> str:
    """Return how the panel came about, as the certificate counts it."""
    counts = content.get("draws", {}).get("ledger", {})
    named = [
        _("%(what)s %(n)s 次", what=label(LedgerKind(kind)), n=count)
        for kind, count in counts.items()
        if count
    ]
    return "、".join(named) or _("证书没有记载")


def panel_words(content: Mapping[str, Any]) -> str:
    """Return how each panel agreed, as the certificate says it; dissents by their digests."""
    return "；".join(map(_agreement, content.get("panel", []))) or _("证书没有记载")


def _agreement(row: Mapping[str, Any]) -> str:
    told = _(
        "第 %(n)s 次评审组意见第 %(version)s 稿，",
        n=row["review"],
        version=row["group_opinion"]["version"],
    )
    told += _("同意 %(yes)s 票，保留意见 %(no)s 份，未表态 %(silent)s 人", yes=row["agreed"],
              no=row["dissenting"], silent=row["silent"])  # fmt: skip
    if row["dissents"]:
        told += _("（摘要 %(digests)s，原文见第 8 章）", digests="、".join(row["dissents"]))
    return f"{told}，{_page_words(row['signature_page'])}"


def _page_words(page: Mapping[str, Any] | None) -> str:
    if page is None:
        return _("没有制作签字页")
    return _("签字页 %(code)s %(state)s，%(done)s/%(all)s 人已签", code=page["code"],
             state=label(PageState(page["state"])), done=page["signed"],
             all=page["members"])  # fmt: skip


def emergency_words(content: Mapping[str, Any]) -> str:
    """Return how often the case was opened in an emergency before the approval."""
    found = content.get("emergency", [])
    if not found:
        return _("批准时没有")
    return _("批准前 %(n)s 次，见 11.2", n=len(found))


def head_words(head: Mapping[str, Any], key: str) -> str:
    """Return the head of the audit chain as the certificate holds it, and the key that signed."""
    return _(
        "%(chain)s 第 %(n)s 条 %(digest)s（密钥 %(key)s）",
        chain=head["chain"],
        n=head["sequence"],
        digest=head["digest"],
        key=key,
    )


def emergency_lines(material: Any) -> list[str]:
    """Return each break-glass access to the case as a plain sentence."""
    return [
        _(
            "%(from)s 至 %(until)s，%(who)s申请、%(second)s同意，查看 %(n)s 页。理由：%(reason)s",
            **{
                "who": view.asker,
                "second": view.decider,
                "from": moment_text(view.row.decided_at),
                "until": moment_text(view.row.ended_at or view.row.ends_at),
                "n": view.pages,
                "reason": view.row.reason,
            },
        )
        for view in material.emergencies
    ]


def decision_rows(material: Any) -> Rows:
    """Return the act of the decision body beside what was recommended, or nothing."""
    row = material.decision
    if row is None:
        return []
    return [
        (_("决策机关"), row.body),
        (_("决定"), label(row.decision)),
        (_("系统建议"), label(row.recommendation) if row.recommendation else "—"),
        (_("决定日期"), long_date(row.decided_on)),
        (_("与建议不同的理由"), row.reason or "—"),
        (_("登记"), f"{material.name_of(row.recorded_by_id)}，{moment_text(row.recorded_at)}"),
    ]


def tracking_rows(material: Any) -> list[tuple[str, ...]]:
    """Return measure, state, proof and check of every measure that was tracked."""
    return [
        (
            row.measure.code,
            row.measure.text,
            label(row.commitment.state),
            _proven(row.commitment),
            _checked(material, row.commitment),
        )
        for row in material.measures
        if row.commitment is not None
    ]


def _proven(commitment: Any) -> str:
    return f"{commitment.evidence.rstrip('。') or '—'}（{long_date(commitment.proven_at)}）"


def _checked(material: Any, commitment: Any) -> str:
    if commitment.checked_at is None:
        return "—"
    who = material.name_of(commitment.checked_by_id)
    return f"{commitment.remark.rstrip('。')}（{who}，{long_date(commitment.checked_at)}）"


def document_part(material: Any, papers: Any = ()) -> dict[str, Any]:
    """Return every document with its digest, older versions marked, and what is not there.

    `papers` of reviews stand behind the documents of the same number.
    """
    rows = [*_document_rows(material), *_paper_rows(papers)]
    return {
        "rows": sorted(rows, key=lambda row: row[0]),
        "missing": [(paper.code, paper.name) for paper in material.missing],
    }


def _paper_rows(papers: Any) -> list[tuple[str, ...]]:
    return [
        (
            paper.document,
            _("%(title)s，由记录生成", title=paper.title),
            filesize(len(paper.content)),
            long_date(paper.moment),
            paper.digest.removeprefix("sha256:"),
        )
        for paper in papers
    ]


def _document_rows(material: Any) -> list[tuple[str, ...]]:
    return [
        (
            row.code,
            row.title if row.superseded_at is None else _("%(title)s（旧版本）", title=row.title),
            _("%(n)s 页", n=row.page_count) if row.page_count else filesize(row.size),
            long_date(row.uploaded_at),
            row.digest.removeprefix("sha256:"),
        )
        for row in material.documents
    ]


def history_lines(material: Any) -> list[str]:
    """Return every step of the assessment as a plain sentence, first step first."""
    case = material.case
    lines = [_("%(at)s，建立评估 %(code)s。", at=moment_text(case.assessment.created_at),
               code=case.assessment.code)]  # fmt: skip
    for row in material.history:
        words = {
            "at": moment_text(row.at),
            "who": row.actor or _("系统"),
            "what": label(row.action),
            "before": label(row.before),
            "after": label(row.after),
        }
        moved = row.before is not row.after
        line = (
            _("%(at)s，%(who)s%(what)s，状态由“%(before)s”转为“%(after)s”。", **words)
            if moved
            else _("%(at)s，%(who)s%(what)s。", **words)
        )
        reason = row.reason.strip().rstrip("。")
        lines.append(line + (_("理由：%(reason)s。", reason=reason) if reason else ""))
    return lines


def audit_rows(material: Any) -> Rows:
    """Return the signed head of the audit chain."""
    head = material.head
    return [
        (_("审计链"), head.chain),
        (_("条数"), _("%(n)s 条", n=head.sequence)),
        (_("链头摘要"), head.digest),
        (_("签名密钥"), head.key_id),
        (_("链头签名"), head.signature),
        (_("签名时间"), moment_text(head.signed_at)),
    ]
