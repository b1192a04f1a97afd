"""The revision that a panel asks for: its final must-fix points, each answered with its page."""

from dataclasses import dataclass

from sqlmodel import Session

from models import ReturnPoint, row_id
from riskassess.domain.errors import InvalidInput
from riskassess.domain.room_vocabulary import Adoption
from riskassess.queries.assessments import Case
from riskassess.queries.group_opinions import unasked_points
from riskassess.services.points import MarkedPoint

LONGEST_PAGES = 60


@dataclass(frozen=True)
class Revised:
    """What the sponsor did with a point of the panel: adopted or not, and where in the report."""

    adoption: Adoption | None = None
    pages: str = ""


def panel_points(session: Session, case: Case) -> list[MarkedPoint]:
    """Return what the final group opinions of all reviews say must be mended, the oldest first.

    A later review takes nothing of it away. What was asked for before is not asked again; none
    without a final group opinion.
    """
    names = {row.code: str(row.name) for row in case.manual.opinions}
    return [
        MarkedPoint(names.get(row.heading, ""), row.text, row_id(row))
        for row in unasked_points(session, case)
    ]


def store_revised(point: ReturnPoint, revised: Revised, *, text: str) -> None:
    """Keep what the sponsor did with a point of the panel; never commits.

    Raises
    ------
    InvalidInput
        `adoption_missing`; `adoption_reason_missing` for a point not wholly adopted without
        words; `adoption_pages_missing` where something was mended and no page is given.
    """
    if revised.adoption is None:
        raise InvalidInput("adoption_missing", where="adoption")
    if revised.adoption is not Adoption.ADOPTED and not text.strip():
        raise InvalidInput("adoption_reason_missing", where="answer")
    pages = revised.pages.strip()
    if revised.adoption is not Adoption.NOT_ADOPTED and not pages:
        raise InvalidInput("adoption_pages_missing", where="pages")
    if len(pages) > LONGEST_PAGES:
        raise InvalidInput("text_too_long", where="pages", most=LONGEST_PAGES)
    point.adoption, point.pages = revised.adoption, pages
