"""Reviews under the room's rules whose sponsor estimated the factors, for tests of what follows."""

from typing import Any

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.queries.sheets import quality_of
from tests import factories
from tests.support.kept_scene import kept
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.review_room import ReviewRoom


@kept
def estimated_room(session: Any, *, experts: int = 1, **values: Any) -> ReviewRoom:
    """Make a project review under the room's rules; each factor has an own estimate."""
    room = kind_room(session, "cn-default", experts=experts, **values)
    room.review.pool_manual_version_id = factories.pool_manual().id
    factories.save(room.review)
    return room


def form_of_room(session: Any, room: ReviewRoom) -> SheetForm:
    """Return what the sheets of a room ask for."""
    version, kind = room.review.pool_manual_version_id, room.review.kind
    quality = quality_of(session, version, kind=kind)
    return SheetForm(builtin_manual("cn-default"), quality=quality)


def all_figures(session: Any, room: ReviewRoom) -> list[tuple[str, str, str]]:
    """Return place, field and value of every figure of the factors."""
    return figures(room, form_of_room(session, room))


def the_rest(session: Any, room: ReviewRoom) -> list[tuple[str, str, str]]:
    """Return points of the report, conclusion and opinion of a complete sheet."""
    quality = form_of_room(session, room).quality
    points = [(f"quality:{heading}", "points", "8") for heading in quality]
    return [*points, *OPINIONS]
