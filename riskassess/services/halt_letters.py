"""Letters to experts who are waited for when a case is suspended or withdrawn."""

from sqlmodel import Session

from models import Expert, Office, PanelMember, row_id
from riskassess.i18n import LazyText, _l
from riskassess.queries.assessments import Case
from riskassess.services.expert_letters import ExpertLetter

TOPIC = "halt"


def suspended_letter(
    session: Session, case: Case, member: PanelMember, expert: Expert
) -> ExpertLetter:
    """Say that nothing need be handed in for the time being; the reason stays with the office."""
    return _letter(
        session, case, member, expert,
        subject=_l("评估暂时中止：%(title)s"),
        body=_l(
            "%(name)s专家：\n\n“%(title)s”的评估暂时中止，现在不需要答复或提交。"
            "已填写的内容都保留，恢复后期限顺延，届时会通知您。\n\n%(office)s\n"
        ),
        sms=_l("%(office)s：您参加的一项评估暂时中止，恢复后另行通知。"),
    )  # fmt: skip


def cancelled_letter(
    session: Session, case: Case, member: PanelMember, expert: Expert
) -> ExpertLetter:
    """Say that the work is over."""
    return _letter(
        session, case, member, expert,
        subject=_l("评估已终止：%(title)s"),
        body=_l(
            "%(name)s专家：\n\n“%(title)s”已由项目单位撤回，评估终止，您不需要再做什么。"
            "您写下的内容仍可在系统里查看。感谢您的工作。\n\n%(office)s\n"
        ),
        sms=_l("%(office)s：您参加的一项评估已终止，不需要再做什么。"),
    )  # fmt: skip


def _letter(
    session: Session, case: Case, member: PanelMember, expert: Expert,
    *, subject: LazyText, body: LazyText, sms: LazyText,
) -> ExpertLetter:  # fmt: skip
    words: dict[str, object] = {
        "name": expert.name,
        "title": case.project.title,
        "office": session.get_one(Office, member.office_id).name,
    }
    return ExpertLetter(TOPIC, row_id(member), subject % words, body % words, sms % words)
