"""Parts of commitments, copies of sheets and records of rounds, as `verify` names them."""

from riskassess.i18n import LazyText, _l

ROOM_PARTS: dict[str, LazyText] = {
    "file": _l("文件"),
    "commitment": _l("校验码记录"),
    "content": _l("评分表内容"),
    "signature": _l("本轮记录"),
    "commitments": _l("校验码清单"),
    "sheets": _l("开封的评分表"),
    "figures": _l("计算等级所用的评分"),
    "packed": _l("档案内的轮次记录"),
    "copy": _l("副本与本轮记录对照"),
}
