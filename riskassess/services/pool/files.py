"""Papers of an application shown to the pool keeper: each time on record."""

from datetime import datetime

from sqlmodel import Session

from expert_pool.vocabulary import Disclosed
from models import ExpertFile
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.i18n import _
from riskassess.queries.pool.records import get_file
from riskassess.services.pool.personal import disclose, lock_kept


def show_file(
    session: Session, *, expert_id: int, file_id: int, actor: Actor, now: datetime
) -> ExpertFile:
    """Return a paper and record that the pool keeper looked at it.

    Raises
    ------
    NotFound, Refused
        For another office's expert, an unknown or erased paper, and anybody but a pool keeper.
    """
    with transaction(session):
        expert = lock_kept(session, expert_id, actor=actor)
        paper = get_file(session, expert_id, file_id)
        purpose = _("办理入库和聘任：%(name)s", name=paper.filename)
        disclose(session, expert, Disclosed.FILE, purpose=purpose, actor=actor, now=now)
        return paper
