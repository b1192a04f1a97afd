"""Individual opinions with their score sheets, one form for each expert (D21).

Experts stand under their panel code, never by name (decision 0019).
"""

from typing import Any

from riskassess.domain.manual import Manual
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.domain.vocabulary import ReviewKind
from riskassess.filters import grade_label
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.print.blocks import Block, Facts, Heading, Signatures, Table, Words
from riskassess.print.review_papers.common import (
    class_words,
    heading_names,
    in_order,
    mark_words,
    matter_rows,
    number_words,
    profession_words,
    report_words,
    stamp,
)
from riskassess.wording.review_papers import TITLES


def opinion_forms(record: Any, *, only: int | None = None) -> list[Block]:
    """Return the form of each expert who handed in a sheet in the last round, or of one alone."""
    sheets = record.last.sheets if record.last else []
    blocks: list[Block] = []
    for one in sheets:
        if only in (None, one.member.id):
            blocks += opinion_form(record, one, is_first=not blocks)
    return blocks


def opinion_form(record: Any, one: Any, *, is_first: bool) -> list[Block]:
    """Return the form of one expert."""
    sheet = one.sheet
    return [
        *([] if is_first else [Heading(str(TITLES["opinion_forms"]), 1, fresh=True)]),
        Heading(_("专家 %(code)s", code=one.member.code)),
        Facts(
            [
                *matter_rows(record),
                (_("报告版本"), report_words(record, sheet.submitted_at)),
                (_("专家类别"), class_words(record, one.member)),
                (_("专业"), profession_words(record, one.member)),
                (_("提交时间"), stamp(sheet.submitted_at)),
                (_("提交稿校验值"), sheet.digest or "—"),
            ]
        ),
        Heading(_("结论"), 3),
        Facts(
            [
                *_conclusion(record, sheet),
                (_("措施前等级（初始）"), grade_label(sheet.initial_grade)),
                (_("措施后等级（预期）"), grade_label(sheet.expected_grade)),
            ]
        ),
        *_opinions(record, one),
        *_must_fix(record, one),
        *_quality(record, one),
        *_scores(record, one),
        Signatures([_("专家签名")]),
    ]


def _conclusion(record: Any, sheet: Any) -> list[tuple[str, str]]:
    """Return the conclusion as a line; none in a consultation, whose sheets ask for no such."""
    if sheet.conclusion is None and record.review.kind is ReviewKind.EXPERT_CONSULTATION:
        return []
    return [(_("评审结论"), label(sheet.conclusion) if sheet.conclusion else "—")]


def _opinions(record: Any, one: Any) -> list[Block]:
    names = heading_names(record)
    codes = [code for code in in_order(names, {*names, *one.texts}) if code != "must_fix"]
    said = (
        Words(f"【{names.get(code, code)}】{one.texts.get(code) or _('没有写意见。')}")
        for code in codes
    )
    return [Heading(_("分项意见"), 3), *said]


def _must_fix(record: Any, one: Any) -> list[Block]:
    names = heading_names(record)
    said: list[Block] = [
        Words(must_fix_words(number, row.text, row.pages, names.get(row.heading, row.heading)))
        for number, row in enumerate(one.must_fix, start=1)
    ]
    if "must_fix" in one.texts:
        said.append(Words(one.texts["must_fix"]))
    return [Heading(_("必须修改的问题"), 3), *(said or [Words(_("没有。"))])]


def must_fix_words(number: int, text: str, pages: str, heading: str) -> str:
    """Return one thing to be mended, with its heading and the pages of the report."""
    head = f"【{heading}】" if heading else ""
    tail = _("（报告第 %(pages)s 页）", pages=pages) if pages else ""
    return f"{number}. {head}{text}{tail}"


def _quality(record: Any, one: Any) -> list[Block]:
    if not one.quality:
        return []
    headings = record.rule.quality.headings
    rows = [
        [str(row.name), str(row.maximum), number_words(one.quality.get(row.code))]
        for row in headings
    ]
    total = sum(one.quality.get(row.code, 0) for row in headings)
    rows.append([_("合计"), str(sum(row.maximum for row in headings)), number_words(total)])
    head = [_("部分"), _("满分"), _("得分")]
    return [Heading(_("报告质量评分"), 3), Table(head, rows, (60, 20, 20))]


def _marks(score: Any, manual: Manual) -> list[str]:
    return [mark_words(f".{field}", getattr(score, field), manual) for field in SCORE_FIELDS]


def _scores(record: Any, one: Any) -> list[Block]:
    factors = [row for row in record.factors if row.id in one.scores]
    blocks: list[Block] = []
    if factors:
        head = [_("编号"), _("风险因素"), _("前·权重"), _("前·概率"), _("前·影响"), _("后·权重"),
                _("后·概率"), _("后·影响")]  # fmt: skip
        rows = [
            [row.code, row.name, *_marks(one.scores[row.id], record.case.manual)] for row in factors
        ]
        blocks += [Heading(_("评分表"), 3), Table(head, rows, (9, 31, 10, 10, 10, 10, 10, 10))]
        blocks += [
            Words(f"{row.code}：{one.scores[row.id].comment}")
            for row in factors
            if one.scores[row.id].comment.strip()
        ]
    if one.items:
        rule = record.case.manual.deduction
        names = {row.code: f"{row.code} {row.name}" for row in rule.items} if rule else {}
        rows = [
            [names.get(row.item, row.item), number_words(row.before_points),
             number_words(row.after_points), row.comment or "—"]
            for row in one.items
        ]  # fmt: skip
        head = [_("评分项"), _("措施前扣分"), _("措施后扣分"), _("理由")]
        blocks += [Heading(_("扣分表"), 3), Table(head, rows, (18, 16, 16, 50))]
    return blocks
