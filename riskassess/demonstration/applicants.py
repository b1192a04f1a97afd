"""People on their way into the invented pool, each at another step, and one who is being heard."""

from typing import Any

from sqlmodel import select

from models import Expert, row_id
from riskassess.demonstration.papers import demonstration_paper
from riskassess.demonstration.staging import PDF, Stage
from riskassess.i18n import _
from riskassess.services.letters import Outbox
from riskassess.services.points import MarkedPoint
from riskassess.services.pool import admission, applications, standing
from riskassess.services.pool.admission import Outcome, Placing
from riskassess.services.pool.applications import Papers
from riskassess.services.pool.forms import Application
from riskassess.services.uploads import Upload

CONDITIONS = ("nationality", "ethics", "knowledge", "record", "health", "apart")
HEARD = "ZJ0004"


def applicants(stage: Stage) -> str:
    """Let three people apply, one be recommended, and one member be heard."""
    url = stage.resources.settings.public_url
    _applied(stage, "甲", profession="water", email="applicant1")
    returned = _applied(stage, "乙", profession="construction", email="applicant2")
    point = MarkedPoint(_("职称证书"), _("扫描件缺少发证机关一页"))
    by: dict[str, Any] = {"actor": stage.actor("keeper"), "outbox": Outbox(url)}
    admission.return_application(
        stage.session, expert_id=row_id(returned), points=[point], now=stage.moment(), **by
    )
    _made_public(stage, _applied(stage, "丙", profession="transport", email="applicant3"))
    _recommended(stage)
    heard = stage.session.exec(
        select(Expert).where(Expert.office_id == stage.office.id, Expert.code == HEARD)
    ).one()
    standing.open_hearing(
        stage.session,
        expert_id=row_id(heard),
        reason_code="absences",
        note=_("演示：本年度三次接受邀请后没有提交评分表。"),
        now=stage.moment(),
        **by,
    )
    return _("入库申请四件，听取意见一件")


def _applied(stage: Stage, mark: str, *, profession: str, email: str) -> Expert:
    expert = applications.apply(
        stage.session,
        office_id=row_id(stage.office),
        papers=Papers(_given(mark, profession, email), _papers(stage), consents=True),
        seal=stage.resources.seal,
        now=stage.moment(),
        outbox=Outbox(stage.resources.settings.public_url),
        is_demonstration=True,
    )
    if expert is None:
        raise RuntimeError(f"somebody has the address of applicant {email} already")
    return expert


def _given(mark: str, profession: str, email: str) -> Application:
    return Application(
        name=_("申请%(mark)s（演示）", mark=mark),
        expert_class="engineering",
        profession=profession,
        title=_("高级工程师"),
        title_level="senior",
        practice_since=2008,
        specialities=_("演示：规划设计、移民安置、施工组织"),
        employer=_("演示%(mark)s设计院", mark=mark),
        employer_type="institute",
        email=f"{email}@example.invalid",
        phone="023-00000000",
    )


def _papers(stage: Stage) -> dict[str, Upload]:
    found = {}
    names = {"title_certificate": _("职称证书"), "consent": _("本人签字的同意书")}
    for code, name in names.items():
        stored = stage.resources.files.put(demonstration_paper(name, _("入库申请")))
        found[code] = Upload(f"{name}.pdf", name, PDF, stored.size, stored.digest)
    return found


def _made_public(stage: Stage, expert: Expert) -> None:
    by: dict[str, Any] = {"expert_id": row_id(expert), "actor": stage.actor("keeper")}
    outcomes = {code: Outcome(True, _("已核对")) for code in CONDITIONS}
    admission.check_form(stage.session, outcomes=outcomes, now=stage.moment(), **by)
    placing = Placing(expert.expert_class, expert.profession)
    admission.check_class(stage.session, placing=placing, now=stage.moment(), **by)
    admission.publish(
        stage.session,
        outbox=Outbox(stage.resources.settings.public_url),
        calendar=stage.resources.calendar,
        now=stage.moment(),
        **by,
    )


def _recommended(stage: Stage) -> None:
    sponsor = stage.actor("sponsor")
    applications.recommend(
        stage.session,
        papers=Papers(_given("丁", "water", "applicant4")),
        unit_id=sponsor.unit_id or 0,
        note=_("演示：单位党组织研究同意推荐。"),
        seal=stage.resources.seal,
        actor=sponsor,
        now=stage.moment(),
        outbox=Outbox(stage.resources.settings.public_url),
        is_demonstration=True,
    )
