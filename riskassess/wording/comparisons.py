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
}
