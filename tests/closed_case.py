"""A closed case with everything a dossier can hold, made through the services."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models import Dossier, Measure, Opinion, PanelMember, Score, Sheet, row_id
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.storage import FileStore
from riskassess.demonstration.loading import FILES, FOLDER
from riskassess.domain.actor import Actor
from riskassess.domain.assessment_file import read_json
from riskassess.domain.vocabulary import Decision, ReviewConclusion, RiskGrade, Role
from riskassess.queries.assessments import Case, get_case, newest_proposal
from riskassess.queries.dossiers import missing_papers
from riskassess.queries.reviews import list_reviews
from riskassess.services import (
    certainty,
    decisions,
    dossiers,
    evidence,
    exchange,
    proposals,
    results,
    tracking,
)
from riskassess.services.uploads import Upload, place_document
from tests import factories
from tests.support.old_draws import store_old_draw

REASON = "安置点容量尚未落实，建议按高风险管理，逐户签约后再降级。"
OPINION = "移民意愿调查覆盖面较好，但后期扶持资金来源应写明。专家刘𫓧建议补充同类水库的信访数据。"


@dataclass
class Closed:
    """The case with the people who may act on it."""

    case: Case
    officer: Actor
    approver: Actor
    archivist: Actor
    sponsor: Actor


def closed_case(
    session: Session,
    *,
    files: FileStore,
    keys: OfficeKeys,
    office: Any = None,
    with_papers: bool = True,
    file: str = FILES[0],
) -> Closed:
    """Take an imported assessment to its closing, with opinions, dissent and a recorded draw."""
    office = office or factories.office()
    people = {
        role: factories.actor(role, office_id=office.id)
        for role in (Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST)
    }
    officer, archivist = people[Role.CASE_OFFICER], people[Role.ARCHIVIST]
    done = exchange.import_assessment(
        session,
        plain=read_json((FOLDER / file).read_text(encoding="utf-8")),
        manual=builtin_manual("cn-default"),
        office_id=office.id,
        is_demonstration=True,
        now=factories.NOW,
    )
    case = get_case(session, done.assessment_id, actor=officer)
    sponsor = factories.actor(Role.PROJECT_UNIT, office_id=office.id, unit_id=case.project.unit_id)
    closed = Closed(case, officer, people[Role.APPROVER], archivist, sponsor)
    _write_opinions(session, case)
    _draw(session, case)
    _place(session, closed, files, codes=None if with_papers else ("D16",))
    _approve(session, closed, keys)
    _carry_out(session, closed, paper(files, "D27 决定"))
    if with_papers:
        for found in missing_papers(session, case, grade=RiskGrade.MEDIUM):
            if found.can_be_added:
                add_paper(session, closed, files, code=found.code)
    return closed


def add_paper(session: Session, closed: Closed, files: FileStore, *, code: str) -> None:
    """Add a late paper as the archivist."""
    dossiers.add_paper(
        session,
        assessment_id=closed.case.id,
        code=code,
        upload=paper(files, f"{code} 文件"),
        actor=closed.archivist,
        now=factories.NOW,
    )


def paper(files: FileStore, title: str) -> Upload:
    """Store a small file and return what an upload says of it."""
    stored = files.put(f"%PDF-1.7 {title}".encode())
    return Upload(f"{title}.pdf", title, "application/pdf", stored.size, stored.digest)


def _place(
    session: Session, closed: Closed, files: FileStore, *, codes: tuple[str, ...] | None
) -> None:
    for found in missing_papers(session, closed.case, grade=RiskGrade.MEDIUM):
        if not found.can_be_added and (codes is None or found.code in codes):
            place_document(
                session,
                closed.case,
                found.code,
                paper(files, found.name),
                item=found.item,
                actor=closed.sponsor,
                now=factories.NOW,
            )
    session.commit()


def _write_opinions(session: Session, case: Case) -> None:
    sheets = session.exec(select(Sheet).order_by(col(Sheet.id))).all()
    mine = [sheet for sheet in sheets if _of(session, sheet, case)]
    for number, sheet in enumerate(mine):
        sheet.conclusion = ReviewConclusion.REVISE if number == 2 else ReviewConclusion.PASS
        sheet.initial_grade = RiskGrade.HIGH if number == 2 else RiskGrade.MEDIUM
        sheet.expected_grade = RiskGrade.MEDIUM if number == 2 else RiskGrade.LOW
        texts = {"survey": OPINION, "measures": "措施与因素对应，责任单位明确。"}
        if number == 2:
            texts["grade"] = REASON
        for heading, text in texts.items():
            session.add(
                Opinion(
                    office_id=sheet.office_id, sheet_id=row_id(sheet), heading=heading, text=text
                )
            )
        score = session.exec(
            select(Score).where(Score.sheet_id == sheet.id).order_by(col(Score.id))
        ).first()
        score.comment = "参考邻县同类水库移民的实际情况。"
    session.commit()


def _of(session: Session, sheet: Sheet, case: Case) -> bool:
    member = session.get_one(PanelMember, sheet.member_id)
    return member.review_id in {review.id for review in list_reviews(session, case.id)}


def _draw(session: Session, case: Case) -> None:
    (review,) = list_reviews(session, case.id)
    store_old_draw(review)


def _approve(session: Session, closed: Closed, keys: OfficeKeys) -> None:
    key = {"assessment_id": closed.case.id, "actor": closed.officer, "now": factories.NOW}
    result = results.compute_again(session, **key)
    certainty.store_certainty(session, result_id=row_id(result), now=factories.NOW)
    proposals.propose_grade(session, **key, explanation="各项标准就高取中风险。")
    proposals.approve_grade(
        session,
        proposal_id=row_id(newest_proposal(session, closed.case.id)),
        sign=keys.sign,
        actor=closed.approver,
        now=factories.NOW,
    )


def _carry_out(session: Session, closed: Closed, act_paper: Upload) -> None:
    place_document(
        session,
        closed.case,
        "D27",
        act_paper,
        item="",
        actor=closed.officer,
        now=factories.NOW,
    )
    session.commit()
    key = {"assessment_id": closed.case.id, "now": factories.NOW}
    act = decisions.Act(Decision.IMPLEMENT, "区政府常务会议", date(2026, 3, 1))
    decisions.record_decision(session, **key, act=act, actor=closed.officer)
    decisions.start_tracking(session, **key, actor=closed.officer)
    for measure in session.exec(select(Measure).where(Measure.assessment_id == closed.case.id)):
        target = {**key, "measure_id": row_id(measure)}
        evidence.prove_measure(
            session, **target, evidence="台账和照片备查。", upload=None, actor=closed.sponsor
        )
        tracking.check_measure(
            session, **target, is_confirmed=True, remark="属实。", actor=closed.officer
        )
    tracking.close_assessment(session, **key, reason="措施全部核实。", actor=closed.officer)


@dataclass
class Printed:
    """What stands in for a printed PDF where the printer is not what is tested."""

    content: bytes


def seal(session: Session, closed: Closed, **values: Any) -> tuple[Dossier, int]:
    """Ask for the dossier as the archivist; return it and the id of the job."""
    given = {"assessment_id": closed.case.id, "actor": closed.archivist, "now": factories.NOW}
    return dossiers.request_seal(session, **{**given, **values})


def fresh(session: Session, row: Any) -> Any:
    """Return a row as it stands in the store now."""
    session.expire_all()
    return session.get(type(row), row.id)
