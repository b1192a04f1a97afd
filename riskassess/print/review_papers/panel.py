"""Papers about who sits on a panel: the list, declarations, invitations, the sign-in sheet."""

from typing import Any

from expert_pool.vocabulary import LedgerKind
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import date_text, long_date, moment_text
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.pool_labels import avoidance_word
from riskassess.print.blocks import Block, Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers.common import (
    class_words,
    matter_rows,
    meeting_words,
    profession_words,
    seated,
    stamp,
)
from riskassess.wording.review_papers import PLEDGE, TITLES

EMPTY_LINES = 3


def panel_list(record: Any) -> list[Block]:
    """Return the panel as it sits, who left it, and the lines of the ledger (D19)."""
    review = record.review
    gone = [seat for seat in record.seats if seat.member.state in _GONE]
    blocks: list[Block] = [
        Facts(
            [
                *matter_rows(record),
                (_("专家组人数"), _("%(n)s 人", n=review.panel_size)),
                (_("在组人数"), _("%(n)s 人", n=len(seated(record)))),
            ]
        ),
        Heading(_("一、专家组")),
        _panel_table(record, seated(record)),
    ]
    if gone:
        rows = [_gone(record, seat) for seat in gone]
        head = [_("编号"), _("专业"), _("去向"), _("时间"), _("理由"), _("由谁接替")]
        blocks += [Heading(_("二、退出和更换")), Table(head, rows, (12, 18, 14, 16, 26, 14))]
    return [*blocks, Heading(_("三、抽取台账") if gone else _("二、抽取台账")), *ledger(record)]


_GONE = frozenset({MemberState.DECLINED, MemberState.RECUSED, MemberState.RELEASED})


def _panel_table(record: Any, seats: list[Any]) -> Block:
    """Return the panel: with names where they were read, else by code."""
    is_named = any(seat.name for seat in seats)
    head = [_("编号"), _("姓名"), _("类别"), _("专业"), _("工作单位"), _("职务")]
    rows = [
        [
            seat.member.code,
            seat.name or "—",
            class_words(record, seat.member),
            profession_words(record, seat.member),
            seat.member.employer,
            _("组长") if seat.member.is_leader else _("成员"),
        ]
        for seat in seats
    ]
    if is_named:
        return Table(head, rows, (12, 14, 16, 18, 30, 10))
    bare = [[row[0], *row[2:]] for row in rows]
    return Table([head[0], *head[2:]], bare, (14, 20, 22, 32, 12))


def _gone(record: Any, seat: Any) -> list[str]:
    member = seat.member
    lines = [line for line in record.ledger if line.entry.member_id == member.id]
    reasons = [why(record, line.entry) for line in lines]
    follower = next((row.member.code for row in record.seats
                     if row.member.replaces_id == member.id), "—")  # fmt: skip
    at = lines[-1].entry.at if lines else member.answered_at
    return [
        member.code,
        profession_words(record, member),
        label(member.state),
        stamp(at),
        member.decline_reason or (reasons[-1] if reasons else "—"),
        follower,
    ]


def why(record: Any, entry: Any) -> str:
    """Return the reason of a line of the ledger by its name, and what was written to it."""
    code = entry.reason_code
    named = (
        avoidance_word(code) if entry.kind is LedgerKind.RECUSAL else record.reasons.get(code, code)
    )
    return "；".join(filter(None, (named, entry.note))) or "—"


def ledger(record: Any) -> list[Block]:
    """Return the lines of the ledger of draws that are about this review."""
    rows = [
        [
            str(line.entry.number),
            stamp(line.entry.at),
            label(LedgerKind(line.entry.kind)),
            str(line.draw_number or "—"),
            "、".join(line.member_codes) or "—",
            why(record, line.entry),
        ]
        for line in record.ledger
    ]
    if not rows:
        return [Words(_("台账中没有这次评审的记录。"))]
    head = [_("序号"), _("时间"), _("事项"), _("第几次抽取"), _("专家"), _("说明")]
    return [Table(head, rows, (9, 20, 17, 13, 14, 27))]


def declarations(record: Any) -> list[Block]:
    """Return what every member declared, and the pledge (D19)."""
    questions = [str(row.text) for row in record.case.manual.panel.recusal_questions]
    declared = [seat.member for seat in record.seats if seat.member.declared_at]
    recused = [seat.member for seat in record.seats if seat.member.state is MemberState.RECUSED]
    rows = [
        [
            member.code,
            profession_words(record, member),
            stamp(member.declared_at),
            _("应回避，已退出") if member.state is MemberState.RECUSED else _("各项均为“否”"),
            _("已承诺"),
        ]
        for member in declared
    ]
    blocks: list[Block] = [
        Facts(matter_rows(record)),
        Heading(_("一、回避事项")),
        *(Words(f"{number}. {text}") for number, text in enumerate(questions, start=1)),
        Words(_("任何一项答“是”的专家回避这次评审，不进入评审室。"), "quiet"),
        Heading(_("二、保密承诺")),
        Words(str(PLEDGE)),
        Heading(_("三、各专家的声明")),
        Table([_("编号"), _("专业"), _("声明时间"), _("回避"), _("保密")], rows,
              (14, 22, 24, 24, 16)),
    ]  # fmt: skip
    if recused:
        codes = "、".join(member.code for member in recused)
        blocks.append(Words(_("回避：%(codes)s。理由见专家组名单所附台账。", codes=codes), "note"))
    return blocks


