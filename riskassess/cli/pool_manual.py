"""Commands of `manual` for the rules of the expert pool; each imports the database when called."""

import json
from pathlib import Path

import click

from riskassess.adapters.pool_manuals import (
    builtin_pool_manual,
    builtin_pool_manuals,
    load_pool_manual_bytes,
)
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError
from riskassess.domain.pool_manual import PoolManual

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("pool-list")
@click.option("--stored", is_flag=True, help="Those of the database instead of the built-in ones.")
def list_pool_manuals(stored: bool) -> None:
    """Print id, version, title, confidence, date and digest of every pool manual."""
    if stored:
        from riskassess.cli.pool_manual_office import stored_pool_manuals

        found = stored_pool_manuals()
    else:
        found = [builtin_pool_manual(manual_id) for manual_id in builtin_pool_manuals()]
    for each in found:
        click.echo(_line(each))


@click.command("pool-show")
@click.argument("name", metavar="ID")
def show_pool_manual(name: str) -> None:
    """Print the built-in pool manual ID as JSON."""
    try:
        found = builtin_pool_manual(name)
    except AssessmentError as error:
        refuse(error)
    click.echo(json.dumps(found.plain, ensure_ascii=False, indent=1, default=float))


@click.command("pool-check")
@click.argument("file", type=FILE)
def check_pool_manual(file: Path) -> None:
    """Check the pool manual in FILE; every problem is named with line and key."""
    try:
        found = load_pool_manual_bytes(file.read_bytes())
    except AssessmentError as error:
        refuse(error)
    click.echo(_line(found))


@click.command("pool-import")
@click.argument("file", type=FILE)
@click.option("--office", "office_code", required=True, help="Code of the office that uses it.")
def import_pool_manual(file: Path, office_code: str) -> None:
    """Store the pool manual in FILE and put it in use for an office; the audit keeps it."""
    from riskassess.cli.pool_manual_office import adopt

    try:
        found = load_pool_manual_bytes(file.read_bytes())
        adopt(found, office_code=office_code)
    except AssessmentError as error:
        refuse(error)
    click.echo(f"{_line(found)}\tin use: {office_code}")


POOL_COMMANDS = (list_pool_manuals, show_pool_manual, check_pool_manual, import_pool_manual)


def _line(found: PoolManual) -> str:
    return (
        f"{found.id}\t{found.version}\t{found.title.zh}\t{found.confidence}"
        f"\t{found.effective_from.isoformat()}\t{found.digest}"
    )
