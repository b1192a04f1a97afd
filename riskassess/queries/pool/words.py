"""Classes and professions that an applicant may name: those of the stored assessment manuals."""

from dataclasses import dataclass

from sqlmodel import Session

from riskassess.queries.manuals import manuals_by_id, pool_words


@dataclass(frozen=True)
class ClassLine:
    """A class of experts with its professions, as code and name."""

    code: str
    name: str
    professions: tuple[tuple[str, str], ...]


def list_professions(session: Session) -> list[ClassLine]:
    """Return every class with its professions, each once, in the order of the manuals."""
    names = pool_words(session)
    found: dict[str, dict[str, str]] = {code: {} for code in names["classes"]}
    for _digest, manual in manuals_by_id(session).values():
        for row in manual.professions:
            found.setdefault(row.class_, {})[row.code] = names["professions"][row.code]
    return [
        ClassLine(code, names["classes"].get(code, code), tuple(rows.items()))
        for code, rows in found.items()
        if rows
    ]
