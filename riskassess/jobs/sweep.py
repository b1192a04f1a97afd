"""The periodic sweep: what is due by itself, found from the rows and done at most once.

Every part may run as often as it likes, in as many workers as there are. A part that fails is
logged and tried again by the next sweep; the others run all the same.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.engine import make_session
from riskassess.jobs.kept_heads import keep_heads
from riskassess.queries.offices import list_office_ids
from riskassess.queries.signature_todo import list_standing
from riskassess.queries.stored_files import needed_among
from riskassess.resources import Resources
from riskassess.services import audit_heads, panel_votes, reminders, signature_pages
from riskassess.services.pool import personal, terms

UNUSED_FILES_WAIT = 24 * 3600
"""Seconds for which a refused form may be sent again with the files that it brought."""
log = structlog.get_logger()
Found = TypeVar("Found")


def sweep_people(resources: Resources) -> list[int]:
    """Do what is due by itself, part by part; return the messages to send."""
    found: list[int] = []
    for part in PARTS:
        with make_session(resources.engine, may_write=True) as session:
            try:
                found += part(resources, session)
            except IntegrityError:  # another worker does the same at this moment
                session.rollback()
            except Exception as error:
                session.rollback()
                log.error("sweep_failed", part=part.__name__, exc_info=error)
    return found


def _remind_members(resources: Resources, session: Session) -> list[int]:
    found: list[int] = []
    for member_id in _read(session, lambda: reminders.list_waited_for(session)):
        found += reminders.remind_if_due(
            session,
            member_id=member_id,
            public_url=resources.settings.public_url,
            calendar=resources.calendar,
            now=resources.clock(),
        )
    return found


def _end_votes(resources: Resources, session: Session) -> Iterable[int]:
    """End each vote on a group opinion whose term is over."""
    for review_id in _read(session, lambda: panel_votes.list_votes(session)):
        panel_votes.end_if_overdue(session, review_id=review_id, now=resources.clock())
    return []


def _settle_pages(resources: Resources, session: Session) -> Iterable[int]:
    """Store each signature page as void that is no longer what was signed."""
    for review_id in _read(session, lambda: list_standing(session)):
        signature_pages.settle_if_void(session, review_id=review_id, now=resources.clock())
    return []


def _remind_terms(resources: Resources, session: Session) -> Iterable[int]:
    if not _is_day(resources, session):
        return []
    url = resources.settings.public_url
    return terms.remind_terms(session, now=resources.clock(), public_url=url)


def _expire_terms(resources: Resources, session: Session) -> Iterable[int]:
    if not _is_day(resources, session):
        return []
    url = resources.settings.public_url
    return terms.expire_terms(session, now=resources.clock(), public_url=url)


def _sign_heads(resources: Resources, session: Session) -> Iterable[int]:
    """Sign the heads of the audit chains that grew, once a day for each office."""
    for office_id in _read(session, lambda: list_office_ids(session)):
        audit_heads.sign_due_heads(
            session, office_id=office_id, sign=resources.keys.sign, now=resources.clock()
        )
    return []


def _keep_heads(resources: Resources, session: Session) -> Iterable[int]:
    """Copy every head that was signed and committed beside the keys of its office."""
    for office_id in _read(session, lambda: list_office_ids(session)):
        keep_heads(resources, session, office_id=office_id)
        session.rollback()
    return []


def _erase(resources: Resources, session: Session) -> Iterable[int]:
    personal.erase_expired(session, now=resources.clock(), remove=resources.files.remove_settled)
    return []


def _drop_unused(resources: Resources, session: Session) -> Iterable[int]:
    """Remove the files of forms that were never accepted, once nobody can send them again."""
    waits = max(UNUSED_FILES_WAIT, 2 * 60 * resources.settings.idle_minutes)
    digests = resources.files.list_unsettled(older_than=waits)
    needed = _read(session, lambda: needed_among(session, digests))
    for digest in digests:
        if digest in needed:
            resources.files.settle(digest)
        elif resources.files.remove_unused(digest, older_than=waits):
            log.info("unused_file_removed", digest=digest)
    return []


def _is_day(resources: Resources, session: Session) -> bool:
    return _read(session, lambda: reminders.is_waking_time(session, now=resources.clock()))


PARTS = (
    _remind_members, _end_votes, _settle_pages, _remind_terms, _expire_terms, _erase, _drop_unused,
    _sign_heads, _keep_heads,
)  # fmt: skip


def _read(session: Session, ask: Callable[[], Found]) -> Found:
    """Ask and let go of the transaction that the question began: each service has its own."""
    found = ask()
    session.rollback()
    return found
