"""The table of factors by the manual: which columns, before and after measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskassess.domain.assessment_file import Assessment
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DegreeRule, IndexVariant
from riskassess.domain.vocabulary import Moment
from riskassess.exhibits.exact import decimal
from riskassess.exhibits.factor_cells import CELLS, Cell, CellSource
from riskassess.exhibits.methods import COUNTED, WEIGHTED
from riskassess.filters import figure
from riskassess.i18n import LazyText, _l
from riskassess.labels import label

COLUMNS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("概率"),
    "impact": _l("影响"),
    "probability_level": _l("概率档"),
    "impact_level": _l("影响档"),
    "risk": _l("风险值"),
    "degree": _l("程度"),
}
AFTER: dict[str, LazyText] = {
    "probability": _l("后·概率"),
    "impact": _l("后·影响"),
    "risk": _l("后·风险"),
    "degree": _l("后·程度"),
}
MOST_JOINED = 5  # columns of a moment that still stand beside those of the other moment


@dataclass(frozen=True)
class Column:
    """A column of the table; numbers stand right."""

    code: str
    name: str

    @property
    def is_number(self) -> bool:
        """Return whether the column holds numbers."""
        return self.code != "degree"


@dataclass(frozen=True)
class FactorRow:
    """One factor of one moment with its cells in the order of the columns."""

    code: str
    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class FactorTable:
    """The factors of one moment."""

    title: str
    columns: list[Column]
    rows: list[FactorRow]


def column_codes(manual: Manual) -> list[str]:
    """Return which columns a manual's factors have, left to right.

    >>> from riskassess.adapters.manuals import builtin_manual
    >>> column_codes(builtin_manual("cn-levels"))
    ['weight', 'probability_level', 'impact_level', 'degree', 'counted', 'term']
    """
    codes = ["weight"]
    if not manual.asks_levels:
        codes += ["probability", "impact"]
    if manual.degrees.rule is DegreeRule.MATRIX:
        codes += ["probability_level", "impact_level"]
    if not manual.asks_levels:
        codes.append("risk")
    codes.append("degree")
    return codes if manual.index.variant is IndexVariant.A else [*codes, "counted", "term"]


def columns_of(manual: Manual) -> list[Column]:
    """Return the columns with their names."""
    variant = manual.index.variant
    names = {**COLUMNS, "counted": COUNTED[variant], "term": WEIGHTED[variant]}
    return [Column(code, str(names[code])) for code in column_codes(manual)]


def factor_table(
    moment: MomentResult, assessment: Assessment, names: Mapping[str, str], manual: Manual
) -> FactorTable:
    """Return the factors of one moment with every figure's source."""
    sheets = assessment.before if moment.moment is Moment.BEFORE else assessment.after or ()
    source = CellSource(manual, sheets)
    codes = column_codes(manual)
    return FactorTable(
        title=label(moment.moment),
        columns=columns_of(manual),
        rows=[
            FactorRow(
                row.code,
                names.get(row.code, row.code),
                [CELLS[code](source, row, names.get(row.code, row.code)) for code in codes],
            )
            for row in moment.factors
        ],
    )


def index_terms(moment: MomentResult, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return name, weight, what is counted and the product of each factor, for the index."""
    return [
        (
            names.get(row.code, row.code),
            figure(decimal(row.weight), 4),
            figure(decimal(row.counted), 4),
            figure(decimal(row.term), 4),
        )
        for row in moment.factors
    ]


def plain_cells(row: FactorRow) -> tuple[str, ...]:
    """Return a row for print: code, name, the figures."""
    return (row.code, row.name, *(cell.text for cell in row.cells))


def joined_table(tables: Sequence[FactorTable], manual: Manual) -> FactorTable | None:
    """Return before and after side by side, where the columns are few enough; else None."""
    codes = column_codes(manual)
    if len(codes) > MOST_JOINED or not tables:
        return None
    before, after = tables[0], tables[1] if len(tables) > 1 else None
    later = {row.code: row.cells[1:] for row in after.rows} if after else {}
    dashes = [Cell("—")] * (len(codes) - 1)
    return FactorTable(
        before.title,
        before.columns + [Column(code, str(AFTER[code])) for code in codes[1:]],
        [
            FactorRow(row.code, row.name, row.cells + later.get(row.code, dashes))
            for row in before.rows
        ],
    )
