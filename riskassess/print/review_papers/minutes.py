"""Minutes of a review, written from its record alone: nothing in them is typed by hand (D20)."""

from collections import Counter
from dataclasses import replace
from typing import Any

from riskassess.domain.vocabulary import ReviewKind
from riskassess.filters import long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.print.blocks import Block, Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers.common import (
    class_words,
    joined,
    matter_rows,
    meeting_words,
    profession_words,
    seated,
    stamp,
)
from riskassess.print.review_papers.group_opinion import (
    brief,
    conclusion,
    passages,
    votes,
    way_words,
)
from riskassess.print.review_papers.panel import invited_on, ledger, replaced_rows
from riskassess.print.review_papers.rounds import discussion_blocks, round_blocks


def minutes(record: Any) -> list[Block]:
    """Return the minutes of a review that is over."""
    return [
        Heading(_("一、基本情况")),
        Facts([*matter_rows(record), *_opening(record)]),
        *_lowered(brief(record)),
        Heading(_("二、专家组")),
        *_panel(record),
        Heading(_("三、评审材料")),
        *_materials(record),
        Heading(_("四、各轮情况")),
        *(block for row in record.rounds for block in round_blocks(record, row)),
        Heading(_("五、讨论")),
        *discussion_blocks(record),
        Heading(_("六、专家组意见")),
        *_lowered(_opinion(record)),
        Heading(_("七、延期和重新打开")),
        *_changes(record),
        Signatures([_("组长签名"), _("记录人签名")]),
    ]


def _lowered(blocks: list[Block]) -> list[Block]:
    """Return blocks of another paper below a heading of the minutes."""
    return [replace(row, level=3) if isinstance(row, Heading) else row for row in blocks]


def _opening(record: Any) -> list[tuple[str, str]]:
    review = record.review
    opener = record.names.get(review.opened_by_id, "")
    rows = [
        (_("组织单位"), record.office.name),
        (_("发起"), "，".join(filter(None, (moment_text(review.opened_at), opener)))),
        (_("会议时间和地点"), meeting_words(record)),
        (_("评审方式"), way_words(record)),
        (_("专家组人数"), _("%(n)s 人，有效评分表不少于 %(q)s 份", n=review.panel_size,
                       q=review.quorum)),
        (_("完成期限"), long_date(review.due_on)),
        (_("结束"), moment_text(review.closed_at)),
    ]  # fmt: skip
    if record.end_reason:
        rows.append((_("结束时的说明"), record.end_reason))
    if review.occasion.strip():
        rows.insert(0, (_("会诊事由"), review.occasion))
    return rows


def _panel(record: Any) -> list[Block]:
    kinds = Counter(label(line.entry.kind) for line in record.ledger)
    counted = joined([_("%(kind)s %(n)s 次", kind=kind, n=n) for kind, n in kinds.items()])
    members = [seat.member for seat in seated(record)]
    here = sum(row.signed_in_at is not None for row in members)
    rows = [
        [
            row.code,
            class_words(record, row),
            profession_words(record, row),
            row.employer,
            stamp(row.declared_at),
            stamp(row.opened_at),
            f"{stamp(row.signed_in_at)} {label(row.signed_in_how) if row.signed_in_how else ''}",
        ]
        for row in members
    ]
    head = [_("编号"), _("类别"), _("专业"), _("工作单位"), _("声明"), _("打开材料"),
            _("签到")]  # fmt: skip
    blocks: list[Block] = [
        Words(_("台账：%(counted)s。邀请发出：%(days)s。在组 %(n)s 人，签到 %(here)s 人。",
                counted=counted, days=invited_on(record), n=len(members), here=here)),
        Table(head, rows, (11, 12, 12, 20, 15, 15, 15)),
        *ledger(record),
    ]  # fmt: skip
    if replaced := replaced_rows(record):
        gone = [_("编号"), _("专业"), _("去向"), _("时间"), _("理由"), _("由谁接替")]
        blocks += [Heading(_("退出和更换"), 3), Table(gone, replaced, (12, 18, 14, 16, 26, 14))]
    return [*blocks, *_leader(record)]


