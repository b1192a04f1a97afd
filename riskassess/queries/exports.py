"""What the command line exports: an assessment by its code, as a readable file."""

from sqlmodel import Session, select

from models import Assessment, row_id
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import NotFound
from riskassess.domain.room_vocabulary import RoundState
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import Plain, assessment_file
from riskassess.queries.assessments import get_case, newest_review, newest_round, standing_state


def find_assessment(session: Session, name: str, *, office_id: int) -> Plain:
    """Return the file of the assessment with this code or number; raises NotFound.

    What experts gave is in it once their review is over, a consultation with all its rounds.
    """
    row = session.exec(
        select(Assessment).where(Assessment.office_id == office_id, Assessment.code == name)
    ).one_or_none()
    if row is None and name.isdigit():
        row = session.get(Assessment, int(name))
    if row is None or row.office_id != office_id:
        raise NotFound("assessment_unknown", where="ID", value=name)
    case = get_case(session, row_id(row), actor=system_actor(office_id))
    review = newest_review(session, case.id)
    newest = newest_round(session, row_id(review)) if review else None
    is_over = review and newest and standing_state(review, newest) is RoundState.CLOSED
    return assessment_file(session, case, round_id=newest.id if newest and is_over else None)


def indented(file: Plain) -> str:
    """Return a file as JSON with one key a line; numbers stay exact.

    >>> print(indented({"id": "a", "experts": []}))
    {
    "id":"a",
    "experts":[]
    }
    """
    lines = [f"{canonical_json(key)}:{canonical_json(value)}" for key, value in file.items()]
    return "{\n" + ",\n".join(lines) + "\n}"
