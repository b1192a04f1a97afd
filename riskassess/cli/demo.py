"""`demo`: the demonstration data, and who may sign in to it."""

import click

from riskassess.cli.opening import open_resources, open_session


@click.command()
@click.option("--sign-ins", is_flag=True, help="Only print who may sign in.")
def demo(sign_ins: bool) -> None:
    """Load the demonstration data; nothing happens when they are there."""
    from riskassess.demonstration.loading import list_sign_ins, load

    resources = open_resources()
    if not resources.settings.demonstration:
        raise click.ClickException("RISKASSESS_DEMONSTRATION is switched off")
    if not sign_ins:
        load(resources, tell=click.echo)
        return
    with open_session(resources) as session:
        for login, name, password in list_sign_ins(session):
            click.echo(f"  {login:<12} {password:<14} {name}")
