"""What `verify` says of a part of the room's records that it could not check."""

from riskassess.i18n import LazyText, _l

ROOM_NOTES: dict[str, LazyText] = {
    "form": _l("未核对"),
    "closed": _l("这个文件不含评分表内容，只能核对校验码和签名"),
    "unfinished": _l("%(count)s 份首次估计没有开封：其评分表没有提交"),
    "not_given": _l("本轮记录没有给出这位专家的评分表，只核对了校验码"),
}
