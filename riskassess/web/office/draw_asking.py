"""What is said before each final act of a draw: in words what will happen, and what was entered."""

from typing import Any

from expert_pool.vocabulary import RequestKind, RequestState
from riskassess.domain.draw_policy import (
    DrawRefusal,
    refuse_confirmation,
    refuse_decision,
    refuse_values,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.pool_manual import PoolManual
from riskassess.filters import datetime_text
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.queries.draws import DrawView, read_json, source_facts
from riskassess.queries.proposers import asker_for
from riskassess.services.draw_sources import moments_of
from riskassess.services.draw_values import read_values
from riskassess.web import context
from riskassess.web.final_acts import Final, entries_of, sent_file

DRAWN_AT_ONCE = _l("数值齐备，立即抽取专家并发出邀请；抽取不能重来，除非审批人批准作废。")


def _line(view: DrawView, source: str) -> Any:
    return next((line for line in view.sources if line.code == source), None)


def check_values(view: DrawView, source: str, form: Any) -> None:
    """Refuse values that could not be entered; nothing is written."""
    line = _line(view, source)
    if line is None:
        return  # entering it says so
    if reason := refuse_values(context.actor(), source_facts(view, line), now=context.clock()):
        raise Refused(reason, where=f"draw:{view.id}")
    read_values(form.values.data or "", line.announced)
    file = sent_file(form.file.name)  # refused or gone, a note beside it does not stand in for it
    if not (form.note.data or "").strip() and file is None:
        raise InvalidInput("proof_missing", where="note")


def ask_announcement(form: Any, manual: PoolManual, *, about: str) -> Final:
    """Return the question before lists are frozen and a draw is announced.

    The moments follow from the pool manual, so they are told before they are published.
    """
    moments = moments_of(manual, form.choice(), now=context.clock())
    lines = [_("%(name)s %(at)s", name=name, at=datetime_text(at)) for name, at in moments]
    return Final(
        title=_("公告抽取？"),
        button=_("确认公告"),
        happens=[
            _("名单立即冻结，摘要、规则和随机数来源向社会公告，此后任何人不能更改。"),
            _("数值产生并录入之前，不抽取，也不邀请任何人。"),
            _("公告不能撤回；抽取以后要作废，须有手册列出的理由并由另一位审批人批准。"),
        ],
        entries=[*entries_of(form), (_("数值产生"), _("；").join(lines))],
        about=about,
    )


DECIDED = {
    RequestKind.REDRAW: (
        _l("批准重新抽取？"),
        _l("本次抽取立即作废，已抽中而未提交评分表的专家离席并收到通知；不能恢复。"),
    ),
    RequestKind.DIRECT_APPOINTMENT: (
        _l("批准直接指定？"),
        _l("指定的专家立即得到席位并收到邀请；台账和证书都写明直接指定。"),
    ),
}


def asked_by(request: Any) -> int | None:
    """Return whose request it is for a decision by who is signed in."""
    return asker_for(context.db_session(), request, actor=context.actor())


def check_decision(request: Any, form: Any) -> None:
    """Refuse who may not decide, and a refusal without a word, as the act would."""
    if reason := refuse_decision(
        context.actor(),
        requested_by=asked_by(request),
        is_open=request.state is RequestState.OPEN,
    ):
        raise Refused(reason, where=f"request:{request.id}")
    if form.verdict.data == "refuse" and not (form.decision.data or "").strip():
        raise InvalidInput("draw_note_missing", where="decision")


def ask_decision(request: Any, form: Any, *, about: str, more: list[tuple[str, str]]) -> Final:
    """Return the question before a request of another officer is decided."""
    approved, effect = DECIDED[request.kind]
    is_approved = form.verdict.data == "approve"
    return Final(
        title=str(approved) if is_approved else _("不批准这项申请？"),
        button=_("确认批准") if is_approved else _("确认不批准"),
        happens=[
            str(effect) if is_approved else _("申请就此了结；承办人可以另行申请。"),
            _("决定连同您的姓名记录在案，不能更改。"),
        ],
        entries=[(_("申请"), label(request.kind)), *more, *entries_of(form)],
        about=about,
    )


def ask_values(view: DrawView, source: str, form: Any, *, about: str) -> Final:
    """Return the question before values are entered: as they will count, not as they were typed."""
    line = _line(view, source)
    numbers = read_values(form.values.data or "", line.announced)
    is_last = {each.code for each in view.unsettled} <= {source}
    happens = [_("数值照下面的样子记入抽取记录，录入后任何人不能更改。")]
    if line.role is None:
        happens = [
            _("数值照下面的样子记下，由另一位承办人或审批人复核后才用于抽取；复核前可以更正。")
        ]
    elif is_last:
        happens.append(str(DRAWN_AT_ONCE))
    return Final(
        title=_("录入数值？"),
        button=_("确认录入"),
        happens=happens,
        entries=[
            (_("来源"), line.announced["name"]),
            (_("数值"), "  ".join(map(str, numbers))),
            *entries_of(form, without=["values"]),
        ],
        about=about,
    )


def check_confirmation(view: DrawView, source: str, seen: str) -> None:
    """Refuse who may not confirm, and values that were corrected since they were looked at."""
    line = _line(view, source)
    if line is None:
        raise NotFound("not_found", where=f"source:{source}")
    if reason := refuse_confirmation(context.actor(), source_facts(view, line)):
        raise Refused(reason, where=f"draw:{view.id}")
    if line.value.values != seen:
        raise Refused(DrawRefusal.VALUE_CHANGED, where=f"draw:{view.id}")


def ask_confirmation(view: DrawView, source: str, *, about: str) -> Final:
    """Return the question before published values are confirmed."""
    line = _line(view, source)
    happens = [_("您对照来源公布的原文逐个核对过；复核后数值不能再更正。")]
    if {each.code for each in view.unsettled} <= {source}:
        happens.append(str(DRAWN_AT_ONCE))
    numbers = "  ".join(map(str, read_json(line.value.values)))
    return Final(
        title=_("复核数值？"),
        button=_("确认无误"),
        happens=happens,
        entries=[(_("来源"), line.announced["name"]), (_("数值"), numbers),
                 (_("录入人"), line.entered_by)],
        about=about,
    )  # fmt: skip
