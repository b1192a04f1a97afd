"""Versions of sheets as pages show them: when, what kind, what was changed since the one before."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from riskassess.exhibits.versions import VersionWords, version_changes
from riskassess.i18n import current_locale
from riskassess.queries.assessments import list_factors
from riskassess.queries.pool_manuals import pool_manual_by_id
from riskassess.web import context


def version_words(assessment_id: int, review: Any, manual: Any) -> VersionWords:
    """Return the names of what a sheet of a review may say."""
    session = context.db_session()
    headings = {}
    if review.pool_manual_version_id is not None:
        rule = pool_manual_by_id(session, review.pool_manual_version_id).room.quality
        headings = {row.code: row.name(current_locale()) for row in rule.headings}
    factors = {row.code: row.name for row in list_factors(session, assessment_id)}
    return VersionWords(manual, factors, headings)


def version_rows(
    versions: Sequence[Any], words: VersionWords, said: Mapping[int, Any]
) -> list[dict[str, Any]]:
    """Return a sheet's versions, the last one first, each with its changes.

    `said` holds what each version says by its number, None for one that nobody can read yet. Such
    a version and the first one have no changes: None.
    """
    rows: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for version in versions:
        content = said[version.number]
        places = content["places"] if content else None
        changes = None
        if before is not None and places is not None:
            changes = version_changes(before, places, words)
        rows.append({"version": version, "changes": changes, "is_readable": places is not None})
        before = places
    return rows[::-1]


def opened_contents(versions: Sequence[Any]) -> dict[int, Any]:
    """Return what each version says, None for one that was never opened."""
    return {row.number: json.loads(row.content) if row.content else None for row in versions}
