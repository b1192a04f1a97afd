"""Names of the parts of a draw record."""

from riskassess.i18n import LazyText, _l

PARTS: dict[str, LazyText] = {
    "format": _l("格式标识"),
    "announcement": _l("抽取公告"),
    "announcement_signature": _l("公告签名"),
    "values": _l("随机数数值"),
    "salt": _l("盐值"),
    "standing": _l("留任成员"),
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
