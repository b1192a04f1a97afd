"""`manual list|show|check`: the manuals that come with the product, and files of one's own."""

import json
from decimal import Decimal
from pathlib import Path

import click

from riskassess.adapters.manuals import builtin_manual, builtin_manuals, load_manual_file
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError
from riskassess.domain.manual import Manual


@click.group()
def manual() -> None:
    """List, show and check assessment manuals."""


@manual.command("list")
def list_manuals() -> None:
    """Print id, version, title and digest of every manual."""
    for manual_id in builtin_manuals():
        click.echo(_line(builtin_manual(manual_id)))


@manual.command("show")
@click.argument("manual_id", metavar="ID")
def show_manual(manual_id: str) -> None:
    """Print the manual ID as JSON."""
    try:
        found = builtin_manual(manual_id)
    except AssessmentError as error:
        refuse(error)
    click.echo(json.dumps(found.plain, ensure_ascii=False, indent=1, default=_number))


@manual.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_manual(file: Path) -> None:
    """Check the manual in FILE; every problem is named with line and key."""
    try:
        found = load_manual_file(file)
    except AssessmentError as error:
        refuse(error)
    click.echo(_line(found))


def _line(found: Manual) -> str:
    return f"{found.id}\t{found.version}\t{found.name()}\t{found.digest}"


def _number(value: object) -> object:
    """Return a decimal as the number it is; JSON knows no Decimal."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
