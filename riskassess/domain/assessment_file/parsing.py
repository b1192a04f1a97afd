"""Makes an assessment of an assessment file and refuses it with every problem and its JSON path."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from riskassess.domain.assessment_file.gathering import Gathered, gather
from riskassess.domain.assessment_file.records import (
    FORMAT,
    AssessedFactor,
    Assessment,
    Forecast,
    MeasureEntry,
    PanelExpert,
    SurveyCounts,
)
from riskassess.domain.assessment_file.values import FileReader
from riskassess.domain.errors import InvalidFile
from riskassess.domain.manual import Manual
from riskassess.domain.problem import Path
from riskassess.domain.survey_vocabulary import Attitude
from riskassess.domain.vocabulary import Procedure, RiskGrade, Stage

OWN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}\Z")
Plain = Mapping[str, Any]


def parse_assessment(plain: object, manual: Manual) -> Assessment:
    """Return the assessment that the plain data describe under a manual.

    Parameters
    ----------
    plain : object
        As read by `read_json`, or built by an export.
    manual : Manual
        The manual that the file is pinned to.

    Returns
    -------
    Assessment
        With every number exact and every sheet complete; `plain` is kept for the round trip.

    Raises
    ------
    InvalidFile
        First problem in `code`, `where` and `facts`, the others in `facts["more"]`.
    """
    reader = FileReader()
    given = reader.mapping(plain, ())
    reader.problems.refuse(InvalidFile)
    if given.get("format") != FORMAT:
        value = str(given.get("format"))
        raise InvalidFile("file_wrong_format", where="format", value=value, expected=FORMAT)
    assessment = _read_assessment(reader, given, manual)
    reader.problems.refuse(InvalidFile)
    return assessment


def _read_assessment(reader: FileReader, given: Plain, manual: Manual) -> Assessment:
    head = {key: reader.text(given, (key,), required=True) for key in ("id", "title", "manual")}
    if head["manual"] and head["manual"] != manual.id:
        value = head["manual"]
        reader.problems.add(("manual",), "file_other_manual", value=value, expected=manual.id)
    experts = _read_experts(reader, given)
    factors = _read_factors(reader, given, manual)
    survey = _read_survey(reader, given)
    given_by_experts: Gathered = gather(reader, given, manual, experts, factors, survey)
    return Assessment(
        id=head["id"],
        title=head["title"],
        manual=head["manual"],
        kind=reader.word(given, ("kind",), [row.code for row in manual.kinds]) or "",
        level=reader.word(given, ("level",), [row.code for row in manual.levels]) or "",
        procedure=_procedure(reader, given, manual),
        experts=experts,
        factors=factors,
        measures=_read_measures(reader, given, factors),
        survey=survey,
        forecast=_read_forecast(reader, given),
        units=_read_units(reader, given),
        project=reader.text(given, ("project",)) or None,
        plain=given,
        **given_by_experts,
    )


def _procedure(reader: FileReader, given: Plain, manual: Manual) -> Procedure:
    allowed = [row.code for row in manual.procedures]
    return Procedure(reader.word(given, ("procedure",), allowed) or allowed[0])


def _read_experts(reader: FileReader, given: Plain) -> tuple[PanelExpert, ...]:
    experts: dict[str, PanelExpert] = {}
    for position, row in enumerate(reader.rows(given, ("experts",), required=True)):
        path: Path = ("experts", position)
        entry = reader.mapping(row, path)
        code = reader.text(entry, (*path, "id"), required=True)
        if code in experts:
            reader.problems.add((*path, "id"), "file_duplicate", value=code)
        experts[code] = PanelExpert(
            code,
            reader.text(entry, (*path, "profession")),
            reader.text(entry, (*path, "employer")),
        )
    return tuple(experts.values())


def _read_factors(reader: FileReader, given: Plain, manual: Manual) -> tuple[AssessedFactor, ...]:
    factors: dict[str, AssessedFactor] = {}
    for position, row in enumerate(reader.rows(given, ("factors",), required=manual.asks_scores)):
        path: Path = ("factors", position)
        entry = reader.mapping(row, path)
        code = reader.text(entry, (*path, "code"), required=True)
        if code in factors:
            reader.problems.add((*path, "code"), "file_duplicate", value=code)
        factors[code] = AssessedFactor(
            code=code,
            stage=_stage(reader, entry, path),
            name=reader.text(entry, (*path, "name")),
            category=reader.text(entry, (*path, "category")),
            improvement_reason=reader.text(entry, (*path, "improvement_reason")),
            is_own=not manual.has_factor(code),
        )
        _check_own(reader, factors[code], path, manual)
    return tuple(factors.values())


def _check_own(reader: FileReader, factor: AssessedFactor, path: Path, manual: Manual) -> None:
    if not factor.is_own or not factor.code:
        return
    if not OWN_CODE.match(factor.code):
        reader.problems.add((*path, "code"), "file_bad_code", value=factor.code)
    if not (factor.name and factor.category):
        reader.problems.add((*path, "code"), "file_unknown_factor", value=factor.code)
    elif factor.category not in {row.code for row in manual.categories}:
        allowed = ", ".join(row.code for row in manual.categories)
        reader.problems.add(
            (*path, "category"), "file_unknown_word", value=factor.category, allowed=allowed
        )


def _stage(reader: FileReader, entry: Plain, path: Path) -> Stage | None:
    word = reader.word(entry, (*path, "stage"), list(Stage), required=False)
    return Stage(word) if word else None


def _read_measures(
    reader: FileReader, given: Plain, factors: Sequence[AssessedFactor]
) -> tuple[MeasureEntry, ...]:
    codes = {factor.code for factor in factors}
    measures: dict[str, MeasureEntry] = {}
    for position, row in enumerate(reader.rows(given, ("measures",), required=False)):
        path: Path = ("measures", position)
        entry = reader.mapping(row, path)
        code = reader.text(entry, (*path, "id"), required=True)
        if code in measures:
            reader.problems.add((*path, "id"), "file_duplicate", value=code)
        named = tuple(map(str, reader.rows(entry, (*path, "factors"), required=True)))
        for place, name in enumerate(named):
            if name not in codes:
                reader.problems.add((*path, "factors", place), "file_factor_not_listed", value=name)
        measures[code] = MeasureEntry(
            code,
            named,
            reader.text(entry, (*path, "text")),
            reader.text(entry, (*path, "owner")),
            _stage(reader, entry, path),
            reader.text(entry, (*path, "due")),
        )
    return tuple(measures.values())


def _read_survey(reader: FileReader, given: Plain) -> SurveyCounts:
    if given.get("survey") is None:
        return SurveyCounts()
    entry = reader.mapping(given["survey"], ("survey",))
    keys = ("issued", "valid", *Attitude)
    counts = {str(key): reader.count(entry, ("survey", str(key))) for key in keys}
    issued, valid = counts["issued"], counts["valid"]
    if issued is not None and valid is not None and valid > issued:
        reader.problems.add(("survey", "valid"), "file_valid_exceeds", value=valid, issued=issued)
    parts = sum(counts[str(key)] or 0 for key in Attitude)
    if valid is not None and parts > valid:
        reader.problems.add(("survey",), "file_parts_exceed", value=parts, valid=valid)
    return SurveyCounts(**counts)


def _read_forecast(reader: FileReader, given: Plain) -> Forecast:
    if given.get("forecast") is None:
        return Forecast()
    path: Path = ("forecast",)
    entry = reader.mapping(given["forecast"], path)
    word = reader.word(entry, (*path, "event_class"), list(RiskGrade), required=False)
    return Forecast(
        RiskGrade(word) if word else None,
        reader.count(entry, (*path, "headcount")),
        reader.text(entry, (*path, "note")),
    )


def _read_units(reader: FileReader, given: Plain) -> dict[str, str]:
    if given.get("units") is None:
        return {}
    entry = reader.mapping(given["units"], ("units",))
    return {str(key): reader.text(entry, ("units", str(key))) for key in entry}
