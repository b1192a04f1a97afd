"""The certificates of a case in words, and the signed file itself; the same for every group."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template

from riskassess.audit_words import chain_words
from riskassess.domain.vocabulary import Role
from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.labels import ROLE_LABELS
from riskassess.queries.assessments import Case
from riskassess.queries.certificates import get_certificate, list_case_certificates
from riskassess.queries.facts import is_approval_stale
from riskassess.web import context
from riskassess.web.proof_files import proof_file


def certificates_page(case: Case, *, room: str, back: str) -> str:
    """Return the page of a case's certificates; 404 where there is none for the reader.

    `room` is the blueprint that sends the file, `back` the page that the reader came from.
    """
    session = context.db_session()
    rows = list_case_certificates(session, case, actor=context.actor())
    if not rows:
        abort(404)
    return render_template(
        "shared/show_certificates.html",
        case=case,
        certificates=[_in_words(row, case.assessment.code) for row in rows],
        is_stale=is_approval_stale(session, case),
        download=f"{room}.download_certificate",
        back=back,
    )


def send_certificate(case: Case, certificate_id: int) -> Response:
    """Send a certificate exactly as it was signed."""
    row = get_certificate(context.db_session(), case, certificate_id, actor=context.actor())
    return proof_file(row.content, f"{row.number}.json")


def _in_words(row: Any, code: str) -> dict[str, Any]:
    """Return what a page says of a certificate: its own words, read from the signed content."""
    said = json.loads(row.content)
    head, signature = said["audit_head"], said["signature"]
    return {
        "id": row.id,
        "number": row.number,
        "grades": said["grades"],
        "facts": [
            (_("评估编号"), said["assessment"]),
            (_("签发单位"), said["office"]),
            (_("签发时间"), _moment(said["approved_at"])),
            (_("拟定人"), _person(said["proposer"])),
            (_("批准人"), _person(said["approver"])),
        ],
        "emergency": [_access(each) for each in said.get("emergency", ())],
        "panel": [_agreement(each) for each in said.get("panel") or ()],
        "draws": len((said.get("draws") or {}).get("records", ())),
        "head": _(
            "%(chain)s，第 %(n)s 条", chain=chain_words(head["chain"], code), n=head["sequence"]
        ),
        "codes": [
            (_("链头摘要"), head["digest"]),
            (_("材料指纹"), said["fingerprint"]),
            (_("手册摘要"), said["manual_digest"]),
            (_("签名密钥"), signature["key_id"]),
            (_("公钥"), signature["public_key"]),
        ],
    }


def _moment(text: str) -> str:
    return datetime_text(datetime.fromisoformat(text))


def _person(post: str) -> str:
    """Return a post of the certificate in words: a role and the number of an account, no name."""
    roles, _colon, account = post.partition(":")
    named = [ROLE_LABELS[Role(each)] if each in set(Role) else each for each in roles.split("+")]
    return _("%(role)s（账号编号 %(n)s）", role=_("、").join(map(str, named)), n=account)


def _access(said: Mapping[str, Any]) -> str:
    return _(
        "%(who)s申请，%(second)s同意；%(since)s 至 %(until)s，签发时已查看 %(n)s 页。",
        who=_person(said["asked_by"]),
        second=_person(said["agreed_by"]),
        since=_moment(said["from"]),
        until=_moment(said["until"]),
        n=said["pages"],
    )


def _agreement(said: Mapping[str, Any]) -> str:
    return _(
        "第 %(n)s 次评审：同意 %(agreed)s 人，保留不同意见 %(other)s 人，未表决 %(silent)s 人。",
        n=said["review"],
        agreed=said["agreed"],
        other=said["dissenting"],
        silent=said["silent"],
    )
