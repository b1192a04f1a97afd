"""Weights: AHP in its forms, entropy, combinations, expert scoring (design, section 5)."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar, get_args

from riskassess.domain.entropy import Normalise, entropy_weights
from riskassess.domain.errors import InvalidFile, InvalidInput
from riskassess.domain.methods import Plain
from riskassess.domain.methods.inputs import ROOT, Inputs
from riskassess.domain.pairwise import (
    Judgements,
    PairwiseMethod,
    PairwiseResult,
    RandomIndex,
    Repair,
    group_matrix,
    hierarchy,
    pairwise_weights,
    read_judgements,
    read_random_index,
    require_index,
)
from riskassess.domain.problem import Path
from riskassess.domain.weighting import (
    TRIM_FROM,
    Combination,
    Middle,
    combined_weights,
    expert_weights,
)

Found = TypeVar("Found")

# weights that miss sum 1 by no more than this were rounded when they were printed
SUM_TOLERANCE = Fraction(2, 100)


def ahp(inputs: Mapping[str, Any]) -> Plain:
    """Return weights and consistency of `matrix`.

    >>> ahp({"matrix": [[1, 3], ["1/3", 1]]})["cr"]
    Decimal('0')
    """
    given = Inputs(inputs)
    matrix = _matrix(given, given.value("matrix"), ("matrix",))
    method, table = _way(given, matrix)
    given.refuse()
    result = pairwise_weights(matrix, method=method, random_index=table)
    return _plain(result) | _told(result, table) | _unused(given)


def ahp_group(inputs: Mapping[str, Any]) -> Plain:
    """Return weights and consistency of the geometric mean of `matrices`, and of each member."""
    given = Inputs(inputs)
    rows = given.rows("matrices")
    matrices = [_matrix(given, row, ("matrices", k)) for k, row in enumerate(rows)]
    for k, each in enumerate(matrices):
        if each and matrices[0] and len(each) != len(matrices[0]):
            facts = {"value": len(each), "expected": len(matrices[0])}
            given.add(("matrices", k), "pairwise_sizes_differ", **facts)
    method, table = _way(given, *matrices[:1])
    given.refuse()
    members = [pairwise_weights(each, method=method, random_index=table) for each in matrices]
    matrix = group_matrix(matrices)
    result = pairwise_weights(matrix, method=method, random_index=table)
    judged = [{"cr": each.cr, "consistent": each.consistent} for each in members]
    plain = _plain(result) | _told(result, table)
    return plain | {"matrix": matrix, "members": judged} | _unused(given)


def ahp_hierarchy(inputs: Mapping[str, Any]) -> Plain:
    """Return the criteria, the alternatives under each, and the global weights."""
    given = Inputs(inputs)
    criteria, alternatives = _names(given, "criteria"), _names(given, "alternatives")
    upper = _matrix(given, given.value("criteria_matrix"), ("criteria_matrix",))
    _check_size(given, upper, len(criteria), ("criteria_matrix",))
    lower = _alternative_matrices(given, criteria, len(alternatives))
    method, table = _way(given, upper, *lower[:1])
    given.refuse()
    found = hierarchy(upper, lower, method=method, random_index=table)
    return {
        "criteria": _plain(found.criteria) | _reciprocity(found.criteria),
        "alternatives": {
            name: _plain(each) | _reciprocity(each)
            for name, each in zip(criteria, found.alternatives, strict=True)
        },
        "global_weights": dict(zip(alternatives, found.weights, strict=True)),
        "method": str(method),
        "random_index": table.name,
        **_unused(given),
    }


def entropy(inputs: Mapping[str, Any]) -> Plain:
    """Return the entropy weights of the columns of `matrix`.

    >>> entropy({"matrix": [[1, 1], [0, 1]]})["constant"]
    (2,)
    """
    given = Inputs(inputs)
    matrix = given.table("matrix")
    normalise = Normalise(given.word("normalise", list(Normalise), Normalise.SHARE))
    given.refuse()
    found = _placed(lambda: entropy_weights(matrix, normalise, place=(*ROOT, "matrix")), below="")
    return {
        "weights": found.weights,
        "entropies": found.entropies,
        "constant": found.constant,
        "normalise": str(normalise),
        **_unused(given),
    }


def combined(inputs: Mapping[str, Any]) -> Plain:
    """Return one set of weights from `first` and `second`; `alpha` is the share of the first."""
    given = Inputs(inputs)
    how: Any = given.word("how", get_args(Combination))
    first, second = _weights(given, "first"), _weights(given, "second")
    alpha = given.share("alpha") if how == "linear" else None
    given.refuse()
    share = Fraction(alpha or 0)
    weights = _placed(lambda: combined_weights(first, second, how=how, share=share))
    sums = {"first": sum(first), "second": sum(second)}
    normalised = {key: whole for key, whole in sums.items() if whole != 1}
    return {
        "weights": weights,
        "how": how,
        **({} if alpha is None else {"alpha": alpha}),
        **({"normalised": normalised} if normalised else {}),
        **_unused(given),
    }


def expert_scoring(inputs: Mapping[str, Any]) -> Plain:
    """Return the weights from `scores`, rows experts, columns factors.

    >>> expert_scoring({"scores": [[8, 2], [6, 4]], "how": "mean"})["weights"]
    (Fraction(7, 10), Fraction(3, 10))
    """
    given = Inputs(inputs)
    how: Any = given.word("how", get_args(Middle), "mean")
    rows = given.rows("scores")
    _check_unscored(given, rows)
    scores = [
        [
            Fraction(given.as_number(value, ("scores", e, f), low=0) or 0)
            for f, value in enumerate(given.as_rows(row, ("scores", e)))
            if value is not None
        ]
        for e, row in enumerate(rows)
    ]
    given.refuse()
    weights = _placed(lambda: expert_weights(scores, how=how))
    dropped = 2 if how == "trimmed" and len(scores) >= TRIM_FROM else 0
    return {
        "weights": weights,
        "how": how,
        "experts": len(scores),
        "factors": len(weights),
        "dropped": dropped,
        "zero": [place for place, weight in enumerate(weights, 1) if not weight],
        **_unused(given),
    }


def _matrix(given: Inputs, value: object, place: Path) -> Judgements:
    """Return a matrix of comparisons; an empty one after noting what is wrong."""
    if value is None and len(place) == 1:
        return ()  # that it is missing was noted when it was asked for
    return read_judgements(value, given.problems, (*ROOT, *place)) or ()


def _way(given: Inputs, *matrices: Judgements) -> tuple[PairwiseMethod, RandomIndex]:
    """Return method and table; a size for which the table has no value is noted."""
    method = given.word("method", list(PairwiseMethod), PairwiseMethod.EIGENVECTOR)
    place = (*ROOT, "random_index")
    table = read_random_index(given.value("random_index", required=False), given.problems, place)
    for size in sorted({len(matrix) for matrix in matrices}):
        require_index(size, table, given.problems, place)
    return PairwiseMethod(method), table


def _names(given: Inputs, key: str) -> list[str]:
    """Return a list of names, each given once."""
    names = given.rows(key)
    for place, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            given.add((key, place), "file_wrong_type", expected="text")
        elif name in names[:place]:
            given.add((key, place), "pairwise_name_twice", value=name)
    return [str(name) for name in names]


def _alternative_matrices(
    given: Inputs, criteria: Sequence[str], alternatives: int
) -> list[Judgements]:
    """Return the matrix under each criterion, in the order of the criteria."""
    key = "alternative_matrices"
    value = given.value(key)
    matrices = {} if value is None else given.as_mapping(value, (key,))
    for name in matrices:
        if name not in criteria:
            given.add((key, name), "pairwise_unknown_name", value=name)
    found = []
    for name in criteria:
        if matrices.get(name) is None:
            given.add((key, name), "file_missing", key=name)
            continue
        found.append(_matrix(given, matrices[name], (key, name)))
        _check_size(given, found[-1], alternatives, (key, name))
    return found


def _check_size(given: Inputs, matrix: Judgements, size: int, place: Path) -> None:
    if matrix and len(matrix) != size:
        given.add(place, "pairwise_wrong_size", value=len(matrix), expected=size)


def _weights(given: Inputs, key: str) -> list[Fraction]:
    """Return weights as shares; a sum farther from 1 than rounding explains is noted."""
    before = len(given.problems.found)
    rows = given.rows(key)
    weights = [Fraction(given.as_share(each, (key, i)) or 0) for i, each in enumerate(rows)]
    whole = sum(weights, Fraction(0))
    if len(given.problems.found) == before and abs(whole - 1) > SUM_TOLERANCE:
        given.add((key,), "weights_sum", value=f"{float(whole):.6g}")
    return weights


def _check_unscored(given: Inputs, rows: Sequence[Any]) -> None:
    """Note missing scores: once for a factor that nobody scored, else by expert and factor."""
    lists = [row for row in rows if isinstance(row, list | tuple)]
    width = max(map(len, lists), default=0)
    unscored = [f for f in range(width) if all(row[f : f + 1] in ([None], []) for row in lists)]
    for f in unscored:
        given.add(("scores", 0, f), "weights_factor_unscored", factor=f + 1)
    for e, row in enumerate(rows):
        for f, value in enumerate(row if isinstance(row, list | tuple) else ()):
            if value is None and f not in unscored:
                facts = {"expert": e + 1, "factor": f + 1}
                given.add(("scores", e, f), "weights_score_missing", **facts)


def _placed(work: Callable[[], Found], *, below: str = "inputs.") -> Found:
    """Return what the work gives; its refusal gets the place within the file."""
    try:
        return work()
    except InvalidInput as error:
        raise InvalidFile(error.code, where=below + error.where, **error.facts) from error


def _plain(result: PairwiseResult) -> Plain:
    return {
        "weights": result.weights,
        "lambda_max": result.lambda_max,
        "ci": result.ci,
        "cr": result.cr,
        "consistent": result.consistent,
        "repair": result.repair and _repair(result.repair),
    }


def _repair(repair: Repair) -> Plain:
    return {
        "row": repair.row,
        "column": repair.column,
        "given": repair.given,
        "implied": repair.implied,
        "suggested": None if repair.suggested is None else str(repair.suggested),
        "cr_after": repair.cr_after,
    }


def _told(result: PairwiseResult, table: RandomIndex) -> Plain:
    """Return how a result came about."""
    index = {"name": table.name, "value": result.random_index}
    return {"method": str(result.method), "random_index": index} | _reciprocity(result)


def _reciprocity(result: PairwiseResult) -> Plain:
    kind = "rounded" if result.deviation else "exact"
    return {"reciprocal": kind, "largest_deviation": result.deviation}


def _unused(given: Inputs) -> Plain:
    return {"unused": given.unused} if given.unused else {}
