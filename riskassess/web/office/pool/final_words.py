"""What is said before each final act of the pool keeper, and what is checked before it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from expert_pool.vocabulary import ExpertAction
from riskassess.i18n import _
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.outlook import require_beforehand
from riskassess.web import context
from riskassess.web.final_acts import Final, entries_of


@dataclass(frozen=True)
class Asked:
    """A final act: which one, what the actor gives, and its words by form and expert."""

    action: ExpertAction
    words: Callable[[Any], Final]
    given: dict[str, Any] = field(default_factory=dict)

    def check(self, expert_id: int) -> None:
        """Refuse what the act would refuse; changes nothing."""
        require_beforehand(
            context.db_session(),
            expert_id=expert_id,
            action=self.action,
            actor=context.actor(),
            now=context.clock(),
            calendar=context.work_calendar(),
            **self.given,
        )


def _told() -> str:
    return _("专家会收到邮件，内容包括您填写的事由和说明。")


def _left() -> str:
    return _("还没有提交评分表的评审立即由候补递补，原席位不能恢复。")


def ask_publicity(form: Any) -> Final:
    """Return the question before a publicity begins."""
    rule = pool_manual_of(context.db_session(), context.actor().office_id).admission
    unit = _("工作日") if rule.publicity_unit == "working" else _("日")
    return Final(
        title=_("开始公示？"),
        button=_("确认公示"),
        happens=[
            _("姓名、工作单位、专业和类别立即在公开页面上公示 %(n)s 个%(unit)s，任何人都能看到。",
              n=rule.publicity_days, unit=unit),
            _("公示不能撤回；类别和专业不能再更正。"),
            _("申请人会收到邮件。"),
        ],
        entries=entries_of(form),
    )  # fmt: skip


def ask_appointment(form: Any) -> Final:
    """Return the question before an appointment."""
    years = pool_manual_of(context.db_session(), context.actor().office_id).term.years
    return Final(
        title=_("聘任专家？"),
        button=_("确认聘任"),
        happens=[
            _("给予编号，聘期 %(n)s 年，从现在起可以被抽中。", n=years),
            _("聘书随即生成，本人会收到邮件。"),
            _("聘任不能撤销；以后只能按手册的事由暂停或出库。"),
        ],
        entries=entries_of(form),
    )


def ask_refusal(form: Any) -> Final:
    """Return the question before an application ends."""
    return Final(
        title=_("不予入库？"),
        button=_("确认不予入库"),
        happens=[_("申请就此结束，不能恢复。"), _("申请人会收到您填写的理由。")],
        entries=entries_of(form),
    )


def ask_suspension(form: Any) -> Final:
    """Return the question before a suspension."""
    return Final(
        title=_("暂停专家资格？"),
        button=_("确认暂停"),
        happens=[_("恢复以前不参加抽取。"), _left(), _told()],
        entries=entries_of(form),
    )


def ask_removal(form: Any) -> Final:
    """Return the question before somebody leaves the pool."""
    return Final(
        title=_("作出库处理？"),
        button=_("确认出库"),
        happens=[
            _("不再是专家库成员，不能撤销；要回来只能重新申请。"),
            _left(),
            _told(),
            _("办理记录保留。"),
        ],
        entries=entries_of(form),
    )
