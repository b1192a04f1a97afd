"""A group opinion as pages show it: parts under the headings of the manual, and who said what."""

from dataclasses import dataclass
from typing import Any

from riskassess.domain.room_vocabulary import PointPlace
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_form import ITEM
from riskassess.filters import round_name
from riskassess.i18n import _, current_locale
from riskassess.labels import label
from riskassess.queries.assessments import Case
from riskassess.queries.group_opinions import GroupView
from riskassess.queries.round_marks import scored_names
from riskassess.web import context

OVERALL = "overall"


@dataclass
class Part:
    """One part of the page: individual opinions beside the points that were made of them."""

    place: PointPlace
    heading: str
    name: str
    said: list[Any]
    points: list[Any]
    may_add: bool = True

    @property
    def anchor(self) -> str:
        """Return the name of the part in the address."""
        return f"{self.place}-{self.heading}" if self.heading else str(self.place)


def parts_of(case: Case, view: GroupView) -> list[Part]:
    """Return the parts in the order of the page; what must be mended last."""
    agreed = [*view.placed(PointPlace.AGREED), *view.placed(PointPlace.DISPUTED)]
    parts = _consultation(view) if agreed else []
    words = [said for said in view.said if not said.is_must_fix and not _is_reason(said)]
    names = heading_names(case)
    told = {said.heading for said in words} | {
        each.row.heading for each in view.placed(PointPlace.OPINION)
    }
    for code in [*names, *sorted(told - set(names))]:
        said = [row for row in words if row.heading == code]
        points = [row for row in view.placed(PointPlace.OPINION) if row.row.heading == code]
        parts.append(Part(PointPlace.OPINION, code, names.get(code, code), said, points))
    parts.append(
        Part(
            PointPlace.MUST_FIX, "", label(PointPlace.MUST_FIX), list(view.must_fix),
            list(view.placed(PointPlace.MUST_FIX)), may_add=False,
        )
    )  # fmt: skip
    return parts


def _consultation(view: GroupView) -> list[Part]:
    reasons = [said for said in view.said if _is_reason(said)]
    parts = []
    for place in (PointPlace.AGREED, PointPlace.DISPUTED):
        points = list(view.placed(place))
        codes = {each.row.heading for each in points}
        said = [row for row in reasons if row.heading in codes]
        parts.append(Part(place, "", label(place), said, points))
    return parts


def _is_reason(said: Any) -> bool:
    return bool(said.source.place.startswith((FACTOR, ITEM)))


def heading_names(case: Case) -> dict[str, str]:
    """Return what the headings are called: those of the manual, the overall one, the factors'."""
    return {
        **{row.code: row.name(current_locale()) for row in case.manual.opinions},
        OVERALL: _("总体意见"),
    }


def point_names(case: Case) -> dict[str, str]:
    """Return the names of headings and of what is scored, for what stands before a point."""
    scored = scored_names(context.db_session(), case.id, case.manual)
    return {**scored, **heading_names(case)}


def who(said: Any) -> str:
    """Return under which name a passage is shown: of the round, else the panel code."""
    return round_name(said.round_name) if said.round_name else str(said.code)


def numbers_of(parts: list[Part]) -> dict[str, int]:
    """Return the number of each point within its part, by key."""
    return {
        each.row.key: number for part in parts for number, each in enumerate(part.points, start=1)
    }


def group_values(case: Case, view: GroupView) -> dict[str, Any]:
    """Return what `shared/_group_opinion.html` needs."""
    parts = parts_of(case, view)
    return {
        "group": view,
        "parts": parts,
        "names": point_names(case),
        "numbers": numbers_of(parts),
        "who": who,
        "conclusions": {
            row.conclusion.value: row.name(current_locale()) for row in case.manual.conclusions
        },
    }
