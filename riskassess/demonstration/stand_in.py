"""A deputy for a week: one of the approvers is on leave, the pool keeper stands in."""

from datetime import timedelta

from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.services.deputies import Naming, name_deputy

WEEK = timedelta(days=6)


def stand_in(stage: Stage) -> str:
    """Let the pool keeper stand in for the second approver from today on."""
    absent, deputy = stage.actor("approver2"), stage.actor("keeper")
    today = local(stage.resources.clock()).date()
    name_deputy(
        stage.session,
        naming=Naming(
            absent_id=absent.account_id or 0,
            deputy_id=deputy.account_id or 0,
            roles=frozenset({Role.APPROVER}),
            first_on=today,
            last_on=today + WEEK,
            reason=_("年休假（演示）。"),
        ),
        actor=absent,
        now=stage.moment(),
    )
    return _("一段代理")
