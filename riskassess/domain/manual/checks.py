"""Checks of a manual beyond its shape: order of limits, unique codes, references that exist."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product

from riskassess.domain.manual.manual import FORMAT, Manual
from riskassess.domain.manual.method_checks import check_methods
from riskassess.domain.manual.rules import Condition, Criterion, ScaleLevel
from riskassess.domain.problem import Path, Problems
from riskassess.domain.vocabulary import CriterionKind, Degree, Procedure, RiskGrade

IDENTITY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
LAST_VERSION, LONGEST_TITLE = 9999, 200
# Limits finer than this would not be exact in the vectorised grading.
LIMIT_DECIMALS = 4
CODED = (
    "criteria", "categories", "factors", "levels", "modes", "procedures", "professions",
    "opinions", "clocks", "kind_groups", "kinds", "media", "documents", "retention",
)  # fmt: skip
LIMIT_CRITERIA = (
    CriterionKind.INDEX, CriterionKind.HEADCOUNT, CriterionKind.OPPOSITION, CriterionKind.DEDUCTION
)  # fmt: skip


def check_manual(manual: Manual, problems: Problems) -> None:
    """Note everything that is inconsistent in a manual of the right shape."""
    if manual.format != FORMAT:
        problems.add(("format",), "manual_wrong_format", value=manual.format, expected=FORMAT)
    _check_identity(manual, problems)
    for key in CODED:
        _check_unique(key, [row.code for row in getattr(manual, key)], problems)
    _check_scales(manual, problems)
    _check_degrees(manual, problems)
    for position, criterion in enumerate(manual.criteria):
        _check_criterion(criterion, ("criteria", position), problems)
    check_methods(manual, problems)
    _check_dates(manual, problems)
    _check_sets(manual, problems)
    _check_panel(manual, problems)
    _check_references(manual, problems)
    if not problems.found:  # the seats name professions that exist
        _check_seats(manual, problems)


def _check_identity(manual: Manual, problems: Problems) -> None:
    """Note what no address, table or list could hold."""
    if not IDENTITY.match(manual.id):
        problems.add(("id",), "manual_bad_id", value=manual.id[:60])
    if not 1 <= manual.version <= LAST_VERSION:
        problems.add(("version",), "manual_bad_version", value=str(manual.version))
    if len(manual.title.zh) > LONGEST_TITLE:
        problems.add(("title", "zh"), "manual_title_long", limit=LONGEST_TITLE)


def _check_unique(key: str, codes: Sequence[str], problems: Problems) -> None:
    seen: set[str] = set()
    for position, code in enumerate(codes):
        if code in seen:
            problems.add((key, position, "code"), "manual_duplicate", value=str(code))
        seen.add(code)


def _check_scales(manual: Manual, problems: Problems) -> None:
    for key in ("probability", "impact"):
        levels: tuple[ScaleLevel, ...] = getattr(manual.scales, key)
        reached = Decimal(0)
        for position, level in enumerate(levels):
            path = ("scales", key, position)
            if level.level != position + 1:
                problems.add((*path, "level"), "manual_order", value=str(level.level))
            if level.above != reached or level.up_to <= level.above:
                problems.add((*path, "above"), "manual_order", value=str(level.above))
            reached = level.up_to
        if reached != 1:
            problems.add(("scales", key), "manual_scale_open", value=str(reached))


def _check_degrees(manual: Manual, problems: Problems) -> None:
    steps, path = manual.degrees.steps, ("degrees", "steps")
    if [step.degree for step in steps] != list(Degree):
        problems.add(path, "manual_set_incomplete", allowed=", ".join(Degree))
        return
    if steps[0].above is not None:
        problems.add((*path, 0, "above"), "manual_order", value=str(steps[0].above))
    reached = Decimal(0)
    for position, step in enumerate(steps[1:], start=1):
        if step.above is None or step.above <= reached:
            problems.add((*path, position, "above"), "manual_order", value=str(step.above))
        else:
            reached = step.above
            _check_limit(step.above, (*path, position, "above"), problems)


def _check_limit(limit: Decimal, path: Path, problems: Problems) -> None:
    exponent = limit.as_tuple().exponent
    if limit < 0 or (isinstance(exponent, int) and -exponent > LIMIT_DECIMALS):
        problems.add(path, "manual_limit_too_fine", value=str(limit), decimals=LIMIT_DECIMALS)


def _check_dates(manual: Manual, problems: Problems) -> None:
    until = manual.effective_until
    if until is not None and until < manual.effective_from:
        problems.add(("effective_until",), "manual_order", value=str(until))


def _check_criterion(criterion: Criterion, path: Path, problems: Problems) -> None:
    if not criterion.moments:
        problems.add((*path, "moments"), "manual_empty")
    if criterion.code is CriterionKind.MEMBERSHIP:
        return  # its verdicts are looked at with the methods
    if criterion.code is CriterionKind.EVENT:
        if criterion.classes is None:
            problems.add(path, "manual_missing_key", key="classes")
        return
    for key in ("high", "medium"):
        _check_condition(criterion, key, path, problems)
    if criterion.code in LIMIT_CRITERIA:
        _check_limits(criterion, path, problems)


def _check_condition(criterion: Criterion, key: str, path: Path, problems: Problems) -> None:
    condition: Condition | None = getattr(criterion, key)
    if condition is None:
        problems.add(path, "manual_missing_key", key=key)
    elif criterion.code is CriterionKind.SINGLE_FACTOR:
        if not condition.counts:
            problems.add((*path, key), "manual_missing_key", key="counts")
    elif (condition.above is None) == (condition.at_least is None) or condition.counts:
        problems.add((*path, key), "manual_one_limit")


def _check_limits(criterion: Criterion, path: Path, problems: Problems) -> None:
    limits: dict[str, Decimal] = {}
    for key in ("high", "medium"):
        condition = getattr(criterion, key)
        for word in ("above", "at_least"):
            limit = getattr(condition, word, None)
            if limit is not None:
                limits[key] = limit
                _check_limit(limit, (*path, key, word), problems)
    if len(limits) == 2 and limits["high"] <= limits["medium"]:
        problems.add((*path, "high"), "manual_order", value=str(limits["high"]))


def _check_sets(manual: Manual, problems: Problems) -> None:
    """Note closed sets that are not named in full."""
    if not any(criterion.active for criterion in manual.criteria):
        problems.add(("criteria",), "manual_empty")
    named: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("grades", [row.grade for row in manual.grades], RiskGrade),
        ("procedures", [row.code for row in manual.procedures], Procedure),
        ("decisions", [row.decision for row in manual.decisions], manual_decisions(manual)),
    )
    for key, have, want in named:
        if set(want) - set(have):
            problems.add((key,), "manual_set_incomplete", allowed=", ".join(sorted(set(want))))


def manual_decisions(manual: Manual) -> set[str]:
    """Return the decisions that the manual recommends."""
    return {manual.recommendation.of(grade) for grade in RiskGrade}


def _check_panel(manual: Manual, problems: Problems) -> None:
    for position, rule in enumerate(manual.procedures):
        path = ("procedures", position)
        if rule.panel_size < 1 or (manual.panel.odd and rule.panel_size % 2 == 0):
            problems.add((*path, "panel_size"), "manual_panel_even", value=str(rule.panel_size))
        if not 0 < rule.quorum <= 1:
            problems.add((*path, "quorum"), "manual_share", value=str(rule.quorum))
    if not 0 < manual.panel.class_share <= 1:
        value = str(manual.panel.class_share)
        problems.add(("panel", "class_share"), "manual_share", value=value)


def _check_seats(manual: Manual, problems: Problems) -> None:
    # A procedure whose required seats alone break the share of a class could never be drawn.
    class_of = {row.code: row.class_ for row in manual.professions}
    for position, rule in enumerate(manual.procedures):
        most = int(manual.panel.class_share * rule.panel_size)
        for kind in manual.kinds:
            seats = [
                {class_of[code] for code in seat.professions or kind.professions}
                for seat in manual.panel.required
                for _each in range(seat.at_least)
            ]
            filled = (Counter(choice) for choice in product(*seats))
            if len(seats) > rule.panel_size or not any(max(n.values()) <= most for n in filled):
                path = ("procedures", position, "panel_size")
                problems.add(path, "manual_panel_impossible", value=kind.code)
                break


def _check_references(manual: Manual, problems: Problems) -> None:
    known = {key: {row.code for row in getattr(manual, key)} for key in CODED}
    known["classes"] = {row.code for row in manual.panel.classes}
    for path, code, among in _references(manual):
        if code not in known[among]:
            problems.add(path, "manual_unknown_reference", value=code, among=among)


def _references(manual: Manual) -> Iterable[tuple[Path, str, str]]:
    """Yield (path, code, list that must hold the code)."""
    for i, factor in enumerate(manual.factors):
        yield ("factors", i, "category"), factor.category, "categories"
        yield from _listed(("factors", i, "kinds"), factor.kinds, "kinds")
    for i, kind in enumerate(manual.kinds):
        yield ("kinds", i, "group"), kind.group, "kind_groups"
        yield from _listed(("kinds", i, "professions"), kind.professions, "professions")
    for i, profession in enumerate(manual.professions):
        yield ("professions", i, "class"), profession.class_, "classes"
    for i, seat in enumerate(manual.panel.required):
        path = ("panel", "required", i, "professions")
        yield from _listed(path, seat.professions, "professions")
    yield from _listed(("for_kinds",), manual.for_kinds, "kinds")
    yield from _document_references(manual)


def _document_references(manual: Manual) -> Iterable[tuple[Path, str, str]]:
    for i, document in enumerate(manual.documents):
        yield from _listed(("documents", i, "accepts"), document.accepts, "media")
        if document.when is not None:
            path = ("documents", i, "when")
            yield from _listed((*path, "kinds"), document.when.kinds, "kinds")
            yield from _listed((*path, "modes"), document.when.modes, "modes")
    for i, row in enumerate(manual.retention):
        yield from _listed(("retention", i, "documents"), row.documents, "documents")


def _listed(path: Path, codes: Iterable[str], among: str) -> Iterable[tuple[Path, str, str]]:
    return (((*path, position), code, among) for position, code in enumerate(codes))
