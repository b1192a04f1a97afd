"""What an expert can prove: own versions and their copies, and the commitments of the panel."""

from typing import Any

from flask import abort, render_template, request, url_for

from riskassess.exhibits.versions import VersionWords
from riskassess.queries.own_drafts import is_left_draft
from riskassess.queries.sheet_versions import (
    find_open_reopening,
    list_commitments,
    list_rounds,
    list_versions,
)
from riskassess.queries.sheets import Seat, get_recorded_seat, list_round_seats, manual_of
from riskassess.services.sheet_copies import own_content, own_copy, signed_round_record
from riskassess.web import context
from riskassess.web.expert.blueprint import bp
from riskassess.web.proof_files import proof_file, round_file_name
from riskassess.web.sheet_versions import version_rows, version_words


def copy_name(seat: Seat, number: int) -> str:
    """Return the name of the file of an own copy."""
    return f"sheet-{seat.assessment.code}-{seat.review.number}-{_number(seat)}-{number}.json"


def _number(seat: Seat) -> int:
    return seat.round.number if seat.round else 0


@bp.get("/reviews/<int:member_id>/commitments")
def show_commitments(member_id: int) -> Any:
    """Show the commitments of every round, which say nothing of whose they are."""
    session, seat = context.db_session(), _seat(member_id)
    rounds = [
        {"round": row, "commitments": list_commitments(session, row.id or 0)}
        for row in list_rounds(session, seat.review.id or 0)
    ]
    own = {row.commitment for each in _own(seat) for row in _versions(each)}
    return render_template("expert/show_commitments.html", seat=seat, rounds=rounds, own=own)


@bp.get("/reviews/<int:member_id>/rounds/<int:number>/record")
def download_round_record(member_id: int, number: int) -> Any:
    """Give out the signed record of a round: commitments alone, for others' sheets stay theirs."""
    session, seat = context.db_session(), _seat(member_id)
    rounds = [row for row in list_rounds(session, seat.review.id or 0) if row.number == number]
    if not rounds:
        abort(404)
    text = signed_round_record(
        session, rounds[0], with_sheets=False, now=context.clock(),
        sign=context.office_keys().sign,
    )  # fmt: skip
    return proof_file(text, round_file_name(seat.assessment.code, seat.review.number, number))


@bp.get("/reviews/<int:member_id>/versions")
def show_versions(member_id: int) -> Any:
    """Show the versions of the own sheet, what was changed between them, and their copies."""
    session, seat = context.db_session(), _seat(member_id)
    asked = find_open_reopening(session, seat.sheet.id if seat.sheet else None)
    words = version_words(seat.assessment.id or 0, seat.review, manual_of(session, seat))
    rounds = [
        {"round": own.round, "rows": _rows(own, words), "is_draft": is_left_draft(own)}
        for own in _own(seat)
    ]
    return render_template("expert/show_versions.html", seat=seat, rounds=rounds, asked=asked)


def _rows(seat: Seat, words: VersionWords) -> list[dict[str, Any]]:
    """Return the versions of one round, each that can be read with the address of its copy."""
    seal, versions = context.sheet_vault().seal, _versions(seat)
    said = {row.number: own_content(context.db_session(), seat, row, seal=seal) for row in versions}
    rows = version_rows(versions, words, said)
    for row in rows:
        if row["is_readable"]:
            row["copy_url"] = url_for(
                "expert.download_copy",
                member_id=seat.member.id,
                number=row["version"].number,
                round=seat.round.number if seat.round else None,
            )
    return rows


@bp.get("/reviews/<int:member_id>/versions/<int:number>/copy")
def download_copy(member_id: int, number: int) -> Any:
    """Give out the own copy of a version of a round, the newest that has it when none is named."""
    asked = request.args.get("round", type=int)
    seats = [own for own in _own(_seat(member_id)) if asked in (None, _number(own))]
    having = (own for own in seats if number in {row.number for row in _versions(own)})
    seat = next(having, None)
    if seat is None:
        abort(404)
    seal = context.sheet_vault().seal
    text = own_copy(context.db_session(), seat, number, seal=seal)
    return proof_file(text, copy_name(seat, number))


def _seat(member_id: int) -> Seat:
    return get_recorded_seat(context.db_session(), member_id, actor=context.actor())


def _own(seat: Seat) -> list[Seat]:
    return list_round_seats(context.db_session(), seat)


def _versions(seat: Seat) -> list[Any]:
    return list(list_versions(context.db_session(), seat.sheet.id or 0)) if seat.sheet else []
