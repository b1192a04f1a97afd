"""The leader's acts on the points of a draft, and the saving of their texts while typing."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, redirect, request, url_for

from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.room.merging import Source
from riskassess.domain.room_vocabulary import PointPlace
from riskassess.i18n import _
from riskassess.queries.sheets import get_readable_seat
from riskassess.services import group_points
from riskassess.web import context
from riskassess.web.acts import do, words
from riskassess.web.errors import words_of
from riskassess.web.expert import changes as wire
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.group_opinions import VoteForm, opinion_page
from riskassess.web.expert.leaders import hand_of

MARK = "|"
Act = Callable[[int, str], str]


@bp.post("/reviews/<int:member_id>/group-opinion/changes")
def save_group_texts(member_id: int) -> Any:
    """Save texts of points sent by the script; 409 once the version is no draft any more."""
    get_readable_seat(context.db_session(), member_id, actor=context.actor())
    changed = wire.read_changes(request.get_json(silent=True))
    try:
        outcome = group_points.save_texts(
            context.db_session(), changes=changed, hand=hand_of(member_id)
        )
    except Refused as error:
        if error.code != "opinion_not_draft":
            raise
        return jsonify(frozen=True, what=words_of(error)[0]), 409
    return jsonify(wire.outcome_json(outcome, now=context.clock()))


@bp.post("/reviews/<int:member_id>/group-opinion/points")
def edit_group_points(member_id: int) -> Any:
    """Take over, merge, set aside, add, move, join or remove: the button says which."""
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    name, _mark, rest = request.form.get("act", "").partition(MARK)
    act = ACTS.get(name)
    if act is None:
        raise InvalidInput("change_invalid", where="act")
    to: list[str] = []
    refused: list[InvalidInput] = []
    back = _page(member_id, request.form.get("from", ""))
    answer = do(_acting(act, member_id, rest, (to, refused)), done=_("已保存。"), to=back)
    if refused and act is _set_aside:
        kept = {"of": rest, "text": _given("reason", rest), "words": words(refused[0])}
        return opinion_page(seat, VoteForm(), aside=kept), 422
    return redirect(_page(member_id, to[0]), code=303) if to else answer


def _acting(
    act: Act, member_id: int, rest: str, ends: tuple[list[str], list[InvalidInput]]
) -> Callable[[], None]:
    """Return the act without arguments; it leaves the place to go to, or why it was refused."""

    def acting() -> None:
        try:
            ends[0].append(act(member_id, rest))
        except InvalidInput as error:
            ends[1].append(error)
            raise

    return acting


def _page(member_id: int, anchor: str) -> str:
    return url_for("expert.show_group_opinion", member_id=member_id, _anchor=anchor or None)


def _source(text: str) -> Source:
    sheet, _mark, rest = text.partition(MARK)
    place, _mark, field = rest.partition(MARK)
    if not (sheet.isascii() and sheet.isdigit() and len(sheet) < 16):
        raise InvalidInput("source_unknown", where="source")
    return Source(int(sheet), place, field)


def _given(name: str, of: str) -> str:
    return request.form.get(f"{name}{MARK}{of}", "").replace("\r\n", "\n")


def _take(member_id: int, rest: str) -> str:
    point = group_points.take_over(
        context.db_session(), source=_source(rest), hand=hand_of(member_id)
    )
    return f"point-{point.key}"


def _merge(member_id: int, rest: str) -> str:
    point = group_points.merge_into(
        context.db_session(), source=_source(rest), key=_given("into", rest),
        hand=hand_of(member_id),
    )  # fmt: skip
    return f"point-{point.key}"


def _set_aside(member_id: int, rest: str) -> str:
    group_points.set_aside(
        context.db_session(), source=_source(rest), reason=_given("reason", rest),
        hand=hand_of(member_id),
    )  # fmt: skip
    return f"said-{rest}".replace(MARK, "-")


def _add(member_id: int, rest: str) -> str:
    place, _mark, heading = rest.partition(MARK)
    if place not in set(PointPlace):
        raise InvalidInput("change_invalid", where="act")
    point = group_points.add_point(
        context.db_session(), place=PointPlace(place), heading=heading, text="",
        hand=hand_of(member_id),
    )  # fmt: skip
    return f"point-{point.key}"


def _up(member_id: int, key: str) -> str:
    group_points.move_point(context.db_session(), key=key, up=True, hand=hand_of(member_id))
    return f"point-{key}"


def _down(member_id: int, key: str) -> str:
    group_points.move_point(context.db_session(), key=key, up=False, hand=hand_of(member_id))
    return f"point-{key}"


def _join(member_id: int, key: str) -> str:
    point = group_points.join_points(
        context.db_session(), key=key, into=_given("join", key), hand=hand_of(member_id)
    )
    return f"point-{point.key}"


def _remove(member_id: int, key: str) -> str:
    group_points.remove_point(context.db_session(), key=key, hand=hand_of(member_id))
    return ""


ACTS: dict[str, Act] = {
    "take": _take,
    "merge": _merge,
    "aside": _set_aside,
    "add": _add,
    "up": _up,
    "down": _down,
    "join": _join,
    "remove": _remove,
}
