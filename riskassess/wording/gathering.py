"""What experts gave in an assessment file besides shares: levels, judgements, points."""

from riskassess.i18n import _l

GATHERING = {
    "file_no_level": (
        _l("“%(value)s”不是量表中的等级。"),
        _l("请填写其中之一：%(allowed)s。"),
    ),
    "file_not_asked": (
        _l("手册“%(manual)s”不用“%(key)s”。"),
        _l("请删去这一项，或核对文件所依据的手册。"),
    ),
    "file_pair_missing": (
        _l("专家“%(expert)s”没有比较“%(first)s”与“%(second)s”。"),
        _l("请补上这一对；缺少比较时不能计算权重。"),
    ),
    "file_pair_unknown": (
        _l("“%(first)s”与“%(second)s”不是需要比较的一对。"),
        _l("请核对两个代码和所属类型（within）。"),
    ),
    "file_not_on_scale": (
        _l("“%(value)s”不在 1 至 9 的标度上。"),
        _l("请填写 1 至 9 的整数，或 1/2 至 1/9。"),
    ),
    "file_item_unknown": (
        _l("手册没有代码为“%(value)s”的扣分项，或这一项此时不打分。"),
        _l("请使用手册中的扣分项代码。"),
    ),
    "file_points_not_offered": (
        _l("这一项不能扣 %(value)s 分。"),
        _l("请填写手册列出的分值之一：%(allowed)s。"),
    ),
    "file_classes_differ": (
        _l("各类反对份数之和为 %(value)s，而反对份数为 %(oppose)s。"),
        _l("请核对问卷：每份反对的问卷恰好属于一类。"),
    ),
}
