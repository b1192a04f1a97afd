"""Registering, documents, survey, factors, measures, and what the rules refuse about them."""

from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import _l

CASES = {
    "wrong_state": (
        _l("这一步现在不能做：项目不在相应的阶段。"),
        _l("请回到项目页查看现在的阶段；也可能有人刚刚处理过。"),
    ),
    RefusalReason.DOCUMENTS_MISSING: (
        _l("还缺少材料：%(missing)s。"),
        _l("请在材料清单中上传后再提交。"),
    ),
    RefusalReason.SURVEY_MISSING: (_l("还没有登记调查数据。"), _l("请先登记问卷份数。")),
    RefusalReason.FACTORS_MISSING: (_l("还没有风险因素。"), _l("请从因素库选取或自行添加。")),
    RefusalReason.ESTIMATE_MISSING: (
        _l("这些因素还没有自评：%(missing)s。"),
        _l("请补填概率和影响。"),
    ),
    RefusalReason.MEASURES_MISSING: (
        _l("这些因素还没有防范化解措施：%(missing)s。"),
        _l("请为每个因素至少登记一项措施。"),
    ),
    RefusalReason.POINTS_OPEN: (_l("还有意见没有答复。"), _l("请逐条答复后再提交。")),
    RefusalReason.FACTORS_FIXED: (_l("因素清单已经确定。"), _l("确定后不能再改。")),
    RefusalReason.FACTORS_NOT_FIXED: (_l("因素清单还没有确定。"), _l("请先确定因素清单。")),
    RefusalReason.NOT_HANDED_IN: (_l("项目单位还没有提交评审材料。"), _l("请等待提交。")),
    RefusalReason.ALREADY_ANSWERED: (
        _l("已经提交，不能再改。"),
        _l("需要修改时请联系承办人退回。"),
    ),
    "case_cancelled": (
        _l("评估已终止，不再办理。"),
        _l("全部材料和记录仍可查阅；需要继续时请重新登记。"),
    ),
    "correction_empty": (_l("没有填写更正后的内容。"), _l("请填写更正后的内容。")),
    "correction_no_choice": (_l("这一项没有所填的选项。"), _l("请从列出的选项中选择。")),
    "figure_wrong": (_l("这一项应当是不小于 0 的数。"), _l("请填写数字，最多四位小数。")),
    "count_wrong": (_l("这一项是数量，应当是整数。"), _l("请填写整数。")),
    "count_too_large": (_l("数字过大，最多 %(most)s。"), _l("请核对后再填写。")),
    "correction_no_date": (_l("这一项应当是日期。"), _l("请按 2026-03-09 的样子填写。")),
    "correction_field": (
        _l("这一项现在不能更正。"),
        _l("项目类型、评估程序和手册受理后不能更改；层级和方式在评审开始后不能更改。"),
    ),
    "correction_same": (_l("填写的内容与登记的一样。"), _l("请填写更正后的内容，或返回。")),
    "correction_asked": (
        _l("这一项已经申请更正，稳定办还没有办理。"),
        _l("请等稳定办办理后再申请。"),
    ),
    "correction_decided": (_l("这项更正申请已经办理过了。"), _l("请重新打开页面查看结果。")),
    "correction_overtaken": (
        _l("申请之后这一项又有改动，不能再按原申请确认。"),
        _l("请不予更正并说明情况，由项目单位重新申请。"),
    ),
    RefusalReason.NO_CLOCK: (
        _l("手册没有为这一阶段规定期限，不需要延期。"),
        _l("评审期限请在评审页办理延期。"),
    ),
    RefusalReason.REVIEW_HAS_DAY: (
        _l("正在评分，截止日期以这次评审的为准。"),
        _l("请在评审的延期页办理，项目页、项目单位和专家看到的日期随之更改。"),
    ),
    "due_unchanged": (
        _l("填写的日期与现在的截止日期 %(day)s 相同，或按工作日推算后相同。"),
        _l("请填写另一个日期。"),
    ),
    "due_past": (_l("新的截止日期须晚于今天。"), _l("请选更晚的日期。")),
    "due_before_own": (
        _l("新的截止日期不能早于手册规定的 %(day)s。"),
        _l("请选这一天或更晚的日期。"),
    ),
    "due_too_far": (
        _l("截止日期最迟为 %(day)s，即一年以内。"),
        _l("请核对年份；仍然不够时届时再延期，或中止评估。"),
    ),
    RefusalReason.REASON_MISSING: (_l("没有填写理由。"), _l("请写明理由。")),
    RefusalReason.SAME_PERSON: (
        _l("提出的人不能审批自己提出的内容。"),
        _l("请由另一位审批人处理。"),
    ),
    RefusalReason.FINGERPRINT_CHANGED: (
        _l("提出之后材料有变动，指纹不再一致。"),
        _l("请退回，由承办人重新计算并提出。"),
    ),
    RefusalReason.ALREADY_DECIDED: (
        _l("这个等级刚刚由另一位审批人处理。"),
        _l("请查看项目页上的结果。"),
    ),
    RefusalReason.COMMITMENTS_OPEN: (_l("还有措施没有核实。"), _l("请核实全部措施后再结案。")),
    RefusalReason.ROUND_STILL_OPEN: (_l("评分轮次还没有结束。"), _l("请先结束本轮评分。")),
    "document_known": (
        _l("同一文件已经上传过，名为“%(title)s”。"),
        _l("不必重复上传；要更新请上传新的文件。"),
    ),
    "unit_missing": (
        _l("您的账号没有所属单位，不能登记项目。"),
        _l("请联系系统管理员为账号登记单位。"),
    ),
    "project_known": (
        _l("本单位已登记同名项目（%(known)s）。"),
        _l("请打开那个项目；确是另一个项目时请在名称中写明分期或地点。"),
    ),
    "point_answer_missing": (_l("没有填写答复。"), _l("请写明如何处理这条意见。")),
    "survey_negative": (_l("份数不能为负。"), _l("请核对各项份数。")),
    "survey_valid_exceeds": (
        _l("有效份数多于发放份数（%(issued)s）。"),
        _l("请核对发放份数和有效份数。"),
    ),
    "survey_sum_differs": (
        _l("四类态度合计 %(sum)s 份，与有效份数 %(valid)s 不相等。"),
        _l("请核对各类态度的份数。"),
    ),
    "factor_known": (
        _l("清单中已有名为“%(name)s”的因素。"),
        _l("请换一个名称，或使用已有的因素。"),
    ),
    "estimate_reason_missing": (
        _l("风险程度下降超过 %(allowed)s 级，没有写明理由。"),
        _l("请写明措施为什么能起这样大的作用。"),
    ),
    "measure_without_factor": (_l("没有选择因素。"), _l("请至少选择一个这项措施所针对的因素。")),
    "measure_known": (_l("同样的措施已经登记过。"), _l("不必重复登记；要修改请打开那一项。")),
    "evidence_missing": (_l("没有填写落实情况。"), _l("请写明做了什么、何时完成。")),
    "waiting_file_gone": (
        _l("先前选择的文件等待过久，已经清除。"),
        _l("请重新选择文件；不再需要这个文件的，直接再次提交。"),
    ),
    "file_not_chosen": (_l("没有选择文件。"), _l("请先选择文件，再按上传。")),
    "document_too_large": (
        _l("文件“%(name)s”超过 %(limit)s MB，没有保存。"),
        _l("请压缩或拆分后再上传。"),
    ),
    "document_empty": (_l("文件“%(name)s”是空的，没有保存。"), _l("请检查后重新上传。")),
    "document_encrypted": (
        _l("文件“%(name)s”有密码，没有保存。"),
        _l("请去掉密码后再上传。"),
    ),
    "document_broken": (
        _l("文件“%(name)s”已损坏或不完整，没有保存。"),
        _l("请重新导出或扫描后再上传。"),
    ),
    "document_macros": (
        _l("文件“%(name)s”含有宏，没有保存。"),
        _l("请另存为不含宏的 DOCX 或 XLSX，或转成 PDF。"),
    ),
    "document_bomb": (
        _l("文件“%(name)s”展开后过大，没有保存。"),
        _l("请缩小图片或拆分文件后再上传。"),
    ),
    "document_too_many_pages": (
        _l("文件“%(name)s”页数过多，没有保存；一份 PDF 最多 2000 页。"),
        _l("请拆分成几份文件后再上传。"),
    ),
    "document_legacy_office": (
        _l("文件“%(name)s”是旧版 Office 格式，没有保存。"),
        _l("请另存为 DOCX、XLSX 或 PDF 后再上传。"),
    ),
    "document_unknown_type": (
        _l("文件“%(name)s”的类型不能接受，没有保存。"),
        _l("请上传 PDF、DOCX、XLSX、JPG 或 PNG 文件。"),
    ),
    "document_type_refused": (
        _l("“%(name)s”的类型不符合这份材料的要求。"),
        _l("请按清单注明的格式上传。"),
    ),
    "points_missing": (_l("没有写明意见。"), _l("请至少选择或填写一条，项目单位将逐条答复。")),
    "point_text_missing": (_l("有一条意见只有事项、没有内容。"), _l("请写明要补正什么。")),
    "decided_in_future": (_l("决定日期还没有到。"), _l("请填写决策机关实际作出决定的日期。")),
    "remark_missing": (_l("没有写明退回的原因。"), _l("请写明佐证还缺什么。")),
    "expert_unknown": (
        _l("专家库中没有编号为“%(number)s”的专家。"),
        _l("请核对编号；打不开专家库的，请向专家库管理员查询。"),
    ),
}
