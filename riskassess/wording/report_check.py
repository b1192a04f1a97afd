"""Reports whose tables are reckoned again: each rule, what is not read, what is refused."""

from riskassess.i18n import LazyText, _l

_LOOK = _l("请核对这一行的数字，改正后连同合计、指数和正文一并更新。")
_SUMS = _l("请逐项核对，改正有误的一项或合计。")
_SURVEY = _l("请回到问卷原始统计核对份数和比例。")
_GRADES = _l("请核对指数和等级；另有依据的，请在报告中写明。")

# rule of a slip or remark: (the rule with its figures, how to mend it)
RULES: dict[str, tuple[LazyText, LazyText]] = {
    "report_product": (_l("风险值应等于概率 × 影响程度：%(p)s × %(q)s。"), _LOOK),
    "report_term": (_l("加权值应等于权重 × 风险值：%(weight)s × %(risk)s。"), _LOOK),
    "report_weight_sum": (_l("各项权重之和应为 1（100%%），这里共 %(count)s 项。"), _SUMS),
    "report_global_weight": (
        _l("综合权重应等于一级权重 × 二级权重：%(group)s × %(local)s。"),
        _LOOK,
    ),
    "report_sum": (_l("合计与所列 %(count)s 项之和不符。"), _SUMS),
    "report_index": (_l("综合风险指数应等于 %(count)s 项权重 × 风险值之和。"), _SUMS),
    "report_degree": (_l("风险程度与风险值 %(risk)s 所在的区间不符。"), _LOOK),
    "report_level_word": (_l("等级用语与数值 %(value)s 所在的区间不符。"), _LOOK),
    "report_index_grade": (_l("风险等级与综合风险指数 %(value)s 所在的区间不符。"), _GRADES),
    "report_points_grade": (_l("风险等级与扣分 %(value)s 所在的区间不符。"), _GRADES),
    "report_criterion_grade": (_l("这一项的等级与其数值 %(value)s 所在的区间不符。"), _GRADES),
    "report_single_factor": (
        _l("按单因素判定，重大 %(severe)s 个、较大 %(major)s 个，等级不应低于此。"),
        _GRADES,
    ),
    "report_worst_grade": (_l("按就高原则，综合等级不应低于各项中最高的一级。"), _GRADES),
    "report_rises": (_l("措施后的数值变差：措施前为 %(before)s。"), _LOOK),
    "report_degree_rises": (_l("措施后的风险程度高于措施前。"), _LOOK),
    "report_change_word": (
        _l("变化情况与数值不符：措施前 %(before)s，措施后 %(after)s。"),
        _LOOK,
    ),
    "report_difference": (_l("变化值与前后两数不符：%(before)s 与 %(after)s。"), _LOOK),
    "report_no_fall": (_l("文中说降低，后一数却不小于前一数 %(before)s。"), _LOOK),
    "report_more_than": (_l("回收数不应多于发放数、有效数不应多于回收数（%(limit)s）。"), _SURVEY),
    "report_share": (_l("比例应等于份数除以基数：%(count)s ÷ %(base)s。"), _SURVEY),
    "report_impossible_share": (
        _l("基数为 %(base)s 时，没有任何份数得出这个比例；最近的是 %(count)s 份。"),
        _SURVEY,
    ),
    "report_counts": (_l("各类态度共 %(count)s 项，其和与有效份数不符。"), _SURVEY),
    "report_shares": (_l("各类态度 %(count)s 项的比例之和应为 100%%。"), _SURVEY),
    "report_rounded_parts": (
        _l("合并的比例应由份数计算（%(count)s ÷ %(base)s），不能把取整后的比例相加。"),
        _SURVEY,
    ),
    "report_points_above": (_l("分数超过该项满分 %(most)s。"), _LOOK),
    "report_points_kept": (_l("得分应等于满分 − 扣分：%(most)s − %(lost)s。"), _LOOK),
    "report_opinion_points": (_l("群众意见扣分应按反对比例 × 强度计算：%(a)s × %(b)s。"), _LOOK),
    "report_opinion_item": (
        _l("评分表中的群众意见扣分与第 %(table)s 张表按比例和强度算得的合计不符。"),
        _LOOK,
    ),
    "report_points_mixed": (
        _l("本表列的是保留分，第 %(table)s 张表列的是扣分，两种记分混用。"),
        _l("请统一为扣分，或在表中写明保留分 = 满分 − 扣分。"),
    ),
    "report_points_differ": (
        _l("与第 %(table)s 张表的扣分 %(lost)s 不符。"),
        _l("请以逐项评分表为准，改正汇总表。"),
    ),
    "report_variation": (_l("变异系数应等于标准差 ÷ 均值：%(sd)s ÷ %(mean)s。"), _LOOK),
    "report_reciprocal": (
        _l("判断矩阵中对称的两数应互为倒数，另一数为 %(other)s。"),
        _l("请核对这一对判断。"),
    ),
    "report_pairwise_weight": (
        _l("权重与判断矩阵不符；特征向量法、几何平均法、列平均法都得不出这个数。"),
        _l("请按矩阵重新计算权重。"),
    ),
    "report_consistency": (
        _l("%(name)s 与矩阵及其他一致性数字不符。"),
        _l("请按 CI = (λmax − n) ÷ (n − 1)、CR = CI ÷ RI 重新计算。"),
    ),
    "report_consistent": (
        _l("CR 为 %(ratio)s，不小于 0.1，不能说通过一致性检验。"),
        _l("请调整判断矩阵后重新计算。"),
    ),
    "report_membership": (_l("评价结果应为权重与隶属度矩阵之积，算得 %(exact)s。"), _LOOK),
    "report_membership_row": (_l("一行的隶属度之和应为 1。"), _SUMS),
    "report_level": (_l("级别特征值应等于各级与其隶属度的乘积之和。"), _LOOK),
    "report_comparison": (_l("文中的比较与数字不符：%(first)s 与 %(second)s。"), _LOOK),
    "report_printed_differently": (
        _l("同一数字在别处印作 %(other)s（%(elsewhere)s）。"),
        _l("请查明哪一处是对的，并全文统一。"),
    ),
    "report_other_formula": (
        _l("%(rows)s 行中有 %(wrong)s 行的风险值不是概率 × 影响程度，可能另有算法。"),
        _l("请在报告中写明风险值的计算公式。"),
    ),
    "report_marks": (
        _l("%(count)s 行的风险值不等于所印概率 × 影响程度，只有两数经过取整才可能相符：%(rows)s。"),
        _l("请核对这些行；两数取整过的，请按原数印出或写明。"),
    ),
    "report_weights_change": (
        _l("措施前后的权重不同，共 %(count)s 项：%(rows)s。"),
        _l("权重有变的，请在报告中写明理由。"),
    ),
}

