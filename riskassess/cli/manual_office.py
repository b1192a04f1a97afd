"""What `manual` does with the database: stored versions, imports and their approval."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session

from riskassess.adapters.manuals import LARGEST_BYTES, load_manual_bytes, manual_text
from riskassess.cli.opening import open_resources, open_session
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual
from riskassess.queries.accounts import actor_for, find_by_login
from riskassess.queries.manual_proposals import list_manual_proposals
from riskassess.queries.manuals import (
    get_manual,
    manuals_by_id,
    stored_bases,
)
from riskassess.queries.offices import office_by_code
from riskassess.resources import Resources
from riskassess.services import manual_proposals


def list_stored() -> list[Manual]:
    """Return every stored version by id and version."""
    with open_session(open_resources()) as session:
        found = [manual for _digest, manual in manuals_by_id(session).values()]
    return sorted(found, key=lambda manual: (manual.id, manual.version))


def stored(code: str, version: str) -> Manual:
    """Return a stored version; raises NotFound `manual_not_stored`."""
    with open_session(open_resources()) as session:
        found = stored_bases(session)(code, int(version)) if version.isdecimal() else None
    if found is None:
        raise NotFound("manual_not_stored", where="manual", value=f"{code}@{version}")
    return found


def propose(
    file: Path, *, login: str, office_code: str | None, note: str
) -> tuple[int, Manual | None, Manual]:
    """Propose the manual of a file; return its number, what it is compared with, and itself."""
    with file.open("rb") as handle:
        data = handle.read(LARGEST_BYTES + 1)
    with _acting(login) as (resources, session, actor):
        if office_code is not None and office_by_code(session, office_code) != actor.office_id:
            raise NotFound("account_unknown", where="--as", value=login)
        manual = load_manual_bytes(data, bases=stored_bases(session))
        made = manual_proposals.propose_manual(
            session,
            manual=manual,
            source=manual_text(data),
            note=note,
            actor=actor,
            now=resources.clock(),
        )
        compared = made.compared_with_id
        old = None if compared is None else get_manual(session, compared)
        return made.id or 0, old, manual


def proposals_of(login: str) -> list[Any]:
    """Return the imports of the account's office as light rows."""
    with _acting(login) as (_resources, session, actor):
        return list_manual_proposals(session, actor=actor)


def approve(number: int, *, login: str) -> tuple[str, str, str]:
    """Approve an import; return id, version and digest of the stored manual."""
    with _acting(login) as (resources, session, actor):
        row = manual_proposals.approve_manual(
            session, proposal_id=number, actor=actor, now=resources.clock()
        )
        return row.code, row.version, row.digest


def send_back(number: int, *, login: str, reason: str) -> None:
    """Send an import back."""
    with _acting(login) as (resources, session, actor):
        manual_proposals.send_back_manual(
            session, proposal_id=number, reason=reason, actor=actor, now=resources.clock()
        )


@contextmanager
def _acting(login: str) -> Iterator[tuple[Resources, Session, Actor]]:
    """Give a session and the account that acts; who may use the command line vouches for it."""
    resources = open_resources()
    with open_session(resources, may_write=True) as session:
        account = find_by_login(session, login)
        if account is None or not account.is_active:
            raise NotFound("account_unknown", where="--as", value=login)
        yield resources, session, actor_for(session, account)
