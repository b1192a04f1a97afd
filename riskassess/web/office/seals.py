"""Proof of what experts handed in: commitments, versions, and the record of each round."""

from itertools import groupby
from typing import Any

from flask import abort, render_template

from riskassess.domain.errors import NotFound
from riskassess.domain.policy import consultation_goes_on, may_read_sheets
from riskassess.domain.room_vocabulary import RoundState, VersionKind
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.sheet_versions import (
    VersionLine,
    list_commitments,
    list_opened_versions,
    list_rounds,
)
from riskassess.services.sheet_copies import signed_round_record
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.proof_files import proof_file, round_file_name
from riskassess.web.sheet_versions import opened_contents, version_rows, version_words


@bp.get("/reviews/<int:review_id>/commitments")
def show_commitments(review_id: int) -> Any:
    """Show the commitments of every round, which say nothing of whose they are."""
    view = _review(review_id)
    rounds = [
        {"round": row, "commitments": list_commitments(context.db_session(), row.id or 0)}
        for row in list_rounds(context.db_session(), review_id)
    ]
    return render_template(
        "office/reviews/show_commitments.html",
        **head_of(view.case),
        view=view,
        rounds=rounds,
        has_sheets=_reads_sheets(view),
        is_withheld=_is_withheld(view),
    )


@bp.get("/reviews/<int:review_id>/rounds/<int:number>/record")
def download_round_record(review_id: int, number: int) -> Any:
    """Give out the signed record of a round, with the sheets once they are open to the reader."""
    view = _review(review_id)
    rounds = [row for row in list_rounds(context.db_session(), review_id) if row.number == number]
    if not rounds:
        abort(404)
    code = view.case.assessment.code
    return proof_file(_record(view, rounds[0]), round_file_name(code, view.review.number, number))


def _record(view: ReviewView, round_: Any) -> str:
    with_sheets = _reads_sheets(view) and round_.state is RoundState.CLOSED
    if with_sheets:
        note_members_shown(view.review)
    return signed_round_record(
        context.db_session(), round_, with_sheets=with_sheets, now=context.clock(),
        sign=context.office_keys().sign,
    )  # fmt: skip


@bp.get("/reviews/<int:review_id>/versions")
def show_versions(review_id: int) -> Any:
    """Show every version of every opened sheet, and what was changed from one to the next."""
    view = _review(review_id)
    if _is_withheld(view):
        return render_template("office/reviews/show_withheld.html", **head_of(view.case), view=view)
    if not _reads_sheets(view):
        raise NotFound("not_found", where=f"review:{review_id}")
    note_members_shown(view.review)
    lines = list_opened_versions(context.db_session(), review_id)
    rounds = {row.id: row for row in list_rounds(context.db_session(), review_id)}
    return render_template(
        "office/reviews/show_versions.html",
        **head_of(view.case),
        view=view,
        sheets=[_sheet(view, rounds, list(rows)) for _id, rows in groupby(lines, _sheet_id)],
    )


def _review(review_id: int) -> ReviewView:
    return get_review(context.db_session(), review_id, actor=context.actor())


def _reads_sheets(view: ReviewView) -> bool:
    """Say whether the reader may read sheets of closed rounds, and whose they are."""
    return _may_read(is_going_on=_goes_on(view)) and reads_panel(view.review)


def _is_withheld(view: ReviewView) -> bool:
    """Say whether the reader reads sheets, and these not before the consultation is ended."""
    return _goes_on(view) and _may_read(is_going_on=False)


def _goes_on(view: ReviewView) -> bool:
    return consultation_goes_on(view.review.kind, view.review.state)


def _may_read(*, is_going_on: bool) -> bool:
    return may_read_sheets(
        context.actor(), round_state=RoundState.CLOSED, owner_expert_id=None, goes_on=is_going_on
    )


def _sheet_id(line: VersionLine) -> int:
    return line.sheet.id or 0


def _sheet(view: ReviewView, rounds: dict[Any, Any], lines: list[VersionLine]) -> dict[str, Any]:
    versions = [line.version for line in lines]
    words = version_words(view.case.id, view.review, view.case.manual)
    return {
        "member": lines[0].member,
        "sheet": lines[0].sheet,
        "round": rounds[lines[0].sheet.round_id],
        "is_again": sum(row.kind is VersionKind.SUBMITTED for row in versions) > 1,
        "rows": version_rows(versions, words, opened_contents(versions)),
    }
