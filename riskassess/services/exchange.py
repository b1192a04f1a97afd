"""Assessment files into the database; the way out is `riskassess.queries.assessment_files`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models import (
    Assessment,
    Project,
    row_id,
)
from models.engine import transaction
from riskassess.domain import assessment_file as files
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import Conflict
from riskassess.domain.manual import Manual
from riskassess.queries.assessment_files import assessment_file
from riskassess.queries.assessments import Case, newest_review, newest_round
from riskassess.services.audit import record
from riskassess.services.imported_case import (
    add_case,
    add_factors,
    add_measures,
    add_survey,
    extras,
)
from riskassess.services.imported_review import add_review
from riskassess.services.results import store_result


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    assessment_id: int
    is_new: bool


def import_assessment(
    session: Session,
    *,
    plain: Mapping[str, object],
    manual: Manual,
    office_id: int,
    is_demonstration: bool = False,
    now: datetime,
) -> Imported:
    """Store an assessment file as a case whose review is closed; computes its result.

    Importing the same content again changes nothing.

    Raises
    ------
    InvalidFile
        When the file is wrong; nothing is stored.
    Conflict
        When a different assessment stands under the file's id; names the parts that differ.
    """
    parsed = files.parse_assessment(plain, manual)
    actor = system_actor(office_id)
    with transaction(session):
        standing = session.exec(
            select(Assessment).where(
                Assessment.office_id == office_id, Assessment.code == parsed.id
            )
        ).one_or_none()
        if standing is not None:
            _require_same(session, standing, parsed, manual)
            return Imported(row_id(standing), is_new=False)
        case = add_case(
            session, parsed, manual, actor=actor, is_demonstration=is_demonstration, now=now
        )
        add_survey(session, case, parsed, now=now)
        factors = add_factors(session, case, parsed, manual)
        add_measures(session, case, parsed, factors)
        round_id = add_review(session, case, parsed, factors, now=now)
        store_result(session, case, round_id=round_id, actor=actor, now=now)
        record(
            session,
            actor=actor,
            action="assessment:import",
            subject=case.assessment,
            after={"code": parsed.id},
            now=now,
        )
    return Imported(case.id, is_new=True)


def _require_same(
    session: Session, standing: Assessment, parsed: files.Assessment, manual: Manual
) -> None:
    project = session.get_one(Project, standing.project_id)
    case = Case(standing, project, manual)
    review = newest_review(session, case.id)
    found = newest_round(session, row_id(review)) if review else None
    export = assessment_file(session, case, round_id=found.id if found else None)
    ours = files.parse_assessment(export, manual)
    differing = [
        name
        for name in ours.__dataclass_fields__
        if name != "plain" and getattr(ours, name) != getattr(parsed, name)
    ]
    if extras(ours) != extras(parsed):
        differing.append("…")
    if differing:
        raise Conflict("import_differs", where=parsed.id, parts="、".join(differing))
