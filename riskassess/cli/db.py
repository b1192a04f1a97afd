"""`db`: the schema of the database, and the backup of everything."""

import os
from pathlib import Path

import click

from models import schema
from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.adapters.pool_manuals import builtin_pool_manual, builtin_pool_manuals
from riskassess.cli.opening import open_resources, open_session
from riskassess.jobs.queue import prepare_queue
from riskassess.resources import Resources
from riskassess.services.manuals import store_missing
from riskassess.services.pool_manuals import store_missing_pool_manuals


@click.group()
def db() -> None:
    """Look after the database: schema, backup, restore."""


@db.command("upgrade")
def upgrade() -> None:
    """Run the migrations and store the built-in manuals; what is there already stays."""
    bring_up_to_date(open_resources())


def bring_up_to_date(resources: Resources) -> None:
    """Run the migrations, make the queue's tables, store the built-in manuals, and say so."""
    before = schema.current(resources.engine)
    newest = schema.heads()[0]
    if before != newest:
        schema.upgrade(resources.engine)
        click.echo(f"database: {before or 'empty'} -> {newest}")
    prepare_queue(resources.settings)
    store_builtin_manuals(resources)


def store_builtin_manuals(resources: Resources) -> None:
    """Store the manuals that come with the product as far as they are not there, and say so."""
    manuals = [builtin_manual(manual_id) for manual_id in builtin_manuals()]
    pool_manuals = [builtin_pool_manual(manual_id) for manual_id in builtin_pool_manuals()]
    with open_session(resources, may_write=True) as session:
        now = resources.clock()
        stored = store_missing(session, manuals=manuals, now=now)
        pool_stored = store_missing_pool_manuals(session, manuals=pool_manuals, now=now)
    refused = [*stored[1], *pool_stored[1]]
    names = [(each.id, each.version) for each in stored[0]]
    names += [(each.id, each.version) for each in pool_stored[0]]
    for name, version in names:
        click.echo(f"manual: {name} {version} stored")
    for conflict in refused:
        click.echo(f"manual: {conflict.where}: another text is stored and stays", err=True)


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


@db.command("backup")
@click.argument("dest", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Folder for the keys [DEST/keys].")
@click.option("--without-keys", is_flag=True, help="Leave the keys out; they are kept elsewhere.")
def backup(dest: Path, keys: Path | None, without_keys: bool) -> None:
    """Write rows, files and keys into the new folder DEST while everything runs on."""
    from riskassess.cli.backup import KEYS, back_up, told

    with told():
        facts = back_up(open_resources(), dest, keys=None if without_keys else keys or dest / KEYS)
    os.sync()
    rows = sum(table["rows"] for table in facts["tables"].values())
    click.echo(f"backup: {len(facts['tables'])} tables, {rows} rows, {facts['files']} files")
    click.echo(f"backup: manifest sha256:{facts['digest']}")
    for name in facts["damaged"]:
        click.echo(f"backup: {name}: not what it was when it was stored", err=True)
    for digest in facts["missing"]:
        click.echo(f"backup: sha256:{digest}: needed by a row and not among the files", err=True)
    if facts["damaged"] or facts["missing"]:
        raise SystemExit(1)


@db.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", type=click.Path(path_type=Path), help="Folder of the keys [SOURCE/keys].")
@click.option("--without-keys", is_flag=True, help="The keys are put back in another way.")
def restore(source: Path, keys: Path | None, without_keys: bool) -> None:
    """Check a backup and fill an empty system from it, then run newer migrations."""
    from riskassess.cli import backup as of_backup

    with of_backup.told():
        given = None if without_keys else keys or source / of_backup.KEYS
        facts = of_backup.restore(open_resources(), source, keys=given)
    os.sync()
    rows = sum(table["rows"] for table in facts["tables"].values())
    click.echo(f"restore: {rows} rows of revision {facts['revision']}, {facts['files']} files,")
    click.echo(f"restore: {facts['key_files']} files of keys; every digest agrees")
    click.echo("restore: now run `audit verify` and `db upgrade`")
