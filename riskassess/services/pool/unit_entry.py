"""What is written of a unit when it is registered or corrected, and who may write what."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.credit_codes import read_credit_code
from expert_pool.errors import PoolError
from expert_pool.unit_matching import clean_names
from expert_pool.unit_names import NameTools, name_key
from models import Assessment, Employment, Expert, UnitKind
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.unit_policy import refuse_ruling

WRITTEN = (
    (Expert.office_id, Expert.employer),
    (Employment.office_id, Employment.employer),
    (Assessment.office_id, Assessment.institution),
    (Assessment.office_id, Assessment.assessment_subject),
)
"""Where names of units are written that decide who is left out of a draw."""


@dataclass(frozen=True)
class UnitEntry:
    """What is written of a unit; `kind` is a value of `UnitKind`.

    `parent` is a name, alias or credit code.
    """

    name: str
    kind: str
    credit_code: str = ""
    parent: str = ""


def read_name(text: str) -> str:
    """Return a name with single spaces; raises InvalidInput."""
    name = " ".join(text.split())
    if not name:
        raise InvalidInput("unit_name_missing", where="name")
    return name


def read_kind(word: str) -> UnitKind:
    """Return the kind; raises InvalidInput."""
    if word not in set(UnitKind):
        raise InvalidInput("unit_kind_missing", where="kind")
    return UnitKind(word)


def read_code(text: str) -> str | None:
    """Return the credit code, None where none is given; raises InvalidInput."""
    if not text.strip():
        return None
    try:
        return read_credit_code(text)
    except PoolError as error:
        raise InvalidInput(error.code, where="credit_code", **error.facts) from error


def refuse_new_ties(session: Session, entry: UnitEntry, actor: Actor, names: NameTools) -> None:
    """Refuse whoever may not rule on names a new unit that changes who is left out of a draw.

    Raises InvalidInput `unit_parent_ruling` for a parent, `unit_name_written` for a name that an
    expert, an employment or a registration writes already.
    """
    if refuse_ruling(actor) is None:
        return
    if entry.parent.strip():
        raise InvalidInput("unit_parent_ruling", where="parent")
    name, written = read_name(entry.name), set[str]()
    for office_id, column in WRITTEN:
        rows = sa.select(col(column)).where(col(office_id) == actor.office_id).distinct()
        written.update(session.execute(rows).scalars())
    clean = clean_names([name, *sorted(written)], names.simplify)
    if name_key(clean[name]) in {name_key(clean[text]) for text in written if text}:
        raise InvalidInput("unit_name_written", where="name", name=name)
