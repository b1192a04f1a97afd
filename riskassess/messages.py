"""Code → what is wrong and how to mend it; one table for pages and command line."""

from riskassess.i18n import LazyText, _l, sentences
from riskassess.wording import WORDING

# code: (what, mend); values of the error fill %(name)s
MESSAGES: dict[str, tuple[LazyText, LazyText]] = {
    "changed_meanwhile": (
        _l("别人刚刚改动了这条记录，您的这一步没有保存。"),
        _l("请重新打开页面，看过新内容后再提交。"),
    ),
    "unknown": (_l("无法完成这一操作。"), _l("请返回上一页再试；仍不成功时请联系系统管理员。")),
    # manuals, assessment files and grading
    "manual_unreadable": (
        _l("手册无法读取：%(reason)s"),
        _l("请检查文件编码（UTF-8）和该处的 YAML 或 JSON 格式。"),
    ),
    "manual_digest_differs": (
        _l("存档的手册与存入时的摘要不一致（%(where)s），可能被改动过。"),
        _l("请勿据此办理，并报告管理员从备份恢复。"),
    ),
    "manual_unknown": (
        _l("没有编号为“%(value)s”的评估手册。"),
        _l("请用 manual list 查看可用的手册编号。"),
    ),
    "manual_no_such_row": (
        _l("手册中没有“%(value)s”。"),
        _l("请使用手册中已有的代码。"),
    ),
    "manual_wrong_format": (
        _l("手册格式“%(value)s”不能识别。"),
        _l("请把 format 写成 %(expected)s。"),
    ),
    "manual_unknown_key": (
        _l("手册不认识“%(key)s”这一项。"),
        _l("请检查拼写，或删去这一项。"),
    ),
    "manual_missing_key": (
        _l("缺少“%(key)s”这一项。"),
        _l("请补上这一项。"),
    ),
    "manual_wrong_type": (
        _l("这一项的类型不对，应为：%(expected)s。"),
        _l("请按类型改写；文字含冒号或逗号时请加引号。"),
    ),
    "manual_unknown_word": (
        _l("“%(value)s”不在允许的取值之内。"),
        _l("请改用其中之一：%(allowed)s。"),
    ),
    "manual_duplicate": (
        _l("“%(value)s”重复出现。"),
        _l("同一代码或键只能出现一次，请删去或改名。"),
    ),
    "manual_order": (
        _l("“%(value)s”的次序不对，各级界限须首尾相接、由低到高。"),
        _l("请按由低到高的次序改写界限。"),
    ),
    "manual_scale_open": (
        _l("量表没有覆盖到 1，只到 %(value)s。"),
        _l("请让最后一级的 up_to 为 1。"),
    ),
    "manual_set_incomplete": (
        _l("这一组不完整。"),
        _l("请逐一列出：%(allowed)s。"),
    ),
    "manual_limit_too_fine": (
        _l("界限“%(value)s”为负或小数过多。"),
        _l("界限不得为负，最多 %(decimals)s 位小数。"),
    ),
    "manual_one_limit": (
        _l("界限须恰好写 above 或 at_least 之一。"),
        _l("请只保留其中一个。"),
    ),
    "manual_panel_impossible": (
        _l("必有席位和同类别比例上限互相矛盾，“%(value)s”类项目永远抽不出专家组。"),
        _l("请增加人数、放宽比例，或调整专业所属类别。"),
    ),
    "manual_panel_even": (
        _l("专家组人数“%(value)s”不是奇数。"),
        _l("请改为奇数。"),
    ),
    "manual_share": (
        _l("“%(value)s”不是大于 0 且不超过 1 的份额。"),
        _l("请改为 0 到 1 之间的份额，例如 2/3。"),
    ),
    "manual_empty": (
        _l("这一组是空的。"),
        _l("请至少写一项。"),
    ),
    "manual_unknown_reference": (
        _l("“%(value)s”在 %(among)s 中没有定义。"),
        _l("请先在 %(among)s 中定义，或改用已有的代码。"),
    ),
    "file_unreadable": (
        _l("文件无法读取。"),
        _l("请检查文件是否存在、可读，编码是否为 UTF-8。"),
    ),
    "file_not_json": (
        _l("文件不是有效的 JSON：第 %(line)s 行第 %(column)s 个字符处有误。"),
        _l("请在这里改正格式，例如补上缺少的引号、逗号或括号。"),
    ),
    "file_too_large": (
        _l("文件超过 %(limit)s MiB。"),
        _l("请核对是否选错了文件。"),
    ),
    "file_too_deep": (
        _l("文件的括号套得太深。"),
        _l("请核对文件是否损坏。"),
    ),
    "file_number_too_long": (
        _l("文件中有一个位数太多的整数。"),
        _l("请核对数字是否写错；没有哪个数需要几千位。"),
    ),
    "file_nan": (
        _l("“%(value)s”不是数值。"),
        _l("不知道的值请写 null，打分必须填写数值。"),
    ),
    "file_duplicate_key": (
        _l("键“%(value)s”在同一对象中出现了两次。"),
        _l("请删去其中一个。"),
    ),
    "file_broken_text": (
        _l("文字含有不完整的字符。"),
        _l("请重新输入这段文字。"),
    ),
    "file_wrong_format": (
        _l("文件格式“%(value)s”不能识别。"),
        _l("请把 format 写成 %(expected)s。"),
    ),
    "file_unknown_manual": (
        _l("没有编号为“%(value)s”的评估手册。"),
        _l("请改用已有的手册：%(allowed)s；其他手册请用 --manual 给出手册文件。"),
    ),
    "file_other_manual": (
        _l("文件依据的手册是“%(value)s”，而当前手册是“%(expected)s”。"),
        _l("请用文件所依据的手册计算。"),
    ),
    "file_unknown_method": (
        _l("没有名为“%(value)s”的计算方法。"),
        _l("请改用其中之一：%(allowed)s；评估文件不需要 method 这一项。"),
    ),
    "file_missing": (
        _l("缺少“%(key)s”。"),
        _l("请补上这一项。"),
    ),
    "file_wrong_type": (
        _l("这一项的类型不对，应为：%(expected)s。"),
        _l("请按 JSON 类型改写（object 对象，list 列表，text 文字）。"),
    ),
    "file_empty_list": (
        _l("这个列表是空的。"),
        _l("请至少写一项。"),
    ),
    "file_unknown_word": (
        _l("“%(value)s”不在手册允许的取值之内。"),
        _l("请改用其中之一：%(allowed)s。"),
    ),
    "file_bad_code": (
        _l("代码“%(value)s”不合规则。"),
        _l("代码只用字母、数字、点、横线和下划线，最多 32 个字符。"),
    ),
    "file_duplicate": (
        _l("“%(value)s”重复出现。"),
        _l("同一专家、因素或措施只能出现一次。"),
    ),
    "file_unknown_factor": (
        _l("因素“%(value)s”不在手册的因素库中。"),
        _l("请改用库中代码；自拟因素须同时写明 name 和 category。"),
    ),
    "file_factor_not_listed": (
        _l("因素“%(value)s”不在本次评估的因素清单中。"),
        _l("请先列入 factors，或改用清单中的代码。"),
    ),
    "file_unknown_expert": (
        _l("专家“%(value)s”不在本次评估的专家名单中。"),
        _l("请先列入 experts，或改用名单中的编号。"),
    ),
    "file_expert_without_sheet": (
        _l("专家“%(value)s”没有评分表。"),
        _l("请补上其评分表；未参与打分的专家不列入 experts。"),
    ),
    "file_factor_unscored": (
        _l("因素“%(value)s”没有任何专家打分。"),
        _l("请补上打分，或从 factors 中删去该因素。"),
    ),
    "file_sheet_incomplete": (
        _l("专家“%(expert)s”的评分表缺少因素：%(value)s。"),
        _l("请补齐这些因素的打分；未填完的评分表不能计算。"),
    ),
    "file_score_missing": (
        _l("缺少“%(key)s”的打分。"),
        _l("请填写数值；打分不能为空。"),
    ),
    "file_not_a_number": (
        _l("“%(value)s”不是数值。"),
        _l("请填写数值，不加引号和百分号。"),
    ),
    "file_share_as_percent": (
        _l("“%(value)s”看来是百分数，此处须为 0 到 1 的小数。"),
        _l("请除以 100 后填写，例如 45 写作 0.45。"),
    ),
    "file_out_of_range": (
        _l("“%(value)s”超出范围。"),
        _l("请填写 %(low)s 到 %(high)s 之间的数值。"),
    ),
    "file_too_fine": (
        _l("“%(value)s”的小数位数过多。"),
        _l("最多保留 %(decimals)s 位小数。"),
    ),
    "file_not_whole": (
        _l("“%(value)s”不是整数。"),
        _l("份数和人数请填写整数；不知道请写 null。"),
    ),
    "file_negative": (
        _l("“%(value)s”是负数。"),
        _l("份数和人数不能为负；不知道请写 null。"),
    ),
    "file_valid_exceeds": (
        _l("有效份数 %(value)s 多于发放份数 %(issued)s。"),
        _l("请核对问卷份数。"),
    ),
    "file_parts_exceed": (
        _l("各类态度合计 %(value)s 份，多于有效份数 %(valid)s。"),
        _l("请核对各类态度的份数。"),
    ),
    "no_criterion_applies": (
        _l("没有任何判定标准可以适用，不能得出等级。"),
        _l("请补充打分、调查或预测数据，或检查手册启用的判定标准。"),
    ),
    "improvement_without_measure": (
        _l("因素的风险有所降低，但没有对应的防范化解措施。"),
        _l("请为该因素补充措施，或说明降低的依据。"),
    ),
    "improvement_without_reason": (
        _l("因素的风险程度降低超过允许的级数，未写明理由。"),
        _l("请在该因素下写明理由。"),
    ),
}

MESSAGES.update(WORDING)


def explain(code: str, facts: dict[str, object]) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in the language in use."""
    what, mend = MESSAGES.get(code, MESSAGES["unknown"])
    known = _Facts(facts)
    return str(what) % known, str(mend) % known


def told(code: str) -> str:
    """Return what is wrong and how to mend it as one text; empty for a code without words."""
    return sentences(explain(code, {})) if code in MESSAGES else ""


class _Facts(dict[str, object]):
    """Facts of an error; one that is not given must not hide what is wrong."""

    def __missing__(self, name: str) -> str:
        return "…"
