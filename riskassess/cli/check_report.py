"""`check-report FILE`: the tables of a report reckoned again, each slip with its place."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError


@click.command("check-report")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check_report(file: Path, as_json: bool) -> None:
    """Reckon the tables of a .docx or .xlsx report FILE again and list every slip."""
    from riskassess.adapters.reports import check_file

    try:
        findings = check_file(file)
    except AssessmentError as error:
        error.where = file.name
        refuse(error)
    from riskassess.exhibits.report_check import words_of_findings

    words = words_of_findings(findings)
    if as_json:
        click.echo(json.dumps(_plain(findings, words), ensure_ascii=False, indent=1))
    else:
        _print(file.name, words)
    if words.count:
        click.echo(f"{file.name}: {words.verdict}", err=True)
        sys.exit(1)


def _print(name: str, words: Any) -> None:
    from riskassess.i18n import _

    click.echo(f"{name}: {words.verdict}")
    _print_lines(words.slips)
    if words.remarks:
        click.echo(_("请留意（不算差错）："))
        _print_lines(words.remarks)
    click.echo(_("已核对的表："))
    for table in words.read:
        click.echo(f"  {table.title}: {table.what} {_('核对 %(n)s 处', n=table.compared)}")
    click.echo(_("正文中读出的数字语句：%(n)s 句", n=words.sentences))
    click.echo(_("没有核对的表：") if words.not_read else _("没有核对的表：无"))
    for table in words.not_read:
        click.echo(f"  {table.title}: {table.what}")


def _print_lines(tables: Any) -> None:
    from riskassess.i18n import _

    for table in tables:
        click.echo(f"[{table.title}]")
        for line in table.lines:
            place = " · ".join(part for part in (line.row, line.column) if part)
            said = [_("印作 %(value)s", value=line.printed)] if line.printed else []
            said += [_("应为 %(value)s", value=line.right)] if line.right else []
            click.echo(f"  {place}: {' '.join(said)}")
            click.echo(f"    {line.rule}{line.mend}")


def _plain(findings: Any, words: Any) -> dict[str, Any]:
    """Return the findings with their texts, for other programs."""
    return {
        "slips": _with_texts(findings.slips),
        "remarks": _with_texts(findings.remarks),
        "tables_read": [asdict(table) for table in findings.tables_read],
        "tables_not_understood": [asdict(table) for table in findings.tables_not_understood],
        "sentences_read": findings.sentences_read,
        "verdict": words.verdict,
    }


def _with_texts(slips: Any) -> list[dict[str, Any]]:
    from riskassess.exhibits.report_check import line_of, table_name

    found = []
    for slip in slips:
        line = line_of(slip)
        place = {**asdict(slip.place), "table": table_name(slip.place)}
        plain = {"place": place, "printed": slip.printed, "right": line.right, "rule": slip.rule}
        found.append({**plain, "text": line.rule, "mend": line.mend, "facts": slip.facts})
    return found