def _leader(record: Any) -> list[Block]:
    """Return how the leader was elected, ballot by ballot; counts, not who chose whom."""
    leader = next((seat.member.code for seat in record.seats if seat.member.is_leader), "")
    said = [Words(_ballot(ballot)) for ballot in record.ballots]
    last = _("组长：%(code)s。", code=leader) if leader else _("没有登记组长。")
    return [Heading(_("组长"), 3), *said, Words(last)]


def _ballot(ballot: Any) -> str:
    at = moment_text(ballot.row.closed_at)
    if ballot.row.reason:
        return _("%(at)s，稳定办指定 %(code)s 为组长。理由：%(why)s", at=at, code=ballot.leader,
                 why=ballot.row.reason)  # fmt: skip
    counts = [_("%(code)s 得 %(n)s 票", code=code, n=n) for code, n in ballot.votes]
    counts = [_("票数太少，不记各人得票")] if ballot.is_hidden else counts
    ended = (
        _("%(code)s 当选", code=ballot.leader) if ballot.leader else _("没有人达到所需票数")
    )  # fmt: skip
    return _(
        "第 %(n)s 轮推选（%(at)s）：%(told)s；%(ended)s。",
        n=ballot.row.number, at=at, told=joined(counts), ended=ended,
    )  # fmt: skip


def _materials(record: Any) -> list[Block]:
    review = record.review
    at = moment_text(review.materials_at) if review.materials_at else ""
    said = _("材料于 %(at)s 起向专家开放。", at=at) if at else _("没有登记材料发出的时间。")
    rows = [
        (_("送审稿第 %(n)s 版", n=number),
         _("%(name)s，%(at)s 上传，%(digest)s", name=row.filename, at=stamp(row.uploaded_at),
           digest=row.digest))
        for number, row in enumerate(record.reports, start=1)
        if review.closed_at is None or row.uploaded_at <= review.closed_at
    ]  # fmt: skip
    if not rows:
        return [Words(said), Words(_("没有登记送审稿。"))]
    return [Words(said), Facts(rows)]


def _opinion(record: Any) -> list[Block]:
    found = record.final
    earlier = [row for row in record.opinions if row.has_ended and not row.is_final]
    blocks: list[Block] = [
        Words(_("第 %(n)s 稿没有通过，%(at)s被新稿取代。", n=row.opinion.number,
                at=moment_text(row.opinion.ended_at)))
        for row in earlier
    ]  # fmt: skip
    for row in earlier:
        blocks += votes(record, row)
    if found is None:
        return [*blocks, Words(_no_opinion(record))]
    row = found.opinion
    return [
        *blocks,
        Words(_("第 %(n)s 稿由组长 %(code)s 汇总，%(put)s 提交表决，%(end)s 通过。", n=row.number,
                code=record.code_of(row.leader_member_id), put=moment_text(row.put_at),
                end=moment_text(row.ended_at))),
        *passages(record, found),
        *conclusion(found),
        *votes(record, found),
    ]  # fmt: skip


def _no_opinion(record: Any) -> str:
    if record.review.kind is ReviewKind.EXPERT_CONSULTATION and not record.opinions:
        return _("会诊没有形成专家组意见稿；各因素的结果见各轮情况。")
    return _("截至记录生成时，专家组意见还没有通过。")


def _changes(record: Any) -> list[Block]:
    blocks: list[Block] = [
        Words(_("期限由 %(before)s 改为 %(after)s（%(who)s，%(at)s）。理由：%(why)s",
                before=long_date(row.due_before), after=long_date(row.due_after),
                who=record.names.get(row.changed_by_id, "—"), at=moment_text(row.changed_at),
                why=row.reason))
        for row in record.due_changes
    ]  # fmt: skip
    for row, code in record.reopenings:
        blocks.append(Words(_reopening(row, code)))
    return blocks or [Words(_("没有延期，没有重新打开评分表。"))]


def _reopening(row: Any, code: str) -> str:
    answer = (
        _("尚未答复")
        if row.is_granted is None
        else _("专家同意") if row.is_granted else _("专家不同意")
    )  # fmt: skip
    said = _(
        "%(at)s请求重新打开 %(code)s 的评分表（第 %(n)s 次提交）。理由：%(why)s；%(answer)s",
        at=moment_text(row.asked_at), code=code, n=row.version_number, why=row.reason.rstrip("。"),
        answer=answer,
    )  # fmt: skip
    return f"{said}：{row.answer}" if row.answer else said
