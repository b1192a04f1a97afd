"""Sample reports for the report check: a clean one, and the same with one slip a rule.

All figures are invented; each was reckoned by hand from the ones above it. `write_all` writes the
files that are kept in `reports/`: a clean report and one with every slip, as Word and as Excel.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from riskassess.demonstration.sample_tables import PARAGRAPHS, TABLES

FOLDER = Path(__file__).resolve().parent / "reports"
MADE_AT = datetime(2026, 3, 1, tzinfo=UTC)
MERGE_LEFT, MERGE_UP = "<", "^"


@dataclass(frozen=True)
class SampleTable:
    """A table of a sample report; `<` continues the cell on the left, `^` the one above."""

    key: str
    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SampleReport:
    """A report: paragraphs by key, each followed by the tables that name it."""

    title: str
    paragraphs: tuple[tuple[str, str], ...]
    tables: tuple[SampleTable, ...]


@dataclass(frozen=True)
class Change:
    """One change that makes one slip: a cell of a table, or a word of a paragraph.

    `rule` is the code that has to be found, `row` the name of the row that it has to name.
    """

    rule: str
    key: str
    cell: tuple[int, int] | str
    text: str
    row: str = ""


CHANGES = (
    Change("report_product", "before", (2, 5), "0.45", "生态环境影响"),
    Change("report_degree", "before", (3, 6), "较大", "施工扰民"),
    Change("report_term", "before", (4, 7), "0.021", "就业安置"),
    Change("report_weight_sum", "before", (1, 2), "0.36"),
    Change("report_index", "before", (7, 7), "0.2990", "综合风险指数"),
    Change("report_index_grade", "grade text", "低风险", "中风险"),
    Change("report_level_word", "words", (2, 1), "很高（0.60）", "生态环境影响"),
    Change("report_rises", "change", (4, 4), "0.280", "生态环境影响"),
    Change("report_degree_rises", "change", (6, 5), "一般", "就业安置"),
    Change("report_change_word", "change", (5, 6), "上升", "施工扰民"),
    Change("report_difference", "fall", (2, 3), "40.0%", "生态环境影响"),
    Change("report_single_factor", "summary", (8, 3), "低风险", "风险等级"),
    Change("report_criterion_grade", "criteria", (3, 3), "低风险", "反对率"),
    Change("report_worst_grade", "criteria", (5, 3), "低风险", "综合判定"),
    Change("report_global_weight", "levels", (2, 4), "0.30", "安置"),
    Change("report_more_than", "returns", (2, 1), "412", "回收问卷"),
    Change("report_share", "attitudes", (2, 2), "28.1%", "有条件支持"),
    Change("report_sum", "attitudes", (5, 1), "390", "合计"),
    Change("report_rounded_parts", "shops", (4, 2), "89.5%", "支持和有条件支持合计"),
    Change("report_counts", "key", (1, 6), "29", "城东新区道路工程"),
    Change("report_impossible_share", "firms", (2, 1), "22.1%", "有条件支持"),
    Change("report_shares", "firms", (1, 1), "73.1%"),
    Change("report_points_above", "points", (3, 3), "4", "决策程序符合规定"),
    Change("report_points_kept", "kept", (4, 3), "47", "可控性"),
    Change("report_points_grade", "points limit", "中风险临界值为40分", "中风险临界值为14分"),
    Change("report_opinion_points", "opinion", (1, 3), "1.57", "一般反对"),
    Change("report_opinion_item", "points", (9, 3), "3.5", "群众意见"),
    Change("report_points_mixed", "tests", (0, 0), "kept"),
    Change("report_points_differ", "tests", (2, 2), "6", "合理性"),
    Change("report_variation", "rounds", (3, 3), "0.31", "工期安排"),
    Change("report_reciprocal", "matrix", (2, 1), "2", "生态"),
    Change("report_pairwise_weight", "matrix", (1, 4), "0.610", "补偿"),
    Change("report_consistency", "matrix text", "CI＝0.005", "CI＝0.015"),
    Change("report_consistent", "matrix text", "CR＝0.008", "CR＝0.180"),
    Change("report_membership", "fuzzy", (5, 3), "0.33", "评价结果B"),
    Change("report_membership_row", "fuzzy", (2, 4), "0.40", "合理性"),
    Change("report_level", "fuzzy", (6, 2), "3.20", "级别特征值"),
    Change("report_no_fall", "fall text", "从0.2770降至0.1515", "从0.1515降至0.2770"),
    Change("report_comparison", "limit text", "低于0.36", "低于0.26", "综合风险指数0.2770"),
    Change("report_printed_differently", "grade text", "0.2770", "0.2870"),
)


def clean_report() -> SampleReport:
    """Return the report without a slip."""
    tables = tuple(
        SampleTable(key, caption, tuple(tuple(row) for row in rows))
        for key, caption, rows in TABLES
    )
    return SampleReport("城东新区道路工程社会稳定风险评估报告（演示）", tuple(PARAGRAPHS), tables)


def with_change(report: SampleReport, change: Change) -> SampleReport:
    """Return the report with one slip."""
    if isinstance(change.cell, str):
        paragraphs = tuple(
            (key, text.replace(change.cell, change.text) if key == change.key else text)
            for key, text in report.paragraphs
        )
        return replace(report, paragraphs=paragraphs)
    tables = tuple(
        _changed(table, change.cell, change.text) if table.key == change.key else table
        for table in report.tables
    )
    return replace(report, tables=tables)


def _changed(table: SampleTable, cell: tuple[int, int], text: str) -> SampleTable:
    if text == "kept":
        return replace(table, rows=_kept(table.rows))
    rows = [list(row) for row in table.rows]
    rows[cell[0]][cell[1]] = text
    return replace(table, rows=tuple(tuple(row) for row in rows))


def _kept(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the table by test with points kept in place of points lost."""
    head = tuple(text.replace("扣分", "得分") for text in rows[0])
    body = []
    for test, most, *points in rows[1:]:
        body.append((test, most, *(f"{float(most) - float(each):g}" for each in points)))
    return (head, *body)


