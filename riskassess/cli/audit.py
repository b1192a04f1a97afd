"""`audit verify`: reads every audit chain again."""

import click

from riskassess.cli.opening import open_resources, open_session
from riskassess.queries.audit import check_chains


@click.group()
def audit() -> None:
    """Look after the audit chains."""


@audit.command("verify")
def verify() -> None:
    """Read every chain again; name each fault and leave with exit code 1 if there is one."""
    faults = 0
    with open_session(open_resources()) as session:
        for chain in check_chains(session):
            click.echo(f"{chain.name}\t{chain.entries} entries\t{chain.verdict}")
            for fault in chain.faults:
                click.echo(f"  {fault.kind}\tentry {fault.sequence}")
            faults += len(chain.faults)
    if faults:
        raise SystemExit(1)
