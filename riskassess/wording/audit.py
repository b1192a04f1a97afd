"""The audit trail."""

from riskassess.i18n import _l

AUDIT = {
    "audit_too_many": (
        _l("符合条件的记录超过 %(most)s 条，不能放进一个表格。"),
        _l("请缩短期间或加上其他条件；要全部记录时请导出可核对的文件。"),
    ),
}
