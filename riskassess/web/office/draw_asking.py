"""What is said before each final act of a draw: in words what will happen, and what was entered."""

from typing import Any

from riskassess.domain.draw_policy import refuse_values
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.i18n import _
from riskassess.queries.draws import DrawView, source_facts
from riskassess.services.draws import read_values
from riskassess.web import context
from riskassess.web.final_acts import Final, entries_of, sent_file


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
    if not (form.note.data or "").strip() and sent_file(form.file.name) is None:
        raise InvalidInput("proof_missing", where="note")


def ask_values(view: DrawView, source: str, form: Any) -> Final:
    """Return the question before values are entered: as they will count, not as they were typed."""
    line = _line(view, source)
    numbers = read_values(form.values.data or "", line.announced)
    is_last = {each.code for each in view.missing} <= {source}
    happens = [_("数值照下面的样子记入抽取记录，录入后任何人不能更改。")]
    if is_last:
        happens.append(_("数值齐备，立即抽取专家并发出邀请；抽取不能重来，除非审批人批准作废。"))
    return Final(
        title=_("录入数值？"),
        button=_("确认录入"),
        happens=happens,
        entries=[
            (_("来源"), line.announced["name"]),
            (_("数值"), "  ".join(map(str, numbers))),
            *entries_of(form, without=["values"]),
        ],
        about=_("第 %(n)s 次抽取", n=view.draw.number),
    )
