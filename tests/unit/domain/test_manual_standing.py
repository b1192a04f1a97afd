"""Which version may be chosen on which day."""

from dataclasses import replace
from datetime import date

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.manual.standing import Standing, standing_of

DAY = date(2026, 6, 1)
FIRST = replace(builtin_manual("cn-default"), effective_from=date(2026, 1, 1))


def version(number, begins, ends=None, code="cn-default"):
    return replace(FIRST, id=code, version=number, effective_from=begins, effective_until=ends)


@pytest.mark.parametrize(
    ("manual", "others", "expected"),
    [
        (version(1, DAY), [], Standing.IN_FORCE),
        (version(1, date(2026, 6, 2)), [], Standing.UPCOMING),
        (version(1, date(2026, 1, 1), DAY), [], Standing.IN_FORCE),
        (version(1, date(2026, 1, 1), date(2026, 5, 31)), [], Standing.ENDED),
        (FIRST, [version(2, DAY)], Standing.SUPERSEDED),
        (FIRST, [version(2, date(2026, 6, 2))], Standing.IN_FORCE),
        (FIRST, [version(2, DAY, code="other")], Standing.IN_FORCE),
        # a newer one that has ended does not bring its forerunner back
        (FIRST, [version(2, date(2026, 2, 1), date(2026, 3, 1))], Standing.SUPERSEDED),
    ],
)
def test_standing_stands_on_its_limits(manual, others, expected):
    assert standing_of(manual, [manual, *others], DAY) is expected
