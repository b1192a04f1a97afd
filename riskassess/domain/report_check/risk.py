"""Risk tables: weight, probability, impact, risk value, degree, weighted term, index."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from riskassess.domain.report_check import exactness
from riskassess.domain.report_check.figures import Figure, Span, normalised
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.headings import Column, match
from riskassess.domain.report_check.layout import Grid, Row
from riskassess.domain.report_check.words import (
    DEGREE_TEXTS_TO_READ,
    LEVEL_TEXTS_TO_READ,
)

SHARES = ("weight", "probability", "impact", "risk", "term")
FACTORS = ("weight", "probability", "impact")


@dataclass(frozen=True)
class Line:
    """One factor at one moment, its figures as shares of 1 where the table uses shares."""

    row: Row
    weight: Figure | None = None
    probability: Figure | None = None
    impact: Figure | None = None
    risk: Figure | None = None
    term: Figure | None = None
    degree: str = ""

    def risk_span(self) -> Span | None:
        """Return what the risk can be by all that is printed; None when nothing is."""
        product = self.product_span()
        if self.risk is None:
            return product
        if product is None:
            return self.risk.span
        return self.risk.span.common(product) or self.risk.span

    def product_span(self) -> Span | None:
        """Return what probability × impact can be."""
        if self.probability is None or self.impact is None:
            return None
        return self.probability.span * self.impact.span


@dataclass(frozen=True)
class Part:
    """A risk table at one moment: its columns and lines."""

    grid: Grid
    moment: str
    columns: dict[str, Column]
    lines: tuple[Line, ...]

    def column(self, role: str) -> Column | None:
        """Return the column of a role."""
        return self.columns.get(role)


def read_part(grid: Grid, moment: str) -> Part:
    """Return the lines of one moment, with exact figures where the table shows them to be so."""
    columns = {role: found for role in (*SHARES, "degree") if (found := grid.column(role, moment))}
    scales = {role: _scale(grid, columns.get(role)) for role in SHARES}
    lines = [_line(grid, row, columns, scales) for row in grid.items]
    return Part(grid, moment, columns, tuple(_exact_lines(lines)))


def _scale(grid: Grid, column: Column | None) -> Decimal:
    """Return what bare numbers of a column are divided by: 100 for percentages without sign."""
    if column is None or column.role == "weight":
        return Decimal(1)
    found = [each for row in grid.items if (each := grid.figure(row, column))]
    largest = max((each.value for each in found if not each.percent), default=Decimal(0))
    return Decimal(100) if Decimal(25) < largest <= Decimal(100) else Decimal(1)


def _line(grid: Grid, row: Row, columns: dict[str, Column], scales: dict[str, Decimal]) -> Line:
    found: dict[str, Figure | None] = {}
    for role in SHARES:
        figure = grid.figure(row, columns.get(role))
        if figure and scales[role] == 100:
            figure = figure if figure.percent else _scaled(figure)
        found[role] = figure
    return Line(row, **found, degree=_degree_word(grid, row, columns))


def _scaled(figure: Figure) -> Figure:
    return Figure(figure.text, figure.value / 100, figure.half / 100)


def _degree_word(grid: Grid, row: Row, columns: dict[str, Column]) -> str:
    for role in ("degree", "risk"):
        column = columns.get(role)
        if column and (word := grid.word(row, column)):
            return match(normalised(word).lower(), DEGREE_TEXTS_TO_READ)
    return ""


def _exact_lines(lines: Sequence[Line]) -> list[Line]:
    """Let rounding no longer excuse factors that the table shows to be exact."""
    rows = list(lines)
    columns = {role: [figure for row in rows if (figure := getattr(row, role))] for role in FACTORS}
    columns["weight"] = columns["weight"][1:]  # the others and the sum 1 give it
    exact = exactness.exact_columns(columns) | _exact_marks(rows)
    rows = [_with_exact(row, exact) for row in rows]
    for first, second, product in (
        ("probability", "impact", "risk"),
        ("weight", "risk", "term"),
    ):
        rows = _exact_factors(rows, first, second, product)
    return rows


def _exact_marks(rows: Sequence[Line]) -> set[str]:
    """Return the columns of marks of one place that are what was reckoned with."""
    weights = [row.weight for row in rows if row.weight]
    found = {"weight"} if weights and exactness.weights_are_exact(weights) else set()
    if exactness.marks_agree(_triples(rows, "probability", "impact", "risk")):
        found |= {"probability", "impact"}
    return found


def _triples(
    rows: Sequence[Line], first: str, second: str, product: str
) -> list[tuple[Figure, Figure, Figure]]:
    return [
        (a, b, c)
        for row in rows
        if (a := getattr(row, first))
        and (b := getattr(row, second))
        and (c := getattr(row, product))
    ]


def _exact_factors(rows: list[Line], first: str, second: str, product: str) -> list[Line]:
    if not exactness.products_are_exact(_triples(rows, first, second, product)):
        return rows
    return [_with_exact(row, {first, second}) for row in rows]


def _with_exact(line: Line, roles: set[str]) -> Line:
    values = {name: getattr(line, name) for name in (*SHARES, "degree", "row")}
    values.update({role: values[role].exact() for role in roles if values[role]})
    return Line(**values)


def is_level(part: Part) -> bool:
    """Say whether the table estimates in levels or points (1 to 5, 1 to 10), not in shares."""
    given = [
        figure.value
        for line in part.lines
        for figure in (line.probability, line.impact)
        if figure is not None
    ]
    return bool(given) and max(given) > 1


def check_products(part: Part, book: Book) -> None:
    """Hold every risk value against probability × impact."""
    lines = [line for line in part.lines if line.risk and line.product_span()]
    column = part.column("risk")
    wrong = [line for line in lines if line.risk and not _fits(line, book)]
    states_rule = bool(column and any(sign in normalised(column.head) for sign in "×*·"))
    if len(lines) >= 3 and len(wrong) * 2 > len(lines) and not (states_rule and not is_level(part)):
        book.remark(
            part.grid.place(None, column), "report_other_formula", rows=len(lines), wrong=len(wrong)
        )
        return
    for line in wrong:
        _product_slip(part, line, book)
    _remark_on_marks(part, lines, book)


def _remark_on_marks(part: Part, lines: Sequence[Line], book: Book) -> None:
    """Remark on products that are right only if marks of one place were rounded."""
    triples = _triples(lines, "probability", "impact", "risk")
    if exactness.marks_agree(triples) is None:
        off = [
            line
            for line, (p, q, risk) in zip(lines, triples, strict=True)
            if abs(p.value * q.value - risk.value) > risk.half
        ]
        names = "、".join(line.row.label for line in off[:5])
        place = part.grid.place(None, part.column("risk"))
        book.remark(place, "report_marks", rows=names, count=len(off))


def _product_slip(part: Part, line: Line, book: Book) -> None:
    p, q, risk = line.probability, line.impact, line.risk
    if p is None or q is None or risk is None:
        return
    book.slip(
        part.grid.place(line.row, part.column("risk")),
        "report_product",
        printed=risk.text,
        right=shown(risk, p.value * q.value),
        p=p.text,
        q=q.text,
    )


def _fits(line: Line, book: Book) -> bool:
    span = line.product_span()
    return span is None or line.risk is None or book.holds(line.risk, span)


def shown(figure: Figure, value: Decimal) -> str:
    """Return the right value in the form of the printed one, as fine as it is."""
    bare = Decimal(figure.text.rstrip("%‰"))
    factor = 1 if figure.percent or bare == figure.value else 100
    return figure.printed_finely(value * factor)


def check_terms(part: Part, book: Book) -> None:
    """Hold every weighted term against weight × risk value."""
    for line in part.lines:
        risk = line.risk_span()
        if not (line.term and line.weight and risk):
            continue
        weight = _weight_share(part, line.weight)
        product = line.product_span()
        by_product = product is not None and line.term.span.meets(weight.span * product)
        if not book.holds(line.term, weight.span * risk) and not by_product:
            middle = line.risk.value if line.risk else (risk.low + risk.high) / 2
            book.slip(
                part.grid.place(line.row, part.column("term")),
                "report_term",
                printed=line.term.text,
                right=shown(line.term, weight.value * middle),
                weight=line.weight.text,
                risk=line.risk.text if line.risk else f"{middle:f}",
            )


def _weight_share(part: Part, weight: Figure) -> Figure:
    """Return a weight as a share also where the table prints 30 for 30 %."""
    if weight.percent or all(line.weight is None or line.weight.value <= 1 for line in part.lines):
        return weight
    return _scaled(weight)


def weights_of(part: Part) -> list[tuple[Line, Figure]]:
    """Return lines with their weights as shares."""
    return [(line, _weight_share(part, line.weight)) for line in part.lines if line.weight]


def check_degrees(part: Part, book: Book) -> None:
    """Hold every degree's word against the limits."""
    column = part.column("degree") or part.column("risk")
    if is_level(part):
        return
    for line in part.lines:
        span = line.risk_span()
        scale = book.rules.degrees
        if not line.degree or span is None or span.high > 1 or not scale.covers(line.degree):
            continue
        book.compared += 1
        right = scale.names_for(span)
        product = line.product_span()
        if line.degree not in (*right, *(scale.names_for(product) if product else ())):
            book.slip(
                part.grid.place(line.row, column),
                "report_degree",
                printed=part.grid.word(line.row, column),
                right="",
                risk=line.risk.text if line.risk else f"{span.low:f}",
                degree=right[-1] if right else "",
            )


def check_levels(part: Part, book: Book) -> None:
    """Hold the words of probability and impact against their bands."""
    for role, scale in (("probability", book.rules.probability), ("impact", book.rules.impact)):
        column = part.grid.column(role, part.moment)
        words = part.grid.column(f"{role}_word", part.moment) or column
        for line in part.lines:
            figure: Figure | None = getattr(line, role)
            word = match(normalised(part.grid.word(line.row, words)), LEVEL_TEXTS_TO_READ[role])
            if not word or figure is None or figure.value > 1 or is_level(part):
                continue
            book.compared += 1
            if word not in scale.names_for(figure.span):
                book.slip(
                    part.grid.place(line.row, words),
                    "report_level_word",
                    printed=part.grid.word(line.row, words),
                    right="",
                    value=figure.text,
                    part=role,
                    level=scale.names_for(figure.span)[-1],
                )
