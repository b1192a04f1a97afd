"""What `verify` says of a part of the room's records that holds."""

from riskassess.i18n import LazyText, _l

ROOM_HOLDS: dict[str, LazyText] = {
    "form": _l("格式正确"),
    "signature": _l("签名有效：%(office)s"),
    "recomputed": _l("按内容和盐值重算，与校验码相同：%(commitment)s"),
    "facts": _l("评估、评审、轮次与校验码记录一致"),
    "count": _l("%(count)s 个校验码，没有重复"),
    "opened": _l("%(count)s 份按内容和盐值重算，与校验码逐一相同"),
    "in_list": _l("校验码在本轮清单中：%(commitment)s"),
    "in_record": _l("本轮记录中的内容与副本相同"),
    "same_figures": _l(
        "计算等级所用的 %(count)s 项评分逐项相同：第 %(review)s 次评审第 %(round)s 轮"
    ),
    "packed": _l("%(commitments)s 个校验码和 %(sheets)s 份评分表内容逐一相符"),
    "kept": _l("%(older)s 的记录里的 %(count)s 个校验码，%(newer)s 的记录里都有"),
}
