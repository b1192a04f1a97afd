"""The leader's work on the points of a group opinion: take over, merge, set aside, write, order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from models import GroupPoint
from models.engine import transaction
from riskassess.domain.errors import InvalidInput
from riskassess.domain.room.merging import Passage, Source, read_sources, written_sources
from riskassess.domain.room_vocabulary import PointPlace
from riskassess.i18n import _
from riskassess.queries.group_opinions import list_group_points
from riskassess.queries.individual_opinions import Said, list_said
from riskassess.services.audit import record
from riskassess.services.group_opinions import Drafting, lock_draft, new_key, point_row
from riskassess.services.panel_places import Hand
from riskassess.services.sheets import Change, SaveOutcome

LONGEST_POINT = 8000
MOST_POINTS = 300
FREE = frozenset({PointPlace.OPINION, PointPlace.AGREED, PointPlace.DISPUTED})


@dataclass
class _Page:
    """The draft with its points in order."""

    draft: Drafting
    hand: Hand
    points: list[GroupPoint]
    said: dict[Source, Said] = field(default_factory=dict)

    def point(self, key: str) -> GroupPoint:
        """Return a point; raises InvalidInput `point_unknown`."""
        for row in self.points:
            if row.key == key:
                return row
        raise InvalidInput("point_unknown", where="point")


def take_over(session: Session, *, source: Source, hand: Hand) -> GroupPoint:
    """Add a point with the words of an individual opinion and its link.

    Raises
    ------
    InvalidInput
        `source_unknown`; `source_taken` when a point has it already.
    """
    with transaction(session):
        page = _open(session, hand)
        said = _free(page, source)
        place = PointPlace.MUST_FIX if said.is_must_fix else PointPlace.OPINION
        passage = Passage(new_key(), place, said.heading, _words(said), (source,))
        return _add(session, page, passage)


def merge_into(session: Session, *, source: Source, key: str, hand: Hand) -> GroupPoint:
    """Merge an individual opinion into a point: its words follow the point's, its link is kept."""
    with transaction(session):
        page = _open(session, hand)
        said, point = _free(page, source), page.point(key)
        if point.place is PointPlace.SET_ASIDE:
            raise InvalidInput("point_unknown", where="point")
        point.text = _joined([point.text, _words(said)])
        point.sources = written_sources([*read_sources(point.sources), source])
        _edited(session, page, point)
        return point


def set_aside(session: Session, *, source: Source, reason: str, hand: Hand) -> GroupPoint:
    """Leave a line of what must be mended out, and say why.

    Raises InvalidInput `reason_missing`, or `not_must_fix` for other passages.
    """
    with transaction(session):
        page = _open(session, hand)
        said = _free(page, source)
        if not said.is_must_fix:
            raise InvalidInput("not_must_fix", where="source")
        if not reason.strip():
            raise InvalidInput("reason_missing", where="reason")
        passage = Passage(
            new_key(), PointPlace.SET_ASIDE, said.heading, _checked(reason), (source,)
        )
        return _add(session, page, passage)


def add_point(
    session: Session, *, place: PointPlace, heading: str, text: str, hand: Hand
) -> GroupPoint:
    """Add a point in the leader's own words; what must be mended comes from a member only.

    Raises InvalidInput `point_without_source`.
    """
    with transaction(session):
        page = _open(session, hand)
        if place not in FREE:
            raise InvalidInput("point_without_source", where="place")
        return _add(session, page, Passage(new_key(), place, heading[:40], _checked(text)))


def save_texts(session: Session, *, changes: Sequence[Change], hand: Hand) -> SaveOutcome:
    """Save texts as they are typed; a point that was changed elsewhere asks which text stands.

    Saving the same again changes nothing, so a repeated change is harmless.
    """
    outcome = SaveOutcome()
    with transaction(session):
        page = _open(session, hand)
        for change in changes:
            try:
                current = _save(session, page, change)
            except InvalidInput as error:
                outcome.rejected[change.op] = error
                continue
            if current is None:
                outcome.saved.append(change.op)
            else:
                outcome.conflicts[change.op] = current
    return outcome


