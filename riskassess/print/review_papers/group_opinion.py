"""The opinion of the panel as one, with its votes and dissent in full (D22).

Members stand under their panel code; they sign by hand or on the signature page.
"""

from typing import Any

from riskassess.domain.pool_manual.room import Silence
from riskassess.domain.room.votes import count_opinion
from riskassess.domain.room_vocabulary import PointPlace, VoteChoice
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_form import ITEM
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import grade_label, round_name
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.print.blocks import Block, Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers.common import (
    heading_names,
    matter_rows,
    meeting_words,
    profession_words,
    report_words,
    seated,
    stamp,
)


def group_opinion(record: Any) -> list[Block]:
    """Return the group opinion that the panel agreed on."""
    found = record.final
    if found is None:
        return []
    row = found.opinion
    return [
        Facts(
            [
                *matter_rows(record),
                (_("会议时间和地点"), meeting_words(record)),
                (_("评审方式"), way_words(record)),
                (_("报告版本"), report_words(record, row.ended_at)),
                (_("稿次"), _("第 %(n)s 稿，%(at)s通过", n=row.number, at=stamp(row.ended_at))),
                (_("表决文本校验值"), row.digest or "—"),
            ]
        ),
        Heading(_("专家组")),
        _members(record, row),
        *brief(record),
        *passages(record, found),
        *conclusion(found),
        *votes(record, found),
        Signatures(
            [
                _("组长（%(code)s）签名", code=record.code_of(row.leader_member_id)),
                *(
                    _("成员（%(code)s）签名", code=seat.member.code)
                    for seat in seated(record)
                    if seat.member.id != row.leader_member_id
                ),
            ]
        ),
    ]


def opinion_for_sponsor(record: Any) -> list[Block]:
    """Return the group opinion without who said, voted or wrote what: for the sponsor."""
    found = record.final
    if found is None:
        return []
    row = found.opinion
    dissent = [vote.dissent for vote in found.votes if vote.choice is VoteChoice.DISSENT]
    return [
        Facts(
            [
                *matter_rows(record),
                (_("会议时间和地点"), meeting_words(record)),
                (_("报告版本"), report_words(record, row.ended_at)),
                (_("稿次"), _("第 %(n)s 稿，%(at)s通过", n=row.number, at=stamp(row.ended_at))),
                (_("表决文本校验值"), row.digest or "—"),
            ]
        ),
        *brief(record),
        *passages(record, found, with_sources=False),
        *conclusion(found),
        Heading(_("表决")),
        Words(_counted(record, found)),
        Heading(_("保留意见")),
        *([Words(text, "note") for text in sorted(dissent)] or [Words(_("没有保留意见。"))]),
    ]


def way_words(record: Any) -> str:
    """Return how the rounds were worked, and how members came to the meeting."""
    ways = dict.fromkeys(label(row.round.way) for row in record.rounds)
    came = dict.fromkeys(
        label(seat.member.signed_in_how) for seat in seated(record) if seat.member.signed_in_how
    )
    return "；".join(filter(None, ("、".join(ways), "、".join(came))))


def _members(record: Any, row: Any) -> Block:
    rows = [
        [
            seat.member.code,
            profession_words(record, seat.member),
            seat.member.employer,
            _("组长") if seat.member.id == row.leader_member_id else _("成员"),
        ]
        for seat in seated(record)
    ]
    return Table([_("编号"), _("专业"), _("工作单位"), _("职务")], rows, (16, 24, 44, 16))


def brief(record: Any) -> list[Block]:
    """Return what the report is about, as the project is registered."""
    project = record.case.project
    said = project.outline.strip() or _("登记表没有写概况。")
    return [Heading(_("项目概况")), Words(said)]


def passages(record: Any, found: Any, *, with_sources: bool = True) -> list[Block]:
    """Return every passage under its place, each with the opinions it was merged from."""
    names = heading_names(record)
    blocks: list[Block] = []
    for place in PointPlace:
        if place is PointPlace.SET_ASIDE and not with_sources:
            continue  # a reason says nothing without what it is about
        points = [row for row in found.points if row.point.place is place]
        if points:
            blocks.append(Heading(label(place)))
        for number, row in enumerate(points, start=1):
            head = names.get(row.point.heading, row.point.heading)
            blocks.append(Words(f"{number}. " + (f"【{head}】" if head else "") + row.point.text))
            sources = source_words(record, row, names) if with_sources else ""
            if sources:
                blocks.append(Words(_("据：%(sources)s", sources=sources), "quiet"))
            if place is PointPlace.SET_ASIDE:
                blocks += [Words(text, "quiet") for text in _left_out(record, row)]
    return blocks


