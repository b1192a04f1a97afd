"""Figures of a certainty record: chances, interval, results without an expert, other middles."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from riskassess.charts.certainty import ChanceRow, IntervalRow, chance_bars, interval_band
from riskassess.charts.certainty_dots import DotRow, value_dots
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import RiskGrade
from riskassess.exhibits.certainty_words import (
    MIDDLE_WORDS,
    PLACE,
    moments_of,
    read,
    share_text,
    shares_in_words,
    value_criterion,
    value_end,
    value_limits,
    value_text,
    value_word,
)
from riskassess.filters import grade_label
from riskassess.i18n import _

Record = Mapping[str, Any]


def chance_chart(record: Record) -> Markup:
    """Return the bars of all grades, before and after measures."""
    groups = [
        (name, [_chance(grade, moment) for grade in RiskGrade])
        for name, moment in moments_of(record)
    ]
    said = _("；").join(
        _("%(moment)s：%(shares)s", moment=name, shares=shares_in_words(moment["counts"]))
        for name, moment in moments_of(record)
    )
    return chance_bars(groups, title=_("各等级的可能性"), desc=said)


def _chance(grade: RiskGrade, moment: Record) -> ChanceRow:
    count, whole = moment["counts"][str(grade)], sum(moment["counts"].values())
    figure = share_text(count, whole)
    is_result = moment["grade"] == str(grade)
    return ChanceRow(PLACE[str(grade)], grade_label(grade), count / whole, figure, is_result)


def interval_chart(record: Record, manual: Manual) -> Markup | None:
    """Return the intervals of the value on the grade band; None where no criterion looks at it."""
    if value_criterion(manual) is None or record["before"]["interval"] is None:
        return None
    rows = [_interval(name, moment["interval"], manual) for name, moment in moments_of(record)]
    most, words_of_most = value_end(manual)
    return interval_band(
        rows,
        limits=[(float(limit), words) for limit, words in value_limits(manual)],
        most=(float(most), words_of_most),
        grades=[grade_label(grade) for grade in RiskGrade],
        title=_("%(name)s的区间", name=value_word(manual)),
        desc=_("；").join(row.name for row in rows),
    )


def _interval(name: str, found: Record, manual: Manual) -> IntervalRow:
    low, middle, high = (read(found[key]) for key in ("low", "middle", "high"))
    words = _("%(moment)s %(low)s — %(middle)s — %(high)s", moment=name,
              low=value_text(found["low"], manual), middle=value_text(found["middle"], manual),
              high=value_text(found["high"], manual))  # fmt: skip
    return IntervalRow(words, float(low), float(middle), float(high))


def left_out_charts(record: Record, manual: Manual) -> Iterator[tuple[str, Markup]]:
    """Yield for each moment the results without each expert."""
    rows = [(_("去掉 %(code)s", code=row["name"]), row) for row in record["left_out"] or ()]
    yield from _dots(record, manual, rows, _("逐一去掉专家"))


def middle_charts(record: Record, manual: Manual) -> Iterator[tuple[str, Markup]]:
    """Yield for each moment the results under mean, median and trimmed mean."""
    rows = [(str(MIDDLE_WORDS[row["name"]]), row) for row in record["middles"]]
    yield from _dots(record, manual, rows, _("换一种汇总办法"))


def _dots(
    record: Record, manual: Manual, rows: Sequence[tuple[str, Record]], title: str
) -> Iterator[tuple[str, Markup]]:
    keys = (("before", "initial_grade"), ("after", "expected_grade"))
    for (name, moment), (key, grade) in zip(moments_of(record), keys, strict=False):
        dots = [
            DotRow(label, float(read(row[key])), PLACE[row[grade]], value_text(row[key], manual))
            for label, row in rows
            if row[key] is not None and row[grade] is not None
        ]
        result = moment["result"]
        if dots and result is not None:
            yield name, value_dots(
                dots,
                whole=(float(read(result)), _("本次 %(value)s", value=value_text(result, manual))),
                limits=[(float(limit), _("界限 %(limit)s", limit=words))
                        for limit, words in value_limits(manual)],
                title=_("%(title)s：%(moment)s", title=title, moment=name),
                desc=_("；").join(f"{dot.name} {dot.figure}" for dot in dots),
            )  # fmt: skip
