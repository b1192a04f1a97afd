"""What a finding says of a part of a draw record that does not hold, or is left undecided."""

from riskassess.i18n import LazyText, _l

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
    "value_count": _l("来源“%(source)s”的数值个数与公告的不同"),
    "value_range": _l("来源“%(source)s”有数值不在公告的范围之内"),
    "value_decimals": _l("来源“%(source)s”有数值的小数位数多于公告的位数"),
    "value_digits": _l("来源“%(source)s”有数值含有它不会产生的数字"),
    "value_no_number": _l("来源“%(source)s”有数值不是数"),
    "value_early": _l("来源“%(source)s”的数值录入早于公告的公布时间"),
    "source_empty": _l("来源“%(source)s”的数值规范化后什么也不剩"),
    "source_mixed": _l("来源“%(source)s”的数值中混有文字"),
    "source_not_a_value": _l("来源“%(source)s”有既不是数也不是文字的值"),
    "source_no_magnitude": _l("来源“%(source)s”有数值的数量级不合常理"),
    "draw_impossible": _l("按名单、规则和数值无法完成抽取"),
    "strata_differ": _l("重新抽取后，“%(stratum)s”层从第 %(round)s 轮起不同"),
    "members_differ": _l("与重新抽取的结果不同"),
    "reserves_differ": _l("与重新抽取的结果不同"),
    "ledger_malformed": _l("不合格式"),
    "ledger_gap": _l("编号不连续：第 %(number)s 条缺失或重复"),
    "differs": _l("与重新抽取的结果不同"),
    "ledger_no_announcement": _l("没有第 %(draw)s 次抽取的公告"),
}
