"""Letters to officers about people: who stands in, takes work over, waits for roles or a second.

They name persons, roles, days and counts, and nothing of a case: some of their readers may never
see one. They are Chinese whoever acts, as everything that is handed out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Account, AccountRole, Deputy, EmergencyAccess, Handover, Message, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.emergency import ANSWER_WITHIN
from riskassess.domain.separation import OFFICERS
from riskassess.domain.vocabulary import Role
from riskassess.filters import long_date, moment_text
from riskassess.i18n import _, speaking
from riskassess.labels import label
from riskassess.queries.deputies import CAN_SIGN_IN
from riskassess.queries.emergency import own_offices
from riskassess.queries.offices import get_office
from riskassess.services.letters import Outbox
from riskassess.services.messages import queue_message

PEOPLE, EMERGENCY = "people", "emergency"


@dataclass(frozen=True)
class Notices:
    """What the letters of one act have in common; without an outbox nobody is written to."""

    session: Session
    outbox: Outbox | None
    actor: Actor
    now: datetime

    @speaking()
    def deputy_named(self, row: Deputy, roles: Collection[Role]) -> None:
        """Write to the deputy, and to the absent one unless he or she named the deputy."""
        absent = self.session.get_one(Account, row.absent_id)
        deputy = self.session.get_one(Account, row.deputy_id)
        told = {
            "absent": absent.display_name,
            "deputy": deputy.display_name,
            "roles": _("、").join(label(role) for role in sorted(roles)),
            "first": long_date(row.first_on),
            "last": long_date(row.last_on),
        }
        page = "/control/deputies" if OFFICERS & set(roles) else "/office/deputies"
        to_deputy = _(
            "%(first)s至%(last)s由您代理%(absent)s的%(roles)s。代理到期自动结束，也可以提前结束。",
            **told,
        )
        about = (PEOPLE, row_id(row))
        self._write(deputy, about, _("请您代理%(absent)s", **told), to_deputy, page)
        if absent.id != self.actor.account_id:
            to_absent = _(
                "安全管理员已指定%(deputy)s于%(first)s至%(last)s代理您的%(roles)s。"
                "情况有变时，您可以提前结束代理。",
                **told,
            )
            subject = _("已指定%(deputy)s代理您", **told)
            self._write(absent, about, subject, to_absent, page)

    @speaking()
    def work_taken_over(self, row: Handover, count: int) -> None:
        """Write to whoever takes work over."""
        giver = self.session.get_one(Account, row.from_id).display_name
        text = _(
            "%(giver)s的 %(n)s 项工作已移交给您，从现在起由您负责。"
            "移交单上列有这些工作和移交的理由。",
            giver=giver, n=count,
        )  # fmt: skip
        taker = self.session.get_one(Account, row.to_id)
        page = f"/office/handovers/{row_id(row)}"
        subject = _("%(giver)s的工作已移交给您", giver=giver)
        self._write(taker, (PEOPLE, row_id(row)), subject, text, page)

    @speaking()
    def roles_asked(self, account: Account) -> None:
        """Write to the security administrators, who alone decide on the roles asked for."""
        text = _(
            "系统管理员建立了一个账号并申请角色，等待您授予或者不授予。"
            "授予以前，这个账号什么也打不开。"
        )
        about, page = (PEOPLE, row_id(account)), f"/control/roles/{row_id(account)}"
        readers = (
            select(Account)
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                Account.office_id == account.office_id,
                AccountRole.role == Role.SECURITY_ADMIN,
                *CAN_SIGN_IN,
            )
            .order_by(col(Account.id))
        )
        for reader in self.session.exec(readers).all():
            self._write(reader, about, _("有账号等待您授权"), text, page)

    @speaking()
    def access_asked(self, row: EmergencyAccess) -> None:
        """Write to who could be the second of two: the officers of another of the three roles."""
        asker = self.session.get_one(Account, row.asked_by_id)
        text = _(
            "%(asker)s于%(at)s提出应急访问申请，等待三员中另一人同意或不同意；"
            "%(n)s 小时内没有决定的自动失效。",
            asker=asker.display_name, at=moment_text(row.asked_at),
            n=ANSWER_WITHIN // timedelta(hours=1),
        )  # fmt: skip
        others = OFFICERS - own_offices(self.session, row.asked_by_id)
        readers = self.session.exec(
            select(Account)
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                Account.office_id == row.office_id,
                Account.id != row.asked_by_id,
                col(AccountRole.role).in_(others),
                *CAN_SIGN_IN,
            )
            .order_by(col(Account.id))
        ).all()
        for reader in readers:
            page = f"/control/emergency/{row_id(row)}"
            about = (EMERGENCY, row_id(row))
            self._write(reader, about, _("应急访问申请等待您决定"), text, page)

    def _write(
        self, reader: Account, about: tuple[str, int], subject: str, text: str, page: str
    ) -> None:
        if self.outbox is None or not reader.email or not reader.is_active:
            return
        topic, subject_id = about
        body = _(
            "%(name)s：\n\n%(text)s\n\n请登录后打开：\n%(link)s\n\n%(office)s\n%(today)s\n",
            name=reader.display_name,
            text=text,
            link=self.outbox.public_url.rstrip("/") + page,
            office=get_office(self.session, reader.office_id).name,
            today=long_date(self.now),
        )
        message = Message(
            office_id=reader.office_id, recipient=reader.email, subject=subject, body=body,
            recipient_name=reader.display_name, created_at=self.now, topic=topic,
            subject_id=subject_id,
        )  # fmt: skip
        queue_message(self.session, message=message, actor=self.actor, now=self.now)
        self.outbox.message_ids.append(row_id(message))
