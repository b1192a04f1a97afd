"""Papers of a review: their names, why one is not there yet, and what stands on them."""

from riskassess.i18n import LazyText, _l

TITLES: dict[str, LazyText] = {
    "panel_list": _l("专家组名单"),
    "declarations": _l("回避与保密声明"),
    "invitations": _l("评审邀请函"),
    "sign_in": _l("签到表"),
    "minutes": _l("评审纪要"),
    "opinion_forms": _l("专家评审意见表"),
    "group_opinion": _l("专家组意见"),
    "revision_note": _l("修改说明"),
}
NOT_YET: dict[str, LazyText] = {
    "panel_sealed": _l("专家名单还没有公开，只有承办人和审计员可以查看。"),
    "not_your_role": _l("专家意见和评分由承办人、审批人和档案管理员查看。"),
    "panel_empty": _l("专家还没有抽出或邀请。"),
    "nobody_declared": _l("还没有专家作出声明。"),
    "review_open": _l("评审还没有结束；结束前任何人看不到意见和评分。"),
    "no_sheet": _l("没有收到评分表。"),
    "no_group_opinion": _l("专家组意见还没有通过。"),
    "no_points": _l("没有要求项目单位修改，所以没有修改说明。"),
}
PLEDGE: LazyText = _l(
    "我承诺：评审材料、评分和意见只用于这次评审，不复制、不外传；结果公开以前，不向任何人透露专家名单和评审情况；独立作出判断，不接受项目单位或他人的请托。"
)
