"""A message in words: what it is about, what became of it, and what follows."""

from typing import Any, NamedTuple

from expert_pool.vocabulary import Channel
from riskassess.domain.vocabulary import MessageState
from riskassess.filters import datetime_text
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label
from riskassess.messages import MESSAGES, explain
from riskassess.services.messages import MOST_ATTEMPTS, NO_ADDRESS, SUPERSEDED

TOPICS: dict[str, LazyText] = {
    "account": _l("账号链接"),
    "invitation": _l("评审邀请"),
    "sheet": _l("评分提醒"),
    "due_change": _l("延期通知"),
    "halt": _l("中止或终止通知"),
    "meeting": _l("评审会和材料"),
    "reopening": _l("重新打开评分表"),
    "expert": _l("入库和聘期"),
    "address": _l("邮箱重复的申请"),
    "evaluation": _l("工作评价"),
    "evaluation_correction": _l("评价更正"),
    "year_evaluation": _l("年度评价"),
    "fee": _l("劳务费核定"),
    "fee_payment": _l("劳务费支付"),
    "people": _l("代理和移交"),
    "emergency": _l("应急访问"),
}
ERRORS: dict[str, LazyText] = {
    SUPERSEDED: _l("链接已用过或已由新的代替，不再发送"),
    NO_ADDRESS: _l("没有可用的邮箱或号码"),
}


class MessageLine(NamedTuple):
    """A message as a page shows it."""

    id: int
    topic: str
    subject: str
    to: str
    channel: str
    written: str
    shape: str
    state: str
    detail: str
    may_retry: bool


def message_line(row: Any) -> MessageLine:
    """Return a row of `queries.pool.messages` in words; a subject of a single link stays out."""
    state, channel = MessageState(row.state), Channel(row.channel)
    shape, word = _standing(row, state)
    is_left = state in {MessageState.FAILED, MessageState.KEPT} and row.is_sendable
    return MessageLine(
        row.id,
        str(TOPICS.get(row.topic, _("办理通知"))),
        row.subject,
        row.recipient_name,
        label(channel),
        datetime_text(row.created_at),
        shape,
        word,
        _detail(row, state),
        is_left and row.error != SUPERSEDED,
    )


def _standing(row: Any, state: MessageState) -> tuple[str, str]:
    if row.delivered_at is not None:
        return "●", _("已送达")
    if row.error == SUPERSEDED and state is MessageState.KEPT:
        return "○", _("存于发件箱，链接已失效")  # who reads the outbox has it
    if row.error == SUPERSEDED and row.sent_at is not None:
        return "◕", _("已发送，链接已失效")
    if row.error == SUPERSEDED:
        return "—", _("没有发出，链接已失效")
    shapes = {
        MessageState.SENT: "◕",
        MessageState.QUEUED: "◔",
        MessageState.KEPT: "○",
        MessageState.FAILED: "▲",
    }
    return shapes[state], label(state)


def _detail(row: Any, state: MessageState) -> str:
    if row.delivered_at is not None:
        return datetime_text(row.delivered_at)
    if state is MessageState.SENT:
        return datetime_text(row.sent_at)
    parts = [_error(row.error)] if row.error else []
    if row.error != SUPERSEDED and state is not MessageState.KEPT:
        parts += _next_try(row, state)
    return _("；").join(parts)


def _error(error: str) -> str:
    if error in ERRORS:
        return str(ERRORS[error])
    return explain(error, {})[0] if error in MESSAGES else error


def _next_try(row: Any, state: MessageState) -> list[str]:
    if state is MessageState.FAILED and row.attempts >= MOST_ATTEMPTS:
        return [_("不再自动重发")]
    tried = [_("已试 %(n)s 次", n=row.attempts)] if row.attempts else []
    when = [_("下次 %(at)s", at=datetime_text(row.retry_at))] if row.retry_at else []
    return tried + when