def report_with_all() -> SampleReport:
    """Return one report with every slip that can stand beside the others."""
    report = clean_report()
    taken: set[tuple[str, object]] = set()
    for change in CHANGES:
        place = (change.key, change.cell[0] if isinstance(change.cell, tuple) else change.cell)
        if place not in taken:
            taken.add(place)
            report = with_change(report, change)
    return replace(report, title=f"{report.title}：含差错")


def write_docx(report: SampleReport, path: Path) -> None:
    """Write a report as a Word file."""
    import docx

    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = MADE_AT
    document.core_properties.author = "riskassess"
    document.add_heading(report.title, level=1)
    tables = {table.key: table for table in report.tables}
    for key, text in report.paragraphs:
        if key in tables:
            document.add_paragraph(text)
            _add_table(document, tables[key].caption, tables[key].rows)
        else:
            document.add_paragraph(text)
    document.save(str(path))


def _add_table(document: Any, caption: str, rows: Sequence[Sequence[str]]) -> None:
    document.add_paragraph(caption)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    cells = [row.cells for row in table.rows]  # `table.cell` goes through the whole table each time
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text not in {MERGE_LEFT, MERGE_UP}:
                cells[at][column].text = text
    for (top, left), (bottom, right) in merges(rows):
        cells[top][left].merge(cells[bottom][right])


def merges(rows: Sequence[Sequence[str]]) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield first and last cell of each merged area of one row or one column."""
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in {MERGE_LEFT, MERGE_UP}:
                continue
            right = column
            while right + 1 < len(row) and row[right + 1] == MERGE_LEFT:
                right += 1
            down = at
            while down + 1 < len(rows) and rows[down + 1][column] == MERGE_UP:
                down += 1
            if (right, down) != (column, at):
                yield (at, column), (down, right)


def write_xlsx(report: SampleReport, path: Path) -> None:
    """Write a report as a workbook: a sheet a table, figures as numbers, the texts on the first."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    texts = book.create_sheet("说明")
    for row, (_key, text) in enumerate([("", report.title), *report.paragraphs], start=1):
        texts.cell(row * 2, 1, text)
    for table in report.tables:
        _add_sheet(book.create_sheet(table.key), table)
    book.properties.created = book.properties.modified = MADE_AT.replace(tzinfo=None)
    book.save(path)


def _add_sheet(sheet: Any, table: SampleTable) -> None:
    sheet.cell(1, 1, table.caption)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(table.rows[0]))
    for at, row in enumerate(table.rows, start=2):
        for column, text in enumerate(row, start=1):
            if text not in {MERGE_LEFT, MERGE_UP}:
                _put(sheet.cell(at, column), text)
    for (top, left), (bottom, right) in merges(table.rows):
        sheet.merge_cells(
            start_row=top + 2, end_row=bottom + 2, start_column=left + 1, end_column=right + 1
        )


def _put(cell: Any, text: str) -> None:
    """Write a figure as a number with the format that shows it so, anything else as text."""
    bare = text.removesuffix("%")
    try:
        value = float(bare)
    except ValueError:
        cell.value = text
        return
    places = len(bare.partition(".")[2])
    cell.value = round(value / 100, places + 2) if bare != text else value
    sign = "%" if bare != text else ""
    cell.number_format = f"0.{'0' * places}{sign}" if places else f"0{sign}"


def sample_files() -> Mapping[str, SampleReport]:
    """Return the reports by the name of their files."""
    return {"clean": clean_report(), "with-slips": report_with_all()}


def write_all(folder: Path) -> list[Path]:
    """Write the clean report and the one with every slip, as Word and as Excel."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, report in sample_files().items():
        for ending, write in ((".docx", write_docx), (".xlsx", write_xlsx)):
            path = folder / f"report-{name}{ending}"
            write(report, path)
            written.append(path)
    return written


if __name__ == "__main__":  # python -m riskassess.demonstration.sample_reports
    write_all(FOLDER)
