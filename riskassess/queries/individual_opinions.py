"""What the members of a panel gave one by one, once the rounds are over: words and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Factor,
    ItemPoints,
    MustFix,
    Opinion,
    PanelMember,
    QualityPoints,
    Review,
    RoundName,
    Score,
    Sheet,
    row_id,
)
from riskassess.domain.conclusion import panel_conclusion
from riskassess.domain.room.merging import Source
from riskassess.domain.room.quality import Quality, report_quality
from riskassess.domain.room.votes import GradeVote, panel_grade
from riskassess.domain.room.written import printed
from riskassess.domain.sheet_document import FACTOR
from riskassess.domain.sheet_form import item_place
from riskassess.domain.sheet_lists import MUST_FIX_LIST, must_fix_place
from riskassess.domain.sheet_values import COMMENT, MUST_FIX, OPINION_PLACE
from riskassess.domain.vocabulary import ReviewConclusion, ReviewKind, ReviewState, RiskGrade
from riskassess.queries.assessment_files import submitted_panel
from riskassess.queries.assessments import Case, newest_round
from riskassess.queries.round_marks import room_rule

TEXT = "text"


@dataclass(frozen=True)
class Said:
    """One passage of an individual opinion.

    `round_name` is the name of the round in a consultation and empty in a project review, where
    members are told apart by their panel code.
    """

    source: Source
    code: str
    round_name: str
    heading: str
    text: str
    pages: str = ""
    is_must_fix: bool = False


@dataclass(frozen=True)
class Figures:
    """What the individual sheets come to by rule; nobody types it."""

    conclusion: ReviewConclusion | None
    initial: GradeVote | None
    expected: GradeVote | None
    quality: Quality | None
    sheets: Sequence[tuple[PanelMember, Sheet]]

    @property
    def initial_grade(self) -> RiskGrade | None:
        """Return the grade before the measures."""
        return self.initial.grade if self.initial else None

    @property
    def expected_grade(self) -> RiskGrade | None:
        """Return the grade after the measures."""
        return self.expected.grade if self.expected else None

    @property
    def quality_points(self) -> int | Decimal | None:
        """Return the points of the report as they are written; None without complete sheets."""
        return None if self.quality is None else printed(self.quality.total)

    def record(self) -> dict[str, Any]:
        """Return the figures as plain values, as they are voted on."""
        return {
            "conclusion": self.conclusion and self.conclusion.value,
            "initial_grade": self.initial_grade and self.initial_grade.value,
            "expected_grade": self.expected_grade and self.expected_grade.value,
            "quality": self.quality_points,
        }


def last_sheets(session: Session, review: Review) -> Sequence[tuple[PanelMember, Sheet]]:
    """Return members with the sheet they handed in in the last round; nothing before it is over."""
    round_ = newest_round(session, row_id(review))
    if review.state is not ReviewState.CLOSED or round_ is None:
        return []
    return submitted_panel(session, row_id(round_))


def panel_figures(session: Session, case: Case, review: Review) -> Figures:
    """Return conclusion, grades and report quality as the rules make them of the sheets.

    A consultation has no conclusion (handbook 7.1).
    """
    rule, panel = room_rule(session, review), last_sheets(session, review)
    sheets = [sheet for _member, sheet in panel]
    told = [sheet.conclusion for sheet in sheets if sheet.conclusion]
    is_project = review.kind is ReviewKind.PROJECT_REVIEW
    first = [sheet.initial_grade for sheet in sheets if sheet.initial_grade]
    later = [sheet.expected_grade for sheet in sheets if sheet.expected_grade]
    return Figures(
        conclusion=panel_conclusion(told, case.manual.conclusion_rule) if is_project else None,
        initial=panel_grade(first, rule.vote),
        expected=panel_grade(later, rule.vote),
        quality=report_quality(_points(session, sheets), rule.quality) if is_project else None,
        sheets=panel,
    )


def _points(session: Session, sheets: Sequence[Sheet]) -> list[dict[str, int]]:
    given: dict[int, dict[str, int]] = {row_id(sheet): {} for sheet in sheets}
    rows = session.exec(select(QualityPoints).where(col(QualityPoints.sheet_id).in_(list(given))))
    for row in rows:
        given[row.sheet_id][row.heading] = row.points
    return list(given.values())


def list_said(session: Session, review: Review) -> list[Said]:
    """Return every passage of the individual opinions, member by member in the panel's order.

    Opinions by heading, lines of what must be mended; in a consultation the reasons by factor too,
    and the members by their names of the round: the panel's order would tell whose name it is.
    """
    panel = last_sheets(session, review)
    names = _round_names(session, review, panel)
    found: dict[int, list[Said]] = {row_id(sheet): [] for _member, sheet in panel}
    who = {row_id(sheet): (member.code, names.get(row_id(member), "")) for member, sheet in panel}
    for source, heading, text, pages in _passages(session, list(found), review.kind):
        is_must_fix = source.place.startswith(MUST_FIX_LIST)
        is_must_fix = is_must_fix or (source.place, source.field) == (OPINION_PLACE, MUST_FIX)
        code, name = who[source.sheet_id]
        found[source.sheet_id].append(Said(source, code, name, heading, text, pages, is_must_fix))
    in_order = [said for rows in found.values() for said in rows]
    return sorted(in_order, key=lambda said: said.round_name)  # no names, no other order


def _passages(
    session: Session, sheet_ids: list[int], kind: ReviewKind
) -> list[tuple[Source, str, str, str]]:
    opinions = session.exec(
        select(Opinion).where(col(Opinion.sheet_id).in_(sheet_ids)).order_by(col(Opinion.id))
    )
    found = [
        (Source(row.sheet_id, OPINION_PLACE, row.heading), row.heading, row.text, "")
        for row in opinions
    ]
    lines = session.exec(
        select(MustFix).where(col(MustFix.sheet_id).in_(sheet_ids)).order_by(col(MustFix.id))
    )
    found += [
        (Source(row.sheet_id, must_fix_place(row.key), TEXT), row.heading, row.text, row.pages)
        for row in lines
    ]
    if kind is ReviewKind.EXPERT_CONSULTATION:
        reasons = session.exec(
            select(Score.sheet_id, Factor.code, Score.comment)
            .join(Factor, col(Factor.id) == col(Score.factor_id))
            .where(col(Score.sheet_id).in_(sheet_ids), col(Factor.removed_at).is_(None))
            .order_by(col(Factor.position), col(Score.id))
        )
        found += [
            (Source(sheet_id, f"{FACTOR}{code}", COMMENT), code, text, "")
            for sheet_id, code, text in reasons
        ]
        of_items = session.exec(
            select(ItemPoints)
            .where(col(ItemPoints.sheet_id).in_(sheet_ids))
            .order_by(col(ItemPoints.id))
        )
        found += [
            (Source(row.sheet_id, item_place(row.item), COMMENT), row.item, row.comment, "")
            for row in of_items
        ]
    return [row for row in found if row[2].strip()]


def _round_names(
    session: Session, review: Review, panel: Sequence[tuple[PanelMember, Sheet]]
) -> dict[int, str]:
    if review.kind is ReviewKind.PROJECT_REVIEW or not panel:
        return {}
    rows = session.exec(
        select(RoundName.member_id, RoundName.name).where(
            RoundName.round_id == panel[0][1].round_id
        )
    )
    return dict(rows.all())
