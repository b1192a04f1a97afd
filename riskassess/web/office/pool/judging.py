"""Who of the office may open pages about an expert's work: who judges it, nobody else."""

from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.i18n import sentences
from riskassess.messages import explain
from riskassess.web import context
from riskassess.web.office.blueprint import bp


@bp.app_template_global()
def may_judge() -> bool:
    """Return whether the reader keeps the pool or handles cases: others get no link either."""
    return context.actor().has(Role.CASE_OFFICER, Role.POOL_KEEPER)


def require_judge() -> None:
    """Answer 404 to who does neither: such pages do not exist there."""
    if not may_judge():
        raise NotFound("not_found", where="work")


def why_not(reason: str | None) -> str:
    """Return a refusal in words, or an empty text."""
    return sentences(explain(reason, {})) if reason else ""
