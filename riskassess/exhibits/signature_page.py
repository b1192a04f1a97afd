"""What a signature page says, in rows for the page in print and on screen."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from riskassess.domain.vocabulary import ReviewConclusion, ReviewKind
from riskassess.filters import grade_label, long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import label, section_names

_ALGORITHM = "sha256:"


def page_facts(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return project, review and page as rows."""
    review, made = record["review"], _moment(record["made_at"])
    kind = label(ReviewKind(review["kind"]))
    closed = review["closed_at"]
    told = _("第 %(n)s 次%(kind)s", n=review["number"], kind=kind)
    if closed:
        told += _("，%(day)s结束", day=long_date(_moment(closed)))
    return [
        (_("项目"), record["project"]),
        (_("评估编号"), record["assessment"]),
        (_("评审"), told),
        (_("签字页"), _("第 %(n)s 份，%(at)s制作", n=record["number"], at=moment_text(made))),
    ]


def verdict_rows(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return conclusion, grades and votes as rows."""
    opinion, result = record["opinion"], record["result"]
    rows = []
    if opinion["conclusion"]:
        rows.append((_("评审结论"), label(ReviewConclusion(opinion["conclusion"]))))
    if opinion["initial_grade"]:
        rows.append((_("组意见等级"), _grades(opinion)))
    if result is not None:
        rows.append((_("计算等级"), _grades(result)))
    dissent = len(opinion["dissent"])
    agreed = sum(row["choice"] == "agree" for row in opinion["votes"])
    votes = _("同意 %(yes)s 人，保留意见 %(no)s 人；专家组共 %(all)s 人", yes=agreed, no=dissent,
              all=len(record["members"]))  # fmt: skip
    return [*rows, (_("表决"), votes), (_("组意见"), _group_text(opinion))]


def _group_text(opinion: Mapping[str, Any]) -> str:
    return _("第 %(n)s 稿，正文摘要 %(digest)s", n=opinion["number"],
             digest=opinion["text_digest"].removeprefix(_ALGORITHM)[:32])  # fmt: skip


def _grades(row: Mapping[str, Any]) -> str:
    return _("措施前 %(before)s，措施后 %(after)s", before=grade_label(row["initial_grade"]),
             after=grade_label(row["expected_grade"]))  # fmt: skip


def change_text(section: str, names: Sequence[str]) -> str:
    """Return in words what of a section is not as it was signed."""
    texts = {
        "report": _("报告文件有变动：%(names)s", names=_("、").join(names)),
        "opinion": _("组意见有变动"),
        "result": _("计算结果有变动"),
        "members": _("已回避的成员不再签名：%(names)s", names=_("、").join(names)),
        "case": _("评审所依据的内容有变动：%(names)s", names=section_names(names)),
    }
    return texts[section]


def page_line(view: Any) -> str:
    """Return one line on a page (`queries.signature_pages.PageView`): code, state, signatures."""
    signed = [line for line in view.signers if line.signature is not None]
    told = _("第 %(n)s 份，编码 %(code)s，%(state)s，%(done)s/%(all)s 人已签", n=view.page.number,
             code=view.page.code, state=label(view.state), done=len(signed),
             all=len(view.signers))  # fmt: skip
    changes = _("；").join(change_text(each.section, each.names) for each in view.changes)
    return _("%(name)s（%(note)s）", name=told, note=changes) if changes else told


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
