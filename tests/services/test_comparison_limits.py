"""The list of factors is fixed only when its comparisons can be judged."""

import pytest
from sqlmodel import select

from models import Transition, row_id
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.messages import explain
from riskassess.services.manuals import store_manual
from riskassess.services.preparation import fix_factors
from tests import factories
from tests.support.comparison_room import pairwise_manual

LAND = tuple(f"B{n:02}" for n in range(1, 14))  # one type
AIR = tuple(f"D{n:02}" for n in range(1, 14))  # another


def handed_in(session, manual, codes):
    """Return a case whose materials wait for the office, and what the service needs."""
    row = store_manual(session, manual=manual, now=factories.NOW)
    case = factories.assessment(
        state=AssessmentState.PREPARING, handed_in_at=factories.NOW, manual_version_id=row_id(row)
    )
    for code in codes:
        factories.factor(case, code)
    actor = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    return case, {"assessment_id": case.id, "actor": actor, "now": factories.NOW}


@pytest.mark.parametrize(
    ("manual", "codes"),
    [
        (builtin_manual("cn-ahp"), (*LAND[:10], *AIR[:10])),  # two sets of ten
        (pairwise_manual(two_level=False), LAND[:10]),
        (pairwise_manual(two_level=False, random_index="iwa_table_2"), LAND[:8]),
        (builtin_manual("cn-default"), (*LAND, *AIR)),  # nothing is compared
    ],
)
def test_as_many_as_the_table_knows_are_fixed(session, manual, codes):
    case, given = handed_in(session, manual, codes)
    fix_factors(session, **given)
    assert case.factors_fixed_at == factories.NOW


@pytest.mark.parametrize(
    ("manual", "codes", "error"),
    [
        (builtin_manual("cn-ahp"), (*LAND[:11], "A01"),
         ("comparisons_too_many_in_types", "factors:B",
          {"sets": "土地房屋征收及补偿 11", "most": 10})),
        (builtin_manual("cn-ahp"), (*LAND[:12], *AIR[:11]),
         ("comparisons_too_many_in_types", "factors:B,D",
          {"sets": "土地房屋征收及补偿 12、生态环境影响 11", "most": 10})),
        (pairwise_manual(two_level=False), LAND[:11],
         ("comparisons_too_many", "factors", {"n": 11, "most": 10})),
        (pairwise_manual(two_level=False, random_index="iwa_table_2"), LAND[:9],
         ("comparisons_too_many", "factors", {"n": 9, "most": 8})),
    ],
)  # fmt: skip
def test_one_more_is_refused_and_nothing_changes(session, manual, codes, error):
    case, given = handed_in(session, manual, codes)
    with pytest.raises(InvalidInput) as refusal:
        fix_factors(session, **given)
    found = refusal.value
    assert (found.code, found.where, found.facts) == error
    session.expire_all()
    assert case.factors_fixed_at is None
    assert not session.exec(select(Transition).where(Transition.assessment_id == case.id)).all()
    what, mend = explain(found.code, found.facts)
    assert str(found.facts["most"]) in what
    assert "归并" in mend


def test_a_removed_factor_is_not_counted(session):
    case, given = handed_in(session, builtin_manual("cn-ahp"), LAND[:10])
    factories.factor(case, LAND[10], removed_at=factories.NOW)
    fix_factors(session, **given)
    assert case.factors_fixed_at == factories.NOW
