"""The signed record of each closed round, as it is packed into a dossier."""

from sqlmodel import Session

from models import ReviewRound, row_id
from riskassess.domain.room_vocabulary import RoundState
from riskassess.i18n import _
from riskassess.jobs.review_papers import PrintedPaper
from riskassess.queries.dossier_material import Material
from riskassess.queries.sheet_versions import list_commitments, list_rounds
from riskassess.services.certificates import Sign
from riskassess.services.sheet_copies import signed_round_record

DOCUMENT = "D21"
"""Where the dossier lists a record: with the sheets whose contents it holds."""


def dossier_rounds(session: Session, material: Material, *, sign: Sign) -> list[PrintedPaper]:
    """Return the records of the closed rounds of a case, with contents and salts.

    Sheets stand in them under panel codes. A round from before sheets were sealed has no
    commitment, so no record.
    """
    return [
        _record(session, material, view.review.number, round_, sign)
        for view in material.reviews
        for round_ in reversed(list_rounds(session, row_id(view.review)))
        if round_.state is RoundState.CLOSED and list_commitments(session, row_id(round_))
    ]


def _record(
    session: Session, material: Material, review: int, round_: ReviewRound, sign: Sign
) -> PrintedPaper:
    text = signed_round_record(session, round_, with_sheets=True, now=material.sealed_at, sign=sign)
    return PrintedPaper(
        f"rounds/{review}-{round_.number}.json",
        DOCUMENT,
        _("第 %(n)s 次评审第 %(round)s 轮记录：校验码、评分表内容和盐值", n=review,
          round=round_.number),
        material.sealed_at,
        text.encode("utf-8"),
    )  # fmt: skip
