"""What may be wrong with a pool manual."""

from riskassess.i18n import _l

POOL_MANUAL = {
    "pool_manual_too_small": (
        _l("“%(value)s”太小。"),
        _l("请改为不小于 %(least)s 的整数。"),
    ),
    "pool_manual_too_large": (
        _l("“%(value)s”太大。"),
        _l("请改为不大于 %(most)s 的整数。"),
    ),
    "pool_manual_no_percent": (
        _l("近似程度须为 1 到 100。"),
        _l("请改写 avoidance.near_match。"),
    ),
    "pool_manual_no_range": (
        _l("随机数来源“%(value)s”没有可取的范围。"),
        _l("请使 smallest 小于 largest，count 不小于 1。"),
    ),
    "pool_manual_role": (
        _l("随机数来源“%(value)s”的 role 不对。"),
        _l("现场掷骰的来源须写明由谁掷（role），其他来源不写。"),
    ),
    "pool_manual_publication": (
        _l("随机数来源“%(value)s”的 published 不对。"),
        _l("公开发布的来源须写明星期、时刻和提前量（published），现场掷骰的不写。"),
    ),
    "pool_manual_weekdays": (
        _l("随机数来源“%(value)s”的公布星期不对。"),
        _l("请由小到大列出 1（星期一）到 7（星期日），不要重复。"),
    ),
    "pool_manual_hour": (
        _l("“%(value)s”不是时刻。"),
        _l("请写成 21:15 的样子，加引号。"),
    ),
    "pool_manual_groups": (
        _l("随机数来源“%(value)s”各组的个数之和不等于 count。"),
        _l("请改写 groups 或 count。"),
    ),
    "pool_manual_two_roles": (
        _l("“%(value)s”只由一方掷骰。"),
        _l("现场掷骰须由两种不同角色的人各掷一次，请列出两个来源。"),
    ),
    "pool_manual_not_hundred": (
        _l("评价项目的满分合计为 %(value)s，不是 100。"),
        _l("请调整各项的 maximum。"),
    ),
    "pool_manual_results_order": (
        _l("年度评价结果的分数线次序不对。"),
        _l("请由高到低排列，最后一项的 at_least 写 0。"),
    ),
    "pool_manual_quiet": (
        _l("不打扰的时段不对。"),
        _l("请使 quiet_until（早上）小于 quiet_from（晚上），都在 0 到 24 之间。"),
    ),
    "pool_manual_fee_missing": (
        _l("劳务费标准缺少“%(value)s”一行。"),
        _l("请为每个职称等级和时长各写一行；没有标准的也要写明数额。"),
    ),
}
