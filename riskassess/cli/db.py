"""`db`: the schema of the database."""

import click

from models import schema
from riskassess.cli.opening import open_resources
from riskassess.resources import Resources


@click.group()
def db() -> None:
    """Look after the database's schema."""


@db.command("upgrade")
def upgrade() -> None:
    """Run the migrations up to the newest one; nothing happens when they have run."""
    bring_up_to_date(open_resources())


def bring_up_to_date(resources: Resources) -> None:
    """Run the migrations up to the newest one and say so."""
    before = schema.current(resources.engine)
    newest = schema.heads()[0]
    if before != newest:
        schema.upgrade(resources.engine)
        click.echo(f"database: {before or 'empty'} -> {newest}")


@db.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Run the migrations down to REVISION (`base` empties the database)."""
    schema.downgrade(open_resources().engine, revision)


@db.command("check")
def check() -> None:
    """Say whether the schema is the newest and equals the tables; exit 1 if not."""
    resources = open_resources()
    found, newest = schema.current(resources.engine), schema.heads()[0]
    differences = schema.differences(resources.engine)
    click.echo(f"database: {found or 'empty'}, newest: {newest}, differences: {len(differences)}")
    if found != newest or differences:
        raise SystemExit(1)
