"""`demo`: the demonstration data, and who may sign in to it."""

import click

from riskassess.cli.opening import open_resources, open_session
from riskassess.demonstration.people import PASSWORD, find_office
from riskassess.demonstration.sign_ins import list_sign_ins
from riskassess.resources import Resources


@click.command()
@click.option("--sign-ins", is_flag=True, help="Print who may sign in; alone it loads nothing.")
@click.option("--upgrade", is_flag=True, help="Bring the database's schema up to date first.")
def demo(sign_ins: bool, upgrade: bool) -> None:
    """Load the demonstration data; nothing happens when they are there."""
    resources = open_resources()
    if not resources.settings.demonstration:
        raise click.ClickException("RISKASSESS_DEMONSTRATION is switched off")
    if upgrade:
        from riskassess.cli.db import bring_up_to_date

        bring_up_to_date(resources)
    elif not sign_ins:
        from riskassess.cli.db import store_builtin_manuals

        store_builtin_manuals(resources)
    if upgrade or not sign_ins:
        load_demonstration(resources)
    if sign_ins:
        print_sign_ins(resources)


def print_sign_ins(resources: Resources) -> None:
    """Print who may sign in to the demonstration, and what each sees."""
    with open_session(resources) as session:
        for each in list_sign_ins(session):
            line = f"  {each.login:<12} {PASSWORD:<14} {each.name}  {each.sees}"
            click.echo(line.rstrip())


def load_demonstration(resources: Resources) -> None:
    """Load the demonstration unless it is there; the built-in manuals must be stored."""
    if not _is_loaded(resources):
        from riskassess.demonstration.loading import load

        load(resources, tell=click.echo)


def _is_loaded(resources: Resources) -> bool:
    with open_session(resources) as session:
        return find_office(session) is not None
