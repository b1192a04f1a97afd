"""Weights and consistency of very many matrices at once, on arrays.

Binary floats, within 1e-10 of the exact path; a matrix whose ratio lies on the limit, or that
converges too slowly, is handed to the exact path. NumPy is imported when it is called.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import PairwiseMethod
from riskassess.domain.pairwise.judgements import FARTHEST, TOLERANCE
from riskassess.domain.pairwise.random_index import SAATY, RandomIndex, require_index
from riskassess.domain.pairwise.result import LIMIT, NOTHING, pairwise_weights
from riskassess.domain.problem import Problems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SQUARINGS = 4
TURNS = 60
CONVERGED = 1e-13
# a ratio nearer to the limit than this is decided exactly
NEAR_LIMIT = 1e-9


@dataclass(frozen=True)
class ManyWeights:
    """Weights (m, n), λmax, CI, CR and `consistent`, each (m,)."""

    weights: "Array"
    lambda_max: "Array"
    ci: "Array"
    cr: "Array"
    consistent: "Array"


def pairwise_weights_many(
    matrices: "Array",
    *,
    method: PairwiseMethod = PairwiseMethod.EIGENVECTOR,
    random_index: RandomIndex = SAATY,
) -> ManyWeights:
    """Return weights and consistency of m matrices of one size.

    Parameters
    ----------
    matrices : ndarray, shape (m, n, n)
        Comparisons as in `pairwise_weights`; none missing.
    method : PairwiseMethod
    random_index : RandomIndex
        Table that has a value for n.

    Returns
    -------
    ManyWeights

    Raises
    ------
    InvalidInput
        For another shape, and for the first element that no comparison can have.

    Examples
    --------
    >>> import numpy as np
    >>> found = pairwise_weights_many(np.array([[[1, 3], [1 / 3, 1]], [[1, 1], [1, 1]]]))
    >>> found.weights.round(2).tolist(), found.cr.tolist()
    ([[0.75, 0.25], [0.5, 0.5]], [0.0, 0.0])
    """
    import numpy as np

    matrices = np.asarray(matrices, dtype=float)
    _check(matrices, random_index)
    n = matrices.shape[1]
    weights, slow = _WAYS[method](matrices)
    ratios = np.matmul(matrices, weights[:, :, None])[:, :, 0] / weights
    greatest = ratios.mean(axis=1)
    ci = (greatest - n) / (n - 1)
    ci[(np.abs(ci) < float(NOTHING)) | (n == 2)] = 0.0
    cr = ci / float(random_index.of(n) or 1)
    found = ManyWeights(weights, greatest, ci, cr, cr < float(LIMIT))
    doubtful = slow | (np.abs(cr - float(LIMIT)) < NEAR_LIMIT)
    for k in np.flatnonzero(doubtful).tolist():
        _decide_exactly(found, matrices, k, method, random_index)
    return found


def _decide_exactly(
    found: ManyWeights, matrices: "Array", k: int, method: PairwiseMethod, table: RandomIndex
) -> None:
    """Put the exact result of matrix k in place of the one in floats."""
    exact = pairwise_weights(
        matrices[k].tolist(), method=method, random_index=table, place=("matrices", k)
    )
    found.weights[k] = [float(weight) for weight in exact.weights]
    found.lambda_max[k], found.ci[k] = float(exact.lambda_max), float(exact.ci)
    found.cr[k], found.consistent[k] = float(exact.cr), exact.consistent


def _eigenvectors(matrices: "Array") -> tuple["Array", "Array"]:
    """Return the principal eigenvectors, and which matrices converge too slowly for floats."""
    import numpy as np

    step = matrices
    for _squaring in range(SQUARINGS):
        step = step @ step
        step /= step.max(axis=(1, 2), keepdims=True)
    weights = step.sum(axis=2)
    for _turn in range(TURNS):
        weights /= weights.sum(axis=1, keepdims=True)
        image = np.matmul(matrices, weights[:, :, None])[:, :, 0]
        ratios = image / weights
        greatest = ratios.max(axis=1)
        slow = greatest - ratios.min(axis=1) > greatest * CONVERGED
        if not slow.any():
            break
        weights = np.matmul(step, image[:, :, None])[:, :, 0]
    weights = image / image.sum(axis=1, keepdims=True)
    return weights, slow


def _geometric_means(matrices: "Array") -> tuple["Array", "Array"]:
    import numpy as np

    means = np.exp(np.log(matrices).mean(axis=2))
    return means / means.sum(axis=1, keepdims=True), np.zeros(len(matrices), dtype=bool)


def _column_means(matrices: "Array") -> tuple["Array", "Array"]:
    import numpy as np

    shares = matrices / matrices.sum(axis=1, keepdims=True)
    return shares.mean(axis=2), np.zeros(len(matrices), dtype=bool)


_WAYS = {
    PairwiseMethod.EIGENVECTOR: _eigenvectors,
    PairwiseMethod.GEOMETRIC: _geometric_means,
    PairwiseMethod.COLUMN_MEAN: _column_means,
}


def _check(matrices: "Array", table: RandomIndex) -> None:
    """Refuse what is no stack of matrices of comparisons, with the first faulty element."""
    import numpy as np

    problems = Problems()
    if matrices.ndim != 3 or matrices.shape[1] != matrices.shape[2] or matrices.shape[1] < 2:
        shape = " × ".join(map(str, matrices.shape))
        problems.add(("matrices",), "pairwise_wrong_shape", value=shape)
        problems.refuse(InvalidInput)
    n = matrices.shape[1]
    require_index(n, table, problems, ("random_index",))
    fits = (matrices >= 1 / FARTHEST) & (matrices <= FARTHEST)
    fits[:, range(n), range(n)] &= matrices[:, range(n), range(n)] == 1
    fits &= np.abs(matrices * matrices.transpose(0, 2, 1) - 1) <= float(TOLERANCE) + 1e-12
    if not fits.all():
        place = [int(step) for step in np.argwhere(~fits)[0]]
        value = float(matrices[tuple(place)])
        problems.add(("matrices", *place), "pairwise_wrong_element", value=str(value))
    problems.refuse(InvalidInput)
