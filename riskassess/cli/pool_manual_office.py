"""What the pool manual's commands do with the database."""

from riskassess.cli.opening import open_resources, open_session
from riskassess.domain.actor import system_actor
from riskassess.domain.pool_manual import PoolManual
from riskassess.queries.offices import office_by_code
from riskassess.queries.pool_manuals import list_pool_manuals, pool_manual_by_digest
from riskassess.services.pool_manuals import adopt_pool_manual


def stored_pool_manuals() -> list[PoolManual]:
    """Return every stored version."""
    with open_session(open_resources()) as session:
        return [pool_manual_by_digest(session, row.digest) for row in list_pool_manuals(session)]


def adopt(manual: PoolManual, *, office_code: str) -> None:
    """Store the manual and let the office use it; raises NotFound, Conflict."""
    resources = open_resources()
    with open_session(resources, may_write=True) as session:
        office_id = office_by_code(session, office_code)
        adopt_pool_manual(
            session,
            manual=manual,
            office_id=office_id,
            actor=system_actor(office_id),
            now=resources.clock(),
        )
