"""Proposing professions and experts by text."""

from riskassess.i18n import LazyText, _l

FIT: dict[str, tuple[LazyText, LazyText]] = {
    "fit_code_repeated": (
        _l("待比较的文字中有重复的编号。"),
        _l("请检查专家库手册的专业词语和专家编号。"),
    ),
}
