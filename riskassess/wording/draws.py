"""Draws: announcing, values, requests, sealed lists."""

from riskassess.i18n import LazyText, _l

DRAWS: dict[str, tuple[LazyText, LazyText]] = {
    "due_before_draw": (
        _l("完成日期不晚于抽取的时间。"),
        _l("专家要在抽取之后才能评分，请另选较晚的日期。"),
    ),
    "draw_offer_unknown": (
        _l("没有选择随机数来源，或专家库手册不提供这一来源。"),
        _l("请从列出的来源中选择。"),
    ),
    "draw_source_past": (
        _l("随机数产生的时间不在将来。"),
        _l("公告之前已经可以知道的数值不能用来抽取，请选择公告之后的一期或一日。"),
    ),
    "draw_issue_missing": (
        _l("没有写明期号或日期。"),
        _l("请写明用哪一期、哪一天公布的数值，事后不能更换。"),
    ),
    "draw_bits_short": (
        _l("这一来源只有 %(bits)s 比特随机信息，本次抽取至少需要 %(needed)s 比特。"),
        _l("信息不够时，有的专家组永远抽不到。请选择比特数足够的来源。"),
    ),
    "draw_only_vacant": (
        _l("没有可以抽取的席位：%(seats)s席位在库内没有合适的专家。"),
        _l("评审已发起的，请申请直接指定；尚未发起的，请先由专家库管理员补充专家。"),
    ),
    "draw_pending": (
        _l("已有一次抽取公告在等待数值。"),
        _l("请先录入数值完成抽取，或申请作废这次公告。"),
    ),
    "draw_over": (
        _l("这次抽取已经完成或已作废。"),
        _l("数值录入后不能更改；确有错误的，请申请重新抽取。"),
    ),
    "draw_too_early": (
        _l("还没有到公告的时间，不能录入数值。"),
        _l("请在公告的时间之后录入。"),
    ),
    "value_length": (
        _l("填了 %(given)s 位数字，应为 %(wanted)s 位。"),
        _l("请对照录像，按先后一次不多、一次不少地填写。"),
    ),
    "value_thrown": (
        _l("有数字不是骰子能掷出的，或位数不对。"),
        _l("应填 %(width)s 位数字，每位是 %(digits)s 之一，请对照录像核对。"),
    ),
    "value_outside": (
        _l("有数值不在公告的范围之内。"),
        _l(
            "应填 %(count)s 个数值，每个在 %(smallest)s 到 %(largest)s 之间，请对照来源公布的原文。"
        ),
    ),
    "draw_value_entered": (
        _l("这一来源的数值已经录入。"),
        _l("录入后不能更改；确有错误的，请申请重新抽取。"),
    ),
    "draw_same_person": (
        _l("两次掷骰不能由同一人完成。"),
        _l("请由另一位负责人掷骰并录入。"),
    ),
    "draw_request_open": (
        _l("已有一项申请在等待审批。"),
        _l("请等待审批人处理。"),
    ),
    "draw_request_decided": (
        _l("这项申请已经处理。"),
        _l("请查看处理结果。"),
    ),
    "draw_own_request": (
        _l("不能审批自己提出的申请。"),
        _l("请由另一位审批人处理。"),
    ),
    "draw_reason_unknown": (
        _l("没有选择理由。"),
        _l("请从专家库手册列出的理由中选择。"),
    ),
    "draw_note_missing": (
        _l("没有写明情况。"),
        _l("请写明理由所依据的事实；它随台账一起存档。"),
    ),
    "appointment_excluded": (
        _l("专家 %(number)s 应当回避、已在专家组或暂不能参加，不能指定。"),
        _l("请另选专家；回避登记有误的，请先更正。"),
    ),
    "purpose_missing": (
        _l("没有写明查阅目的。"),
        _l("名单密封期间，每次查阅都要写明目的并记录在案。"),
    ),
    "purpose_too_long": (
        _l("查阅目的超过 %(most)s 字。"),
        _l("请写得简短些。"),
    ),
    "proof_missing": (
        _l("没有凭据。"),
        _l("请写明公布数值的网址或录像编号，或上传文件。"),
    ),
}
