"""Pairwise comparisons of an expert."""

from riskassess.i18n import LazyText, _l

COMPARISONS: dict[str, tuple[LazyText, LazyText]] = {
    "comparison_invalid": (
        _l("“%(value)s”不是比较的标度。"),
        _l("请从 17 格标度中选择一格：一方重要 9 至 2 倍，或两者同等重要。"),
    ),
    "comparison_missing": (
        _l("这一对还没有比较，不能说明理由。"),
        _l("请先选出哪一个更重要，再写维持原判断的理由。"),
    ),
    "comparison_reason_missing": (
        _l("没有写维持原判断的理由。"),
        _l("请简要写明理由，例如“两者影响的人群不同”；也可以改变判断。"),
    ),
    "comparisons_too_many": (
        _l("要一起两两比较的有 %(n)s 项，手册的随机一致性指标表只到 %(most)s 项。"),
        _l(
            "请把材料退回项目单位，归并到 %(most)s 项以内；"
            "不能归并的，另行登记并选用打分定权的手册。"
        ),
    ),
    "comparisons_too_many_in_types": (
        _l("同一类型中要两两比较的因素最多 %(most)s 个，超出的类型和因素个数：%(sets)s。"),
        _l(
            "请把材料退回项目单位，把每个类型的因素归并到 %(most)s 个以内；"
            "不能归并的，另行登记并选用打分定权的手册。"
        ),
    ),
}
