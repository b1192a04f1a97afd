"""Inputs of methods in method files."""

from riskassess.i18n import _l

METHODS = {
    "file_outside": (
        _l("“%(value)s”不在 %(low)s 到 %(high)s 之间。"),
        _l("请核对这一数值，改到范围之内。"),
    ),
    "file_no_magnitude": (
        _l("“%(value)s”的数量级不合常理。"),
        _l("请核对小数点和指数是否写错。"),
    ),
    "file_too_small": (_l("“%(value)s”太小，至少为 %(low)s。"), _l("请核对这一数值。")),
    "file_ragged": (
        _l("这一行有 %(value)s 个数，其他行有 %(expected)s 个。"),
        _l("请让每一行的个数相同；缺失的数值写作 null（只在允许缺失的方法中）。"),
    ),
}
