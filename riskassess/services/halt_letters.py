"""Letters to experts who are waited for when a case is suspended or withdrawn."""

from sqlmodel import Session

from models import Expert, Office, PanelMember, row_id
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.services.expert_letters import ExpertLetter

TOPIC = "halt"


def suspended_letter(
    session: Session, case: Case, member: PanelMember, expert: Expert
) -> ExpertLetter:
    """Say that nothing need be handed in for the time being; the reason stays with the office."""
    office, title = session.get_one(Office, member.office_id).name, case.project.title
    return ExpertLetter(
        topic=TOPIC,
        subject_id=row_id(member),
        subject=_("评估暂时中止：%(title)s", title=title),
        body=_(
            "%(name)s专家：\n\n“%(title)s”的评估暂时中止，现在不需要答复或提交。"
            "已填写的内容都保留，恢复后期限顺延，届时会通知您。\n\n%(office)s\n",
            name=expert.name, title=title, office=office,
        ),
        sms=_("%(office)s：您参加的一项评估暂时中止，恢复后另行通知。", office=office),
    )  # fmt: skip


def cancelled_letter(
    session: Session, case: Case, member: PanelMember, expert: Expert
) -> ExpertLetter:
    """Say that the work is over."""
    office, title = session.get_one(Office, member.office_id).name, case.project.title
    return ExpertLetter(
        topic=TOPIC,
        subject_id=row_id(member),
        subject=_("评估已终止：%(title)s", title=title),
        body=_(
            "%(name)s专家：\n\n“%(title)s”已由项目单位撤回，评估终止，您不需要再做什么。"
            "您写下的内容仍可在系统里查看。感谢您的工作。\n\n%(office)s\n",
            name=expert.name, title=title, office=office,
        ),
        sms=_("%(office)s：您参加的一项评估已终止，不需要再做什么。", office=office),
    )  # fmt: skip
