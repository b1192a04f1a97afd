"""Sources, lists and records of verifiable draws."""

from riskassess.i18n import LazyText, _l

DRAW_RECORDS: dict[str, tuple[LazyText, LazyText]] = {
    "source_none": (_l("没有随机数来源。"), _l("请至少给出一个来源的数值。")),
    "source_empty": (
        _l("“%(value)s”按 RFC 3797 规范化后什么也不剩。"),
        _l(
            "文字只保留 A–Z 和 0–9：汉字、假名和符号都被去掉。请改填这一来源的数字，"
            "或公告时约定的拉丁字母写法（例如拼音）。"
        ),
    ),
    "source_not_a_value": (
        _l("“%(value)s”既不是数，也不是文字，不能作为随机数来源的值。"),
        _l("每个来源写作一个数、一段文字，或一组数，例如 [3, 9, 12]。"),
    ),
    "source_number": (
        _l("“%(value)s”像一个数，但没有写成普通的数。"),
        _l("请写成一个数（例如 3245.17），几个数写成一组 [..]；正负号、千分位和指数都不要。"),
    ),
    "source_no_magnitude": (
        _l("“%(value)s”的数量级不合常理。"),
        _l("请核对小数点和指数是否写错。"),
    ),
    "source_mixed": (
        _l("一组数值中混有文字“%(value)s”，RFC 3797 没有规定它的次序。"),
        _l("请让这段文字自成一个来源，或把这一组都改为数。"),
    ),
    "draw_too_many": (
        _l("要抽 %(value)s 个，名单只有 %(high)s 个。"),
        _l("请减少抽取数，或补足名单。"),
    ),
    "draw_rounds": (
        _l("要抽 %(value)s 个，轮次编号只有两个字节，最多 %(high)s 轮。"),
        _l("请分成几次抽取，每次用新的随机数。"),
    ),
    "draw_pool_too_large": (
        _l("名单有 %(value)s 个，超过 %(high)s 个。"),
        _l("请核对名单的个数。"),
    ),
    "draw_input_unknown": (
        _l("抽取没有“%(value)s”这一项。"),
        _l("请改为下列之一，或删去：%(allowed)s。"),
    ),
    "draw_entry": (
        _l("名单中的“%(value)s”不是编号或名称。"),
        _l("名单的每一项写作一段文字或一个数，不能空着。"),
    ),
    "draw_entry_twice": (
        _l("名单中的“%(value)s”与第 %(first)s 项重复，会有两次机会。"),
        _l("请删去重复的一项；同名的人请加编号区分。"),
    ),
    "draw_strata_alike": (
        _l("席位代码“%(seat)s”与“%(other)s”在密钥中无法区分。"),
        _l("请联系手册管理人：席位代码去掉符号后须各不相同，并至少有一个字母或数字。"),
    ),
    "draw_list_exhausted": (
        _l("“%(stratum)s”的名单已抽完，还差 %(missing)s 人。"),
        _l("名单与规则不符；请核对记录是否被改动。"),
    ),
    "value_count": (
        _l("数值的个数与公告的不同。"),
        _l("请按公告的个数填写，一个不多，一个不少。"),
    ),
    "value_range": (
        _l("有数值不在公告的范围之内。"),
        _l("请对照来源公布的原文核对。"),
    ),
    "value_decimals": (
        _l("有数值的小数位数多于公告的位数。"),
        _l("请按来源公布的原文填写，不要自行换算。"),
    ),
    "value_digits": (
        _l("有数值含有这一来源不会产生的数字。"),
        _l("请对照录像核对；骰子只有 1 到 6 点。"),
    ),
    "value_no_number": (
        _l("这里要填数，不能填文字。"),
        _l("请按来源公布的原文填写数字。"),
    ),
    "value_early": (
        _l("数值录入早于公告的公布时间。"),
        _l("请等来源按公告公布之后再录入。"),
    ),
}
