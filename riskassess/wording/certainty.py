"""How certain a grade is."""

from riskassess.i18n import LazyText, _l

CERTAINTY: dict[str, tuple[LazyText, LazyText]] = {
    "certainty_seed": (
        _l("种子“%(value)s”不是 %(digits)s 位十六进制数。"),
        _l("照抄结果记录中的种子；不给种子时由文件内容推出。"),
    ),
    "certainty_resamples": (
        _l("重抽次数 %(value)s 不在 %(low)s 到 %(high)s 之间。"),
        _l("改用范围内的次数；不给时按算法取 10,000 或 1,000。"),
    ),
    "certainty_of_method": (
        _l("方法文件没有可以重抽的专家组。"),
        _l("去掉 --certainty，或改用评估文件。"),
    ),
}
