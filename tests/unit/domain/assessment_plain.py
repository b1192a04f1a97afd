"""Makes plain assessment files for the tests of the domain."""

import copy
from decimal import Decimal

CODES = ("A01", "B03", "D03", "H02")


def sheet(expert, scores):
    """Return one sheet; scores are (weight, probability, impact) by factor code."""
    return {
        "expert": expert,
        "scores": [
            {"factor": code, "weight_score": w, "probability": Decimal(p), "impact": Decimal(q)}
            for code, (w, p, q) in scores.items()
        ],
    }


def plain(rows=None, **changes):
    """Return a file with one expert per entry of rows ({code: (weight, probability, impact)})."""
    rows = rows or [dict.fromkeys(CODES, (5, "0.5", "0.5"))]
    experts = [f"E{number}" for number in range(1, len(rows) + 1)]
    document = {
        "format": "riskassess.assessment/1",
        "id": "example",
        "title": "示例项目",
        "kind": "reservoir",
        "level": "district",
        "manual": "cn-default",
        "procedure": "general",
        "experts": [{"id": code} for code in experts],
        "factors": [{"code": code} for code in rows[0]],
        "scores_before": [sheet(*pair) for pair in zip(experts, rows, strict=True)],
        "scores_after": None,
    }
    document.update(copy.deepcopy(changes))
    return document


def uniform(*risks):
    """Return rows of one expert whose factors have the given (probability, impact)."""
    codes = ("A01", "A02", "A03", "A04", "A05", "B01", "B02", "B03")
    return [{code: (5, *pair) for code, pair in zip(codes, risks, strict=False)}]
