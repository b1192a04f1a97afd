"""What the service refuses of classes of opposition, whoever calls it."""

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import OppositionCount
from riskassess.services.surveys import SurveyCounts, refuse_classes

COUNTS = SurveyCounts(issued=420, valid=396, support=297, conditional=55, indifferent=20, oppose=24)


def classes(*rows):
    return [OppositionCount(*row) for row in rows]


@pytest.mark.parametrize(
    ("manual", "given", "code"),
    [
        ("js-4013", classes((10_000, 6), (7_000, 10), (3_000, 8)), None),
        ("js-4013", classes(), None),
        ("cn-default", classes(), None),
        ("cn-default", classes((10_000, 24)), "classes_not_asked"),
        ("js-4013", classes((10_000, 24)), "classes_unknown"),
        ("js-4013", classes((10_000, 6), (10_000, 10), (3_000, 8)), "classes_unknown"),
        ("js-4013", classes((10_000, 6), (5_000, 10), (3_000, 8)), "classes_unknown"),
        ("js-4013", classes((10_000, 26), (7_000, -2), (3_000, 0)), "survey_negative"),
        ("js-4013", classes((10_000, 6), (7_000, 10), (3_000, 9)), "classes_sum_differs"),
    ],
)
def test_classes_are_all_of_the_manual_and_as_many_as_object(manual, given, code):
    fault = refuse_classes(builtin_manual(manual), COUNTS, given)
    assert (fault and fault.code) == code
