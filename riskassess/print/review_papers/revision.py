"""What the sponsor did with each point that had to be mended (D23, handbook 7.2 item 10)."""

from collections import Counter
from typing import Any

from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.print.blocks import Block, Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers.common import joined, matter_rows, report_words


def revision_note(record: Any) -> list[Block]:
    """Return every point with its answer: number, text, adopted or not, reason, page."""
    points = record.points
    adopted = Counter(label(row.adoption) for row in points if row.adoption)
    last = max((row.answered_at for row in points if row.answered_at), default=None)
    rows = [[str(n), _adopted(row), row.pages or "—"] for n, row in enumerate(points, start=1)]
    blocks: list[Block] = [
        Facts(
            [
                *matter_rows(record),
                (_("意见条数"), _("共 %(n)s 条，已答复 %(done)s 条", n=len(points),
                               done=sum(row.answered_at is not None for row in points))),
                (_("采纳情况"), joined([_("%(word)s %(n)s 条", word=word, n=n)
                                       for word, n in adopted.items()])),
                (_("修改后的报告"), report_words(record, last)),
            ]
        ),
        Heading(_("逐条说明")),
    ]  # fmt: skip
    for number, row in enumerate(points, start=1):
        blocks += _point(record, number, row)
    head = [_("序号"), _("是否采纳"), _("报告页码")]
    return [
        *blocks,
        Heading(_("对照表")),
        Table(head, rows, (20, 40, 40)),
        Signatures([_("项目单位（盖章）"), _("经办人签名")]),
    ]


def _adopted(row: Any) -> str:
    if row.answered_at is None:
        return _("尚未答复")
    return label(row.adoption) if row.adoption else _("已答复，没有注明")


def _point(record: Any, number: int, row: Any) -> list[Block]:
    said = _said_by(record, row)
    head = _("第 %(n)s 条：%(word)s", n=number, word=_adopted(row))
    blocks: list[Block] = [Heading(head, 3), Words(_("意见：%(text)s", text=row.text))]
    if said:
        blocks.append(Words(said, "quiet"))
    if row.answered_at is not None:
        blocks.append(Words(_("说明：%(text)s", text=row.answer or "—")))
        where = _("见报告第 %(pages)s 页；", pages=row.pages) if row.pages else ""
        day = long_date(row.answered_at)
        blocks.append(Words(_("%(where)s%(day)s答复", where=where, day=day), "quiet"))
    return blocks


def _said_by(record: Any, row: Any) -> str:
    """Return which passage of the group opinion asks for it."""
    if row.group_point_id is None:
        return ""
    for found in record.opinions:
        asked = [point.point.id for point in found.points if point.point.place == "must_fix"]
        if row.group_point_id in asked:
            number = asked.index(row.group_point_id) + 1
            return _("出自专家组意见第 %(draft)s 稿，必须修改第 %(n)s 条",
                     draft=found.opinion.number, n=number)  # fmt: skip
    return ""
