"""What a case page says of units that changed since its panel was drawn."""

from dataclasses import dataclass

from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import Case
from riskassess.services.pool.panel_ties import PanelTies, list_open_names, list_panel_ties
from riskassess.web import context
from riskassess.web.exclusion_words import fact_text


@dataclass(frozen=True)
class TieNote:
    """Open questions of names, and seated experts to be recused, each by code with the fact.

    `of_panel` says that the questions are the panel's; the keeper's are those of the whole pool.
    """

    questions: int
    matches: tuple[tuple[str, str], ...]
    of_panel: bool


def tie_note(case: Case) -> TieNote | None:
    """Return what `office/pool/_panel_ties.html` shows; who sits is told the case officer alone."""
    actor = context.actor()
    if case.assessment.state is not AssessmentState.IN_REVIEW:
        return None
    given = {"now": context.clock(), "names": context.name_tools(), "assessment_id": case.id}
    if actor.has(Role.CASE_OFFICER):
        ties = list_panel_ties(context.db_session(), actor.office_id, **given)
        return _officers_note(ties[0]) if ties else None
    if actor.has(Role.POOL_KEEPER):
        names = list_open_names(context.db_session(), actor.office_id, **given)
        return TieNote(names[0].questions, (), of_panel=False) if names else None
    return None


def _officers_note(ties: PanelTies) -> TieNote:
    told = tuple((code, fact_text(fact.plain())) for code, fact in ties.matches)
    return TieNote(ties.questions, told, of_panel=True)
