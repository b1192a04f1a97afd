"""What must never stand in an entry of the audit trail, looked for in every entry there is."""

import json
import re

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from models import Account, AuditEntry, Expert
from riskassess.demonstration.people import PASSWORD
from riskassess.services.audit import SECRETS

# Alone, not as a part of a longer number or of a digest.
PATTERNS = {
    "telephone number": re.compile(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])"),
    "telephone number of the demonstration": re.compile(r"000-0000-\d"),
    "identity number": re.compile(r"(?<![0-9a-f])\d{17}[\dXx](?![0-9a-f])"),
    "hash of a password": re.compile(r"\$argon2|\$2[aby]\$"),
}
SCORES = {
    "before_probability", "before_impact", "after_probability", "after_impact", "weight_score",
    "score", "scores",
}  # fmt: skip
SHORTEST = 6  # of what a token, address or hash may be


def leaks(session: Session) -> list[str]:
    """Return where an entry says what it must not, as action and kind; never the value itself."""
    secret = _secrets(session)
    found = []
    for entry in session.exec(select(AuditEntry)):
        text = f"{entry.before} {entry.after}"
        kinds = [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]
        kinds += [kind for kind, values in secret.items() if any(each in text for each in values)]
        names = _names(json.loads(entry.before)) | _names(json.loads(entry.after))
        kinds += sorted(names & (SECRETS | SCORES))
        found += [f"{entry.action}: {kind}" for kind in kinds]
    return sorted(set(found))


def _secrets(session: Session) -> dict[str, set[str]]:
    accounts, experts = session.exec(select(Account)).all(), session.exec(select(Expert)).all()
    addresses = {row.email for row in [*accounts, *experts]}
    return {
        "password": {PASSWORD},
        "stored hash of a password": {row.password_hash for row in accounts},
        "mail address": {each for each in addresses if len(each) >= SHORTEST},
        "name of an expert": {row.name for row in experts if row.name},
        "token": _tokens(session),
    }


def _tokens(session: Session) -> set[str]:
    """Return every value of a column that keeps a token or a digest of one, a seal or a secret."""
    found: set[str] = set()
    for table in SQLModel.metadata.tables.values():
        for column in table.c:
            if re.search("token|secret|_sealed$", column.name):
                rows = session.connection().execute(sa.select(column)).scalars()
                found |= {str(value) for value in rows if value and len(str(value)) >= SHORTEST}
    return found


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        inner = [_names(each) for each in value.values()]
        return set(value) | set().union(*inner)
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set()
