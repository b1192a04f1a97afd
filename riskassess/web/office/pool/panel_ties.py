"""What a case page says of units that changed since its panel was drawn."""

from dataclasses import dataclass

from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import Case
from riskassess.services.pool.panel_ties import list_panel_ties
from riskassess.web import context
from riskassess.web.exclusion_words import fact_text


@dataclass(frozen=True)
class TieNote:
    """Open questions of names, and seated experts to be recused, each by code with the fact."""

    questions: int
    matches: tuple[tuple[str, str], ...]


def tie_note(case: Case) -> TieNote | None:
    """Return what `office/pool/_panel_ties.html` shows; who sits is told the case officer alone."""
    actor = context.actor()
    if case.assessment.state is not AssessmentState.IN_REVIEW or not actor.has(
        Role.CASE_OFFICER, Role.POOL_KEEPER
    ):
        return None
    found = list_panel_ties(
        context.db_session(),
        actor.office_id,
        now=context.clock(),
        names=context.name_tools(),
        assessment_id=case.id,
    )
    matches = found[0].matches if found and actor.has(Role.CASE_OFFICER) else ()
    told = tuple((code, fact_text(fact.plain())) for code, fact in matches)
    return TieNote(found[0].questions, told) if found else None
