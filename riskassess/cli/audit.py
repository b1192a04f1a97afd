"""`audit verify`: reads every audit chain again, in the database or in a file exported from it."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from sqlmodel import Session, select

from models import Office, row_id
from riskassess.adapters.keys import OfficeKeys
from riskassess.cli.opening import open_resources, open_session
from riskassess.cli.verify import PUBLIC_KEY
from riskassess.proof.audit_export import BadExport, CheckedExport, check_export, short_key
from riskassess.proof.chain import ChainFault, ChainHead
from riskassess.proof.kept_heads import KeptHead, read_kept
from riskassess.queries.audit import check_chains
from riskassess.queries.audit_heads import head_of


@click.group()
def audit() -> None:
    """Look after the audit chains."""


@audit.command("verify")
@click.option(
    "--file", "export", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check this exported file by itself, without database and key folder.",
)  # fmt: skip
@click.option("--key", "keys", multiple=True, help="Public key (hex) that the office published.")
@click.option(
    "--paper", "papers", multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificate or seal (JSON) whose head of the chain must stand in it.",
)  # fmt: skip
def verify(export: Path | None, keys: tuple[str, ...], papers: tuple[Path, ...]) -> None:
    """Read every chain again; name each fault and leave with exit code 1 if there is one.

    In the database, heads must be signed by a key that lies in the key folder or is named by
    --key; where the folder has no key of an office, by one that the database names. A file of
    --file is checked with the keys of --key alone.
    """
    given = tuple(key.strip().lower() for key in keys)
    if not all(PUBLIC_KEY.fullmatch(key) for key in given):
        raise click.UsageError("a public key has 64 hexadecimal digits")
    heads = [_head_in(path) for path in papers]
    is_whole = _verify_file(export, given, heads) if export else _verify_stored(given, heads)
    sys.exit(0 if is_whole else 1)


def _verify_stored(keys: tuple[str, ...], papers: list[ChainHead]) -> bool:
    resources, faults = open_resources(), 0
    kept = _beside_keys(resources.keys)  # before the database: it may hold more by then, not less
    with open_session(resources) as session:
        trusted = _trusted(session, resources.keys, keys)
        for chain in check_chains(session, trusted=trusted, papers=papers, kept=kept):
            click.echo(f"{chain.name}\t{chain.entries} entries\t{chain.verdict}")
            faults += _tell(chain.faults)
    return not faults


def _beside_keys(folder: OfficeKeys) -> list[KeptHead]:
    """Return the heads that are kept outside of the database, and say how many of whom."""
    found: list[KeptHead] = []
    for office in folder.kept_offices():
        heads, unreadable = read_kept(folder.kept_heads(office))
        found += heads
        told = f"\t{unreadable} lines cannot be read" if unreadable else ""
        click.echo(f"beside the keys of {office}\t{len(heads)} signed heads{told}")
    if not found:
        click.echo("no signed heads beside the keys: a database that was put back is not noticed")
    return found


def _trusted(
    session: Session, folder: OfficeKeys, keys: tuple[str, ...]
) -> dict[int, frozenset[str]]:
    """Return the public keys outside the database of each office that has any there."""
    known = {
        row_id(office): folder.known_keys(office.code) | frozenset(keys)
        for office in session.exec(select(Office))
    }
    return {office_id: found for office_id, found in known.items() if found}


def _verify_file(path: Path, keys: tuple[str, ...], papers: list[ChainHead]) -> bool:
    try:
        with path.open(encoding="utf-8") as lines:
            found = check_export(lines, trusted_keys=keys, papers=papers)
    except (BadExport, UnicodeDecodeError) as problem:
        click.echo(f"{path.name}: no whole export of audit chains ({problem})", err=True)
        return False
    click.echo(f"{found.office}\texported {found.exported_at}")
    for chain in found.chains:
        verdict = "broken" if chain.faults else "whole"
        told = f"{chain.entries} entries\t{chain.heads} signed heads"
        click.echo(f"{chain.name}\t{told}\t{verdict}")
        _tell(chain.faults)
    _tell_end(found, is_checked=bool(keys))
    return found.is_whole


def _tell_end(found: CheckedExport, *, is_checked: bool) -> None:
    end = "signed" if found.end_holds else "broken: the signature does not fit"
    click.echo(f"end of the file\t{end}")
    for key in found.keys:
        click.echo(f"key {short_key(key)}\t{key}")
    if not is_checked:
        click.echo(
            "keys not checked: --file looks into no key folder, wherever it runs; "
            "name the keys that the office published with --key"
        )
    elif not found.is_trusted:
        click.echo("signed by a key that was not named with --key")


def _tell(faults: Iterable[ChainFault]) -> int:
    count = 0
    for fault in faults:
        click.echo(f"  {fault.kind}\tentry {fault.sequence}")
        count += 1
    return count


def _head_in(path: Path) -> ChainHead:
    try:
        found = head_of(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError):
        found = None
    if found is None:
        raise click.UsageError(f"{path.name} holds no head of an audit chain")
    return found
