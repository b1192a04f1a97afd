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

# parts of a record, as findings name them
PARTS: dict[str, LazyText] = {
    "format": _l("格式标识"),
    "announcement": _l("抽取公告"),
    "announcement_signature": _l("公告签名"),
    "values": _l("随机数数值"),
    "lists": _l("冻结名单"),
    "strata": _l("各层轮次"),
    "members": _l("抽中名单"),
    "reserves": _l("候补名单"),
    "ledger": _l("抽取台账"),
    "contents": _l("各部分摘要"),
    "signature": _l("记录签名"),
    # of the first form
    "algorithm": _l("算法"),
    "seed": _l("抽取种子"),
    "rule": _l("抽取规则"),
    "rule_digest": _l("规则摘要"),
    "snapshot": _l("专家库名单"),
    "snapshot_digest": _l("名单摘要"),
    "result": _l("抽取结果"),
    "result_digest": _l("结果摘要"),
}
# what a finding says of a part that does not hold, or is left undecided
FINDINGS: dict[str, LazyText] = {
    "record_unreadable": _l("文件不是完整的抽取记录：第 %(byte)s 个字节处无法读取"),
    "record_not_canonical": _l("第 %(byte)s 个字节起与规范写法不同，文件被改动"),
    "part_unknown": _l("记录中不应有这一部分"),
    "part_missing": _l("缺少这一部分"),
    "part_changed": _l("签名之后被改动"),
    "part_sealed": _l("名单公开之前不公布；摘要已由签名固定，公开后可以核对"),
    "record_sealed": _l(
        "这是名单公开之前的记录，本页不能重算；请用 python -m riskassess verify 核对"
    ),
    "part_undecided": _l("因“%(because)s”有误，无从核对"),
    "contents_changed": _l("与各部分的实际摘要不符，被改动"),
    "signature_invalid": _l("签名无效：内容、公钥或签名被改动"),
    "signature_unchecked": _l(
        "本浏览器不支持 Ed25519，没有核对签名；请用 python -m riskassess verify 核对"
    ),
    "algorithm_elsewhere": _l("本页只重算 SHA-256；请用 python -m riskassess verify 核对"),
    "format_unknown": _l("不是 riskassess.draw/2 格式"),
    "announcement_malformed": _l("不完整，或有不合格式的内容"),
    "announcement_strata": _l("各层的席位数与规则和留任成员不符"),
    "lists_malformed": _l("不合格式，或缺少公告的名单"),
    "lists_unannounced": _l("含有公告中没有的名单，或缺少公告的名单"),
    "list_digest": _l("“%(stratum)s”名单与公告的人数或摘要不符"),
    "list_order": _l("“%(stratum)s”名单没有按编号排列，或有重复"),
    "list_standing": _l("“%(stratum)s”名单中有留任的成员"),
    "list_incomplete": _l("“%(stratum)s”名单与全体名单中符合席位专业的人不一致"),
    "values_sources": _l("来源或其次序与公告不符"),
    "values_malformed": _l("不合格式"),
    "draw_impossible": _l("按名单、规则和数值无法完成抽取"),
    "strata_differ": _l("重新抽取后，“%(stratum)s”层从第 %(round)s 轮起不同"),
    "members_differ": _l("与重新抽取的结果不同"),
    "reserves_differ": _l("与重新抽取的结果不同"),
    "ledger_malformed": _l("不合格式"),
    "ledger_gap": _l("编号不连续：第 %(number)s 条缺失或重复"),
    "differs": _l("与重新抽取的结果不同"),
    "ledger_no_announcement": _l("没有第 %(draw)s 次抽取的公告"),
}
# what is said of a part that holds
HOLDS: dict[str, LazyText] = {
    "": _l("相符"),
    "first_form": _l("按种子、规则和名单重新抽取，结果相同（第一版抽取）"),
    "format": _l("riskassess.draw/2"),
    "announcement": _l("%(office)s，评估 %(assessment)s，第 %(draw)s 次抽取，内容完整"),
    "announcement_signature": _l(
        "签名有效，签名后未被改动；是否在数值产生之前公布，请与当时公布的公告摘要核对：%(digest)s"
    ),
    "values": _l("%(sources)s 个来源的数值符合公告的个数、范围和时间"),
    "lists": _l("%(lists)s 份名单（最长 %(lines)s 人）与公告的摘要一致"),
    "strata": _l("%(strata)s 层共 %(rounds)s 轮，逐轮重算相同"),
    "members": _l("抽中 %(members)s 人，与重新抽取的结果相同"),
    "reserves": _l("候补 %(reserves)s 人，次序与重新抽取的结果相同"),
    "ledger": _l("%(entries)s 条，编号连续"),
    "contents": _l("%(parts)s 个部分的摘要逐一相符"),
    "signature": _l("签名有效"),
}
