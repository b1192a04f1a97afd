"""Fuzzy evaluation and deduction scores."""

from riskassess.i18n import LazyText, _l

EVALUATION: dict[str, tuple[LazyText, LazyText]] = {
    "fuzzy_weights_sum": (
        _l("权重之和为 %(value)s，与 1 相差超过 2%%。"),
        _l("请核对权重是否抄漏或抄错；权重须为合计等于 1 的小数。"),
    ),
    "fuzzy_weights_count": (
        _l("权重有 %(value)s 个，隶属度有 %(expected)s 行。"),
        _l("请让每个因素各有一个权重和一行隶属度。"),
    ),
    "fuzzy_row_sum": (
        _l("这一行隶属度之和为 %(value)s，与 1 相差超过 10%%。"),
        _l("请核对这一行；隶属度是选择各等级的比例，合计应为 1。"),
    ),
    "fuzzy_groups_count": (
        _l("指标权重有 %(value)s 组，隶属度有 %(expected)s 组。"),
        _l("请让每一组各有一行指标权重和一张隶属度表。"),
    ),
    "fuzzy_both_levels": (
        _l("同时写了 weights 和两级权重。"),
        _l("一级评价只写 weights，两级评价只写 group_weights 和 indicator_weights。"),
    ),
    "fuzzy_grades_count": (
        _l("这里有 %(value)s 项，隶属度有 %(expected)s 列。"),
        _l("请让每个等级各有一列。"),
    ),
    "fuzzy_grade_repeated": (
        _l("等级“%(value)s”重复出现。"),
        _l("请让每个等级的名称各不相同。"),
    ),
    "deduction_item_unknown": (
        _l("扣分表中没有“%(value)s”这一项。"),
        _l("请改用扣分表中的代码：%(allowed)s。"),
    ),
    "deduction_item_unscored": (
        _l("“%(value)s”这一项没有扣分。"),
        _l("请填写扣分；没有问题也要写 0，空着不当作 0。"),
    ),
    "deduction_item_repeated": (
        _l("“%(value)s”这一项出现了两次。"),
        _l("请删去其中一个，或改用不同的代码。"),
    ),
    "deduction_maximum_zero": (_l("这一项的最高扣分为 0。"), _l("请填写大于 0 的最高扣分。")),
    "deduction_points_negative": (
        _l("扣分“%(value)s”是负数。"),
        _l("扣分从 0 分（没有问题）到 %(maximum)s 分，请核对。"),
    ),
    "deduction_points_above": (
        _l("扣分“%(value)s”超过这一项的最高扣分 %(maximum)s。"),
        _l("请核对是否抄错了行，或把得分当成了扣分。"),
    ),
    "deduction_points_option": (
        _l("扣分“%(value)s”不在这一项规定的分值之内。"),
        _l("请改用其中之一：%(allowed)s。"),
    ),
    "deduction_opposition_item": (
        _l("无法确定哪一项按反对情况计分。"),
        _l("请在 opposition_item 中写明该项的代码。"),
    ),
    "deduction_shares_exceed": (
        _l("各类反对的比例合计 %(value)s，超过 1。"),
        _l("请核对比例；各类之间不能重复计算同一批人。"),
    ),
    "deduction_intensity": (
        _l("反对强度“%(value)s”不在手册规定的取值之内。"),
        _l("请改用其中之一：%(allowed)s。"),
    ),
    "deduction_one_limit": (
        _l("界限须是一个数，或恰好写 above、at_least 之一。"),
        _l("“达到即算”写 at_least 或直接写数，“超过才算”写 above。"),
    ),
    "deduction_limits_order": (
        _l("高风险的界限 %(value)s 不高于中风险的界限 %(medium)s。"),
        _l("扣分越多风险越高，请核对两个界限。"),
    ),
    "deduction_manual_decides": (
        _l("已指定评估手册，不能再写“%(key)s”。"),
        _l("请删去这一项；要用自己的扣分表，请删去 manual。"),
    ),
    "deduction_manual_without": (
        _l("评估手册“%(value)s”没有扣分表。"),
        _l("请改用有扣分表的手册，或在文件中写明 items 和 limits。"),
    ),
}
