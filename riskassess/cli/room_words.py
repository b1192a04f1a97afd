"""What `verify` says of the parts of commitments, copies of sheets and records of rounds."""

from riskassess.i18n import LazyText, _l

ROOM_PARTS: dict[str, LazyText] = {
    "file": _l("文件"),
    "commitment": _l("校验码记录"),
    "content": _l("评分表内容"),
    "signature": _l("本轮记录"),
    "commitments": _l("校验码清单"),
    "sheets": _l("开封的评分表"),
    "copy": _l("副本与本轮记录对照"),
}
HOLDS: dict[str, LazyText] = {
    "form": _l("格式正确"),
    "signature": _l("签名有效：%(office)s"),
    "recomputed": _l("按内容和盐值重算，与校验码相同：%(commitment)s"),
    "facts": _l("评估、评审、轮次与校验码记录一致"),
    "count": _l("%(count)s 个校验码，没有重复"),
    "opened": _l("%(count)s 份按内容和盐值重算，与校验码逐一相同"),
    "in_list": _l("副本的校验码在本轮清单中：%(commitment)s"),
    "in_record": _l("本轮记录中的内容与副本相同"),
}
FAULTS: dict[str, LazyText] = {
    "form": _l("不是规范写法的校验码、评分表副本或本轮记录，或已严重损坏"),
    "signature": _l("签名无效：内容、公钥或签名被改动"),
    "recomputed": _l("按内容和盐值重算，与校验码不符：内容或盐值被改动（应为 %(commitment)s）"),
    "facts": _l("评估、评审、轮次或种类与校验码记录不符"),
    "listed": _l("签名无效，或不属于这一轮：%(commitment)s"),
    "count": _l("%(count)s 个校验码中有重复"),
    "sheet": _l("%(member)s 第 %(version)s 版的内容或盐值与清单中的校验码不符"),
    "opened": _l("同一份内容列了两次，只有 %(count)s 份不同"),
    "unopened": _l("有 %(count)s 个提交稿的校验码没有对应的内容：有评分表被隐去"),
    "in_list": _l("副本的校验码不在本轮清单中：%(commitment)s"),
    "in_record": _l("本轮记录中没有与副本相同的内容"),
}
NOTES: dict[str, LazyText] = {
    "form": _l("未核对"),
    "closed": _l("这个文件不含评分表内容，只能核对校验码和签名"),
    "unfinished": _l("%(count)s 份首次估计没有开封：其评分表没有提交"),
    "not_given": _l("本轮记录没有给出这位专家的评分表，只核对了校验码"),
}
