"""`db backup` and `db restore`: all rows, files and keys of a running system, into an empty one.

Order matters. The rows are read in one snapshot; only then files and keys are copied, so whatever
a row of the snapshot names is among them. A file that came later is copied too: after a restore
every file carries the mark of a new one, and the sweep removes those that no row needs. Only the
audit heads beside the keys are read before: one that was signed later is not in the snapshot.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from models import copying, schema
from riskassess.adapters import backup_folder
from riskassess.adapters.backup_folder import BackupError, Part
from riskassess.adapters.keys import HEADS
from riskassess.queries.stored_files import all_needed
from riskassess.resources import Resources

DATA, KEYS = "data", "keys"
WORDS = {
    "exists": "something stands there already; a backup gets a folder of its own",
    "not_a_backup": "no backup, or one of another form",
    "missing": "named in the manifest and not there; nothing was restored",
    "changed": "not what the manifest says; nothing was restored",
    "not_empty": "a backup is restored into an empty system only",
    "other_keys": "these keys do not belong to this backup",
}


@contextmanager
def told() -> Iterator[None]:
    """Leave with words where a backup cannot be written or read."""
    try:
        yield
    except BackupError as problem:
        raise click.ClickException(f"{problem.place}: {WORDS[problem.code]}") from problem
    except copying.UnknownColumn as problem:
        raise click.ClickException(
            f"{problem}: a column whose values cannot be copied; nothing was backed up"
        ) from problem


def back_up(resources: Resources, target: Path, *, keys: Path | None) -> dict[str, Any]:
    """Write a backup into a new folder, its keys into another; return the manifest's facts.

    Facts besides: `damaged` files, and those `missing` that rows of the snapshot need.

    Raises BackupError `exists`, and ClickException for a database that was never set up.
    """
    revision = schema.current(resources.engine)
    if revision is None:
        raise click.ClickException("database: nothing is there to back up")
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    heads = {code: resources.keys.kept_heads(code) for code in resources.keys.kept_offices()}
    with backup_folder.new_part(target / DATA) as part:
        tables, needed = _write_tables(part, resources.engine)
        store = resources.settings.files
        part.take_all(
            store, "files", leaving=lambda name: _is_passing(name) or name.parts[0] == "new"
        )
        key_digest = _write_keys(resources.settings.keys, keys, made_at, heads) if keys else None
        facts = {"made_at": made_at, "revision": revision, "keys": key_digest, "tables": tables}
        digest = backup_folder.close_part(part, facts)
    damaged = [name for name, found in part.digests.items() if _is_damaged(name, found)]
    held = {Path(name).name for name in part.digests if name.startswith("files/files/")}
    lost = sorted(needed - held)
    count = _count(part.digests, "files/")
    return {**facts, "digest": digest, "damaged": damaged, "missing": lost, "files": count}


def restore(resources: Resources, source: Path, *, keys: Path | None) -> dict[str, Any]:
    """Fill an empty system from a backup and bring it up to date; return what was there.

    Everything is checked before anything is written, and the rows again from the database before
    they count. Raises BackupError, and ClickException where rows do not come out as they went in.
    """
    settings = resources.settings
    facts, _digest = backup_folder.read_part(source / DATA)
    key_digests = _read_keys(keys, facts["keys"]) if keys else {}
    _refuse_filled(resources, with_keys=keys is not None)
    files = backup_folder.put_files(source / DATA, facts["sha256"], "files", settings.files)
    for name in facts["sha256"]:
        if name.startswith("files/files/"):
            resources.files.hold(f"sha256:{Path(name).name}")
    if keys:
        backup_folder.put_files(keys, key_digests, "keys", settings.keys)
    schema.fill(resources.engine, facts["revision"], _putting(source / DATA, facts["tables"]))
    return {**facts, "files": files, "key_files": len(key_digests)}


def _write_tables(part: Part, engine: sa.Engine) -> tuple[dict[str, Any], set[str]]:
    """Write the rows; return what the manifest says of them, and the files that they need."""
    tables = {}
    with copying.snapshot(engine) as connection:
        for table in copying.tables_of(connection):
            with part.writing(f"tables/{table.name}.jsonl") as append:
                copied = copying.digest_of(copying.lines_of(connection, table), append)
            tables[table.name] = {"rows": copied.rows, "sha256": copied.sha256}
        return tables, {each.removeprefix("sha256:") for each in all_needed(connection)}


def _write_keys(folder: Path, target: Path, made_at: str, heads: dict[str, list[str]]) -> str:
    with backup_folder.new_part(target) as part:
        part.take_all(folder, "keys", leaving=lambda name: _is_passing(name) or name.name == HEADS)
        for code, lines in heads.items():
            with part.writing(f"keys/{code}/{HEADS}") as append:
                append("".join(f"{line}\n" for line in lines).encode())
        return backup_folder.close_part(part, {"made_at": made_at})


def _read_keys(folder: Path, expected: str | None) -> dict[str, str]:
    facts, digest = backup_folder.read_part(folder)
    if expected is not None and digest != expected:
        raise BackupError("other_keys", str(folder))
    found: dict[str, str] = facts["sha256"]
    return found


def _refuse_filled(resources: Resources, *, with_keys: bool) -> None:
    if sa.inspect(resources.engine).get_table_names():
        raise BackupError("not_empty", resources.engine.url.render_as_string())
    folders = [resources.settings.files, *([resources.settings.keys] if with_keys else [])]
    for folder in folders:
        if backup_folder.files_below(folder):
            raise BackupError("not_empty", str(folder))


def _putting(source: Path, tables: dict[str, Any]) -> Callable[[sa.Connection], None]:
    def put(connection: sa.Connection) -> None:
        for table in copying.tables_of(connection):
            expected = tables.get(table.name)
            if expected is None:
                raise click.ClickException(f"{table.name}: not in the backup")
            with (source / f"tables/{table.name}.jsonl").open("rb") as lines:
                copying.put_rows(connection, table, lines)
            found = copying.digest_of(copying.lines_of(connection, table))
            if (found.rows, found.sha256) != (expected["rows"], expected["sha256"]):
                raise click.ClickException(f"{table.name}: the rows came out as others")

    return put


def _is_passing(name: Path) -> bool:
    return name.name.startswith(".new-") or name.suffix == ".aside"


def _is_damaged(name: str, digest: str) -> bool:
    return name.startswith("files/files/") and Path(name).name != digest


def _count(digests: dict[str, str], start: str) -> int:
    return sum(1 for name in digests if name.startswith(start))
