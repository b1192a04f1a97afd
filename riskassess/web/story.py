"""The history of a case in plain sentences: who did what, when and why."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from riskassess.audit_words import action_words
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import AssessmentState
from riskassess.exhibits.registered import fact_name
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.queries import story
from riskassess.queries.assessments import Case
from riskassess.queries.tracks import due_now
from riskassess.web import context
from riskassess.web.deputy_words import absent_names, for_whom

NEWS = _l("有新变化")
EXTENDED = "assessment:extend"
HANDED = "handover_item"


class Sentence(NamedTuple):
    """One line of the history; `why` is empty where nobody gave a reason."""

    at: Any
    text: str
    why: str
    sequence: int


class _Names(NamedTuple):
    """Names that sentences need, read at once: papers by id (code, title), accounts by id."""

    papers: Mapping[int, tuple[str, str]]
    accounts: Mapping[int, str]


def field_words(case: Case, field: str) -> str:
    """Return the name of a registered fact."""
    return fact_name(case.manual, case.project.kind, field)


def sentences(case: Case, *, after: int = 0) -> list[Sentence]:
    """Return what the signed-in actor may know of what happened, the newest first."""
    session, for_sponsor = context.db_session(), context.actor().has(*SPONSOR)
    lines = story.list_story(session, case, _told(), after=after)
    absent = absent_names(lines)
    names = _Names(story.list_paper_names(session, case), _of_handovers(case, lines))
    lines = [line._replace(name=for_whom(line.name, line.after, absent)) for line in lines]
    told = [_sentence(case, line, names, for_sponsor=for_sponsor) for line in lines]
    holds = _day_that_holds(case, lines)
    return [
        _with_present(case, line, sentence, holds)
        for line, sentence in zip(lines, told, strict=True)
        if sentence is not None
    ]


def _day_that_holds(case: Case, lines: list[story.StoryLine]) -> str:
    """Return the day that holds now where the present state was extended, else nothing."""
    if not any(_is_of_now(case, line) for line in lines):
        return ""
    calendar = context.work_calendar()
    due = due_now(context.db_session(), case, calendar=calendar)
    return due.isoformat() if due else ""


def _is_of_now(case: Case, line: story.StoryLine) -> bool:
    """Return whether a line is an extension of the state that the case is in."""
    return line.action == EXTENDED and line.at >= case.assessment.state_since


def _with_present(case: Case, line: story.StoryLine, told: Sentence, holds: str) -> Sentence:
    """Say beside the day that an extension gave which one holds, where it is another by now."""
    given = _read(line.after).get("due_on")
    if not holds or holds == given or not _is_of_now(case, line):
        return told
    return told._replace(text=told.text + _("现在的期限是 %(day)s。", day=holds))


def _told() -> frozenset[str]:
    return story.told_to(context.actor().roles)


def _sentence(
    case: Case, line: story.StoryLine, names: _Names, *, for_sponsor: bool
) -> Sentence | None:
    is_own = line.unit_id is not None and line.unit_id == case.project.unit_id
    after, moved = _read(line.after), _moved(line)
    if for_sponsor and not is_own and _is_inner(line, moved=moved):
        return None
    what = _about(case, line, names, after)
    text = _("%(who)s%(what)s", who=_who(case, line, for_sponsor=for_sponsor), what=what)
    why = _why(line, after, for_sponsor=for_sponsor)
    return Sentence(line.at, text + moved + _("。"), why, line.sequence)


def _is_inner(line: story.StoryLine, *, moved: str) -> bool:
    """Return whether an act of the office is its own matter, or a part of a review."""
    is_first_review = line.action == "assessment:open_review" and moved
    return line.action not in story.OF_OFFICE and not is_first_review


def _who(case: Case, line: story.StoryLine, *, for_sponsor: bool) -> str:
    if line.expert_id is not None:
        return _("专家")  # never the name: who sits on a panel is told elsewhere, in its time
    if line.actor_id is None:
        return _("系统")
    is_own = line.unit_id is not None and line.unit_id == case.project.unit_id
    if for_sponsor and not is_own:
        return _("稳定办")
    return line.name if not is_own or for_sponsor else _("项目单位%(name)s", name=line.name)


def _about(
    case: Case,
    line: story.StoryLine,
    names: _Names,
    after: Mapping[str, Any],
) -> str:
    what = action_words(line.action)
    if line.subject_type == "document" and line.subject_id in names.papers:
        code, title = names.papers[line.subject_id]
        return _("%(what)s“%(title)s”（%(code)s）", what=what, title=title, code=code)
    if line.subject_type == "correction" and after.get("field"):
        return _("%(what)s：%(field)s", what=what, field=field_words(case, str(after["field"])))
    if line.subject_type == HANDED:
        return _passed(what, after, names.accounts)
    if after.get("code") and line.subject_type in {"factor", "measure"}:
        what = _("%(what)s %(code)s", what=what, code=after["code"])
    return _with_day(what, line, after)


def _of_handovers(case: Case, lines: list[story.StoryLine]) -> dict[int, str]:
    """Return the names of who gave and who took work over, in one query; none without any."""
    told = [_read(line.after) for line in lines if line.subject_type == HANDED]
    ids = {after[side] for after in told for side in ("from", "to")}
    return story.names_of_accounts(context.db_session(), case, ids) if ids else {}


def _passed(what: str, after: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return _(
        "%(what)s：%(kind)s，由%(giver)s交给%(taker)s",
        what=what,
        kind=label(WorkKind(after["kind"])),
        giver=names.get(after["from"], "—"),
        taker=names.get(after["to"], "—"),
    )


def _with_day(what: str, line: story.StoryLine, after: Mapping[str, Any]) -> str:
    """Return the words with the day that was set, or to which a term was put off."""
    if not after.get("due_on"):
        return what
    day = after["due_on"]
    if _read(line.before).get("due_on"):
        return _("%(what)s至 %(day)s", what=what, day=day)
    return _("%(what)s，期限为 %(day)s", what=what, day=day)


def _moved(line: story.StoryLine) -> str:
    before, after = _read(line.before).get("state"), _read(line.after).get("state")
    if line.action not in story.MOVES or before == after or not (before and after):
        return ""
    return _("，由“%(before)s”转为“%(after)s”", before=label(AssessmentState(before)),
             after=label(AssessmentState(after)))  # fmt: skip


def _why(line: story.StoryLine, after: Mapping[str, Any], *, for_sponsor: bool) -> str:
    if for_sponsor and line.action.removeprefix("assessment:") in story.REASON_NOT_TOLD:
        return ""
    reason = line.reason or str(after.get("reason") or "")
    return "" if reason == "-" else reason


def _read(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def news_of(case: Case) -> list[Sentence]:
    """Return what others did since the actor last looked, and owe the new mark.

    The mark is written after the answer, on its own; reading the page never fails for it.
    """
    session, actor = context.db_session(), context.actor()
    if actor.account_id is None:
        return []
    look = story.last_look(session, case, account_id=actor.account_id)
    end = story.chain_end(session, case)
    if look is None or look.sequence < end:
        context.owe_look(
            {
                "office_id": case.assessment.office_id, "account_id": actor.account_id,
                "assessment_id": case.id, "sequence": end,
            }
        )  # fmt: skip
    if look is None or look.sequence >= end:
        return []
    lines = story.list_story(session, case, _told(), after=look.sequence)
    foreign = {line.sequence for line in lines if line.actor_id != actor.account_id}
    return [line for line in sentences(case, after=look.sequence) if line.sequence in foreign]


def marks_of(ids: list[int]) -> frozenset[int]:
    """Return which cases of a list somebody else has acted on since the actor looked at them."""
    return story.changed_since_looked(context.db_session(), ids, actor=context.actor())
