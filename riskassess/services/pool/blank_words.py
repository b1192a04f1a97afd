"""What rows about an erased expert still say of the person: taken out word by word.

Notes, comments, reasons, file names: the sentences stay under the expert's code, the person's name,
address and employers go. What somebody signed stays as it is: see `_blank_seats`.
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from expert_pool.vocabulary import ExclusionReason
from models import (
    Certificate,
    DrawRequest,
    EvaluationChange,
    Exclusion,
    Expert,
    PanelMember,
    Review,
    TaskEvaluation,
    YearEvaluation,
    row_id,
)
from riskassess.i18n import _
from riskassess.proof.canonical import canonical_json

SHORTEST = 2
UNIT_REASONS = frozenset(
    {ExclusionReason.SAME_UNIT, ExclusionReason.FORMER_UNIT, ExclusionReason.AFFILIATE}
)
KEPT_FACTS = frozenset({"reason", "role", "relation", "affiliation", "of", "ground", "by_self"})


def erased_mark() -> str:
    """Return what stands in the place of a personal word."""
    return _("（已删除）")


def blank_words(session: Session, expert: Expert, words: Collection[str]) -> None:
    """Take words of a person out of every row about the expert, within the caller's transaction.

    Latin letters count as the same in either case, blanks between parts of a name in any number.
    """
    if pattern := _pattern_of(words):
        for table, where in _rows_about(row_id(expert)):
            _blank_rows(session, table, where, pattern)
    _blank_facts(session, row_id(expert))
    _blank_seats(session, row_id(expert))
    session.expire_all()  # rows that this session knows were changed below it


def _pattern_of(words: Collection[str]) -> re.Pattern[str] | None:
    """Return what finds the words, the longest first, also as JSON writes them."""
    plain = {word for word in map(str.strip, words) if len(word) >= SHORTEST}
    forms = plain | {json.dumps(word, ensure_ascii=False)[1:-1] for word in plain}
    parts = [
        r"\s+".join(map(re.escape, form.split()))
        for form in sorted(forms, key=lambda form: (-len(form), form))
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _blank_rows(
    session: Session, table: sa.Table, where: sa.ColumnElement[bool], pattern: re.Pattern[str]
) -> None:
    columns, key = list(_texts(table)), list(table.primary_key)
    if not columns:
        return
    for row in session.execute(sa.select(*key, *columns).where(where)).all():
        given = zip(columns, row[len(key) :], strict=True)
        left = {column: _blanked_text(column, text, pattern) for column, text in given if text}
        changed = {column: text for column, text in left.items() if text is not None}
        if changed:
            this = [column == value for column, value in zip(key, row, strict=False)]
            session.execute(sa.update(table).where(*this).values(changed))


def _blanked_text(column: sa.Column[str], text: str, pattern: re.Pattern[str]) -> str | None:
    """Return a text without the words, no longer than its column; None when none is in it."""
    left, count = pattern.subn(erased_mark(), text)
    return left[: getattr(column.type, "length", None)] if count else None


def _rows_about(expert_id: int) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """Yield every table with rows about an expert, and which rows these are."""
    for table in SQLModel.metadata.sorted_tables:
        if "expert_id" in table.columns and table.name != "expert_gram":
            yield table, table.columns.expert_id == expert_id
    tasks = select(TaskEvaluation.id).where(TaskEvaluation.expert_id == expert_id)
    years = select(YearEvaluation.id).where(YearEvaluation.expert_id == expert_id)
    yield (
        EvaluationChange.__table__,  # type: ignore[attr-defined]  # SQLModel hides it
        col(EvaluationChange.evaluation_id).in_(tasks)
        | col(EvaluationChange.year_evaluation_id).in_(years),
    )
    yield DrawRequest.__table__, _is_of_own_case(expert_id)  # type: ignore[attr-defined]  # as above


def _is_of_own_case(expert_id: int) -> sa.ColumnElement[bool]:
    """Say which requests about draws are of assessments for which the expert was drawn."""
    cases = (
        sa.select(col(Review.assessment_id))
        .join(PanelMember, col(PanelMember.review_id) == col(Review.id))
        .where(col(PanelMember.expert_id) == expert_id)
    )
    reviews = sa.select(col(Review.id)).where(col(Review.assessment_id).in_(cases))
    return col(DrawRequest.review_id).in_(reviews)


def _texts(table: sa.Table) -> Iterator[sa.Column[str]]:
    """Yield the columns in which people write, or a program writes what people wrote."""
    for column in table.columns:
        kind = getattr(column.type, "impl", column.type)
        is_text = isinstance(kind, sa.String) and not isinstance(kind, sa.Enum)
        if is_text and column.name.rsplit("_")[-1] not in CODED and str(column) not in ELSEWHERE:
            yield column


CODED = frozenset(
    {"code", "digest", "hash", "topic", "step", "reference", "type", "profession", "level",
     "duration", "attendance", "result"}
)  # fmt: skip
"""Ends of the names of columns of the system's own words, in which a name may stand by chance."""
ELSEWHERE = frozenset({"panel_member.employer", "exclusion.facts"})
"""Columns that `_blank_seats` and `_blank_facts` see to."""


def _blank_facts(session: Session, expert_id: int) -> None:
    """Leave of each exclusion what it was for; not where the person worked, or when away."""
    for row in session.exec(select(Exclusion).where(Exclusion.expert_id == expert_id)):
        row.facts = canonical_json([_blanked(fact) for fact in json.loads(row.facts)])
        session.add(row)
    session.flush()


def _blanked(fact: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fact.items() if name in KEPT_FACTS}
    if fact["reason"] in UNIT_REASONS and "name" in fact:
        kept |= {"name": erased_mark(), "unit": erased_mark()}
    return kept


def _blank_seats(session: Session, expert_id: int) -> None:
    """Blank the employer in seats; a certificate that was signed over it has to come out again."""
    signed = sa.select(col(Certificate.assessment_id))
    free = sa.select(col(Review.id)).where(col(Review.assessment_id).not_in(signed))
    session.execute(
        sa.update(PanelMember)
        .where(col(PanelMember.expert_id) == expert_id, col(PanelMember.review_id).in_(free))
        .values(employer=erased_mark())
        .execution_options(synchronize_session=False)
    )
