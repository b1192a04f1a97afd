"""Agreement of a panel and survey figures."""

from riskassess.i18n import LazyText, _l

AGREEMENT: dict[str, tuple[LazyText, LazyText]] = {
    "survey_no_attitude": (
        _l("没有任何一种态度的份数。"),
        _l("请至少写出一项：%(allowed)s。"),
    ),
    "agreement_missing_mark": (
        _l("“%(value)s”看来表示缺失，不是一个取值。"),
        _l("缺失的值请写 null，或用 missing 指明代表缺失的记号。"),
    ),
    "agreement_rating_missing": (
        _l("这里没有评分。协调系数要求每位专家对每一项都评分。"),
        _l("请补上评分，或去掉这一项或这位专家；有缺失时可改用 krippendorff。"),
    ),
    "agreement_delphi_rating_missing": (
        _l("这里没有评分，不能当作 0。"),
        _l("请补上评分；没有作答的专家不列入 ratings。"),
    ),
    "agreement_too_few_items": (
        _l("只有 %(value)s 项，无法衡量一致程度。"),
        _l("至少要有两项被评价。"),
    ),
    "agreement_too_few_raters": (
        _l("只有 %(value)s 位专家，无法衡量一致程度。"),
        _l("至少要有两位专家评分。"),
    ),
    "agreement_no_order": (
        _l("每位专家对各项的评分都相同，分不出高低，协调系数没有意义。"),
        _l("请核对评分；若确实如此，请改看均值和变异系数。"),
    ),
    "agreement_all_equal": (
        _l("所有评分都相同，没有差异可供比较，一致性系数没有意义。"),
        _l("请核对评分；若确实如此，请改看均值和变异系数。"),
    ),
    "agreement_sent_unknown": (
        _l("不知道发出了多少份评分表，无法计算积极系数。"),
        _l("请填写发出的份数。"),
    ),
    "no_sheets": (_l("还没有评分表。"), _l("请在评分表提交之后再看。")),
    "agreement_no_pairs": (
        _l("没有任何一个单元有两个以上的值，无法衡量一致程度。"),
        _l("请补上评分；每个单元至少要有两位专家的值才能比较。"),
    ),
    "agreement_not_on_level": (
        _l("“%(value)s”不能用于 %(level)s 这一测量层次。"),
        _l("请填写数值；文字类别请把 level 改为 nominal，缺失请写 null。"),
    ),
    "agreement_ratio_negative": (
        _l("“%(value)s”是负数，而 ratio 这一测量层次从 0 开始。"),
        _l("请核对数值，或把 level 改为 interval。"),
    ),
    "agreement_number_extreme": (
        _l("“%(value)s”过大或小数过多，应是笔误。"),
        _l("请核对这一数值。"),
    ),
    "agreement_nothing_to_reckon": (
        _l("这一项既没有 ratings，也没有成对的 mean 和 sd。"),
        _l("请写明各专家的评分 ratings，或均值 mean 和标准差 sd。"),
    ),
    "agreement_ratings_and_figures": (
        _l("这一项同时写了 ratings 和 mean、sd，不知以哪一个为准。"),
        _l("请只保留其中一种。"),
    ),
    "agreement_above_full_mark": (
        _l("“%(value)s”高于满分 %(high)s。"),
        _l("请核对评分或满分值。"),
    ),
    "agreement_more_returned": (
        _l("收回 %(value)s 份，多于发出的 %(high)s 份。"),
        _l("请核对份数。"),
    ),
    "survey_no_valid": (
        _l("有效份数为 0，无法计算各类态度的比例。"),
        _l("请核对份数；没有有效问卷时不能给出比例。"),
    ),
    "survey_nobody_asked": (
        _l("样本量为 0，无法计算区间。"),
        _l("请填写至少为 1 的样本量 n。"),
    ),
    "survey_x_exceeds": (
        _l("%(value)s 多于样本量 %(high)s。"),
        _l("请核对 x 和 n；x 是 n 之中的份数。"),
    ),
    "survey_share_open": (
        _l("“%(value)s”须大于 0 且小于 1。"),
        _l("请填写 0 与 1 之间的小数，例如 0.95。"),
    ),
    "survey_z_or_confidence": (
        _l("z 和 confidence 须恰好写一个。"),
        _l("请写 z（例如 1.96），或写 confidence（例如 0.95）。"),
    ),
}
