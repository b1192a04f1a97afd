"""`dossier`: build and list dossiers."""

import click

from riskassess.cli.opening import open_resources, open_session
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError


@click.group()
def dossier() -> None:
    """Build and list dossiers."""


@dossier.command("build")
@click.argument("assessment_id", type=int, metavar="ID")
def build(assessment_id: int) -> None:
    """Build the dossier that was asked for of assessment ID, here and now."""
    from riskassess.jobs.runner import run
    from riskassess.queries.dossiers import get_build

    resources = open_resources()
    try:
        with open_session(resources) as session:
            job_id = get_build(session, assessment_id).job_id
        run(resources, "job", job_id)
        with open_session(resources) as session:
            built = get_build(session, assessment_id)
    except AssessmentError as problem:
        refuse(problem)
    click.echo(f"{built.number}\t{built.state}")
    if built.error:
        raise click.ClickException(built.error)


@dossier.command("list")
def list_dossiers() -> None:
    """List every dossier: assessment, number, state."""
    from riskassess.queries.dossiers import list_built

    with open_session(open_resources()) as session:
        for assessment_id, number, state in list_built(session):
            click.echo(f"{assessment_id}\t{number}\t{state}")
