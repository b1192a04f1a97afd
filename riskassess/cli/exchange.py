"""`import` and `export`: assessment files into and out of the database."""

from pathlib import Path

import click

from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.cli.opening import open_resources, open_session
from riskassess.cli.refusal import refuse
from riskassess.domain.assessment_file import read_json
from riskassess.domain.errors import AssessmentError, InvalidFile
from riskassess.domain.manual import Manual
from riskassess.queries.exports import find_assessment, indented
from riskassess.queries.file_manuals import manual_of_file
from riskassess.queries.offices import office_by_code
from riskassess.services.exchange import import_assessment


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--office", "office_code", default=None, help="Code of the office; needed if several."
)
def import_file(file: Path, office_code: str | None) -> None:
    """Store the assessment of FILE as a case whose review is closed.

    A manual that does not come with the product is taken from the stored ones.
    """
    resources = open_resources()
    try:
        plain = read_json(file.read_text(encoding="utf-8-sig"))
        if not isinstance(plain, dict):
            raise InvalidFile("file_wrong_type", where="$", expected="object")
        with open_session(resources, may_write=True) as session:
            office_id = office_by_code(session, office_code)
            manual = manual_of_file(session, plain, office_id=office_id, builtin=_builtin)
            done = import_assessment(
                session, plain=plain, manual=manual, office_id=office_id, now=resources.clock()
            )
    except AssessmentError as error:
        refuse(error)
    except UnicodeDecodeError:
        refuse(InvalidFile("file_unreadable", where=file.name))
    click.echo(f"{plain['id']}\t{'imported' if done.is_new else 'unchanged'}")


def _builtin(manual_id: str) -> Manual | None:
    return builtin_manual(manual_id) if manual_id in builtin_manuals() else None


@click.command("export")
@click.argument("assessment_id", metavar="ID")
@click.option(
    "--office", "office_code", default=None, help="Code of the office; needed if several."
)
def export_file(assessment_id: str, office_code: str | None) -> None:
    """Print the assessment ID (its code or number) as an assessment file."""
    resources = open_resources()
    try:
        with open_session(resources) as session:
            office_id = office_by_code(session, office_code)
            file = find_assessment(session, assessment_id, office_id=office_id)
    except AssessmentError as error:
        refuse(error)
    click.echo(indented(file))
