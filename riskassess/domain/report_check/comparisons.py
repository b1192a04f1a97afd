"""Printed judgement matrices: reciprocity, weights, and the consistency figures beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.errors import InvalidInput
from riskassess.domain.pairwise import (
    TABLES,
    PairwiseMethod,
    PairwiseResult,
    RandomIndex,
    pairwise_weights,
)
from riskassess.domain.report_check.figures import (
    Figure,
    Span,
    normalised,
    read_figure,
    read_fraction,
)
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import role_of
from riskassess.domain.report_check.tables import Place, ReportTable
from riskassess.domain.report_check.words import (
    CONSISTENCY_TEXTS_TO_READ,
    CONSISTENT_TEXTS_TO_READ,
    NUMBER,
)

SMALLEST = 3
WEIGHT_SLACK = Decimal("0.002")
"""Hand calculation of weights rounds between its steps."""
RECIPROCAL_SLACK = Decimal("0.05")
LARGEST = 15
"""Things compared in one matrix: beyond, no published table has a random index."""
LAMBDA_SLACK = Decimal("0.01")
LIMIT = Decimal("0.1")
METHODS = (PairwiseMethod.GEOMETRIC, PairwiseMethod.COLUMN_MEAN, PairwiseMethod.EIGENVECTOR)
# weights and λmax need no random index; the ratio is held against every table
_NO_INDEX = RandomIndex("none", {n: Decimal(1) for n in range(SMALLEST, LARGEST + 1)})
ONE = Span(Decimal(1), Decimal(1))


@dataclass(frozen=True)
class Matrix:
    """A printed judgement matrix, its weights if printed, and where it stands."""

    names: tuple[str, ...]
    cells: tuple[tuple[Figure, ...], ...]
    weights: tuple[Figure, ...]
    place: Place
    weight_head: str
    text: str
    first_row: int = 1

    @property
    def size(self) -> int:
        """Return n."""
        return len(self.names)


def read_matrix(table: ReportTable) -> Matrix | None:
    """Return the judgement matrix that a table is, or None.

    Its columns bear the names of its rows, in the same order, and its diagonal is 1.
    """
    heads = [normalised(cell.text) for cell in table.rows[0]] if table.rows else []
    for start in range(1, max(len(heads) - SMALLEST + 1, 1)):
        names: list[str] = []
        for row in table.rows[1:]:
            label = next((normalised(cell.text) for cell in row[:start] if cell.text), "")
            if start + len(names) < len(heads) and label and label == heads[start + len(names)]:
                names.append(label)
            else:
                break
        if len(names) >= SMALLEST:
            return _matrix(table, names, start)
    return None


def _matrix(table: ReportTable, names: Sequence[str], start: int) -> Matrix | None:
    size = len(names)
    rows = table.rows[1 : size + 1]
    cells = [[read_fraction(cell.text) for cell in row[start : start + size]] for row in rows]
    if any(each is None or each.value <= 0 for row in cells for each in row):
        return None
    grid = tuple(tuple(each for each in row if each) for row in cells)
    if any(grid[at][at].value != 1 for at in range(size)):
        return None
    column = next(
        (
            at
            for at in range(start + size, len(table.rows[0]))
            if role_of(table.rows[0][at].text) == "weight"
        ),
        None,
    )
    weights = [read_figure(row[column].text) for row in rows] if column is not None else []
    rest = " ".join(cell.text for row in table.rows[size + 1 :] for cell in row if not cell.merged)
    return Matrix(
        tuple(names),
        grid,
        tuple(each for each in weights if each) if all(weights) else (),
        Place(table.title, table.number, sheet=table.place),
        table.rows[0][column].text if column is not None else "",
        f"{table.title} {rest}",
        table.first_row,
    )


def check_matrix(matrix: Matrix, book: Book, *, text: str = "") -> None:
    """Check reciprocity, weights and consistency figures; `text` follows the table."""
    if not _are_reciprocal(matrix, book):
        return  # what follows from the matrix cannot be held against it
    if len(matrix.weights) == matrix.size:
        _check_weights(matrix, book)
    printed = consistency_figures(f"{matrix.text} {text}")
    _check_consistency(matrix, printed, f"{matrix.text} {text}", book)


def _at(matrix: Matrix, row: int, column: str) -> Place:
    place = matrix.place
    return Place(
        place.title,
        place.number,
        f"{row + matrix.first_row + 1} {matrix.names[row]}",
        column,
        place.sheet,
    )


def _are_reciprocal(matrix: Matrix, book: Book) -> bool:
    good = True
    for row in range(matrix.size):
        for column in range(row + 1, matrix.size):
            first, second = matrix.cells[row][column], matrix.cells[column][row]
            book.compared += 1
            product = first.value * second.value
            rounded = min(first.value, second.value) < 1 and (first.span * second.span).meets(ONE)
            if abs(product - 1) <= RECIPROCAL_SLACK or rounded:
                continue
            good = False
            book.slip(
                _at(matrix, column, matrix.names[row]),
                "report_reciprocal",
                printed=second.text,
                right=f"1/{first.text}" if first.value > 1 else _inverse(first),
                other=first.text,
            )
    return good


def _inverse(figure: Figure) -> str:
    return f"{(1 / figure.value).quantize(Decimal('0.001')).normalize():f}"


def _check_weights(matrix: Matrix, book: Book) -> None:
    """Hold the weights against all three ways in use; one that gives them is enough."""
    ways = [each.weights for each in results_of(matrix)]
    if not ways:
        return
    misses = [
        [
            at
            for at, weight in enumerate(matrix.weights)
            if abs(weight.value - way[at]) > weight.half + WEIGHT_SLACK
        ]
        for way in ways
    ]
    book.compared += matrix.size
    if any(not each for each in misses):
        return
    best = min(range(len(ways)), key=lambda at: len(misses[at]))
    for at in misses[best]:
        weight = matrix.weights[at]
        book.slip(
            _at(matrix, at, matrix.weight_head),
            "report_pairwise_weight",
            printed=weight.text,
            right=weight.printed(ways[best][at]),
        )


def results_of(matrix: Matrix) -> list[PairwiseResult]:
    """Return what each method makes of a matrix: with 0.33 as 1/3, and with 0.33 as it stands.

    Nothing for a matrix larger than `LARGEST`, or with judgements that no scale has.
    """
    if matrix.size > LARGEST:
        return []
    meant = [[_exact_judgement(each) for each in row] for row in matrix.cells]
    stands = [[_as_printed(each) for each in row] for row in matrix.cells]
    found = []
    for rows in [meant] if meant == stands else [meant, stands]:
        for method in METHODS:
            try:
                found.append(pairwise_weights(rows, method=method, random_index=_NO_INDEX))
            except InvalidInput:  # a pair that is reciprocal only within its rounding
                break
    return found


def _exact_judgement(figure: Figure) -> Fraction:
    """Return a printed decimal such as 0.33 as the reciprocal that it stands for."""
    if figure.value < 1:
        inverse = round(1 / figure.value)
        if abs(Decimal(1) / inverse - figure.value) <= max(figure.half, Decimal("0.0005")):
            return Fraction(1, inverse)
    return Fraction(figure.value)


def _as_printed(figure: Figure) -> Fraction:
    """Return a decimal as it stands; only what is printed as a fraction is one."""
    return _exact_judgement(figure) if "/" in normalised(figure.text) else Fraction(figure.value)


def consistency_figures(text: str) -> dict[str, Figure]:
    """Return λmax, CI and CR as a text prints them.

    >>> sorted(consistency_figures("λmax=3.009，CI＝0.005，CR=0.008<0.1"))
    ['ci', 'cr', 'lambda']
    """
    clean = normalised(text).lower()
    found = {}
    for name, pattern in CONSISTENCY_TEXTS_TO_READ:
        hit = re.search(pattern.replace("{n}", NUMBER), clean)
        figure = read_figure(hit.group(1)) if hit else None
        if figure:
            found[name] = figure
    return found


def _check_consistency(matrix: Matrix, printed: dict[str, Figure], text: str, book: Book) -> None:
    lambdas = [each.lambda_max for each in results_of(matrix)]
    largest, index, ratio = (printed.get(name) for name in ("lambda", "ci", "cr"))
    if largest and lambdas:
        slack = largest.half + LAMBDA_SLACK
        _hold(matrix, "λmax", largest, [Span(each - slack, each + slack) for each in lambdas], book)
    if index and largest:
        _hold(matrix, "CI", index, [_index_of(largest.span, matrix.size)], book)
    if ratio:
        indexes = [index.span] if index else []
        slack = Decimal(0) if index or largest else LAMBDA_SLACK
        if largest and not index:
            indexes.append(_index_of(largest.span, matrix.size))
        indexes += [_index_of(Span(each - slack, each + slack), matrix.size) for each in lambdas]
        spans = [each for span in indexes for each in _ratios_of(span, matrix.size)]
        if spans:
            _hold(matrix, "CR", ratio, spans, book)
    check_verdict(ratio, text, matrix.place, book)


def _index_of(largest: Span, n: int) -> Span:
    """Return CI = (λmax − n) / (n − 1)."""
    return Span((largest.low - n) / (n - 1), (largest.high - n) / (n - 1))


def _ratios_of(index: Span, n: int) -> Iterator[Span]:
    """Yield CR = CI / RI(n) by each published table that has this size."""
    for table in TABLES.values():
        if random := table.of(n):
            yield Span(index.low / random, index.high / random)


def _hold(matrix: Matrix, name: str, figure: Figure, rights: Sequence[Span], book: Book) -> None:
    book.compared += 1
    if not any(figure.span.meets(each) for each in rights):
        middle = (rights[0].low + rights[0].high) / 2
        place = Place(matrix.place.title, matrix.place.number, "", name, matrix.place.sheet)
        book.slip(
            place,
            "report_consistency",
            printed=figure.text,
            right=figure.printed(middle),
            name=name,
        )


def check_verdict(ratio: Figure | None, text: str, place: Place, book: Book) -> None:
    """Note a ratio of 0.1 or more that is said to pass."""
    if ratio is None:
        return
    book.compared += 1
    if ratio.span.low >= LIMIT and re.search(CONSISTENT_TEXTS_TO_READ, normalised(text).lower()):
        book.slip(place, "report_consistent", printed=ratio.text, ratio=ratio.text)
