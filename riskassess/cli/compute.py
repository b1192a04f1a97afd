"""`compute FILE`: the result of an assessment file as JSON, without database and network."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError, InvalidFile

GREATEST_FILE = 64 * 1024 * 1024
"""The same limit as `verify` has."""


@dataclass(frozen=True)
class Asked:
    """That the certainty is asked for; without a seed it follows from the file's content."""

    seed: str | None = None
    resamples: int | None = None


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--manual",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="MANUAL",
    help="YAML file of a manual that is not built in, or the manual.json of a dossier.",
)
@click.option("--certainty", is_flag=True, help="Print beside the result how certain it is.")
@click.option("--seed", metavar="HEX", help="Seed of a stored certainty, to repeat it.")
@click.option("--resamples", type=int, metavar="N", help="How many resamples to take.")
def compute(
    file: Path, manual: Path | None, certainty: bool, seed: str | None, resamples: int | None
) -> None:
    """Print the result of an assessment FILE as JSON."""
    if not certainty and (seed is not None or resamples is not None):
        raise click.UsageError("--seed and --resamples go with --certainty")
    asked = Asked(seed, resamples) if certainty else None
    try:
        printed = computed_text(_read_text(file), asked, manual=manual)
    except AssessmentError as error:
        refuse(error)
    click.echo(printed)


def computed_text(text: str, asked: Asked | None = None, *, manual: Path | None = None) -> str:
    """Return what `compute` prints for a file's text; raises InvalidFile and InvalidManual."""
    from riskassess.domain.assessment_file import read_json

    plain = read_json(text)
    if not isinstance(plain, Mapping):
        raise InvalidFile("file_wrong_type", where="$", expected="object")
    if "method" in plain:
        if asked is not None:
            raise InvalidFile("certainty_of_method", where="method")
        return _method_text(plain)
    return _assessment_text(plain, asked, manual)


def _read_text(file: Path) -> str:
    if file.stat().st_size > GREATEST_FILE:
        raise InvalidFile("file_too_large", where=file.name, limit=GREATEST_FILE // 2**20)
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidFile("file_unreadable", where=file.name) from error


def _assessment_text(
    plain: Mapping[str, Any], asked: Asked | None, manual_file: Path | None
) -> str:
    from riskassess.domain.assessment_file import FORMAT, parse_assessment
    from riskassess.domain.grading import compute_assessment
    from riskassess.domain.result import printed_result, result_record

    if plain.get("format") != FORMAT:
        value = str(plain.get("format"))
        raise InvalidFile("file_wrong_format", where="format", value=value, expected=FORMAT)
    manual = _named_manual(plain) if manual_file is None else _manual_of(manual_file)
    assessment = parse_assessment(plain, manual)
    result = compute_assessment(assessment, manual)
    printed = printed_result(result_record(result))
    if asked is None:
        return printed
    return f'{printed[:-1]},\n "certainty": {_certainty_text(assessment, result, asked)}}}'


def _named_manual(plain: Mapping[str, Any]) -> Any:
    from riskassess.adapters.manuals import builtin_manual, builtin_manuals

    manual_id = plain.get("manual")
    if not isinstance(manual_id, str) or manual_id not in builtin_manuals():
        known = ", ".join(builtin_manuals())
        raise InvalidFile(
            "file_unknown_manual", where="manual", value=str(manual_id), allowed=known
        )
    return builtin_manual(manual_id)


def _manual_of(file: Path) -> Any:
    from riskassess.adapters.manuals import load_manual_file
    from riskassess.domain.manual import parse_manual_json

    # A stored manual is whole and canonical; one in YAML may say only what its base has otherwise.
    return parse_manual_json(_read_text(file)) if file.suffix == ".json" else load_manual_file(file)


def _certainty_text(assessment: Any, result: Any, asked: Asked) -> str:
    from riskassess.domain.certainty import certainty_of, printed_certainty, seed_of
    from riskassess.proof.canonical import canonical_json

    seed = asked.seed or seed_of(canonical_json(assessment.plain))
    return printed_certainty(
        certainty_of(assessment, result, seed=seed, resamples=asked.resamples).record
    )


def _method_text(plain: Mapping[str, Any]) -> str:
    from riskassess.domain.methods import run_method
    from riskassess.domain.methods.printing import printed_method

    known = {"manual": _builtin_manual}
    return printed_method(run_method(plain["method"], plain.get("inputs"), known=known))


def _builtin_manual(manual_id: str) -> Any:
    from riskassess.adapters.manuals import builtin_manual

    return builtin_manual(manual_id)