def source_words(record: Any, row: Any, names: dict[str, str]) -> str:
    """Return which individual opinions a passage comes from, by who gave them and heading.

    In a consultation members stand under their names of the round and in the order of these:
    beside codes, or in the panel's order, the reasons in the text would tell whose name it is.
    """
    sheets = {one.sheet.id: one for one in _sheets(record)}
    found = [
        (sheets[sheet_id], place, field)
        for sheet_id, place, field in row.sources
        if sheet_id in sheets
    ]
    said = [
        f"{_giver(one)} {_place_words(one, place, field, names)}"
        for one, place, field in sorted(found, key=lambda source: source[0].name)
    ]
    return "；".join(dict.fromkeys(said))


def _sheets(record: Any) -> list[Any]:
    """Return the sheets of every closed round; of a consultation by the names of the round."""
    return [
        one
        for round_ in record.rounds
        for one in sorted(round_.sheets, key=lambda sheet: sheet.name)
    ]


def _giver(one: Any) -> str:
    return round_name(one.name) if one.name else str(one.member.code)


def _left_out(record: Any, row: Any) -> list[str]:
    """Return the lines that were left out, word by word."""
    places = {(sheet, place) for sheet, place, _field in row.sources}
    return [
        _("原文：%(text)s", text=line.text)
        for one in _sheets(record)
        for line in one.must_fix
        if (one.sheet.id, f"must_fix:{line.key}") in places
    ]


def _place_words(one: Any, place: str, field: str, names: dict[str, str]) -> str:
    if place.startswith("must_fix:"):
        keys = [row.key for row in one.must_fix]
        key = place.removeprefix("must_fix:")
        if key in keys:
            return _("必须修改第 %(n)s 条", n=keys.index(key) + 1)
    if place.startswith((FACTOR, ITEM)):
        return _("%(code)s 的理由", code=place.partition(":")[2])
    return names.get(field, "") or _("意见")


def conclusion(found: Any) -> list[Block]:
    """Return the conclusion and grades that came by rule from the individual opinions."""
    row = found.opinion
    return [
        Heading(_("结论")),
        Facts(
            [
                (_("评审结论"), label(row.conclusion) if row.conclusion else _("会诊不作结论")),
                (_("措施前等级（初始）"), grade_label(row.initial_grade)),
                (_("措施后等级（预期）"), grade_label(row.expected_grade)),
            ]
        ),
        Words(_("结论和等级由各专家的意见按手册规则得出，组长不作改动。"), "quiet"),
    ]


def votes(record: Any, found: Any) -> list[Block]:
    """Return every vote, who stayed silent, and each dissent as it was written."""
    given = {row.member_id: row for row in found.votes}
    rows = []
    for member in _voters(record, found):
        vote = given.get(member.id)
        said = label(vote.choice) if vote else _silence(record)
        rows.append([member.code, said, stamp(vote.voted_at) if vote else "—"])
    blocks: list[Block] = [
        Heading(_("表决")),
        Words(_counted(record, found)),
        Table([_("编号"), _("表决"), _("时间")], rows, (25, 45, 30)),
        Heading(_("保留意见")),
    ]
    dissent = [row for row in found.votes if row.choice is VoteChoice.DISSENT]
    for row in dissent:
        blocks.append(Words(f"{record.code_of(row.member_id)}：{row.dissent}", "note"))
    return blocks if dissent else [*blocks, Words(_("没有保留意见。"))]


def _voters(record: Any, found: Any) -> list[Any]:
    """Return who handed in a sheet in the last round and is on the panel, and whoever voted.

    Nobody whose recusal was recorded by the end of the vote.
    """
    given, end = {vote.member_id for vote in found.votes}, found.opinion.ended_at
    recused = {member for member, since in record.recused.items() if end and since <= end}
    sent = {one.member.id for one in record.last.sheets} if record.last else set()
    members = [seat.member for seat in record.seats if seat.member.id not in recused]
    return [
        row
        for row in members
        if row.id in given or (row.id in sent and row.state is MemberState.SUBMITTED)
    ]


def _silence(record: Any) -> str:
    if record.rule.vote.silence is Silence.AGREED:
        return _("没有表态，按手册视为同意")
    return _("没有表态，按手册不计入到会人数")


def _counted(record: Any, found: Any) -> str:
    """Return what the vote came to under the rule of the pool manual."""
    members = [row.id for row in _voters(record, found)]
    choices = {vote.member_id: vote.choice for vote in found.votes}
    counted = count_opinion(choices, members=members, rule=record.rule.vote)
    return _(
        "计为同意 %(agreed)s 人，保留意见 %(dissenting)s 人；其中没有表态 %(silent)s 人。",
        agreed=counted.agreed, dissenting=counted.dissenting, silent=counted.silent,
    )  # fmt: skip
