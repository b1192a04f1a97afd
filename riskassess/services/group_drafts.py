"""What a consultation's group opinion begins with: agreed and disputed factors, with reasons."""

import secrets
from collections.abc import Sequence
from fractions import Fraction

from sqlmodel import Session

from models import Review
from riskassess.domain.errors import Refused
from riskassess.domain.manual import Manual
from riskassess.domain.room.marks import spoken_mark
from riskassess.domain.room.merging import Passage, Source
from riskassess.domain.room.statement import Reason, Standing, judged, statement
from riskassess.domain.room.written import printed
from riskassess.domain.room_vocabulary import PointPlace
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_form import ITEM
from riskassess.filters import round_name
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries.assessments import Case, newest_round
from riskassess.queries.individual_opinions import Said, list_said
from riskassess.queries.round_marks import marks_of, room_rule, scored_names
from riskassess.wording.marks import POINTS_LOST, mark_said

FIELD_WORDS: dict[str, LazyText] = {
    "before_weight": _l("措施前权重"),
    "before_probability": _l("措施前风险概率"),
    "before_impact": _l("措施前影响程度"),
    "after_weight": _l("措施后权重"),
    "after_probability": _l("措施后风险概率"),
    "after_impact": _l("措施后影响程度"),
    **POINTS_LOST,
}
WHOLE, PERCENT = 10_000, 100
SCORED = (FACTOR, ITEM)


def first_passages(session: Session, case: Case, review: Review) -> list[Passage]:
    """Return a passage for each factor: agreed where every item is, else disputed.

    Figures are those of the last round by the pool manual's rule; the reasons are given word by
    word under the names of the round, and linked.
    """
    round_ = newest_round(session, review.id or 0)
    if round_ is None:
        raise Refused("sheets_missing", where=f"review:{review.id}")
    said = [each for each in list_said(session, review) if each.source.place.startswith(SCORED)]
    reasons: dict[str, list[Reason]] = {}
    for each in said:
        reasons.setdefault(each.heading, []).append(Reason(each.round_name, each.text))
    rule = room_rule(session, review).consultation
    found = statement(judged(marks_of(session, round_), reasons), rule)
    names = scored_names(session, case.id, case.manual)
    passages = []
    for code in names:
        standings = found.of_factor(code)
        if standings:
            apart = [row for row in standings if row in found.disputed]
            passages.append(_passage(code, names[code], standings, apart, said, case.manual))
    return passages


def _passage(
    code: str,
    name: str,
    standings: Sequence[Standing],
    apart: Sequence[Standing],
    said: Sequence[Said],
    manual: Manual,
) -> Passage:
    mine = [each for each in said if each.heading == code]
    shown = "；".join(_figures(row, manual) for row in (apart or standings))
    if apart:
        text = _("%(factor)s：专家意见仍有分歧。%(figures)s。", factor=name, figures=shown)
    else:
        text = _("%(factor)s：专家意见已趋一致。%(figures)s。", factor=name, figures=shown)
    if apart and mine:
        given = "；".join(f"{_name(each)}：{_bare(each.text)}" for each in mine)
        text = _("%(text)s各方理由：%(reasons)s。", text=text, reasons=given)
    return Passage(
        key=f"p{secrets.token_hex(6)}",
        place=PointPlace.DISPUTED if apart else PointPlace.AGREED,
        heading=code,
        text=text,
        sources=tuple(Source(*each.source) for each in mine),
    )


def _figures(row: Standing, manual: Manual) -> str:
    item = f"{row.factor}.{row.field}"
    return _(
        "%(item)s中位数 %(median)s，四分位 %(low)s 至 %(high)s",
        item=str(FIELD_WORDS[row.field]),
        median=_written(item, row.median, manual),
        low=_written(item, row.q1, manual),
        high=_written(item, row.q3, manual),
    )


def _written(item: str, mark: Fraction, manual: Manual) -> str:
    if spoken := spoken_mark(item, mark, manual, current_locale()):
        return mark_said(*spoken)
    if item.endswith("weight"):
        return f"{printed(mark / WHOLE)}"
    return f"{printed(mark / PERCENT)}%"


def _name(said: Said) -> str:
    """Return the name of the round, never the person's; the panel code where nobody was named."""
    return round_name(said.round_name) if said.round_name else said.code


def _bare(text: str) -> str:
    return text.strip().rstrip("。；;.")
