"""What is said of a part of a draw record that holds."""

from riskassess.i18n import LazyText, _l

HOLDS: dict[str, LazyText] = {
    "": _l("相符"),
    "first_form": _l("按种子、规则和名单重新抽取，结果相同（第一版抽取）"),
    "format": _l("riskassess.draw/2"),
    "announcement": _l("%(office)s，评估 %(assessment)s，第 %(draw)s 次抽取，内容完整"),
    "announcement_signature": _l(
        "签名有效，签名后未被改动；是否在数值产生之前公布，请与当时公布的公告摘要核对：%(digest)s"
    ),
    "values": _l("%(sources)s 个来源的数值符合公告的个数、范围、角色和时间"),
    "salt": _l("128 位随机盐值"),
    "standing": _l("%(standing)s 人留任，与公告的摘要一致"),
    "lists": _l("%(lists)s 份名单（最长 %(lines)s 人）与公告的摘要和盐值的次序一致"),
    "strata": _l("%(strata)s 层共 %(rounds)s 轮，逐轮重算相同"),
    "members": _l("抽中 %(members)s 人，与重新抽取的结果相同"),
    "reserves": _l("候补 %(reserves)s 人，次序与重新抽取的结果相同"),
    "ledger": _l("%(entries)s 条，编号连续，时间不倒退，含本次和此前各次的公告"),
    "contents": _l("%(parts)s 个部分的摘要逐一相符"),
    "signature": _l("签名有效"),
}
