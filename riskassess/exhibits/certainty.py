"""How certain a grade is, in sentences, figures and tables; the same on the pages and in print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from riskassess.exhibits.certainty_changes import change_chart, change_rows, nearest_words
from riskassess.exhibits.certainty_charts import (
    chance_chart,
    interval_chart,
    left_out_charts,
    middle_charts,
)
from riskassess.exhibits.certainty_words import (
    FEW_EXPERTS,
    FEW_TO_HIDE,
    MIDDLE_WORDS,
    MOST_RESAMPLES,
    moments_of,
    share_text,
    shares_in_words,
    value_text,
    value_word,
)
from riskassess.filters import grade_label
from riskassess.i18n import _, current_locale, sentences

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """One figure with its heading and caption."""

    title: str
    caption: str
    chart: Markup


@dataclass(frozen=True)
class Table:
    """A table of texts; `right` are the columns of numbers, counted from 0."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class CertaintySection:
    """Everything that is said of a record: prose first, then pictures, tables, and how."""

    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    how: tuple[tuple[str, str], ...]


def certainty_section(
    record: Record,
    manual: Manual,
    *,
    names: Mapping[str, str] | None = None,
    names_experts: bool = True,
) -> CertaintySection:
    """Return a record in words.

    Parameters
    ----------
    record : mapping
        As stored (`riskassess.certainty/1`).
    manual : Manual
        The manual of the result.
    names : mapping, optional
        Names of factors by code; items of a deduction score have theirs in the manual.
    names_experts : bool
        False for readers who may not learn what single experts gave: then nothing is told by
        expert, only whether leaving one out changes the grade.

    Returns
    -------
    CertaintySection
        Plain texts and figures, for pages and print alike.
    """
    known = {**_item_names(manual), **(names or {})}
    return CertaintySection(
        tuple(_sentences(record, manual, known, names_experts=names_experts)),
        tuple(_pictures(record, manual, known, names_experts=names_experts)),
        tuple(_tables(record, manual, known, names_experts=names_experts)),
        tuple(_how(record)),
    )


def _item_names(manual: Manual) -> dict[str, str]:
    items = manual.deduction.items if manual.deduction else ()
    return {item.code: item.name(current_locale()) for item in items}


def _sentences(
    record: Record, manual: Manual, names: Mapping[str, str], *, names_experts: bool
) -> Iterator[str]:
    for name, moment in moments_of(record):
        yield sentences(
            (
                _graded_words(name, moment, record),
                _interval_words(moment, manual, record, names_experts=names_experts),
                nearest_words(moment, manual, names),
            )
        )
    if record["resamples"] < MOST_RESAMPLES:
        yield _few_words(record)
    yield _left_out_words(record, names_experts=names_experts)
    yield _middle_words(record)
    if record["experts"] <= FEW_EXPERTS:
        yield _(
            "专家只有 %(n)s 位，重抽能得到的组合有限，区间会偏窄；请结合逐一去掉专家的结果一起看。",
            n=record["experts"],
        )


def _few_words(record: Record) -> str:
    return _(
        "重抽 %(n)s 次而不是通常的 %(most)s 次：这里的许多重抽须由精确引擎逐一计算，"
        "按专家人数和评分项数限定次数。",
        n=f"{record['resamples']:,}",
        most=f"{MOST_RESAMPLES:,}",
    )


def _graded_words(name: str, moment: Record, record: Record) -> str:
    return _(
        "%(moment)s：等级判为%(grade)s；重抽 %(n)s 次中，%(shares)s。",
        moment=name,
        grade=grade_label(moment["grade"]),
        n=f"{record['resamples']:,}",
        shares=shares_in_words(moment["counts"]),
    )


def _interval_words(moment: Record, manual: Manual, record: Record, *, names_experts: bool) -> str:
    """Return the interval of a moment's value as a sentence, or an empty text."""
    found = moment["interval"]
    if found is None:
        return ""
    if not names_experts and record["experts"] <= FEW_TO_HIDE:
        return _("专家人数少，不列%(name)s的区间。", name=value_word(manual))
    low, middle, high = (value_text(found[key], manual) for key in ("low", "middle", "high"))
    return _("%(name)s 2.5%% 至 97.5%% 分位为 %(low)s 至 %(high)s，中位 %(middle)s。",
             name=value_word(manual), low=low, high=high, middle=middle)  # fmt: skip


def _same(row: Record, record: Record) -> bool:
    after = record["after"] and record["after"]["grade"]
    return bool(
        row["initial_grade"] == record["before"]["grade"] and row["expected_grade"] == after
    )


def _left_out_words(record: Record, *, names_experts: bool) -> str:
    rows = record["left_out"]
    if rows is None:
        return _("只有一位专家，不能逐一去掉专家再算。")
    changed = [row for row in rows if not _same(row, record)]
    if not changed:
        return _("去掉任何一位专家，等级都不变。")
    if not names_experts:
        return _("逐一去掉一位专家再算，%(k)s 种情形下等级会变（共 %(n)s 种）。", k=len(changed),
                 n=len(rows))  # fmt: skip
    return _(
        "去掉 %(names)s 中的任一位，等级会变。", names=_("、").join(row["name"] for row in changed)
    )


