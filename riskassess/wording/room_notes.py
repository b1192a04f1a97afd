"""What `verify` says of a part of the room's records that it could not check."""

from riskassess.i18n import LazyText, _l

ROOM_NOTES: dict[str, LazyText] = {
    "form": _l("未核对"),
    "other_figures": _l("档案内没有一轮的评分表与计算等级所用的评分逐项相同，请核对"),
    "closed": _l("这个文件不含评分表内容，只能核对校验码和签名"),
    "unfinished": _l("%(count)s 份首次估计没有开封：其评分表没有提交"),
    "not_given": _l("本轮记录没有给出这位专家的评分表，只核对了校验码"),
    "no_record": _l(
        "所给文件中没有它那一轮的记录（%(assessment)s 第 %(review)s 次评审第 %(round)s 轮），"
        "没有对照"
    ),
}
