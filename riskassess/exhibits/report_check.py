"""The findings of a report check in words, the same on pages and on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

from riskassess.domain.report_check import Place, ReportFindings, Slip, TableNotRead, TableRead
from riskassess.domain.vocabulary import Degree, RiskGrade
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.wording.report_check import KINDS, LEVEL_WORDS, REASONS


@dataclass(frozen=True)
class SlipLine:
    """One slip in words."""

    row: str
    column: str
    printed: str
    right: str
    rule: str
    mend: str
    code: str


@dataclass(frozen=True)
class TableLines:
    """All slips or remarks of one table."""

    title: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class CheckedTable:
    """A table and what was done with it."""

    title: str
    what: str
    compared: int = 0


@dataclass(frozen=True)
class ReportWords:
    """Everything that is said about a report."""

    slips: tuple[TableLines, ...]
    remarks: tuple[TableLines, ...]
    read: tuple[CheckedTable, ...]
    not_read: tuple[CheckedTable, ...]
    count: int
    compared: int
    sentences: int

    @property
    def verdict(self) -> str:
        """Return the result in one sentence."""
        if self.count:
            return _("发现 %(n)s 处差错", n=self.count)
        if self.compared or self.sentences:
            return _("没有发现差错")
        return _("没有可以核对的数字")


def words_of_findings(findings: ReportFindings) -> ReportWords:
    """Return findings in the language in use, table by table."""
    return ReportWords(
        _by_table(findings.slips),
        _by_table(findings.remarks),
        tuple(_read(table) for table in findings.tables_read),
        tuple(_not_read(table) for table in findings.tables_not_understood),
        len(findings.slips),
        sum(table.compared for table in findings.tables_read),
        findings.sentences_read,
    )


def _by_table(slips: Sequence[Slip]) -> tuple[TableLines, ...]:
    tables: dict[tuple[int, str], list[Slip]] = {}
    for slip in slips:
        tables.setdefault((slip.place.number, slip.place.title), []).append(slip)
    order = sorted(tables.items(), key=lambda item: (item[0][0] == 0, item[0][0]))
    return tuple(
        TableLines(table_name(found[0].place), tuple(line_of(slip) for slip in _by_row(found)))
        for _key, found in order
    )


def _by_row(slips: Sequence[Slip]) -> list[Slip]:
    """Return slips from the top of the table down; those of whole columns first."""
    return sorted(slips, key=lambda slip: int(slip.place.row.split(" ")[0] or 0))


def table_name(place: Place) -> str:
    """Return how a table is called: its number in the document, its title, its range."""
    return _name(place.number, place.title, place.sheet)


def _name(number: int, title: str, sheet: str) -> str:
    if number == 0:
        return _("正文")
    text = _("第 %(n)s 张表", n=number)
    if title:
        text = f"{text} {title}"
    return _("%(name)s（%(note)s）", name=text, note=sheet) if sheet else text


def line_of(slip: Slip) -> SlipLine:
    """Return one slip in words."""
    facts = {**slip.facts, "elsewhere": _elsewhere(slip.facts)}
    rule, mend = explain(slip.rule, facts)
    return SlipLine(
        row_text(slip.place),
        slip.place.column,
        slip.printed,
        slip.right or _right_word(slip.facts),
        rule,
        mend,
        slip.rule,
    )


def row_text(place: Place) -> str:
    """Return a row by its number and name; of a paragraph its beginning."""
    number, _space, name = place.row.partition(" ")
    if not number:
        return _("整表") if not place.column else ""
    if place.number == 0:
        return _("第 %(n)s 段：%(text)s", n=number, text=name)
    return _("第 %(n)s 行 %(name)s", n=number, name=name).strip()


def _elsewhere(facts: dict[str, object]) -> str:
    number = facts.get("table")
    if not isinstance(number, int):
        return ""
    place = Place("", number, str(facts.get("row", "")))
    return f"{_name(number, '', '')} {row_text(place)}"


def _right_word(facts: dict[str, object]) -> str:
    if degree := facts.get("degree"):
        return label(Degree(str(degree)))
    if grade := facts.get("grade"):
        return label(RiskGrade(str(grade)))
    if level := facts.get("level"):
        return str(LEVEL_WORDS[str(facts["part"])][int(str(level)) - 1])
    return ""


def _read(table: TableRead) -> CheckedTable:
    name = _name(table.number, table.title, table.place)
    return CheckedTable(name, str(KINDS[table.kind]), table.compared)


def _not_read(table: TableNotRead) -> CheckedTable:
    name = _name(table.number, table.title, table.place)
    where = f" {table.where}" if table.where else ""
    return CheckedTable(f"{name}{where}", str(REASONS[table.reason]))
