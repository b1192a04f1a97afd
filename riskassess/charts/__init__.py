"""Charts as plain SVG 1.1, the same in page and PDF: labels are arguments, nothing is styled."""

from riskassess.charts.band import BandLabels, grade_band
from riskassess.charts.matrix import MatrixLabels, MatrixPoint, factor_matrix
from riskassess.charts.share import SharePart, share_bar
from riskassess.charts.spread import Spread, SpreadLabels, SpreadRow, spread_chart

__all__ = [
    "BandLabels",
    "MatrixLabels",
    "MatrixPoint",
    "SharePart",
    "Spread",
    "SpreadLabels",
    "SpreadRow",
    "factor_matrix",
    "grade_band",
    "share_bar",
    "spread_chart",
]
