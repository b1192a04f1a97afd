"""Units of the demonstration: a subsidiary, another name, a former employment, an objection."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from expert_pool.credit_codes import check_sign
from expert_pool.vocabulary import ExclusionReason, MatchRuling, Relation
from models import Assessment, Employment, Exclusion, Expert, Project, Unit, row_id
from models.engine import transaction
from riskassess.demonstration.people import BRIDGE_UNIT
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import _, _l
from riskassess.services.pool import contests, name_rulings, units
from riskassess.services.pool.name_rulings import NameAnswer
from riskassess.services.pool.unit_entry import UnitEntry

SUBSIDIARY, CODE_BODY = _l("演示甲设计院"), "91990000DEM000001"  # 990000 is the code of no area
FORMER_YEARS = 2


def units_and_names(stage: Stage) -> str:
    """Give the bridge company a code, a subsidiary and another name, and two experts their past."""
    actor, bridge = stage.actor("keeper"), str(BRIDGE_UNIT)
    values: dict[str, Any] = {"actor": actor, "names": stage.resources.names}
    unit = stage.session.exec(
        select(Unit).where(Unit.office_id == stage.office.id, Unit.name == bridge)
    ).one()
    entry = UnitEntry(bridge, "project_unit", CODE_BODY + check_sign(CODE_BODY))
    key: dict[str, Any] = {"unit_id": row_id(unit)}
    units.correct_unit(stage.session, **key, entry=entry, now=stage.moment(), **values)
    units.add_alias(stage.session, **key, name=_("市桥建"), now=stage.moment(), **values)
    entry = UnitEntry(str(SUBSIDIARY), "employer", parent=bridge)
    units.create_unit(stage.session, entry=entry, now=stage.moment(), **values)
    first, second = _experts(stage, "ZJ0010", "ZJ0011")
    today = stage.moment().date()
    _worked(stage, first, bridge, until_on=today - timedelta(days=365 * FORMER_YEARS))
    _worked(stage, second, _("%(unit)s第二工程处", unit=bridge), until_on=None)
    return "units: registered"


def _experts(stage: Stage, *codes: str) -> list[Expert]:
    query = select(Expert).where(Expert.office_id == stage.office.id)
    found = {row.code: row for row in stage.session.exec(query)}
    return [found[code] for code in codes]


def _worked(stage: Stage, expert: Expert, employer: str, *, until_on: date | None) -> None:
    with transaction(stage.session):
        stage.session.add(
            Employment(
                office_id=expert.office_id,
                expert_id=row_id(expert),
                relation=Relation.ADVISER if until_on is None else Relation.EMPLOYEE,
                employer=employer,
                until_on=until_on,
                added_at=stage.moment(),
            )
        )


def names_ruled(stage: Stage) -> str:
    """Let the keeper answer what is asked of names before the draws of the bridge company."""
    query = (
        select(Assessment)
        .join(Project)
        .where(Project.office_id == stage.office.id, Assessment.state != AssessmentState.DRAFT)
    )
    count = 0
    for row in stage.session.exec(query.order_by(Assessment.code)).all():
        case = stage.case(row.code, "keeper")
        values: dict[str, Any] = {"now": stage.moment(), "names": stage.resources.names}
        found = name_rulings.current_exclusions(stage.session, case, **values)
        for question in found.questions:
            answer = NameAnswer(*question.pair, MatchRuling.SAME, _("工商登记：该公司的分支机构。"))
            name_rulings.rule_names(
                stage.session, assessment_id=case.id, answer=answer,
                actor=stage.actor("keeper"), **values,
            )  # fmt: skip
            count += 1
    return f"names: {count} ruled"


def objection(stage: Stage) -> str:
    """Let an expert of the subsidiary object to having been left out."""
    left_out = stage.session.exec(
        select(Exclusion)
        .where(
            Exclusion.office_id == stage.office.id, Exclusion.reason == ExclusionReason.AFFILIATE
        )
        .order_by(col(Exclusion.id))
    ).first()
    if left_out is None:
        raise LookupError("no affiliate was left out")
    contests.raise_contest(
        stage.session,
        assessment_id=left_out.assessment_id,
        text=_("我院去年起已划归市规划局，不再是该公司的下属单位。"),
        actor=stage.expert(left_out.expert_id),
        now=stage.moment(),
    )
    return "contest: raised"
