"""Loads the demonstration once; a second call finds it and does nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from models import row_id
from models.engine import make_session, transaction
from riskassess.adapters.manuals import builtin_manual
from riskassess.demonstration import cases
from riskassess.demonstration.people import (
    PASSWORD,
    add_numbers,
    add_office,
    add_people,
    find_office,
)
from riskassess.demonstration.staging import Stage
from riskassess.domain.assessment_file import read_json
from riskassess.queries.assessments import newest_result
from riskassess.resources import Resources
from riskassess.services.exchange import import_assessment

FOLDER = Path(__file__).parent
FILES = ("shuanghekou-reservoir.json", "xiba-bridge-demolition.json")
# One invented assessment for each way of judging, each under its own manual.
EXAMPLES = tuple(f"examples/{name}.json" for name in ("levels", "ahp", "deduction", "fuzzy"))
AGO = timedelta(days=3)


def load(resources: Resources, *, tell: Callable[[str], None]) -> None:
    """Load office, people, pool and cases; takes one to a sealed dossier."""
    with make_session(resources.engine, may_write=True) as session:
        if find_office(session) is not None:
            return
        tell("demonstration: loading …")
        begun = resources.clock() - AGO
        with transaction(session):
            office = add_office(session, now=begun)
            add_people(session, office, password_hash=resources.passwords.make(PASSWORD), now=begun)
            add_numbers(session, office, resources.seal)
        stage = Stage(resources, session, office)
        for name in (*FILES, *EXAMPLES):
            _import(stage, FOLDER / name, now=begun)
        for case in cases.CASES:
            tell(f"demonstration: {case(stage)}")


def _import(stage: Stage, file: Path, *, now: datetime) -> None:
    plain = read_json(file.read_text(encoding="utf-8"))
    if not isinstance(plain, dict):
        raise TypeError(file.name)  # they come with the product
    imported = import_assessment(
        stage.session,
        plain=plain,
        manual=builtin_manual(plain["manual"]),
        office_id=row_id(stage.office),
        is_demonstration=True,
        now=now,
    )
    result = newest_result(stage.session, imported.assessment_id)
    if result is not None:
        stage.have_computed(result)
