"""Which contents of the file store a row needs; what no row needs may go."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models import AuditEntry, ExpertFile

AT_ONCE = 500
ENTERED = "draw:enter_values"
"""The action whose entries name proof files; a corrected one stands in its entry alone."""
NO_FILES = frozenset(
    {
        # links of the audit's chains
        "audit_chain.digest", "audit_entry.digest", "audit_head.digest",
        # what stands in the same row
        "draw.announcement_digest", "draw.pool_digest", "group_opinion.digest", "sheet.digest",
        "signature_page.digest",
        # manuals, which are rows too
        "expert_act.manual_digest", "fee.manual_digest", "grade_result.manual_digest",
        "manual_proposal.digest", "manual_version.digest", "pool_manual_version.digest",
        "task_evaluation.manual_digest", "year_evaluation.manual_digest",
        # one-time links
        "account_link.digest", "expert.link_digest", "message.link_digest",
        "panel_member.token_digest", "recovery_code.digest",
    }
)  # fmt: skip
"""Columns of digests that are not of files. Every other one counts, a column of tomorrow too."""
_ASKED = {"expert_file": ("erased_at",)}


def file_columns() -> list[sa.Column[str]]:
    """Return the columns that hold digests of stored files, of all tables."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name.split("_")[-1] == "digest" and str(column) not in NO_FILES
    ]


def needed_among(session: Session, digests: Sequence[str]) -> set[str]:
    """Return those contents that any row has or an earlier entry of a draw's values names.

    Erased papers of experts need theirs no more.
    """
    found: set[str] = set()
    for first in range(0, len(digests), AT_ONCE):
        some = digests[first : first + AT_ONCE]
        for column in file_columns():
            found.update(session.execute(_holders(column, some)).scalars())
    return found | _named_by_entries(session, set(digests) - found)


def all_needed(connection: sa.Connection) -> set[str]:
    """Return every content that a row has; columns that an older revision lacks are left out."""
    known = sa.inspect(connection)
    tables = set(known.get_table_names())
    found: set[str] = set()
    for column in file_columns():
        name = column.table.name
        there = {row["name"] for row in known.get_columns(name)} if name in tables else set()
        if {column.name, *_ASKED.get(name, ())} <= there:
            query = sa.select(column).where(column.is_not(None), column != "")
            found.update(connection.execute(_standing(query, column)).scalars())
    return found


def _named_by_entries(session: Session, digests: set[str]) -> set[str]:
    """Return the contents that proved values of a draw before these were corrected."""
    if not digests:
        return set()
    entries = session.exec(select(AuditEntry.after).where(AuditEntry.action == ENTERED))
    return digests & {json.loads(after).get("proof") for after in entries}


def _holders(column: sa.Column[str], digests: Sequence[str]) -> sa.Select[Any]:
    return _standing(sa.select(column).where(column.in_(digests)), column)


def _standing(query: sa.Select[Any], column: sa.Column[str]) -> sa.Select[Any]:
    """Return a query without the papers of experts that were erased."""
    if column.table.name == ExpertFile.__tablename__:
        query = query.where(col(ExpertFile.erased_at).is_(None))
    return query
