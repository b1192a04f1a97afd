"""Chapters 8 and 9 of a dossier: opinions and dissent, the panel and its draw.

Experts are printed under their code on the panel, never by name.
"""

import json
from collections.abc import Mapping
from typing import Any

from expert_pool.vocabulary import ExclusionReason, LedgerKind
from riskassess.domain.vocabulary import MemberState, Moment
from riskassess.exhibits.signature_page import page_line
from riskassess.filters import grade_label, long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.pool_labels import avoidance_word

REVISION = "revision"


def opinion_part(material: Any) -> dict[str, Any]:
    """Return opinions by expert and heading, points that had to be mended, and the dissent."""
    headings = {row.code: str(row.name) for row in material.case.manual.opinions}
    return {
        "proposals": [
            (one.opinion.member.code, *_proposed(one.opinion.sheet)) for one in material.sheets
        ],
        "versions": version_rows(material),
        "texts": [
            (
                one.opinion.member.code,
                [
                    (headings.get(code, code), one.opinion.texts[code])
                    for code in _in_order(headings, one.opinion.texts)
                ],
            )
            for one in material.sheets
            if one.opinion.texts
        ],
        "comments": comment_rows(material),
        "points": [
            (row.text, _answered(row), long_date(row.answered_at))
            for row in reversed(material.points)
            if row.kind.value == REVISION
        ],
        "dissent": dissent_rows(material),
    }


def version_rows(material: Any) -> list[tuple[str, str, str, str]]:
    """Return every submitted version of the sheets that were reopened; the last one counts."""
    return [
        (
            one.opinion.member.code,
            _("第%(n)s版", n=version.number),
            moment_text(version.made_at),
            _("计入") if version is one.versions[-1] else _("保留"),
        )
        for one in material.sheets
        if len(one.versions) > 1
        for version in one.versions
    ]


def _answered(row: Any) -> str:
    """Return what the sponsor did with a point: adopted or not, on which page, in which words."""
    told = [
        label(row.adoption) if row.adoption else "",
        _("第%(pages)s页", pages=row.pages) if row.adoption and row.pages else "",
        row.answer,
    ]
    return "；".join(each for each in told if each) or "—"


