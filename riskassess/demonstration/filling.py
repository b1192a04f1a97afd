"""Sheets of the demonstration's experts: what they fill in through the services, as pages do."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from models import PanelMember, row_id
from riskassess.demonstration.review_case import Shares
from riskassess.demonstration.staging import Stage
from riskassess.domain.comparison_pairs import COMPARISON
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_lists import POINTS, quality_place
from riskassess.domain.sheet_values import CONCLUSION, OPINION_PLACE, OVERALL, SHEET_PLACE
from riskassess.domain.vocabulary import Moment, ReviewKind
from riskassess.i18n import _
from riskassess.queries.first_estimates import awaits_first
from riskassess.queries.sheets import form_of, get_seat
from riskassess.services.first_estimates import keep_first_estimates
from riskassess.services.sheet_submission import submit_sheet
from riskassess.services.sheets import Change, SaveOutcome, save_changes

Line = tuple[str, str, str]  # place, field and value as a page sends them
ESTIMATES = tuple(f"{moment}_{name}" for moment in Moment for name in ("probability", "impact"))


def score_lines(form: SheetForm, factors: Sequence[tuple[int, Shares]]) -> list[Line]:
    """Return figures for factors by id: the given shares, as shares or as levels."""
    lines = []
    for number, (factor_id, shares) in enumerate(factors):
        known = dict(zip(ESTIMATES, shares, strict=True))
        for field in form.score_fields:
            text = form.write("", field, known[field]) if field in known else str(9 - number % 4)
            lines.append((str(factor_id), field, text or ""))
    return lines


def point_lines(form: SheetForm, tests: Sequence[str]) -> list[Line]:
    """Return points for the items of some tests: some lost before measures, few after."""
    lines = []
    for number, (place, item) in enumerate(form.items.items()):
        if item.test in tests:
            options = sorted(option.points for option in item.options) or [item.maximum / 10]
            chosen = {Moment.BEFORE: options[number % 2 % len(options)], Moment.AFTER: options[0]}
            lines += [
                (place, field, str(chosen[Moment(field.split("_")[0])]))
                for field in form.point_fields(item)
            ]
    return lines


def quality_lines(form: SheetForm) -> list[Line]:
    """Return points for the report's quality: nine tenths of what each heading may get."""
    return [
        (quality_place(heading), POINTS, str(maximum * 9 // 10))
        for heading, maximum in form.quality.items()
    ]


def opinion_lines(kind: ReviewKind = ReviewKind.PROJECT_REVIEW) -> list[Line]:
    """Return what every complete sheet of a kind of review says beside its figures."""
    judged = [(SHEET_PLACE, CONCLUSION, "pass")] if kind is ReviewKind.PROJECT_REVIEW else []
    return [
        *judged,
        (SHEET_PLACE, "initial_grade", "medium"),
        (SHEET_PLACE, "expected_grade", "low"),
        (OPINION_PLACE, OVERALL, _("措施针对主要因素，落实后风险可控。")),
    ]


def fill(stage: Stage, member: PanelMember, lines: Sequence[Line]) -> None:
    """Save figures and opinions of a member."""
    changes = _changes(stage, lines)
    actor, now = stage.expert(member.expert_id or 0), stage.moment()
    _require_saved(
        save_changes(
            stage.session,
            member_id=row_id(member),
            changes=changes,
            actor=actor,
            now=now,
            vault=stage.resources.vault,
        )  # fmt: skip
    )


def compare(stage: Stage, member: PanelMember, answers: Mapping[str, int]) -> None:
    """Save a member's comparisons by the place of their pair."""
    lines = [(place, COMPARISON, str(answer)) for place, answer in answers.items()]
    fill(stage, member, lines)


def finish(stage: Stage, member: PanelMember) -> None:
    """Give the report its points, keep first estimates where asked, submit the complete sheet."""
    actor = stage.expert(member.expert_id or 0)
    seat = get_seat(stage.session, row_id(member), actor=actor)
    form = form_of(stage.session, seat)
    if form.quality:
        fill(stage, member, quality_lines(form))
        seat = get_seat(stage.session, row_id(member), actor=actor)
    act: dict[str, Any] = {
        "member_id": row_id(member),
        "actor": actor,
        "vault": stage.resources.vault,
    }
    if awaits_first(stage.session, seat, form.manual):
        keep_first_estimates(stage.session, now=stage.moment(), **act)
    submit_sheet(stage.session, now=stage.moment(), **act)


def _changes(stage: Stage, lines: Sequence[Line]) -> list[Change]:
    at, numbers = stage.moment(), count(1)
    return [
        Change(f"demo-{place}-{field}-{next(numbers)}"[-40:], place, field, value, None, at)
        for place, field, value in lines
    ]


def _require_saved(outcome: SaveOutcome) -> None:
    for error in outcome.rejected.values():
        raise error
    if outcome.conflicts:
        raise LookupError(outcome.conflicts)
