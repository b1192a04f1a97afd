"""Panels, draws, rounds and grades."""

from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import LazyText, _l

REVIEWS: dict[str, tuple[LazyText, LazyText]] = {
    "panel_seat_unfillable": (
        _l(
            "“%(seat)s”席位需要 %(needed)s 人，库中可选的只有 %(candidates)s 人，"
            "在单位和类别限制下无法组成专家组。"
        ),
        _l(
            "请联系专家库管理员补充这类专家，或核对回避登记后再抽取；"
            "也可以先抽取其余席位，缺的席位另行申请直接指定。"
        ),
    ),
    "draw_seed_malformed": (
        _l("抽取种子的格式不对。"),
        _l("种子须为 64 位十六进制小写字符。"),
    ),
    "draw_panel_even": (
        _l("专家组人数 %(size)s 不是奇数。"),
        _l("请联系手册管理人改为奇数。"),
    ),
    "draw_code_repeated": (_l("专家库中有重复的编号。"), _l("请联系专家库管理员改正。")),
    "draw_seats_exceed_size": (
        _l("规定的席位多于专家组人数 %(size)s。"),
        _l("请联系手册管理人核对席位。"),
    ),
    "draw_record_malformed": (
        _l("抽取记录不完整，无法复核：%(key)s。"),
        _l("请使用系统导出的原始记录文件。"),
    ),
    "due_in_past": (_l("完成日期须在今天之后。"), _l("请另选日期。")),
    "result_unreadable": (
        _l("存档的原始记录已无法重新计算，可能被改动过。"),
        _l("请勿据此定级，并报告管理员核对审计记录。"),
    ),
    "result_missing": (_l("还没有计算结果。"), _l("请先结束本轮评分。")),
    "grade_decided_by": (
        _l("这个等级已由%(name)s处理：%(state)s（%(at)s）。"),
        _l("您的操作没有生效，请查看项目现在的状态。"),
    ),
    "fingerprint_sections_changed": (
        _l("提出等级之后有变动，指纹不再一致。变动的部分：%(parts)s。"),
        _l("请退回，由承办人重新计算后再提出。"),
    ),
    "result_stale": (
        _l("计算之后有变动，结果已失效。变动的部分：%(parts)s。"),
        _l("请先重新计算，再提出等级。"),
    ),
    "result_differs": (
        _l("存档的结果与按现有原始记录重新计算的不一致，可能被改动过。"),
        _l("请勿据此定级。请报告管理员核对审计记录，由承办人重新计算。"),
    ),
    "recused_sheet_counts": (
        _l("结果中有已登记回避的专家的评分表：%(codes)s。"),
        _l("请另行组织评审；评审次数已满时，请按手册报决策主体研究。"),
    ),
    "recusal_submitted": (
        _l("这位专家在本轮已提交评分表，现在不能登记回避。"),
        _l("请在本轮结束后登记；登记后本轮结果不能用来定级，须另行组织评审。"),
    ),
    "recusal_late": (
        _l("等级已经提出，不能再登记回避。"),
        _l("如需登记，请先由审批人退回等级；已备案的不能更改。"),
    ),
    RefusalReason.QUORUM_MISSING: (
        _l("已提交的评分表还不够，不能结束本轮。"),
        _l("请等待或催办；达到规定份数后才能结束。"),
    ),
    RefusalReason.REVIEW_LIMIT: (
        _l("评审次数已达上限 %(limit)s 次。"),
        _l("请按手册报决策主体研究，不再组织评审。"),
    ),
    RefusalReason.PANEL_COMPLETE: (
        _l("专家组没有空缺。"),
        _l("不需要补充抽取，也不能再指定专家。"),
    ),
}
