"""`manual`: the manuals that come with the product, files of one's own, and their import.

Reading, checking and comparing need no database; only what is asked of stored manuals opens one.
"""

import json
from decimal import Decimal
from pathlib import Path

import click

from riskassess.adapters.manuals import builtin_manual, builtin_manuals, load_manual_file
from riskassess.cli.pool_manual import POOL_COMMANDS
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError, NotFound
from riskassess.domain.manual import Manual

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
AS = click.option("--as", "login", required=True, metavar="LOGIN", help="Account that acts.")


@click.group()
def manual() -> None:
    """List, show, check, compare and import assessment manuals."""


@manual.command("list")
@click.option("--stored", is_flag=True, help="Those of the database instead of the built-in ones.")
def list_manuals(stored: bool) -> None:
    """Print id, version, title, confidence, dates and digest of every manual."""
    if stored:
        from riskassess.cli.manual_office import list_stored

        found = list_stored()
    else:
        found = [builtin_manual(manual_id) for manual_id in builtin_manuals()]
    for each in found:
        click.echo(_line(each))


@manual.command("show")
@click.argument("name", metavar="ID")
def show_manual(name: str) -> None:
    """Print the manual ID (or ID@VERSION) as JSON."""
    try:
        found = _named(name)
    except AssessmentError as error:
        refuse(error)
    click.echo(json.dumps(found.plain, ensure_ascii=False, indent=1, default=_number))


@manual.command("check")
@click.argument("file", type=FILE)
def check_manual(file: Path) -> None:
    """Check the manual in FILE; every problem is named with line and key."""
    try:
        found = load_manual_file(file)
    except AssessmentError as error:
        refuse(error)
    click.echo(_line(found))


@manual.command("diff")
@click.argument("old")
@click.argument("new")
def compare_manuals(old: str, new: str) -> None:
    """Print what is otherwise in NEW than in OLD; each is an ID, an ID@VERSION or a file."""
    try:
        before, after = _found(old), _found(new)
    except AssessmentError as error:
        refuse(error)
    print_difference(before, after)


@manual.command("store")
def store_manuals() -> None:
    """Store the manuals that come with the product; those that are there stay as they are."""
    from riskassess.cli.db import store_builtin_manuals
    from riskassess.cli.opening import open_resources

    store_builtin_manuals(open_resources())


@manual.command("import")
@click.argument("file", type=FILE)
@AS
@click.option("--office", "office_code", default=None, help="Code of the account's office.")
@click.option("--note", default="", help="What the approver should know.")
def import_manual(file: Path, login: str, office_code: str | None, note: str) -> None:
    """Propose the manual in FILE, print what it changes; another officer approves it."""
    from riskassess.cli.manual_office import propose

    try:
        number, old, new = propose(file, login=login, office_code=office_code, note=note)
    except AssessmentError as error:
        refuse(error)
    click.echo(f"{number}\t{new.id}\t{new.version}\tproposed")
    if old is not None:
        print_difference(old, new)


@manual.command("proposals")
@AS
def list_proposals(login: str) -> None:
    """Print number, id, version, state and proposer of the office's imports, open ones first."""
    from riskassess.cli.manual_office import proposals_of

    try:
        rows = proposals_of(login)
    except AssessmentError as error:
        refuse(error)
    for row in rows:
        click.echo(f"{row.id}\t{row.code}\t{row.manual_version}\t{row.state}\t{row.proposer}")


@manual.command("approve")
@click.argument("number", type=int)
@AS
def approve_manual(number: int, login: str) -> None:
    """Store the imported manual NUMBER as a version that never changes."""
    from riskassess.cli.manual_office import approve

    try:
        code, version, digest = approve(number, login=login)
    except AssessmentError as error:
        refuse(error)
    click.echo(f"{code}\t{version}\t{digest}\tstored")


@manual.command("send-back")
@click.argument("number", type=int)
@AS
@click.option("--reason", required=True, help="What has to be mended.")
def send_back_manual(number: int, login: str, reason: str) -> None:
    """Send the imported manual NUMBER back."""
    from riskassess.cli.manual_office import send_back

    try:
        send_back(number, login=login, reason=reason)
    except AssessmentError as error:
        refuse(error)
    click.echo(f"{number}\tsent_back")


for _command in POOL_COMMANDS:
    manual.add_command(_command)


def print_difference(old: Manual, new: Manual) -> None:
    """Print each change as a line in the words of the pages."""
    from riskassess.domain.manual.difference import difference
    from riskassess.exhibits.manual_changes import change_groups, change_text

    for group in change_groups(difference(old, new)):
        for line in group.lines:
            click.echo(change_text(group, line))


def _found(name: str) -> Manual:
    """Return the manual of a file, or of a name."""
    path = Path(name)
    return load_manual_file(path) if path.is_file() else _named(name)


def _named(name: str) -> Manual:
    """Return a built-in manual, or a stored one when no built-in one has this id and version."""
    code, _at, version = name.partition("@")
    if code in builtin_manuals():
        found = builtin_manual(code)
        if not version or version == str(found.version):
            return found
    elif not version:
        raise NotFound("manual_not_stored", where="manual", value=name)
    from riskassess.cli.manual_office import stored

    return stored(code, version)


def _line(found: Manual) -> str:
    until = found.effective_until.isoformat() if found.effective_until else ""
    mark = found.confidence if found.verified else f"{found.confidence}, unverified"
    dates = f"{found.effective_from.isoformat()}..{until}"
    return f"{found.id}\t{found.version}\t{found.name()}\t{mark}\t{dates}\t{found.digest}"


def _number(value: object) -> object:
    """Return a decimal as the number it is; JSON knows no Decimal."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
