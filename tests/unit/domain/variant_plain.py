"""Plain assessment files for manuals that ask for levels, pairs or points."""

from decimal import Decimal
from itertools import combinations

from riskassess.adapters.manuals import builtin_manual
from tests.unit.domain.assessment_plain import plain

FACTORS = ("A01", "A02", "B03", "D03")


def level_sheets(rows, *, factors=FACTORS, weight=5):
    """Return sheets of levels; each row gives (probability, impact) by factor for one expert."""
    return [
        {
            "expert": f"E{number}",
            "scores": [
                {
                    "factor": code,
                    "weight_score": weight,
                    "probability_level": probability,
                    "impact_level": impact,
                }
                for code, (probability, impact) in zip(factors, row, strict=True)
            ],
        }
        for number, row in enumerate(rows, start=1)
    ]


def levels(rows, manual="cn-levels", **changes):
    """Return a file of a level manual."""
    return _file(len(rows), manual, scores_before=level_sheets(rows), **changes)


def share_sheets(rows, *, factors=FACTORS, weights=None):
    """Return sheets of shares; without weights no weight score stands in them."""
    given = {} if weights is None else {"weight_score": weights}
    return [
        {
            "expert": f"E{number}",
            "scores": [
                {"factor": code, "probability": Decimal(p), "impact": Decimal(q), **given}
                for code, (p, q) in zip(factors, row, strict=True)
            ],
        }
        for number, row in enumerate(rows, start=1)
    ]


def judged(expert, values, *, factors=FACTORS):
    """Return one expert's comparisons; values by pair, 1 where a pair is not named."""
    library = builtin_manual("cn-default")
    kinds = {}
    for code in factors:
        kinds.setdefault(library.factor(code).category, []).append(code)
    sets = [(None, list(kinds)), *kinds.items()]
    return {
        "expert": expert,
        "judgements": [
            {
                "within": within,
                "first": first,
                "second": second,
                "value": values.get((first, second), 1),
            }
            for within, codes in sets
            for first, second in combinations(codes, 2)
        ],
    }


def compared(values, rows, manual="cn-ahp", **changes):
    """Return a file of a manual with comparisons; one mapping of values and one row an expert."""
    comparisons = [judged(f"E{number}", each) for number, each in enumerate(values, start=1)]
    sheets = share_sheets(rows)
    return _file(len(rows), manual, scores_before=sheets, comparisons=comparisons, **changes)


def point_sheets(rows, manual="js-4013", *, without=()):
    """Return sheets of points: 0 for every item that a row does not name."""
    items = [item for item in builtin_manual(manual).deduction.items if item.code not in without]
    return [
        {
            "expert": f"E{number}",
            "points": [{"item": item.code, "points": row.get(item.code, 0)} for item in items],
        }
        for number, row in enumerate(rows, start=1)
    ]


def points(rows, manual="js-4013", **changes):
    """Return a file of a deduction manual."""
    without = [
        item.code
        for item in builtin_manual(manual).deduction.items
        if item.by_opposition and changes.get("opposition_classes")
    ]
    sheets = point_sheets(rows, manual, without=without)
    return _file(len(rows), manual, factors=[], points_before=sheets, **changes)


def _file(experts, manual, **changes):
    given = {
        "manual": manual,
        "experts": [{"id": f"E{number}"} for number in range(1, experts + 1)],
        "factors": [{"code": code} for code in FACTORS],
        "scores_before": None,
        **changes,
    }
    return {key: value for key, value in plain(**given).items() if value is not None}
