"""What experts of the invented pool keep of themselves, and who looked at it for what."""

from datetime import timedelta

from sqlmodel import select

from models import Expert, row_id
from riskassess.demonstration.staging import Stage
from riskassess.domain.actor import Actor
from riskassess.i18n import _
from riskassess.queries.pool.periods import day_of
from riskassess.services.pool import personal, profile

AWAY, ASKING = "ZJ0060", "ZJ0061"
"""Neither sits on a panel of the demonstration."""


def own_life(stage: Stage) -> str:
    """Let one expert be away, one ask for a correction, and the keeper look for a purpose."""
    away, asking = _actor(stage, AWAY), _actor(stage, ASKING)
    today = day_of(stage.resources.clock())
    for first, last, note in ((20, 27, _("演示：出差")), (60, 74, _("演示：休假"))):
        profile.add_absence(
            stage.session,
            from_on=today + timedelta(days=first),
            until_on=today + timedelta(days=last),
            note=note,
            actor=away,
            now=stage.moment(),
        )
    profile.request_correction(
        stage.session,
        text=_("演示：职称已评为正高级，证书可以出示，请更正。"),
        actor=asking,
        now=stage.moment(),
    )
    personal.show_contact(
        stage.session,
        expert_id=asking.expert_id or 0,
        purpose=_("演示：联系核对职称证书的时间"),
        actor=stage.actor("keeper"),
        now=stage.moment(),
        seal=stage.resources.seal,
    )
    return _("日历两段，更正申请一件，查阅一次")


def _actor(stage: Stage, code: str) -> Actor:
    expert = stage.session.exec(
        select(Expert).where(Expert.office_id == stage.office.id, Expert.code == code)
    ).one()
    return stage.expert(row_id(expert))
