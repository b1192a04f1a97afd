"""Registering, documents, survey, factors, measures, and what the rules refuse about them."""

from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import _l

CASES = {
    "wrong_state": (
        _l("这一步现在不能做：项目已进入其他阶段。"),
        _l("请回到项目页查看现在的阶段；可能有同事刚刚处理过。"),
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
    RefusalReason.REASON_MISSING: (_l("没有填写理由。"), _l("请写明理由。")),
    RefusalReason.SAME_PERSON: (
        _l("提出等级的人不能审批同一等级。"),
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
    "document_type_refused": (
        _l("“%(name)s”的类型不符合这份材料的要求。"),
        _l("请按清单注明的格式上传。"),
    ),
}
