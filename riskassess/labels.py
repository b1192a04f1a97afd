"""Words of the interface for every closed set; pages, print and mail take them from here."""

from collections.abc import Iterable
from enum import StrEnum

from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.survey_vocabulary import Attitude
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    CommitmentState,
    CriterionKind,
    Decision,
    Degree,
    DossierState,
    JobState,
    MemberState,
    MessageState,
    Moment,
    Phase,
    Procedure,
    ProposalState,
    ReviewConclusion,
    ReviewKind,
    ReviewState,
    RiskGrade,
    Role,
    SheetState,
    Stage,
)
from riskassess.i18n import LazyText, _, _l
from riskassess.people_labels import PEOPLE_LABELS
from riskassess.pool_labels import POOL_LABELS
from riskassess.room_labels import ROOM_LABELS

ROLE_LABELS: dict[StrEnum, LazyText] = {
    Role.PROJECT_UNIT: _l("项目单位"),
    Role.INSTITUTION: _l("评估机构"),
    Role.EXPERT: _l("专家"),
    Role.CASE_OFFICER: _l("承办人"),
    Role.APPROVER: _l("审批人"),
    Role.POOL_KEEPER: _l("专家库管理员"),
    Role.ARCHIVIST: _l("档案员"),
    Role.AUDITOR: _l("审计员"),
    Role.SYSTEM_ADMIN: _l("系统管理员"),
    Role.SECURITY_ADMIN: _l("安全管理员"),
}
LABELS: dict[type[StrEnum], dict[StrEnum, LazyText]] = {
    Role: ROLE_LABELS,
    Degree: {
        Degree.NEGLIGIBLE: _l("微小"),
        Degree.MINOR: _l("较小"),
        Degree.MODERATE: _l("一般"),
        Degree.MAJOR: _l("较大"),
        Degree.SEVERE: _l("重大"),
    },
    RiskGrade: {
        RiskGrade.LOW: _l("低风险"),
        RiskGrade.MEDIUM: _l("中风险"),
        RiskGrade.HIGH: _l("高风险"),
    },
    CriterionKind: {
        CriterionKind.SINGLE_FACTOR: _l("单因素"),
        CriterionKind.INDEX: _l("综合风险指数"),
        CriterionKind.EVENT: _l("可能引发的事件"),
        CriterionKind.HEADCOUNT: _l("参与人数"),
        CriterionKind.OPPOSITION: _l("反对率"),
        CriterionKind.DEDUCTION: _l("扣分总分"),
        CriterionKind.MEMBERSHIP: _l("最大隶属度"),
    },
    Moment: {Moment.BEFORE: _l("措施前"), Moment.AFTER: _l("措施后")},
    Stage: {
        Stage.PREPARATION: _l("前期"),
        Stage.CONSTRUCTION: _l("施工"),
        Stage.OPERATION: _l("运营"),
    },
    Procedure: {
        Procedure.SIMPLE: _l("简易程序"),
        Procedure.GENERAL: _l("一般程序"),
        Procedure.SPECIAL: _l("特别程序"),
    },
    Attitude: {
        Attitude.SUPPORT: _l("支持"),
        Attitude.CONDITIONAL: _l("有条件支持"),
        Attitude.INDIFFERENT: _l("不关心"),
        Attitude.OPPOSE: _l("反对"),
    },
    Phase: {
        Phase.REGISTRATION: _l("登记"),
        Phase.SURVEY: _l("调查"),
        Phase.PREPARATION: _l("准备"),
        Phase.REVIEW: _l("评审"),
        Phase.GRADING: _l("定级"),
        Phase.FILING: _l("备案"),
        Phase.DECISION: _l("决策"),
        Phase.TRACKING: _l("跟踪"),
        Phase.ARCHIVE: _l("归档"),
    },
    AssessmentState: {
        AssessmentState.DRAFT: _l("草稿"),
        AssessmentState.SUBMITTED: _l("已提交"),
        AssessmentState.RETURNED: _l("退回补正"),
        AssessmentState.SURVEYING: _l("调查中"),
        AssessmentState.PREPARING: _l("准备中"),
        AssessmentState.IN_REVIEW: _l("评审中"),
        AssessmentState.REVISING: _l("修改中"),
        AssessmentState.GRADE_PROPOSED: _l("待审批等级"),
        AssessmentState.FILED: _l("已备案"),
        AssessmentState.DECIDED: _l("已决策"),
        AssessmentState.TRACKING: _l("跟踪中"),
        AssessmentState.CLOSED: _l("已结案"),
        AssessmentState.ARCHIVED: _l("已归档"),
        AssessmentState.SUSPENDED: _l("已中止"),
        AssessmentState.CANCELLED: _l("已终止"),
    },
    AssessmentAction: {
        AssessmentAction.EDIT: _l("修改登记"),
        AssessmentAction.SUBMIT: _l("提交登记"),
        AssessmentAction.ACCEPT: _l("受理"),
        AssessmentAction.RETURN: _l("退回补正"),
        AssessmentAction.RECORD_SURVEY: _l("登记调查数据"),
        AssessmentAction.FINISH_SURVEY: _l("结束调查"),
        AssessmentAction.EDIT_FACTORS: _l("编制因素与措施"),
        AssessmentAction.HAND_IN: _l("提交评审材料"),
        AssessmentAction.RETURN_PREPARATION: _l("退回材料"),
        AssessmentAction.FIX_FACTORS: _l("确定因素清单"),
        AssessmentAction.OPEN_REVIEW: _l("发起评审"),
        AssessmentAction.REQUEST_REVISION: _l("要求修改"),
        AssessmentAction.ANSWER_REVISION: _l("提交修改说明"),
        AssessmentAction.PROPOSE_GRADE: _l("提出等级"),
        AssessmentAction.APPROVE_GRADE: _l("审批等级"),
        AssessmentAction.SEND_BACK_GRADE: _l("退回等级"),
        AssessmentAction.RECORD_DECISION: _l("登记决策"),
        AssessmentAction.START_TRACKING: _l("开始跟踪"),
        AssessmentAction.PROVE_MEASURE: _l("提交落实佐证"),
        AssessmentAction.CHECK_MEASURE: _l("核查落实情况"),
        AssessmentAction.CLOSE: _l("结案"),
        AssessmentAction.ARCHIVE: _l("归档封存"),
        AssessmentAction.WITHDRAW: _l("撤回项目"),
        AssessmentAction.SUSPEND: _l("中止评估"),
        AssessmentAction.RESUME: _l("恢复评估"),
        AssessmentAction.EXTEND: _l("延期"),
        AssessmentAction.ASK_CORRECTION: _l("申请更正登记"),
        AssessmentAction.CORRECT: _l("更正登记"),
    },
    ReviewKind: {
        ReviewKind.PROJECT_REVIEW: _l("项目评审"),
        ReviewKind.EXPERT_CONSULTATION: _l("专家会诊"),
    },
    ReviewState: {
        ReviewState.GATHERING: _l("组成专家组"),
        ReviewState.SCORING: _l("评分中"),
        ReviewState.CLOSED: _l("已结束"),
    },
    RoundState: {
        RoundState.OPEN: _l("进行中"),
        RoundState.LOCKED: _l("已截止，待开封"),
        RoundState.CLOSED: _l("已结束"),
    },
    MemberState: {
        MemberState.RESERVE: _l("候补"),
        MemberState.INVITED: _l("已邀请"),
        MemberState.ACCEPTED: _l("已接受"),
        MemberState.DECLINED: _l("已谢绝"),
        MemberState.RECUSED: _l("已回避"),
        MemberState.RELEASED: _l("抽取作废，已离席"),
        MemberState.READY: _l("可评分"),
        MemberState.SUBMITTED: _l("已提交"),
    },
    SheetState: {SheetState.DRAFT: _l("填写中"), SheetState.SUBMITTED: _l("已提交")},
    ReviewConclusion: {
        ReviewConclusion.PASS: _l("通过"),
        ReviewConclusion.REVISE: _l("修改后再审"),
        ReviewConclusion.FAIL: _l("不通过"),
    },
    ProposalState: {
        ProposalState.PROPOSED: _l("待审批"),
        ProposalState.APPROVED: _l("已批准"),
        ProposalState.SENT_BACK: _l("已退回"),
    },
    Decision: {
        Decision.IMPLEMENT: _l("实施"),
        Decision.PARTIAL: _l("部分实施"),
        Decision.POSTPONE: _l("暂缓实施"),
        Decision.REJECT: _l("不实施"),
    },
    CommitmentState: {
        CommitmentState.PLANNED: _l("待落实"),
        CommitmentState.PROVEN: _l("已提交佐证"),
        CommitmentState.CONFIRMED: _l("已核实"),
    },
    JobState: {
        JobState.QUEUED: _l("排队中"),
        JobState.RUNNING: _l("进行中"),
        JobState.DONE: _l("已完成"),
        JobState.FAILED: _l("失败"),
    },
    MessageState: {
        MessageState.QUEUED: _l("待发送"),
        MessageState.SENT: _l("已发送"),
        MessageState.KEPT: _l("存于发件箱"),
        MessageState.FAILED: _l("发送失败"),
    },
    DossierState: {
        DossierState.BUILDING: _l("正在生成"),
        DossierState.SEALED: _l("已封存"),
        DossierState.FAILED: _l("生成失败"),
    },
    **POOL_LABELS,
    **PEOPLE_LABELS,
    **ROOM_LABELS,
}


def label(member: StrEnum) -> str:
    """Return the word for one member of a closed set, in the language in use."""
    return str(LABELS[type(member)][member])


# Parts of the fingerprint (queries.fingerprints), so that a change can be named.
SECTION_LABELS: dict[str, LazyText] = {
    "manual": _l("评估手册"),
    "project": _l("项目信息"),
    "factors": _l("因素清单"),
    "sheets": _l("评分表"),
    "opinions": _l("专家意见"),
    "comments": _l("评分说明"),
    "panel": _l("专家组"),
    "survey": _l("调查数据"),
    "forecast": _l("事件预测"),
    "measures": _l("防范化解措施"),
    "documents": _l("材料文件"),
}


def section_names(codes: Iterable[str]) -> str:
    """Return what parts of the fingerprint are called, as one enumeration."""
    return _("、").join(str(SECTION_LABELS.get(code, code)) for code in codes)


# Codes of `domain.retention`.
RETENTION_LABELS: dict[str, LazyText] = {
    "Y": _l("永久"),
    "D30": _l("30年"),
    "D10": _l("10年"),
}