def invitations(record: Any) -> list[Block]:
    """Return one letter for each invited expert, each on a page of its own (D20)."""
    invited = [seat for seat in record.seats if seat.member.invited_at]
    return [
        block
        for number, seat in enumerate(invited)
        for block in _letter(record, seat, is_first=number == 0)
    ]


def _letter(record: Any, seat: Any, *, is_first: bool) -> list[Block]:
    review, member = record.review, seat.member
    to = seat.name or _("编号 %(code)s", code=member.code)
    when = (
        meeting_words(record)
        if review.meeting_at
        else _("%(day)s以前在系统中完成", day=long_date(review.due_on))
    )
    rows = [
        *matter_rows(record),
        (_("专家编号"), member.code),
        (_("专业席位"), profession_words(record, member)),
        (_("评审时间和地点"), when),
        (_("评审材料"), _("%(at)s起在评审室开放", at=moment_text(review.materials_at))
         if review.materials_at else _("作出回避与保密声明后在评审室开放")),
        (_("完成期限"), long_date(review.due_on)),
        (_("答复"), _answer(member)),
    ]  # fmt: skip
    return [
        *_again(str(TITLES["invitations"]), is_first=is_first),
        Heading(_("%(to)s 专家：", to=to)),
        Words(
            _(
                "现邀请您作为专家参加“%(title)s”社会稳定风险评估的%(kind)s。",
                title=record.case.project.title,
                kind=label(review.kind),
            )
        ),
        Facts(rows),
        Words(
            _(
                "请先答复是否参加，再如实作出回避声明和保密承诺；然后独立审阅材料，逐项评分，按标题写出书面意见。评审结束前，请不要与他人交换评分。"
            )
        ),
        Words(record.office.name, "right"),
        Words(long_date(member.invited_at), "right"),
    ]


def _again(title: str, *, is_first: bool) -> list[Block]:
    """Return the title of the paper at the head of a new page."""
    return [] if is_first else [Heading(title, 1, fresh=True)]


def _answer(member: Any) -> str:
    if member.answered_at is None:
        return _("尚未答复")
    if member.state is MemberState.DECLINED:
        return _("%(at)s谢绝", at=moment_text(member.answered_at))
    return _("%(at)s接受", at=moment_text(member.answered_at))


def sign_in_sheet(record: Any) -> list[Block]:
    """Return who came and how, with room to sign by hand and empty lines (D20)."""
    seats = seated(record)
    is_named = any(seat.name for seat in seats)
    head = [_("序号"), _("姓名") if is_named else _("编号"), _("单位"), _("专业"), _("签到"),
            _("本人签名")]  # fmt: skip
    rows = [
        [
            str(number),
            f"{seat.name}（{seat.member.code}）" if seat.name else seat.member.code,
            seat.member.employer,
            profession_words(record, seat.member),
            _came(seat.member),
            "",
        ]
        for number, seat in enumerate(seats, start=1)
    ]
    rows += [[str(len(rows) + line), "", "", "", "", ""] for line in range(1, EMPTY_LINES + 1)]
    came = sum(seat.member.signed_in_at is not None for seat in seats)
    return [
        Facts(
            [
                *matter_rows(record),
                (_("会议时间和地点"), meeting_words(record)),
                (_("签到人数"), _("应到 %(all)s 人，已签到 %(n)s 人", all=len(seats), n=came)),
            ]
        ),
        Table(head, rows, (7, 20, 24, 14, 17, 18), tall=True),
        Words(_("空行供列席人员手写签到；列席人员可以发言，不参加表决。"), "quiet"),
        Signatures([_("会议记录人")]),
    ]


def _came(member: Any) -> str:
    if member.signed_in_at is None:
        return ""
    how = label(member.signed_in_how) if member.signed_in_how else ""
    return f"{stamp(member.signed_in_at)} {how}".strip()


def replaced_rows(record: Any) -> list[list[str]]:
    """Return who left the panel and who took the seat, for the minutes."""
    return [_gone(record, seat) for seat in record.seats if seat.member.state in _GONE]


def invited_on(record: Any) -> str:
    """Return the days on which invitations went out."""
    days = sorted({date_text(s.member.invited_at) for s in record.seats if s.member.invited_at})
    return "、".join(days) or "—"