def _in_order(headings: Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    known = [code for code in headings if code in texts]
    return [*known, *sorted(set(texts) - set(known))]


def _proposed(sheet: Any) -> tuple[str, str, str, str]:
    return (
        label(sheet.conclusion) if sheet.conclusion else "—",
        grade_label(sheet.initial_grade),
        grade_label(sheet.expected_grade),
        moment_text(sheet.submitted_at),
    )


def comment_rows(material: Any) -> list[tuple[str, str, str]]:
    """Return factor, expert and remark wherever somebody gave a reason for a score."""
    return [
        (factor.code, one.opinion.member.code, one.scores[factor.code].comment)
        for factor in material.factors
        for one in material.sheets
        if factor.code in one.scores and one.scores[factor.code].comment.strip()
    ]


def dissent_rows(material: Any) -> list[tuple[str, str, str]]:
    """Return who dissents from a group opinion or proposed another grade, and why; word by word."""
    approved = material.approval.view.proposal
    rows = [
        (code, _("对专家组意见（第%(n)s次评审）保留意见", n=number), text)
        for number, code, text in material.group_dissents
    ]
    for one in material.sheets:
        sheet, reason = one.opinion.sheet, one.opinion.texts.get("grade", "")
        told = [
            _("%(moment)s提出%(own)s，批准为%(final)s", moment=name, own=grade_label(own),
              final=grade_label(final))
            for name, own, final in (
                (label(Moment.BEFORE), sheet.initial_grade, approved.initial_grade),
                (label(Moment.AFTER), sheet.expected_grade, approved.expected_grade),
            )
            if own is not None and own != final
        ]  # fmt: skip
        if told:
            rows.append((one.opinion.member.code, "；".join(told), reason or _("未写明理由")))
    return rows


def panel_part(material: Any) -> list[dict[str, Any]]:
    """Return each review with its members and its draws."""
    return [
        {
            "title": _("第%(n)s次：%(kind)s", n=view.review.number, kind=label(view.review.kind)),
            "facts": [
                (_("发起时间"), long_date(view.review.opened_at)),
                (_("专家组人数"), _("%(n)s 人", n=view.review.panel_size)),
                (_("有效评分表下限"), _("%(n)s 份", n=view.review.quorum)),
                (_("收到评分表"), _("%(n)s 份", n=view.submitted)),
                *(
                    (_("签字页"), page_line(page))
                    for page in material.signature_pages.get(view.review.id, [])
                ),
            ],
            "members": [_member(material, line) for line in view.members],
            "draws": [_draw(material, line) for line in view.draws],
        }
        for view in material.reviews
    ]


def _member(material: Any, line: Any) -> tuple[str, ...]:
    member = line.member
    profession = material.case.manual.profession(member.profession)
    return (
        member.code,
        str(profession.name) if profession else member.profession,
        member.employer,
        _standing(member),
        _("%(day)s声明", day=long_date(member.declared_at)) if member.declared_at else "—",
    )


def _standing(member: Any) -> str:
    if member.state is MemberState.DECLINED and member.decline_reason:
        return _("%(state)s：%(why)s", state=label(member.state), why=member.decline_reason)
    return label(member.state)


def _seats(manual: Any) -> dict[str, str]:
    names = {seat.code: str(seat.name) for seat in manual.panel.required}
    return {**names, "rest": _("其他席位"), "": _("候补")}


def _draw(material: Any, line: Any) -> dict[str, Any]:
    """Return a draw by its form: of the second what was announced and which values decided."""
    if line.draw.announcement:
        return _announced_draw(material, line)
    draw, snapshot, seats = line.draw, line.snapshot, _seats(material.case.manual)
    return {
        "title": _("第%(n)s次抽取", n=draw.number),
        "facts": [
            (_("抽取时间"), moment_text(draw.drawn_at)),
            (_("操作人"), line.drawn_by or "—"),
            (_("算法"), draw.algorithm),
            (_("随机种子"), draw.seed),
            (_("名单人数"), _("%(n)s 人", n=len(snapshot["experts"]))),
            (_("名单摘要"), draw.pool_digest),
        ],
        "excluded": [
            (code, "；".join(label(ExclusionReason(reason)) for reason in reasons))
            for code, reasons in sorted(snapshot["excluded"].items())
        ],
        "drawn": [
            (str(number), code, seats.get(place, place))
            for number, (code, place, _key) in enumerate(
                [*line.result["members"], *line.result["reserves"]], start=1
            )
        ],
    }


def _announced_draw(material: Any, line: Any) -> dict[str, Any]:
    draw, about = line.draw, json.loads(line.draw.announcement)
    record = json.loads(draw.record) if draw.record else {}
    names = {stratum["code"]: stratum["name"] for stratum in about["strata"]}
    members = [(code, names.get(stratum, stratum)) for code, stratum in record.get("members", ())]
    members += [(code, _("候补")) for code in record.get("reserves", ())]
    return {
        "title": _("第%(n)s次抽取（%(kind)s）", n=draw.number, kind=label(draw.kind)),
        "facts": [
            (_("状态"), label(draw.state)),
            (_("公告时间"), moment_text(draw.announced_at)),
            (_("公告摘要"), draw.announcement_digest),
            *_values(about, record),
            (_("抽取时间"), moment_text(draw.drawn_at)),
            (_("算法"), f"{draw.algorithm}（RFC 3797）"),
            (_("公开网页"), f"{material.public_url}/draws/{draw.code}"),
        ],
        "excluded": [
            (code, "；".join(label(ExclusionReason(reason)) for reason in reasons))
            for code, reasons in sorted(line.snapshot["excluded"].items())
        ],
        "drawn": [
            (str(number), code, stratum) for number, (code, stratum) in enumerate(members, start=1)
        ],
    }


def _values(about: Mapping[str, Any], record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each source with the values that were entered."""
    entered = {row["source"]: row for row in record.get("values", ())}
    return [
        (
            source["name"],
            "  ".join(map(str, entered[source["code"]]["values"]))
            if source["code"] in entered
            else _("没有录入"),
        )
        for source in about["sources"]
    ]


def _why(material: Any, entry: Any) -> str:
    """Return the reason of a line by its name, and what was written to it."""
    code = entry.reason_code
    named = avoidance_word(code) if entry.kind is LedgerKind.RECUSAL else material.reasons.get(code)
    return "；".join(filter(None, (named or code, entry.note))) or "—"


def ledger_part(material: Any) -> dict[str, Any]:
    """Return the ledger of draws: every line, and how often each kind of thing happened."""
    kinds = [line.entry.kind for line in material.ledger]
    return {
        "counts": [(label(kind), str(kinds.count(kind))) for kind in dict.fromkeys(kinds)],
        "rows": [
            (
                str(line.entry.number),
                moment_text(line.entry.at),
                "　".join((label(line.entry.kind), *line.member_codes)),
                str(line.draw_number or "—"),
                _why(material, line.entry),
                line.by + (_("；批准 %(name)s", name=line.approved_by) if line.approved_by else ""),
            )
            for line in material.ledger
        ],
    }
