"""Charts as plain SVG 1.1, the same in page and PDF: labels are arguments, nothing is styled."""

from riskassess.charts.band import BandLabels, grade_band
from riskassess.charts.level_matrix import LevelMatrixLabels, LevelPoint, level_matrix
from riskassess.charts.matrix import MatrixLabels, MatrixPoint, factor_matrix
from riskassess.charts.membership import MembershipRow, membership_bars
from riskassess.charts.share import SharePart, share_bar
from riskassess.charts.spread import Spread, SpreadLabels, SpreadRow, spread_chart

__all__ = [
    "BandLabels",
    "LevelMatrixLabels",
    "LevelPoint",
    "MatrixLabels",
    "MatrixPoint",
    "MembershipRow",
    "SharePart",
    "Spread",
    "SpreadLabels",
    "SpreadRow",
    "factor_matrix",
    "grade_band",
    "level_matrix",
    "membership_bars",
    "share_bar",
    "spread_chart",
]
