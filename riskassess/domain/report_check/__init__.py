"""Reports reckoned again: tables in, slips with their place out (issue: report check)."""

from riskassess.domain.report_check.check import check_report
from riskassess.domain.report_check.rules import ReportRules, rules_of
from riskassess.domain.report_check.tables import (
    Cell,
    Place,
    ReportFindings,
    ReportTable,
    Slip,
    TableNotRead,
    TableRead,
    plain_table,
)

__all__ = [
    "Cell",
    "Place",
    "ReportFindings",
    "ReportRules",
    "ReportTable",
    "Slip",
    "TableNotRead",
    "TableRead",
    "check_report",
    "plain_table",
    "rules_of",
]