def _save(session: Session, page: _Page, change: Change) -> str | None:
    """Save a text; return the text that stands instead where it was changed elsewhere."""
    point, value = page.point(change.place), change.value or ""
    if point.text == value:
        return None
    if point.text != (change.base or ""):
        return point.text
    point.text = _checked(value)
    _edited(session, page, point)
    return None


def move_point(session: Session, *, key: str, up: bool, hand: Hand) -> None:
    """Move a point before or behind its neighbour of the same place and heading."""
    with transaction(session):
        page = _open(session, hand)
        point = page.point(key)
        group = [row for row in page.points if _group(row) == _group(point)]
        at = group.index(point)
        other = at - 1 if up else at + 1
        if not 0 <= other < len(group):
            return
        neighbour = group[other]
        point.position, neighbour.position = neighbour.position, point.position
        session.add(neighbour)
        _edited(session, page, point)


def join_points(session: Session, *, key: str, into: str, hand: Hand) -> GroupPoint:
    """Merge a point into another one with all its links; it then stands there alone."""
    with transaction(session):
        page = _open(session, hand)
        gone, point = page.point(key), page.point(into)
        if gone is point or PointPlace.SET_ASIDE in (gone.place, point.place):
            raise InvalidInput("point_unknown", where="point")
        if PointPlace.MUST_FIX in (gone.place, point.place) and gone.place is not point.place:
            raise InvalidInput("point_unknown", where="point")
        point.text = _joined([point.text, gone.text])
        sources = [*read_sources(point.sources), *read_sources(gone.sources)]
        point.sources = written_sources(sources)
        session.delete(gone)
        _edited(session, page, point)
        return point


def remove_point(session: Session, *, key: str, hand: Hand) -> None:
    """Remove a point; the lines it answered wait again."""
    with transaction(session):
        page = _open(session, hand)
        point = page.point(key)
        session.delete(point)
        _edited(session, page, point)


def _open(session: Session, hand: Hand) -> _Page:
    draft = lock_draft(session, hand)
    points = list_group_points(session, draft.opinion)
    return _Page(
        draft, hand, points, {each.source: each for each in list_said(session, draft.review)}
    )


def _free(page: _Page, source: Source) -> Said:
    """Return an individual opinion that no point has yet."""
    said = page.said.get(source)
    if said is None:
        raise InvalidInput("source_unknown", where="source")
    if any(source in read_sources(row.sources) for row in page.points):
        raise InvalidInput("source_taken", where="source")
    return said


def _add(session: Session, page: _Page, passage: Passage) -> GroupPoint:
    if len(page.points) >= MOST_POINTS:
        raise InvalidInput("list_full", where="point", most=MOST_POINTS)
    last = max((row.position for row in page.points), default=0)
    row = point_row(page.draft.opinion, passage, last + 1)
    session.add(row)
    _edited(session, page, row)
    return row


def _edited(session: Session, page: _Page, point: GroupPoint) -> None:
    session.flush()
    after = {"version": page.draft.opinion.number, "point": point.key}
    record(
        session, actor=page.hand.actor, action="group_opinion:edit", subject=page.draft.review,
        after=after, now=page.hand.now,
    )  # fmt: skip


def _checked(text: str) -> str:
    if len(text) > LONGEST_POINT:
        raise InvalidInput("text_too_long", where="text", most=LONGEST_POINT)
    return text


def _words(said: Said) -> str:
    """Return what a member wrote, with the pages that it speaks of."""
    if not said.pages:
        return said.text
    return _("%(text)s（第 %(pages)s 页）", text=said.text, pages=said.pages)


def _joined(texts: Sequence[str]) -> str:
    """Return the texts one below the other, each once."""
    return _checked("\n".join(dict.fromkeys(text.strip() for text in texts if text.strip())))


def _group(row: GroupPoint) -> tuple[PointPlace, str]:
    return row.place, row.heading if row.place is PointPlace.OPINION else ""
