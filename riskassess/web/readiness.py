"""Whether this process can serve, check by check; kept for some seconds, for anybody may ask."""

from dataclasses import dataclass, field
from typing import Any

import structlog

from riskassess.queries import health
from riskassess.web import context

GOOD, LATE, BAD = "good", "late", "bad"
KEPT_SECONDS = 5
LEAST_BYTES = 200 * 1024 * 1024
FEW_BYTES = 2 * 1024 * 1024 * 1024
HEARTBEAT_SECONDS = 120.0
WAITING_SECONDS = 1800.0
log = structlog.get_logger()


@dataclass(frozen=True)
class Check:
    """One check: `late` is for people to look at, with `bad` nothing can be served."""

    name: str
    state: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Readiness:
    """All checks of one moment."""

    checks: tuple[Check, ...]

    @property
    def status(self) -> str:
        """The worst of all checks in a word: `ready`, `late` or `unavailable`."""
        states = {check.state for check in self.checks}
        return "unavailable" if BAD in states else "late" if LATE in states else "ready"

    def plain(self) -> dict[str, Any]:
        """Return everything, for those who may know."""
        named = {check.name: {"state": check.state, **check.facts} for check in self.checks}
        return {"status": self.status, "checks": named}


def readiness() -> Readiness:
    """Return how this process is, as it was some seconds ago at most."""
    kept, now = context.kept_for_a_moment(), context.clock()
    found = kept.get("readiness")
    if found is None or abs((now - found[0]).total_seconds()) >= KEPT_SECONDS:
        found = kept["readiness"] = (now, Readiness(_look()))
    seen: Readiness = found[1]
    return seen


def _look() -> tuple[Check, ...]:
    machine = context.machine()
    room = machine.free_bytes()
    return (
        *_of_database(),
        Check("files", GOOD if machine.can_store() else BAD),
        Check("keys", _of_keys(machine)),
        Check(
            "disk",
            BAD if room < LEAST_BYTES else LATE if room < FEW_BYTES else GOOD,
            {"free_bytes": room},
        ),
    )


def _of_keys(machine: Any) -> str:
    if not machine.can_read_keys():
        return BAD
    return GOOD if machine.can_keep_heads() else LATE


def _of_database() -> tuple[Check, ...]:
    """Return what the database tells; one that does not answer tells nothing of the work."""
    try:
        session = context.db_session()
        found, newest = health.revision_of(session), health.newest_revision()
        revisions = {"revision": found, "newest": newest}
        database = Check("database", GOOD if found == newest else BAD, revisions)
        if found != newest:
            return (database,)
        work = health.work_now(session, now=context.clock(), lives=HEARTBEAT_SECONDS)
    except Exception as error:
        log.error("health_database", exc_info=error)
        return (Check("database", BAD),)
    return (database, *_of_work(work))


def _of_work(work: health.Work) -> tuple[Check, ...]:
    is_done = work.processes > 0 and (work.oldest_job_age or 0) < WAITING_SECONDS
    is_sent = (work.oldest_message_age or 0) < WAITING_SECONDS
    return (
        Check(
            "jobs",
            GOOD if is_done else LATE,
            {
                "processes": work.processes,
                "heartbeat_age": work.heartbeat_age,
                "oldest_age": work.oldest_job_age,
            },
        ),
        Check(
            "messages",
            GOOD if is_sent else LATE,
            {"waiting": work.waiting_messages, "oldest_age": work.oldest_message_age},
        ),
    )
