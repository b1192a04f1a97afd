"""The report's quality in words: points by the pool manual's headings, what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual.room import QualityRule
from riskassess.domain.room.quality import UNIT, Quality, report_quality
from riskassess.exhibits.exact import short
from riskassess.i18n import _, current_locale


@dataclass(frozen=True)
class QualityWords:
    """Rows of heading, most points and given ones; the total and what it comes to."""

    rows: Sequence[tuple[str, str, str]]
    total: str


def sheet_quality(
    points: Mapping[str, int], rule: QualityRule, manual: Manual
) -> QualityWords | None:
    """Return the points of one sheet in words; None where it gives none.

    Parameters
    ----------
    points : mapping
        Heading → points in ten-thousandths.
    """
    if not points:
        return None
    given = {code: Fraction(each, UNIT) for code, each in points.items()}
    done = report_quality([points], rule)
    if done is None:
        return QualityWords(_rows(given, rule), _("没有打全，不计合计"))
    return QualityWords(_rows(given, rule), _total(done, rule, manual))


def panel_quality(found: Quality | None, rule: QualityRule, manual: Manual) -> QualityWords | None:
    """Return the mean points of a panel in words; None without a complete sheet."""
    if found is None:
        return None
    return QualityWords(_rows(found.headings, rule), _total(found, rule, manual))


def _rows(given: Mapping[str, Fraction], rule: QualityRule) -> list[tuple[str, str, str]]:
    return [
        (
            row.name(current_locale()),
            str(row.maximum),
            short(given[row.code], 2) if row.code in given else "—",
        )
        for row in rule.headings
    ]


def _total(done: Quality, rule: QualityRule, manual: Manual) -> str:
    words = {row.conclusion: row.name(current_locale()) for row in manual.conclusions}
    most = sum(row.maximum for row in rule.headings)
    return _(
        "合计 %(total)s 分（满分 %(most)s 分），按手册界限为“%(what)s”",
        total=short(done.total, 2), most=most, what=words[done.conclusion],
    )  # fmt: skip
