"""Printed judgement matrices: reciprocity, weights, and the consistency figures beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
ROUNDS_OF_POWER = 200
# Random indexes in use for n = 3, 4, …: Saaty's, and those of Chinese and later textbooks.
RANDOM_INDEXES = (
    "0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49",
    "0.52 0.89 1.12 1.26 1.36 1.41 1.46 1.49",
    "0.52 0.89 1.11 1.25 1.35 1.40 1.45 1.49",
    "0.58 0.89 1.12 1.24 1.36 1.41 1.46 1.49",
    "0.5149 0.8931 1.1185 1.2494 1.3450 1.4200 1.4616 1.4874",
)
LIMIT = Decimal("0.1")
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
    values = [[_exact_judgement(each) for each in row] for row in matrix.cells]
    ways = [geometric(values), column_means(values), eigenvector(values)]
    misses = [
        [
            at
            for at, weight in enumerate(matrix.weights)
            if abs(weight.value - Decimal(str(way[at]))) > weight.half + WEIGHT_SLACK
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
            right=weight.printed(Decimal(str(ways[best][at]))),
        )


def _exact_judgement(figure: Figure) -> float:
    """Return a printed decimal such as 0.33 as the reciprocal that it stands for."""
    if figure.value < 1:
        inverse = round(1 / figure.value)
        if abs(Decimal(1) / inverse - figure.value) <= max(figure.half, Decimal("0.0005")):
            return 1 / inverse
    return float(figure.value)


def geometric(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the weights by geometric means of the rows."""
    means = []
    for row in rows:
        product = 1.0
        for value in row:
            product *= value
        means.append(product ** (1 / len(row)))
    return _shares(means)


def column_means(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the weights by means of the normalised columns."""
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return [
        sum(value / whole for value, whole in zip(row, sums, strict=True)) / len(row)
        for row in rows
    ]


def eigenvector(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the principal eigenvector, scaled to sum 1, by power iteration.

    >>> [round(each, 4) for each in eigenvector([[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]])]
    [0.5714, 0.2857, 0.1429]
    """
    weights = [1 / len(rows)] * len(rows)
    for _round in range(ROUNDS_OF_POWER):
        weights = _shares(_times(rows, weights))
    return weights


def _times(rows: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, weights, strict=True)) for row in rows]


def _shares(values: Sequence[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]


def lambdas(rows: Sequence[Sequence[float]]) -> list[Decimal]:
    """Return λmax as each of the three ways of weighing gives it."""
    found = []
    for weights in (geometric(rows), column_means(rows), eigenvector(rows)):
        products = _times(rows, weights)
        found.append(sum(a / b for a, b in zip(products, weights, strict=True)) / len(rows))
    return [Decimal(str(each)) for each in found]


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
    values = [[_exact_judgement(each) for each in row] for row in matrix.cells]
    n = Decimal(matrix.size)
    if largest := printed.get("lambda"):
        ways = lambdas(values)
        slack = largest.half + Decimal("0.01")
        _hold(matrix, "λmax", largest, [Span(each - slack, each + slack) for each in ways], book)
    if (index := printed.get("ci")) and (largest := printed.get("lambda")):
        span = Span((largest.span.low - n) / (n - 1), (largest.span.high - n) / (n - 1))
        _hold(matrix, "CI", index, [span], book)
    if (ratio := printed.get("cr")) and (index := printed.get("ci")):
        randoms = [
            Decimal(row.split()[matrix.size - 3]) for row in RANDOM_INDEXES if matrix.size <= 10
        ]
        spans = [Span(index.span.low / each, index.span.high / each) for each in randoms]
        if spans:
            _hold(matrix, "CR", ratio, spans, book)
    check_verdict(printed.get("cr"), text, matrix.place, book)


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
