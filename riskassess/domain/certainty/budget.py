"""How many resamples are taken where each different panel has to be reckoned by the engine."""

from math import comb

from riskassess.domain.certainty.panels import Panel

BY_ARRAYS = 10_000
# What is tried, the most first; the last is taken whatever it costs.
STEPS = (10_000, 1_000, 200)
# Different panels times experts times what each expert gave: factors or items.
WORK = 100_000


def by_engine(panel: Panel) -> int:
    """Return how many resamples the engine may reckon; a function of the panel alone.

    The cost is told by counting, not by a clock, so that every machine takes the same number.
    Panels that were drawn twice are reckoned once, except with classes of opposition, where the
    survey is drawn together with the panel.
    """
    given = panel.assessment
    size = max(len(panel.experts), 1)
    rows = len(given.codes) or max((len(row.points) for row in given.points_before), default=1)
    most = STEPS[0] if given.opposition_classes else different_panels(len(set(panel.kinds)), size)
    fitting = (steps for steps in STEPS if min(steps, most) * size * rows <= WORK)
    return next(fitting, STEPS[-1])


def different_panels(kinds: int, size: int) -> int:
    """Return how many panels can be drawn of experts of so many kinds.

    >>> different_panels(3, 3), different_panels(1, 9), different_panels(9, 9)
    (10, 1, 24310)
    """
    return comb(kinds + size - 1, size) if kinds else 1
