"""One assessment under every built-in manual: survey, forecast, before and after measures."""

import json
from functools import lru_cache

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.computed import compute_text
from tests.unit.domain import variant_plain
from tests.unit.domain.assessment_plain import plain, sheet

MANUALS = (
    "cn-ahp", "cn-default", "cn-default-matrix", "cn-default-matrix-hb", "cn-fuzzy", "cn-index-b",
    "cn-index-c", "cn-levels", "js-4013", "shanghai-hanzhong", "xian-2014",
)  # fmt: skip
NAMES = {"A01": "程序合法", "A02": "规划相符", "B03": "补偿标准", "D03": "噪声振动"}
FACTS = {
    "survey": {
        "issued": 396, "valid": 341, "support": 150, "conditional": 80, "indifferent": 32,
        "oppose": 79,
    },
    "forecast": {"event_class": "medium", "headcount": 60},
}  # fmt: skip
BEFORE = (
    {"A01": (5, "0.4", "0.5"), "A02": (4, "0.3", "0.6"), "B03": (9, "0.9", "0.8"),
     "D03": (3, "0.5", "0.4")},
    {"A01": (6, "0.5", "0.5"), "A02": (4, "0.3", "0.5"), "B03": (8, "0.8", "0.9"),
     "D03": (2, "0.1", "0.4")},
    {"A01": (5, "0.4", "0.4"), "A02": (5, "0.4", "0.6"), "B03": (9, "0.9", "0.9"),
     "D03": (4, "0.9", "0.4")},
)  # fmt: skip
AFTER = tuple(
    {code: (w, str(float(p) / 2), str(float(q) / 2)) for code, (w, p, q) in row.items()}
    for row in BEFORE
)
LEVELS = ([(3, 3), (2, 3), (5, 4), (3, 2)], [(3, 3), (2, 3), (4, 5), (1, 2)],
          [(2, 2), (2, 3), (5, 5), (5, 2)])  # fmt: skip
LOWER = tuple([(1, 2)] * 4 for _row in LEVELS)
JUDGED = ({("A", "B"): 3, ("A", "D"): 5, ("B", "D"): "1/7"}, {("A", "B"): 2}, {})
POINTS = ({"A": 2, "B": 2}, {"A": 2}, {"A": 3, "B": 5})


def file_of(manual):
    """Return the plain file of an assessment under a manual."""
    rules = builtin_manual(manual)
    if rules.asks_points:
        return variant_plain.points(
            POINTS, manual, **FACTS,
            opposition_classes=[{"intensity": 1, "count": 19}, {"intensity": 0.3, "count": 60}],
            points_after=variant_plain.point_sheets([{}, {}, {}], manual),
        )  # fmt: skip
    if rules.asks_levels:
        lower = variant_plain.level_sheets(LOWER)
        return variant_plain.levels(LEVELS, manual, scores_after=lower, **FACTS)
    if rules.asks_comparisons:
        rows = [[(p, q) for _w, p, q in row.values()] for row in BEFORE]
        return variant_plain.compared(JUDGED, rows, manual, **FACTS)
    later = [sheet(f"E{number}", row) for number, row in enumerate(AFTER, start=1)]
    return plain(list(BEFORE), manual=manual, scores_after=later, **FACTS)


@lru_cache
def text_of(manual):
    """Return the file as JSON text."""
    return json.dumps(file_of(manual), default=float, ensure_ascii=False)


@lru_cache
def computed(manual):
    """Return the computed assessment under a manual."""
    return compute_text(text_of(manual), builtin_manual(manual))
