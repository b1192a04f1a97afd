"""The assessment file (`riskassess.assessment/1`): read exactly, refused with every problem."""

from riskassess.domain.assessment_file.parsing import parse_assessment
from riskassess.domain.assessment_file.records import (
    FORMAT,
    UNIT,
    AssessedFactor,
    Assessment,
    ComparisonSheet,
    Forecast,
    Judgement,
    MeasureEntry,
    OppositionCount,
    PanelExpert,
    PointSheet,
    Score,
    ScoreSheet,
    SurveyCounts,
)
from riskassess.domain.assessment_file.text import read_json

__all__ = [
    "FORMAT",
    "UNIT",
    "AssessedFactor",
    "Assessment",
    "ComparisonSheet",
    "Forecast",
    "Judgement",
    "MeasureEntry",
    "OppositionCount",
    "PanelExpert",
    "PointSheet",
    "Score",
    "ScoreSheet",
    "SurveyCounts",
    "parse_assessment",
    "read_json",
]
