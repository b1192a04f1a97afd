"""Chapters 4 to 7 of a dossier: estimates, criteria, measures, before and after."""

import json
from collections.abc import Mapping
from typing import Any

from riskassess.domain.vocabulary import Moment
from riskassess.exhibits.criteria import (
    applied_rows,
    attention_texts,
    deciding_names,
    not_applied_rows,
)
from riskassess.exhibits.figures import band_chart, matrix_chart, spread_charts
from riskassess.filters import degree_label, figure, grade_label, long_date, share
from riskassess.labels import label

Record = Mapping[str, Any]
ONE = 10_000


def record_of(material: Any) -> dict[str, Any]:
    """Return the stored record of the approved result."""
    found: dict[str, Any] = json.loads(material.result.stored.record)
    return found


def estimate_part(material: Any, record: Record) -> dict[str, Any]:
    """Return the table of estimates before measures, the spread, the single scores."""
    names, assessment = material.result.names, material.result.computed.assessment
    sheets = (assessment.before, assessment.after or ())
    manual = material.case.manual
    return {
        "method": str(manual.weights.name),
        "index_name": str(manual.index.name),
        "rows": [_estimate(row, names) for row in record["before"]["factors"]],
        "index": figure(record["before"]["index"], 4),
        "spreads": [
            *spread_charts(sheets, names, quantity="probability"),
            *spread_charts(sheets, names, quantity="impact"),
        ],
        "singles": [
            (f"{factor.code} {factor.name}", _singles(material.sheets, factor.code))
            for factor in material.factors
        ],
    }


def _estimate(row: Record, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        row["code"],
        names.get(row["code"], ""),
        figure(row["weight"], 4),
        figure(row["probability"]),
        figure(row["impact"]),
        figure(row["risk"], 4),
        degree_label(row["degree"]),
    )


def _singles(sheets: Any, code: str) -> list[tuple[str, ...]]:
    rows = []
    for sheet in sheets:
        score = sheet.scores.get(code)
        if score is None:
            continue
        cells = []
        for moment in Moment:
            weight = getattr(score, f"{moment}_weight")
            cells += [
                "—" if weight is None else f"{weight / ONE:g}",
                share(getattr(score, f"{moment}_probability")),
                share(getattr(score, f"{moment}_impact")),
            ]
        rows.append((sheet.opinion.member.code, *cells))
    return rows


def grading_part(material: Any, record: Record) -> list[dict[str, Any]]:
    """Return, before and after measures, every criterion and what decided."""
    result = material.result.computed.result
    moments = [(Moment.BEFORE, result.before), (Moment.AFTER, result.after)]
    return [
        {
            "title": label(moment),
            "applied": applied_rows(found),
            "not_applied": not_applied_rows(found),
            "attention": attention_texts(found),
            "deciding": deciding_names(found),
            "grade": grade_label(record[moment.value]["grade"]),
            "index": figure(record[moment.value]["index"], 4),
        }
        for moment, found in moments
        if found is not None
    ]


def band_figure(material: Any, record: Record) -> Any:
    """Return the chart of the index on the scale of the grades."""
    return band_chart(record, material.case.manual)


def measure_rows(material: Any) -> list[tuple[str, ...]]:
    """Return code, factors, text, who answers, helper, stage and day of every measure."""
    return [
        (
            row.measure.code,
            "、".join(factor.code for factor in row.factors) or "—",
            row.measure.text,
            row.measure.owner or "—",
            row.measure.helper or "—",
            label(row.measure.stage) if row.measure.stage else "—",
            long_date(row.measure.due_on),
        )
        for row in material.measures
    ]


def change_part(material: Any, record: Record) -> dict[str, Any]:
    """Return the table before and after measures, reasons for large improvements, the matrix."""
    names = material.result.names
    later = {row["code"]: row for row in (record["after"] or {"factors": []})["factors"]}
    rows = [
        (
            row["code"],
            names.get(row["code"], ""),
            figure(row["risk"], 4),
            degree_label(row["degree"]),
            figure(later[row["code"]]["risk"], 4) if row["code"] in later else "—",
            degree_label(later[row["code"]]["degree"]) if row["code"] in later else "—",
        )
        for row in record["before"]["factors"]
    ]
    return {
        "rows": rows,
        "chart": matrix_chart(record, names, material.case.manual),
        "reasons": [
            (row.code, row.improvement_reason) for row in material.factors if row.improvement_reason
        ],
    }