def _middle_words(record: Record) -> str:
    changed = [row for row in record["middles"] if not _same(row, record)]
    if not changed:
        return _("改用平均数、中位数或去极值平均，等级都不变。")
    names = _("、").join(str(MIDDLE_WORDS[row["name"]]) for row in changed)
    return _("改用%(names)s时，等级会变。", names=names)


def _pictures(
    record: Record, manual: Manual, names: Mapping[str, str], *, names_experts: bool
) -> Iterator[Picture]:
    yield Picture(_("各等级的可能性"), _("深色条为本次结果的等级。"), chance_chart(record))
    is_hidden = not names_experts and record["experts"] <= FEW_TO_HIDE
    interval = None if is_hidden else interval_chart(record, manual)
    if interval is not None:
        yield Picture(
            _("%(name)s的区间", name=value_word(manual)),
            _("横线为 2.5% 至 97.5% 分位；三个数依次为下端、中位、上端。"),
            interval,
        )
    for name, moment in moments_of(record):
        chart = change_chart(name, moment, manual, names)
        if chart is not None:
            caption = _("空心点为现在的数值，带形状的点为等级改变之处；横线为可取的全部范围。")
            yield Picture(_("什么会改变等级：%(moment)s", moment=name), caption, chart)
    caption = _("竖线为本次结果；点的形状为该情形下的等级：● 低 ◆ 中 ▲ 高。")
    if names_experts:
        for name, chart in left_out_charts(record, manual):
            yield Picture(_("逐一去掉专家：%(moment)s", moment=name), caption, chart)
    for name, chart in middle_charts(record, manual):
        yield Picture(_("换一种汇总办法：%(moment)s", moment=name), caption, chart)


def _tables(
    record: Record, manual: Manual, names: Mapping[str, str], *, names_experts: bool
) -> Iterator[Table]:
    for name, moment in moments_of(record):
        yield _criteria_table(name, moment, manual)
    for name, moment in moments_of(record):
        rows = tuple(change_rows(moment, manual, names))
        if rows:
            head = (_("变动什么"), _("现在"), _("变到"), _("等级变为"), _("经由"))
            yield Table(_("什么会改变等级：%(moment)s", moment=name), head, rows, (1, 2))
    if names_experts and record["left_out"]:
        rows = tuple(_variant_rows(record["left_out"], {}, manual))
        yield Table(_("逐一去掉专家"), _variant_head(_("去掉")), rows, (2, 4))
    words = {key: str(word) for key, word in MIDDLE_WORDS.items()}
    middles = tuple(_variant_rows(record["middles"], words, manual))
    yield Table(_("换一种汇总办法"), _variant_head(_("办法")), middles, (2, 4))


def _criteria_table(name: str, moment: Record, manual: Manual) -> Table:
    movable = dict(map(tuple, moment["movable"]))
    rows = []
    for row in moment["criteria"]:
        kind = CriterionKind(row["criterion"])
        shares = [_percent(row["counts"], grade) for grade in RiskGrade]
        can = _("能") if movable.get(row["criterion"]) else _("不能")
        rows.append((manual.criterion(kind).name(current_locale()), *shares, can))
    rows.append((_("等级"), *(_percent(moment["counts"], grade) for grade in RiskGrade), "—"))
    head = (
        _("判定标准"),
        *(grade_label(grade) for grade in RiskGrade),
        _("能否单独改变等级"),
    )
    return Table(_("各判定标准的可能性：%(moment)s", moment=name), head, tuple(rows), (1, 2, 3))


def _percent(counts: Mapping[str, int], grade: RiskGrade) -> str:
    return share_text(counts[str(grade)], sum(counts.values()))


def _variant_head(first: str) -> tuple[str, ...]:
    return (first, _("初始等级"), _("措施前数值"), _("预期等级"), _("措施后数值"))


def _variant_rows(
    rows: Sequence[Record], words: Mapping[str, str], manual: Manual
) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield (
            words.get(row["name"], row["name"]),
            grade_label(row["initial_grade"]) if row["initial_grade"] else _("无法定级"),
            value_text(row["before"], manual),
            grade_label(row["expected_grade"]) if row["expected_grade"] else "—",
            value_text(row["after"], manual),
        )


def _how(record: Record) -> Iterator[tuple[str, str]]:
    yield (
        _("做法"),
        _(
            "从专家组中有放回地抽取同样多的专家，每位专家的权重打分、概率、影响及两两比较一并抽取，措施前后同用一组；"
            "反对票数按有效问卷数做二项重抽；每次重抽都按手册规则精确定级。"
        ),
    )
    yield _("重抽次数"), f"{record['resamples']:,}"
    if record["refused"]:
        yield _("未能定级的重抽"), _("%(n)s 次，不计入比例", n=record["refused"])
    yield _("专家人数"), str(record["experts"])
    survey = record["survey"]
    yield (
        _("问卷"),
        (
            _("反对 %(x)s 份 / 有效 %(n)s 份", x=survey["oppose"], n=survey["valid"])
            if survey
            else _("没有可重抽的问卷数据")
        ),
    )
    ways = {"arrays": _("整数数组，界限处精确判定"), "engine": _("逐次由精确引擎计算")}
    yield _("算法"), ways[record["way"]]
    yield _("种子"), record["seed"]
    yield (
        _("复核"),
        _("把评估文件交给 compute --certainty，并给出上面的种子和次数，得到同样的数字。"),
    )
