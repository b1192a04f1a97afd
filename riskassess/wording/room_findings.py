"""What `verify` says of a part of the room's records that does not hold."""

from riskassess.i18n import LazyText, _l

ROOM_FINDINGS: dict[str, LazyText] = {
    "form": _l("不是规范写法的校验码、评分表副本或本轮记录，或已严重损坏"),
    "signature": _l("签名无效：内容、公钥或签名被改动"),
    "recomputed": _l("按内容和盐值重算，与校验码不符：内容或盐值被改动（应为 %(commitment)s）"),
    "facts": _l("评估、评审、轮次或种类与校验码记录不符"),
    "listed": _l("签名无效，或不属于这一轮：%(commitment)s"),
    "count": _l("%(count)s 个校验码中有重复"),
    "sheet": _l("%(member)s 第 %(version)s 版的内容或盐值与清单中的校验码不符"),
    "opened": _l("同一份内容列了两次，只有 %(count)s 份不同"),
    "unopened": _l("有 %(count)s 个提交稿的校验码没有对应的内容：有评分表被隐去"),
    "in_list": _l("校验码不在本轮清单中：%(commitment)s"),
    "in_record": _l("本轮记录中没有与副本相同的内容"),
    "packed": _l("不完整、被改动，或不属于这份档案的这一轮"),
    "kept_back": _l("%(member)s 的第 %(numbers)s 版没有列出：有版本被隐去"),
    "vanished": _l("%(older)s 的记录里有的 %(count)s 个校验码，%(newer)s 的记录里没有了"),
    "late": _l("%(older)s 的记录已写明本轮结束，%(newer)s 的记录却多出 %(count)s 个校验码"),
    "differ": _l("%(newer)s 的两份本轮记录相差 %(count)s 个校验码：至少一份不是原样"),
}
