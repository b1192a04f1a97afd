"""Rounds of a review in its minutes: who came in, what each round came to, what was said."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from riskassess.domain.conclusion import panel_conclusion
from riskassess.domain.manual import Manual
from riskassess.domain.room.quality import report_quality
from riskassess.domain.room.rounds import StopReason
from riskassess.domain.room.statement import judged, statement
from riskassess.domain.room.votes import panel_grade
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.domain.sheet_form import POINT_FIELDS
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.domain.vocabulary import ReviewKind
from riskassess.exhibits.exact import short
from riskassess.filters import grade_label, moment_text, round_name
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label
from riskassess.print.blocks import Block, Facts, Heading, Table, Words
from riskassess.print.review_papers.common import joined, mark_words
from riskassess.wording.marks import POINTS_LOST

FIELD_NAMES: Mapping[str, LazyText] = {
    "before_weight": _l("措施前权重"),
    "before_probability": _l("措施前概率"),
    "before_impact": _l("措施前影响"),
    "after_weight": _l("措施后权重"),
    "after_probability": _l("措施后概率"),
    "after_impact": _l("措施后影响"),
    **POINTS_LOST,
}
STOPS: Mapping[StopReason, LazyText] = {
    StopReason.CV: _l("各项变异系数都在手册限值以内"),
    StopReason.KENDALL_W: _l("协调系数达到手册要求且显著"),
    StopReason.STABLE: _l("各项中位数与上一轮相比已经稳定"),
    StopReason.MOST_ROUNDS: _l("已到手册规定的最多轮数"),
}


def round_blocks(record: Any, row: Any) -> list[Block]:
    """Return what a round was and what it came to."""
    round_ = row.round
    name = _("列题轮") if round_.kind is RoundKind.ISSUES else _("评分第 %(n)s 轮", n=round_.number)
    facts: list[Block] = [
        Heading(name, 3),
        Facts(
            [
                (_("方式"), label(round_.way)),
                (_("起止"), f"{moment_text(round_.opened_at)} — {moment_text(round_.closed_at)}"),
                (_("收到评分表"), _("%(n)s 份", n=len(row.sheets))),
            ]
        ),
    ]
    if round_.kind is RoundKind.ISSUES:
        return [*facts, *_risks(record, round_)]
    if record.review.kind is ReviewKind.PROJECT_REVIEW:
        return [*facts, *_review_result(record, row)]
    is_last = record.last is not None and record.last.round.id == round_.id
    return [*facts, *_outcome(record, row.outcome), *(_agreement(record, row) if is_last else [])]


def _risks(record: Any, round_: Any) -> list[Block]:
    raised = [(row, code) for row, code in record.risks if row.round_id == round_.id]
    if not raised:
        return [Words(_("没有专家提出新的风险。"))]
    blocks: list[Block] = []
    for number, (row, code) in enumerate(raised, start=1):
        became = label(row.state) + (f" {code}" if code else "")
        blocks.append(Words(f"{number}. {row.name}（{became}）"))
        blocks.append(Words(_("提出理由：%(why)s", why=row.reason), "quiet"))
        if row.decision_reason:
            blocks.append(Words(_("处理理由：%(why)s", why=row.decision_reason), "quiet"))
    return blocks


def _outcome(record: Any, outcome: Mapping[str, Any]) -> list[Block]:
    """Return median and quartiles of each item and the answer of the stopping rule, as stored."""
    if not outcome:
        return [Words(_("这一轮没有汇总结果。"))]
    rows = [_item(item, record.case.manual) for item in outcome["items"]]
    head = [_("因素"), _("项目"), _("份数"), _("中位数"), _("四分位"), _("最小—最大"),
            _("变异系数"), _("是否收敛")]  # fmt: skip
    w = outcome["w"]
    concordance = (
        _("肯德尔协调系数 W = %(w)s，P = %(p)s。", w=short(w["w"]), p=short(w["p"]))
        if w
        else _("没有协调系数：评分表或项目太少，或者评分没有差别。")
    )
    by = [str(STOPS[StopReason(code)]) for code in outcome["by"]]
    rule = (
        _("停止规则：可以结束，依据是%(by)s。", by="；".join(by))
        if outcome["may_end"]
        else _("停止规则：未达到，应继续下一轮。")
    )
    widths = (9, 17, 8, 12, 19, 15, 10, 10)
    return [Table(head, rows, widths), Words(concordance), Words(rule)]


def _item(item: Mapping[str, Any], manual: Manual) -> list[str]:
    factor, _dot, field = str(item["item"]).partition(".")

    def show(mark: Any) -> str:
        return mark_words(item["item"], mark, manual)

    return [
        factor,
        str(FIELD_NAMES.get(field, field)),
        str(item["n"]),
        show(item["median"]),
        f"{show(item['q1'])}—{show(item['q3'])}",
        f"{show(item['minimum'])}—{show(item['maximum'])}",
        "—" if item["cv"] is None else short(item["cv"], 3),
        _("是") if item["settled"] else _("否"),
    ]


def _agreement(record: Any, row: Any) -> list[Block]:
    """Return on which factors the panel agrees at the end and on which it does not."""
    marks = _marks(record, row)
    if not marks:
        return []
    found = statement(judged(marks, {}), record.rule.consultation)
    words = (_("意见一致的因素"), _("仍有分歧的因素"))
    if record.case.manual.asks_points:
        words = (_("意见一致的项目"), _("仍有分歧的项目"))
    return [
        Heading(_("一致与分歧"), 3),
        Facts(
            [
                (words[0], joined(found.agreed_factors)),
                (words[1], joined(found.disputed_factors)),
            ]
        ),
        *_result(record),
    ]


def _marks(record: Any, row: Any) -> dict[str, list[int]]:
    given = {
        f"{factor.code}.{field}": [
            getattr(one.scores[factor.id], field)
            for one in row.sheets
            if factor.id in one.scores and getattr(one.scores[factor.id], field) is not None
        ]
        for factor in record.factors
        for field in SCORE_FIELDS
    }
    for one in row.sheets:
        for points in one.items:
            for field in POINT_FIELDS:
                if (lost := getattr(points, field)) is not None:
                    given.setdefault(f"{points.item}.{field}", []).append(lost)
    return {item: marks for item, marks in given.items() if len(marks) == len(row.sheets) > 0}


def _review_result(record: Any, row: Any) -> list[Block]:
    """Return conclusions and grades by code, and what they come to by rule."""
    rows = [
        [
            one.member.code,
            label(one.sheet.conclusion) if one.sheet.conclusion else "—",
            grade_label(one.sheet.initial_grade),
            grade_label(one.sheet.expected_grade),
            moment_text(one.sheet.submitted_at),
        ]
        for one in row.sheets
    ]
    head = [_("专家"), _("评审结论"), _("措施前等级"), _("措施后等级"), _("提交时间")]
    return [
        Table(head, rows, (14, 22, 18, 18, 28)),
        Facts([*_conclusions(record, row), *_grades(record, row)]),
        *_quality(record, row),
        *_result(record),
    ]


def _conclusions(record: Any, row: Any) -> list[tuple[str, str]]:
    given = [one.sheet.conclusion for one in row.sheets if one.sheet.conclusion]
    found = panel_conclusion(given, record.case.manual.conclusion_rule)
    counts = "、".join(
        _("%(word)s %(n)s 人", word=label(each), n=given.count(each))
        for each in dict.fromkeys(sorted(given))
    )
    if found is None:
        return [(_("专家组结论"), "—")]
    return [(_("专家组结论"), _("%(word)s（%(counts)s）", word=label(found), counts=counts))]


def _grades(record: Any, row: Any) -> list[tuple[str, str]]:
    rows = []
    for name, field in ((_("措施前等级"), "initial_grade"), (_("措施后等级"), "expected_grade")):
        given = [getattr(one.sheet, field) for one in row.sheets]
        vote = panel_grade([grade for grade in given if grade], record.rule.vote)
        if vote is not None:
            split = _("，意见分散，按较高等级") if vote.is_split else ""
            rows.append((name, _("%(grade)s（中位数为%(median)s，%(share)s 的专家提出%(split)s）",
                                 grade=grade_label(vote.grade), median=grade_label(vote.median),
                                 share=short(vote.share * 100, 1) + "%", split=split)))  # fmt: skip
    return rows


def _quality(record: Any, row: Any) -> list[Block]:
    rule = record.rule.quality
    found = report_quality([one.quality for one in row.sheets if one.quality], rule)
    if found is None:
        return [Words(_("没有完整的报告质量评分。"))]
    rows = [
        [str(each.name), str(each.maximum), short(found.headings[each.code], 2)]
        for each in rule.headings
    ]
    rows.append(
        [_("合计"), str(sum(each.maximum for each in rule.headings)), short(found.total, 2)]
    )
    said = _("报告质量平均 %(total)s 分（%(n)s 份完整评分），按手册界限为“%(word)s”。",
             total=short(found.total, 2), n=found.sheets, word=label(found.conclusion))  # fmt: skip
    head = [_("报告质量"), _("满分"), _("平均得分")]
    return [Table(head, rows, (60, 20, 20)), Words(said)]


def _result(record: Any) -> list[Block]:
    """Return the grades that were computed from the scores, with the fingerprint of the result."""
    found = record.result
    if found is None:
        return []
    rows = [
        (_("按评分计算的等级"), _("措施前 %(before)s，措施后 %(after)s",
                           before=grade_label(found.initial_grade),
                           after=grade_label(found.expected_grade))),
        (_("计算时间"), moment_text(found.computed_at)),
        (_("结果指纹"), found.fingerprint),
    ]  # fmt: skip
    return [Facts(rows)]


def discussion_blocks(record: Any) -> list[Block]:
    """Return what was said between rounds, factor by factor, under the names of the rounds."""
    blocks: list[Block] = []
    names = {row.code: row.name for row in record.factors}
    for row in record.rounds:
        for factor, posts in groupby(row.posts, key=lambda post: post.factor):
            where = f"{factor} {names.get(factor, '')}".strip() or _("总体")
            title = _("%(round)s之后：%(where)s", round=_round_words(row.round), where=where)
            blocks.append(Heading(title, 3))
            blocks += [Words(_post(post)) for post in posts]
    return blocks or [Words(_("没有讨论发言。"))]


def _round_words(round_: Any) -> str:
    if round_.kind is RoundKind.ISSUES:
        return _("列题轮")
    return _("评分第 %(n)s 轮", n=round_.number)


def _post(line: Any) -> str:
    post, who = line.post, round_name(line.name or None)
    at = moment_text(post.said_at)
    if post.hidden_at is not None:
        return _("%(who)s（%(at)s）：发言已被隐去，理由：%(why)s", who=who, at=at,
                 why=post.hidden_reason)  # fmt: skip
    return _("%(who)s（%(at)s）：%(text)s", who=who, at=at, text=post.text)
