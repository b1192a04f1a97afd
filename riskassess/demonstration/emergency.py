"""A break-glass access that ended: asked by one officer, agreed to by another, one page read."""

from riskassess.demonstration.staging import Stage
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.services import emergency


def emergency_that_ended(stage: Stage, case: Case) -> None:
    """Let the system administrator read a case for a few minutes with the auditor's consent."""
    asker, second = stage.actor("sysadmin"), stage.actor("auditor")
    row = emergency.ask_access(
        stage.session,
        code=case.assessment.code,
        reason=_("演示用的虚构理由：核对一份材料是否打得开。"),
        hours=1,
        longest=stage.resources.settings.emergency_hours,
        actor=asker,
        now=stage.moment(),
    )
    access_id = row.id or 0
    emergency.decide_access(
        stage.session, access_id=access_id, is_granted=True, actor=second, now=stage.moment()
    )
    emergency.open_page(
        stage.session, access_id=access_id, page={"page": "case"}, actor=asker, now=stage.moment()
    )
    emergency.end_access(stage.session, access_id=access_id, actor=asker, now=stage.moment())
