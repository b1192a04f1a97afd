"""Invitations, declarations and sheets."""

from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import LazyText, _l

SHEETS: dict[str, tuple[LazyText, LazyText]] = {
    RefusalReason.RECUSED: (
        _l("您已回避这次评审。"),
        _l("评审材料和评分表不再对您开放；有疑问请联系承办人。"),
    ),
    RefusalReason.NOT_DECLARED: (
        _l("还没有填写回避声明和保密承诺。"),
        _l("请先完成声明，再阅读材料和评分。"),
    ),
    RefusalReason.ROUND_CLOSED: (
        _l("本轮评分已经结束，不再接受修改。"),
        _l("已提交的专家仍可查看自己的评分表；有疑问请联系承办人。"),
    ),
    RefusalReason.CASE_SUSPENDED: (
        _l("评估已中止，暂停办理。"),
        _l("已填写的内容都保留，评分表仍可继续填写和保存；恢复后再办理或提交。"),
    ),
    RefusalReason.SHEET_FROZEN: (
        _l("评分表已提交，不再接受修改。"),
        _l("您仍可查看自己提交的内容；需要更正请联系承办人。"),
    ),
    RefusalReason.SHEET_INCOMPLETE: (
        _l("评分表还没有填完。"),
        _l("请按清单补齐后再提交。"),
    ),
    RefusalReason.LINK_EXPIRED: (
        _l("答复期限已过，这个链接不再有效。"),
        _l("如仍愿意参加，请联系发出邀请的单位。"),
    ),
    "review_over": (
        _l("评审已结束，不再接受答复和声明。"),
        _l("您不需要再做什么；有疑问请联系发出邀请的单位。"),
    ),
    "link_used": (
        _l("这份邀请已经答复过，链接不能再用。"),
        _l("需要更改答复时，请联系发出邀请的单位。"),
    ),
    "link_not_yours": (
        _l("这份邀请是发给另一位专家的。"),
        _l("链接只供收件人本人答复；您不必做任何操作。"),
    ),
    "percent_invalid": (
        _l("“%(value)s”不是 0 至 100 的百分数，或小数超过两位。"),
        _l("请填写 0 至 100 之间的数，最多两位小数，例如 72.5。"),
    ),
    "weight_invalid": (
        _l("“%(value)s”不是 1 至 10 的数，或小数超过四位。"),
        _l("请填写 1 至 10 之间的数，例如 7。"),
    ),
    "level_invalid": (
        _l("“%(value)s”不是 1 至 %(most)s 的级别。"),
        _l("请从列出的 %(most)s 个级别中选择一个。"),
    ),
    "points_not_a_number": (
        _l("“%(value)s”不是数，或小数超过两位。"),
        _l("请填写 0 至 %(maximum)s 之间的数，最多两位小数。"),
    ),
    "points_not_an_option": (
        _l("“%(value)s”不是这一项可以扣的分。"),
        _l("这一项只能扣：%(allowed)s 分，请从中选择。"),
    ),
    "points_outside": (
        _l("扣分“%(value)s”不在 0 至 %(maximum)s 之间。"),
        _l("这一项最少扣 0 分，最多扣 %(maximum)s 分。"),
    ),
    "quality_outside": (
        _l("得分“%(value)s”不在 0 至 %(maximum)s 之间。"),
        _l("请填 0 至 %(maximum)s 之间的数，最多两位小数。"),
    ),
    "classes_not_asked": (
        _l("手册“%(manual)s”不按强度登记反对意见。"),
        _l("请只登记四类态度的份数。"),
    ),
    "classes_unknown": (
        _l("反对强度的分类没有填全。"),
        _l("%(most)s 类都要填，没有的填 0；不清楚的请全部留空，由专家打分。"),
    ),
    "classes_sum_differs": (
        _l("各类反对强度合计 %(sum)s 份，与反对份数 %(oppose)s 不相等。"),
        _l("请核对各类强度的份数。"),
    ),
    "choice_invalid": (_l("没有这个选项。"), _l("请从列出的选项中选择。")),
    "text_broken": (_l("文字含有不能保存的字符。"), _l("请删去特殊字符，或重新输入这段文字。")),
    "text_too_long": (_l("文字超过 %(most)s 字。"), _l("请缩短后再保存。")),
    "place_unknown": (_l("评分表里没有这一栏。"), _l("请重新载入页面后再填写。")),
    "change_invalid": (_l("这处改动不完整，没有保存。"), _l("请重新载入页面后再填写。")),
    "value_elsewhere": (
        _l("这一栏刚在另一处改为“%(value)s”，您填的没有保存。"),
        _l("请确认用哪一个，再保存一次。"),
    ),
    "answer_missing": (_l("还有问题没有回答。"), _l("请逐条选择“是”或“否”。")),
    "pledge_missing": (_l("还没有作出保密承诺。"), _l("请阅读承诺并勾选同意。")),
    "decline_reason_missing": (_l("没有填写谢绝的理由。"), _l("请简要写明理由。")),
    "decline_words_missing": (
        _l("选择的理由没有说明是什么原因。"),
        _l("请在“补充说明”里简要写明。"),
    ),
    "first_not_asked": (
        _l("这份评分表没有要保存的首次估计，或者首次估计已经保存。"),
        _l("请回到评分表继续填写。"),
    ),
    "first_incomplete": (
        _l("还有 %(missing)s 个数值没有填，首次估计不能保存。"),
        _l("请先填完全部因素的数值；理由、质量评分和意见可以以后再写。"),
    ),
    "first_missing": (
        _l("首次估计还没有保存，评分表不能提交。"),
        _l("请先保存首次估计；保存后会显示项目方的自评，您可以据此调整，再提交。"),
    ),
}
