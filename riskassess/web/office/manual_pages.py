"""What the pages of manuals show: a checked file, a difference in words, who may act."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from riskassess.domain.errors import AssessmentError, InvalidInput, InvalidManual
from riskassess.domain.manual import Manual
from riskassess.domain.manual.difference import difference
from riskassess.domain.manual.standing import Standing
from riskassess.domain.manual_policy import refuse_manual_decision
from riskassess.exhibits.manual_changes import ChangeGroup, change_groups
from riskassess.exhibits.manual_values import code_word
from riskassess.exhibits.manual_words import CONFIDENCE_WORDS
from riskassess.filters import local
from riskassess.i18n import LazyText, _l, sentences
from riskassess.messages import explain
from riskassess.queries.manual_proposals import ProposalView, facts_of_proposal
from riskassess.queries.manuals import get_manual, stored_bases
from riskassess.services.manual_proposals import check_import
from riskassess.web import context
from riskassess.web.office.manual_forms import (
    ImportForm,
    ProblemRow,
    problem_rows,
    refuse_file,
)

# shape and word of each standing and of each state of a proposal
STANDING_WORDS: dict[Standing, tuple[str, LazyText]] = {
    Standing.IN_FORCE: ("●", _l("现行")),
    Standing.UPCOMING: ("○", _l("尚未施行")),
    Standing.SUPERSEDED: ("◇", _l("已被新版取代")),
    Standing.ENDED: ("■", _l("已失效")),
}
STATE_SHAPES = {"proposed": "◐", "approved": "●", "sent_back": "◇"}


@dataclass(frozen=True)
class Checked:
    """A file that may be proposed: its content, the manual, and what it is compared with."""

    data: bytes
    manual: Manual
    compared: Manual | None


def today() -> date:
    """Return the day in Shanghai."""
    return local(context.clock()).date()


def manual_words() -> dict[str, Any]:
    """Return what every page of manuals says of confidence, standing and codes."""
    return {"sure": CONFIDENCE_WORDS, "standings": STANDING_WORDS, "code_word": code_word}


def changes_between(old: Manual | None, new: Manual) -> list[ChangeGroup] | None:
    """Return the difference in words, or None when there is nothing to compare with."""
    return None if old is None else change_groups(difference(old, new))


def check_file(form: ImportForm) -> tuple[Checked | None, list[ProblemRow]]:
    """Return the checked file, or None with what is wrong said in the form and in rows."""
    data = form.content()
    try:
        if not data:
            raise InvalidInput("manual_not_chosen", where="file")
        return check_content(data), []
    except InvalidManual as error:
        refuse_file(form, error)
        return None, problem_rows(error, data)
    except AssessmentError as error:
        refuse_file(form, error)
        return None, []


def check_content(data: bytes) -> Checked:
    """Return a file's manual and what it is compared with; raises what stands against it."""
    session = context.db_session()
    manual = context.read_manual(data, bases=stored_bases(session))
    compared = check_import(session, manual, actor=context.actor())
    known = None if compared is None else get_manual(session, compared.id or 0)
    return Checked(data, manual, known)


def why_not_decide(view: ProposalView) -> str:
    """Return why the actor may not decide on the proposal, or nothing."""
    actor = context.actor()
    facts = facts_of_proposal(context.db_session(), view.proposal, actor=actor)
    reason = refuse_manual_decision(actor, facts)
    return "" if reason is None else sentences(explain(reason, {}))
