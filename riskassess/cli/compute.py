"""`compute FILE`: the result of an assessment file as JSON, without database and network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError, InvalidFile


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def compute(file: Path) -> None:
    """Print the result of an assessment FILE as JSON."""
    try:
        printed = computed_text(_read_text(file))
    except AssessmentError as error:
        refuse(error)
    click.echo(printed)


def computed_text(text: str) -> str:
    """Return what `compute` prints for a file's text; raises InvalidFile."""
    from riskassess.domain.assessment_file import read_json

    plain = read_json(text)
    if not isinstance(plain, Mapping):
        raise InvalidFile("file_wrong_type", where="$", expected="object")
    if "method" in plain:
        return _method_text(plain)
    return _assessment_text(plain)


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidFile("file_unreadable", where=file.name, reason=str(error)) from error


def _assessment_text(plain: Mapping[str, Any]) -> str:
    from riskassess.adapters.manuals import builtin_manual, builtin_manuals
    from riskassess.domain.assessment_file import FORMAT, parse_assessment
    from riskassess.domain.grading import compute_assessment
    from riskassess.domain.result import printed_result, result_record

    if plain.get("format") != FORMAT:
        value = str(plain.get("format"))
        raise InvalidFile("file_wrong_format", where="format", value=value, expected=FORMAT)
    manual_id = plain.get("manual")
    if not isinstance(manual_id, str) or manual_id not in builtin_manuals():
        known = ", ".join(builtin_manuals())
        raise InvalidFile(
            "file_unknown_manual", where="manual", value=str(manual_id), allowed=known
        )
    manual = builtin_manual(manual_id)
    result = compute_assessment(parse_assessment(plain, manual), manual)
    return printed_result(result_record(result))


def _method_text(plain: Mapping[str, Any]) -> str:
    from riskassess.domain.methods import run_method
    from riskassess.domain.methods.printing import printed_method

    known = {"manual": _builtin_manual}
    return printed_method(run_method(plain["method"], plain.get("inputs"), known=known))


def _builtin_manual(manual_id: str) -> Any:
    from riskassess.adapters.manuals import builtin_manual

    return builtin_manual(manual_id)