_REFUSED = {
    "report_not_a_report": (
        _l("这不是 DOCX 或 XLSX 文件，没有核对。"),
        _l("请在 Word 或 WPS 中另存为 .docx（表格另存为 .xlsx）后再核对；PDF 请用其原文件。"),
    ),
    "report_legacy_office": (
        _l("这是旧版 Office（.doc、.xls）或加密的文件，没有核对。"),
        _l("请去掉密码，并另存为 .docx 或 .xlsx 后再核对。"),
    ),
    "report_encrypted": (_l("文件已加密，没有核对。"), _l("请去掉密码后再核对。")),
    "report_broken": (
        _l("文件已损坏或不完整，没有核对。"),
        _l("请用 Word、Excel 或 WPS 打开，另存一份后再核对。"),
    ),
    "report_empty": (_l("文件是空的，没有核对。"), _l("请选择有内容的文件。")),
    "report_macros": (
        _l("文件含有宏，没有核对。"),
        _l("请另存为不含宏的 .docx 或 .xlsx 后再核对。"),
    ),
    "report_bomb": (
        _l("文件展开后过大，没有核对。"),
        _l("请删去图片或拆分文件后再核对。"),
    ),
    "report_too_many_cells": (
        _l("表格过大，没有核对。"),
        _l("请只保留报告中的表格，删去原始数据后再核对。"),
    ),
    "report_not_reckoned": (
        _l("报告中有无法计算的数字，没有核对。"),
        _l("请检查表中是否有过大、过长或写错的数字，改正后再核对。"),
    ),
    "report_too_large": (
        _l("文件超过 %(limit)s MB，没有核对。"),
        _l("请删去图片或拆分文件后再核对。"),
    ),
}

# what a table was read as
KINDS = {
    "risk": _l("风险估计表"),
    "survey": _l("调查统计表"),
    "points": _l("评分表"),
    "opinion": _l("群众意见扣分表"),
    "rounds": _l("专家咨询表"),
    "comparisons": _l("判断矩阵"),
    "membership": _l("模糊评价表"),
    "criteria": _l("等级判定表"),
    "results": _l("结果汇总表"),
    "limits": _l("判定标准（其界限用于核对）"),
}
# why a table was not checked
REASONS = {
    "no_head": _l("看不出表头"),
    "no_figures": _l("没有数字"),
    "no_rule": _l("没有适用的核对规则"),
    "too_long": _l("数字超过 30 位或文字过长，其余部分没有核对；请检查是否误填"),
    "formula": _l("公式没有保存计算结果，数值不明；请在 Excel 中重新计算并保存"),
}
LEVEL_WORDS = {
    "probability": (_l("很低"), _l("较低"), _l("中等"), _l("较高"), _l("很高")),
    "impact": (_l("可忽略"), _l("较小"), _l("中等"), _l("较大"), _l("严重")),
}

REPORT_CHECK: dict[str, tuple[LazyText, LazyText]] = {**RULES, **_REFUSED}
