"""Reminders, evaluations, fees."""

from riskassess.i18n import LazyText, _l

EXPERT_WORK: dict[str, tuple[LazyText, LazyText]] = {
    "message_superseded": (
        _l("这条消息里的链接已由新的链接代替，不能再发。"),
        _l("需要时请提醒专家，系统会发出新的链接。"),
    ),
    "message_not_failed": (
        _l("这条消息没有失败，不需要重发。"),
        _l("请刷新页面查看现在的状态。"),
    ),
    "no_task": (
        _l("这个席位没有可以评价的工作。"),
        _l("只评价接受邀请的库内专家；谢绝、回避和候补的不评价。"),
    ),
    "nothing_handed_in": (
        _l("这位专家没有提交评分表，不发劳务费。"),
        _l("只为已提交的评分表核定劳务费。"),
    ),
    "evaluation_exists": (
        _l("这次工作已经评价过。"),
        _l("需要修改时请用“更正”，写明理由；更正前的内容会保留。"),
    ),
    "item_points_missing": (
        _l("“%(item)s”没有填写分数。"),
        _l("请逐项填写。"),
    ),
    "item_points_range": (
        _l("“%(item)s”的分数超出范围。"),
        _l("请填写 0 到 %(most)s 之间的整数。"),
    ),
    "correction_reason_missing": (
        _l("没有写明更正的理由。"),
        _l("请写明理由；专家本人会看到。"),
    ),
    "year_without_tasks": (
        _l("这位专家在这一年没有评价过的工作。"),
        _l("请先评价每次工作，再确认年度结果。"),
    ),
    "year_in_future": (
        _l("%(year)s 年还没有到。"),
        _l("请选择今年或以前的年份。"),
    ),
    "year_result_unknown": (
        _l("没有选择手册规定的年度结果。"),
        _l("请在列出的结果中选择一项。"),
    ),
    "year_reason_missing": (
        _l("没有写明理由。"),
        _l("结果与计算的不同，或再次确认时，须写明理由；专家本人会看到。"),
    ),
    "fee_title_missing": (
        _l("专家库里没有这位专家的职称等级。"),
        _l("请核对职称证书后选择，系统不推测。"),
    ),
    "fee_unknown": (
        _l("劳务费标准里没有这一项。"),
        _l("请在列出的选项中选择。"),
    ),
    "fee_paid": (
        _l("其中有已登记支付的劳务费，不能再改。"),
        _l("请刷新页面，只选未支付的。"),
    ),
    "fees_not_chosen": (
        _l("没有选择要登记的劳务费，或一次选得太多。"),
        _l("请至少勾选一笔，一次最多 %(most)s 笔。"),
    ),
    "voucher_missing": (
        _l("没有填写凭证号。"),
        _l("请填写财务凭证的编号；银行账号不要填写。"),
    ),
    "paid_in_future": (
        _l("支付日期在今天之后。"),
        _l("请填写实际支付的日期。"),
    ),
    "text_too_long": (
        _l("文字太长。"),
        _l("请缩短到 %(most)s 字以内。"),
    ),
}
