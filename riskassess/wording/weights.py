"""Weights: pairwise comparisons, entropy, combinations."""

from riskassess.i18n import LazyText, _l

PAIRWISE: dict[str, tuple[LazyText, LazyText]] = {
    "pairwise_not_square": (
        _l("判断矩阵不是方阵：这一行有 %(value)s 个数，矩阵有 %(rows)s 行。"),
        _l("请让每一行的个数等于行数。"),
    ),
    "pairwise_too_small": (
        _l("判断矩阵只有 %(rows)s 行，没有可比较的两项。"),
        _l("请至少给出两项的比较；只有一项时其权重就是 1，不需要矩阵。"),
    ),
    "pairwise_missing": (
        _l("第 %(row)s 项与第 %(column)s 项的比较缺失。"),
        _l("请补上这一对比较；系统不替专家推算缺失的判断。"),
    ),
    "pairwise_not_positive": (
        _l("“%(value)s”不是正数。"),
        _l("两两比较只能填正数：1 到 9，或其倒数，例如 1/3。"),
    ),
    "pairwise_too_far": (
        _l("“%(value)s”超出比较的范围。"),
        _l("请核对这一判断；标度为 1/9 到 9，最多接受到 %(high)s 倍。"),
    ),
    "pairwise_diagonal": (
        _l("对角线上的“%(value)s”不是 1。"),
        _l("每一项与自己比较只能是 1。"),
    ),
    "pairwise_not_reciprocal": (
        _l(
            "第 %(row)s 项与第 %(column)s 项的两个判断“%(value)s”和“%(other)s”不互为倒数，"
            "乘积为 %(product)s。"
        ),
        _l("两者的乘积须为 1，印刷时的四舍五入最多容许相差 5%%。"),
    ),
    "pairwise_sizes_differ": (
        _l("这个矩阵是 %(value)s 阶，其他的是 %(expected)s 阶。"),
        _l("请让每个矩阵比较同样的几项。"),
    ),
    "pairwise_wrong_size": (
        _l("判断矩阵是 %(value)s 阶，要比较的有 %(expected)s 项。"),
        _l("请让矩阵的阶数等于项数。"),
    ),
    "pairwise_wrong_number": (
        _l("有 %(value)s 个矩阵，应有 %(expected)s 个。"),
        _l("请给每个准则一个矩阵。"),
    ),
    "pairwise_wrong_shape": (
        _l("数组的形状 %(value)s 不是一叠至少 2 阶的方阵。"),
        _l("请给出形状为 m × n × n 的数组。"),
    ),
    "pairwise_wrong_element": (
        _l("“%(value)s”不能是两两比较的判断。"),
        _l("请核对：须为正数，对角线为 1，互为倒数的两个判断乘积与 1 相差不超过 5%%。"),
    ),
    "pairwise_matrix_missing": (
        _l("缺少判断矩阵，要比较的有 %(expected)s 项。"),
        _l("请给出这个矩阵；只有一项时才可以没有。"),
    ),
    "pairwise_unknown_name": (
        _l("“%(value)s”不在名单中。"),
        _l("请核对名称，须与名单中的写法完全一致。"),
    ),
    "pairwise_name_twice": (_l("名称“%(value)s”出现了两次。"), _l("请给每一项一个不同的名称。")),
    "random_index_unknown": (
        _l("没有名为“%(value)s”的随机一致性指标表。"),
        _l("请改用以下之一：%(allowed)s；或直接给出各阶的数值。"),
    ),
    "random_index_missing": (
        _l("随机一致性指标表“%(table)s”没有 %(n)s 阶的数值，无法计算一致性比率。"),
        _l("请改用有这一阶的表（%(allowed)s），或自行给出数值并注明来源。"),
    ),
    "random_index_size": (
        _l("“%(value)s”不是矩阵的阶数。"),
        _l("请写作 {阶数: 数值}，阶数为整数。"),
    ),
    "random_index_not_positive": (
        _l("随机一致性指标“%(value)s”不是正数。"),
        _l("3 阶及以上的数值须大于 0。"),
    ),
}
WEIGHTS: dict[str, tuple[LazyText, LazyText]] = {
    **PAIRWISE,
    "entropy_too_few_rows": (
        _l("只有 %(value)s 行，熵权法至少需要 2 行。"),
        _l("请补充评价对象，或改用其他赋权方法。"),
    ),
    "entropy_negative": (
        _l("“%(value)s”是负数，不能按占比归一。"),
        _l("请核对这一数值，或改用 minmax 归一。"),
    ),
    "entropy_empty_column": (
        _l("第 %(column)s 列合计为 0，不能求占比。"),
        _l("请核对这一列；没有数据的指标不应参与赋权。"),
    ),
    "entropy_all_constant": (
        _l("每一列都没有差别，熵权法得不出权重。"),
        _l("请改用其他赋权方法，例如专家打分法。"),
    ),
    "weights_factor_unscored": (
        _l("第 %(factor)s 个因素没有任何专家打分。"),
        _l("请补充打分，或把这个因素从清单中删去。"),
    ),
    "weights_score_missing": (
        _l("第 %(expert)s 位专家没有给第 %(factor)s 个因素打分。"),
        _l("请补上这一打分，或不计这位专家的评分表。"),
    ),
    "weights_all_zero": (_l("所有权重都是 0。"), _l("请核对打分，至少有一项须大于 0。")),
    "weights_negative": (_l("“%(value)s”是负数。"), _l("权重和权重打分不能为负。")),
    "weights_lengths_differ": (
        _l("第二组有 %(value)s 个权重，第一组有 %(expected)s 个。"),
        _l("请让两组权重对应同样的因素。"),
    ),
    "weights_no_product": (
        _l("两组权重的乘积全部为 0。"),
        _l("请核对两组权重，或改用线性组合。"),
    ),
    "weights_sum": (
        _l("权重之和为 %(value)s，不是 1。"),
        _l("请核对权重；四舍五入最多容许相差 2%%。"),
    ),
}
