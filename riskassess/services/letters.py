"""Letters: who waits for an act of somebody else hears by mail that it is done, with the page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from models import Account, AccountRole, Message, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.vocabulary import Role
from riskassess.filters import local, long_date
from riskassess.i18n import LazyText, _, _l
from riskassess.queries.accounts import list_addresses
from riskassess.queries.assessments import Case
from riskassess.queries.offices import get_office
from riskassess.services.messages import queue_message

SUBJECT_LENGTH = 200


@dataclass
class Outbox:
    """Where links of letters lead, and the ids of those written; ring for them after the commit."""

    public_url: str
    message_ids: list[int] = field(default_factory=list)


class Letter(StrEnum):
    """What a letter tells."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    PREPARATION_RETURNED = "preparation_returned"
    REVISION_REQUESTED = "revision_requested"
    FILED = "filed"
    GRADE_PROPOSED = "grade_proposed"
    GRADE_APPROVED = "grade_approved"
    GRADE_SENT_BACK = "grade_sent_back"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    CORRECTION_DECIDED = "correction_decided"


# letter: (subject, what happened and what follows)
TEXTS: dict[Letter, tuple[LazyText, LazyText]] = {
    Letter.ACCEPTED: (
        _l("登记已受理：%(title)s"),
        _l("登记已受理。接下来请开展风险调查，上传材料并登记问卷份数。"),
    ),
    Letter.RETURNED: (
        _l("登记退回补正：%(title)s"),
        _l("登记已退回，列有需要补正的意见。请逐条答复，补齐后重新提交。"),
    ),
    Letter.PREPARATION_RETURNED: (
        _l("评审材料退回：%(title)s"),
        _l("评审材料已退回，列有需要修改的意见。请逐条答复，修改后重新提交。"),
    ),
    Letter.REVISION_REQUESTED: (
        _l("请按评审意见修改：%(title)s"),
        _l("专家评审提出了修改意见。请修改报告，并逐条答复。"),
    ),
    Letter.FILED: (
        _l("等级已备案：%(title)s"),
        _l("风险等级已审批并备案，可以在页面上查看结果。现在不需要您处理。"),
    ),
    Letter.GRADE_PROPOSED: (
        _l("等级待审批：%(title)s"),
        _l("承办人已提出风险等级，等待审批。"),
    ),
    Letter.GRADE_APPROVED: (
        _l("等级已批准：%(title)s"),
        _l("您提出的等级已批准并备案。决策机关作出决定后，请登记决定。"),
    ),
    Letter.GRADE_SENT_BACK: (
        _l("等级已退回：%(title)s"),
        _l("您提出的等级已退回，理由在页面上。请处理后重新提出。"),
    ),
    Letter.SUSPENDED: (
        _l("评估已中止：%(title)s"),
        _l("评估已中止，理由在页面上。中止期间各项期限停止计算，已填写的内容都保留。"),
    ),
    Letter.RESUMED: (
        _l("评估已恢复：%(title)s"),
        _l("评估已恢复，期限按中止的天数顺延。请在页面上查看现在要做的。"),
    ),
    Letter.EXTENDED: (
        _l("期限已更改：%(title)s"),
        _l("现阶段的期限已更改，新的日期和理由在页面上。"),
    ),
    Letter.CORRECTION_DECIDED: (
        _l("更正申请已办理：%(title)s"),
        _l("您申请的登记更正已办理，结果在页面上。"),
    ),
}
SPONSOR_PAGE = "/sponsor/assessments/{id}"
RESULT_PAGE = "/office/assessments/{id}/result"


@dataclass(frozen=True)
class Post:
    """What the letters of one act have in common; without an outbox nobody is written to."""

    session: Session
    case: Case
    outbox: Outbox | None
    actor: Actor
    now: datetime

    def to_sponsor(self, letter: Letter) -> None:
        """Write to the active accounts of the sponsor's unit."""
        readers = self.session.exec(
            select(Account)
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                Account.office_id == self.case.assessment.office_id,
                Account.unit_id == self.case.project.unit_id,
                col(AccountRole.role).in_(SPONSOR),
                col(Account.is_active).is_(True),
            )
            .order_by(col(Account.id))
        ).unique()
        self._write(letter, readers, page=SPONSOR_PAGE)

    def to_approvers(self, letter: Letter) -> None:
        """Write to who may approve today, deputies too: not to whoever proposed."""
        office_id, today = self.case.assessment.office_id, local(self.now).date()
        readers = list_addresses(self.session, office_id=office_id, role=Role.APPROVER, on=today)
        others = [reader for reader in readers if reader.id != self.actor.account_id]
        self._write(letter, others, page=RESULT_PAGE)

    def to_account(self, letter: Letter, account_id: int) -> None:
        """Write to one officer."""
        reader = self.session.get_one(Account, account_id)
        self._write(letter, [reader] if reader.is_active else [], page=RESULT_PAGE)

    def _write(self, letter: Letter, readers: Iterable[Account], *, page: str) -> None:
        if self.outbox is None:
            return
        link = self.outbox.public_url.rstrip("/") + page.format(id=self.case.id)
        told = {reader.email: reader for reader in readers if reader.email}
        for reader in told.values():
            message = self._message(letter, reader, link)
            queue_message(self.session, message=message, actor=self.actor, now=self.now)
            self.outbox.message_ids.append(row_id(message))

    def _message(self, letter: Letter, reader: Account, link: str) -> Message:
        subject, text = TEXTS[letter]
        project, office_id = self.case.project, self.case.assessment.office_id
        body = _(
            "%(name)s：\n\n“%(title)s”（%(code)s）：%(text)s\n\n"
            "请登录后打开：\n%(link)s\n\n%(office)s\n%(today)s\n",
            name=reader.display_name,
            title=project.title,
            code=self.case.assessment.code,
            text=text,
            link=link,
            office=get_office(self.session, office_id).name,
            today=long_date(self.now),
        )
        return Message(
            office_id=office_id,
            recipient=reader.email,
            recipient_name=reader.display_name,
            subject=(subject % {"title": project.title})[:SUBJECT_LENGTH],
            body=body,
            created_at=self.now,
        )
