"""The assessment manual as frozen records: rules, lists, and the questions asked of them."""

from riskassess.domain.manual.catalogue import (
    Bringer,
    Clock,
    DayUnit,
    DocumentRule,
    Factor,
    FactorSet,
    FieldType,
    Kind,
    KindField,
    PanelRule,
    ProcedureRule,
    Profession,
    RequiredSeat,
    Requirement,
)
from riskassess.domain.manual.manual import Manual
from riskassess.domain.manual.needs import DocumentNeed, PanelNeed
from riskassess.domain.manual.parsing import parse_manual, parse_manual_json, parse_stored_manual
from riskassess.domain.manual.rules import Condition, Criterion, DegreeCount
from riskassess.domain.manual.words import Text

__all__ = [
    "Bringer",
    "Clock",
    "Condition",
    "Criterion",
    "DayUnit",
    "DegreeCount",
    "DocumentNeed",
    "DocumentRule",
    "Factor",
    "FactorSet",
    "FieldType",
    "Kind",
    "KindField",
    "Manual",
    "PanelNeed",
    "PanelRule",
    "ProcedureRule",
    "Profession",
    "RequiredSeat",
    "Requirement",
    "Text",
    "parse_manual",
    "parse_manual_json",
    "parse_stored_manual",
]
