"""The phase track in words, for the macro `phase_track`."""

from typing import Any

from riskassess.filters import date_text, state_label
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.queries.tracks import PhaseStep, phase_track
from riskassess.web import context
from riskassess.web.task_words import PARTY_WORDS, WORDS


def case_track(case: Case) -> list[dict[str, Any]]:
    """Return the nine phases of a case with `name`, `state` and `note`."""
    steps = phase_track(
        context.db_session(), case, now=context.clock(), calendar=context.work_calendar()
    )
    return [
        {"name": state_label(step.phase), "state": step.state, "note": _note(step)}
        for step in steps
    ]


def _note(step: PhaseStep) -> str:
    if step.state == "now":
        return _present(step)
    if step.since is None:
        return ""
    first, last = f"{step.since:%m-%d}", f"{step.until or step.since:%m-%d}"
    return first if first == last else _("%(first)s 至 %(last)s", first=first, last=last)


def _present(step: PhaseStep) -> str:
    if step.halted is not None:
        state, day = step.halted
        return _("%(state)s（%(day)s 起）", state=state_label(state), day=date_text(day))
    if step.task is None or step.party is None:
        return ""
    waits = _("等%(who)s：%(what)s", who=PARTY_WORDS[step.party], what=WORDS[step.task].what)
    return _("，").join(filter(None, (waits, _left(step))))


def _left(step: PhaseStep) -> str:
    if step.days_left is None or step.due_on is None:
        return ""
    if step.days_left < 0:
        text = _("▲ 已逾期 %(n)s 个工作日", n=-step.days_left)
    elif step.days_left == 0:
        text = _("今天到期")
    else:
        text = _("还有 %(n)s 个工作日（%(day)s）", n=step.days_left, day=date_text(step.due_on))
    if step.is_certain:
        return text
    return _(
        "%(text)s；%(year)s年放假安排未公布，按周一至周五推算", text=text, year=step.due_on.year
    )
