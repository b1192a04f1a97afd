"""Random index: mean consistency index of random matrices, by size. Published tables differ.

The consistency ratio depends on the table, so a result names the one it used. A size that a table
does not hold is refused, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from riskassess.domain.numbers import exact_number
from riskassess.domain.problem import Path, Problems

FIRST = 3
OWN = "given"


@dataclass(frozen=True)
class RandomIndex:
    """One table: size of the matrix → random index, from size 3 on."""

    name: str
    values: Mapping[int, Decimal]
    source: str = ""
    note: str = ""

    def of(self, n: int) -> Decimal | None:
        """Return the random index of size n: 0 up to size 2, None where the table has no value.

        >>> SAATY.of(2), SAATY.of(5), SAATY.of(11)
        (Decimal('0'), Decimal('1.12'), None)
        """
        return Decimal(0) if n < FIRST else self.values.get(n)


def _table(name: str, values: str, source: str, note: str = "") -> RandomIndex:
    numbered = enumerate(values.split(), start=FIRST)
    return RandomIndex(name, {n: Decimal(value) for n, value in numbered}, source, note)


_TABLES = (
    _table(
        "saaty",
        "0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49",
        "Saaty (1980), The Analytic Hierarchy Process; handbook 5.6",
    ),
    _table(
        "saaty_2005",
        "0.52 0.89 1.11 1.25 1.35 1.40 1.45 1.49 1.52 1.54 1.56 1.58 1.59",
        "Saaty (2005), Theory and Applications of the Analytic Network Process, as in AHPy",
    ),
    _table(
        "donegan_dodd_1991",
        "0.4914 0.8286 1.0591 1.1797 1.2519 1.3171 1.3733 1.4055 1.4213 1.4497 1.4643 1.4822 "
        "1.4969",
        "Donegan and Dodd (1991), A note on Saaty's random indexes, as in AHPy",
    ),
    _table(
        "ahpwr",
        "0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49 1.51 1.48 1.56 1.57 1.59",
        "R package AHPWR, CR.R",
        "1.48 for size 12 is below 1.51 for size 11 although the index should grow with the size: "
        "an artefact of the early simulation that many texts hand on; others print 1.54",
    ),
    _table(
        "iwa_table_2",
        "0.58 0.90 1.12 1.24 1.32 1.41",
        "IWA Publishing, table 2 of view-large/3120630; sizes 3 to 8 only",
    ),
    _table(
        "chinese_textbook",
        "0.52 0.89 1.12 1.26 1.36 1.41 1.46 1.49 1.52 1.54 1.56 1.58 1.59",
        "Chinese textbooks and handouts, coloradmin.cn/o/101182; handbook 5.6",
    ),
    _table(
        "ahpsurvey",
        "0.5251686 0.8836651 1.1081014 1.2492774 1.3415514 1.404846",
        "R package ahpsurvey, ahp_cr.R, its first entries; sizes 3 to 8 only",
    ),
)
TABLES: Mapping[str, RandomIndex] = {table.name: table for table in _TABLES}
SAATY = TABLES["saaty"]


def read_random_index(given: object, problems: Problems, place: Path) -> RandomIndex:
    """Return the table of a name or of a mapping {size: value}; Saaty's where none is given.

    What is wrong is noted in `problems`, and Saaty's table returned until the refusal.

    Examples
    --------
    >>> read_random_index({"3": Decimal("0.52")}, Problems(), ("random_index",)).of(3)
    Decimal('0.52')
    """
    if given is None:
        return SAATY
    if isinstance(given, Mapping):
        sizes = {key: _size(key) for key in given}
        for key, value in given.items():
            _check_entry(sizes[key], key, value, problems, place)
        values = {size: exact_number(given[key]) for key, size in sizes.items() if size is not None}
        return RandomIndex(OWN, {n: value for n, value in values.items() if value is not None})
    if not isinstance(given, str) or given not in TABLES:
        known = ", ".join(TABLES)
        problems.add(place, "random_index_unknown", value=str(given), allowed=known)
        return SAATY
    return TABLES[given]


def require_index(n: int, table: RandomIndex, problems: Problems, place: Path) -> None:
    """Note that a table has no value for matrices of size n, if so."""
    if table.of(n) is None:
        longer = ", ".join(name for name, each in TABLES.items() if each.of(n) is not None)
        facts = {"n": n, "table": table.name, "allowed": longer or "–"}
        problems.add(place, "random_index_missing", **facts)


def _size(key: object) -> int | None:
    text = str(key)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _check_entry(
    size: int | None, key: object, value: object, problems: Problems, place: Path
) -> None:
    number = exact_number(value)
    if size is None:
        problems.add((*place, str(key)), "random_index_size", value=str(key))
    elif number is None:
        problems.add((*place, str(key)), "file_not_a_number", value=str(value))
    elif number < 0 or (size >= FIRST and number == 0):
        problems.add((*place, str(key)), "random_index_not_positive", value=str(value))
