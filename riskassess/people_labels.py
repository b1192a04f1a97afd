"""Words for the closed sets of accounts and posts."""

from enum import StrEnum

from riskassess.domain.people_vocabulary import LinkPurpose, WorkKind
from riskassess.i18n import LazyText, _l

PEOPLE_LABELS: dict[type[StrEnum], dict[StrEnum, LazyText]] = {
    WorkKind: {
        WorkKind.REVIEW: _l("评审"),
        WorkKind.GRADE_PROPOSAL: _l("拟定等级"),
        WorkKind.DRAW: _l("抽取"),
        WorkKind.DRAW_REQUEST: _l("抽取申请"),
        WorkKind.MANUAL_PROPOSAL: _l("待审批的评估手册"),
        WorkKind.REOPENING: _l("重开评分表的请求"),
        WorkKind.ROUND_KEY: _l("轮次密钥"),
        WorkKind.PANEL_SEAT: _l("评审席位"),
        WorkKind.DEPUTY: _l("代理"),
    },
    LinkPurpose: {
        LinkPurpose.FIRST_ADMINISTRATOR: _l("首个系统管理员"),
        LinkPurpose.INVITATION: _l("邀请"),
        LinkPurpose.RESET: _l("重设密码"),
    },
}
