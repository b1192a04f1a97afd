"""A case with the units that act in it, experts of its office, and who is left out of its draws."""

from datetime import date

from expert_pool.name_likeness import compare_shapes, shape_of
from expert_pool.unit_names import clean_name
from expert_pool.vocabulary import ExpertState
from riskassess.domain.actor import system_actor
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import lock_case
from riskassess.resources import NAME_TOOLS
from riskassess.services.candidates import exclusions_for
from tests import factories

TODAY, DUE = date(2026, 3, 2), date(2026, 3, 20)


def case_of_units():
    """Make a case with a project unit, an institution and an assessment subject."""
    owner = factories.unit(name="华宇建设集团有限公司")
    return factories.assessment(
        owner=owner, institution="望岳评估咨询有限公司", assessment_subject="云水县人民政府",
        state=AssessmentState.PREPARING,
    )  # fmt: skip


def expert(case, employer="石溪律师事务所", **values):
    """Make an active expert of the case's office."""
    given = {"office_id": case.office_id, "state": ExpertState.ACTIVE, "employer": employer}
    return factories.expert(**{**given, **values})


def found(session, case, members=()):
    """Return who would be left out of a draw of the case."""
    held = lock_case(session, case.id, actor=system_actor(case.office_id))
    return exclusions_for(session, held, members=members, today=TODAY, due_on=DUE, names=NAME_TOOLS)


def reasons(session, case, row, members=()):
    """Return why one expert would be left out."""
    return found(session, case, members).reasons.get(row.code, ())


def keeper(case):
    """Make a pool keeper of the case's office."""
    return factories.actor(Role.POOL_KEEPER, office_id=case.office_id)


def compare_names(first, second, *, tools, near):
    """Return what `compare_shapes` says of two names as they are written."""
    shapes = (shape_of(clean_name(name, tools.simplify)) for name in (first, second))
    return compare_shapes(*shapes, tools=tools, near=near)
