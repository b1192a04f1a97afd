"""Scenes for tests of reviews: a case ready for review, a pool, submitted sheets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import (
    Assessment,
    Draw,
    Factor,
    LedgerEntry,
    Opinion,
    PanelMember,
    Review,
    ReviewRound,
    Score,
    Sheet,
    Survey,
)
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import (
    AssessmentState,
    MemberState,
    ReviewConclusion,
    ReviewKind,
    RiskGrade,
    Role,
    SheetState,
)
from riskassess.queries.certainty import find_work
from riskassess.queries.draws import list_values
from riskassess.resources import NAME_TOOLS
from riskassess.services import certainty, draws, jobs, panels, rounds
from riskassess.services.draw_announcing import Desk
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.draws import Proof
from riskassess.services.seats import leave_seat, list_members
from tests import factories
from tests.support.group_opinions import let_agree
from tests.support.kept_scene import kept
from tests.support.signing import sign
from tests.support.vault import vault

DUE = date(2026, 3, 20)
URL = "https://wenping.example.invalid"
PROFESSIONS = ("law", "social_governance", "expropriation", "planning", "accounting", "finance")


def ready_case(**values) -> Assessment:
    """Make a case whose factors are fixed, with survey and forecast."""
    made = factories.assessment(
        **{
            "state": AssessmentState.PREPARING,
            "handed_in_at": factories.NOW,
            "factors_fixed_at": factories.NOW,
            "event_class": RiskGrade.MEDIUM,
            "headcount": 60,
            **values,
        }
    )
    for code in ("B03", "B06", "G03"):
        factories.factor(made, code)
    factories.document(made, "D16")  # a medium grade asks for an emergency plan
    factories.save(
        Survey(
            office_id=made.office_id, assessment_id=made.id, number=1, recorded_at=factories.NOW,
            issued=200, valid=180, support=120, conditional=20, indifferent=10, oppose=30,
        )
    )  # fmt: skip
    return made


def pool(office_id: int, *, each: int = 3, prefix: str = "P") -> list:
    """Fill the office's pool with experts of six professions, each of another employer."""
    return [
        factories.expert(
            office_id=office_id,
            profession=profession,
            state=ExpertState.ACTIVE,
            code=f"{prefix}{place}{number:02}",
        )  # the order of a list hangs on the codes
        for place, profession in enumerate(PROFESSIONS)
        for number in range(each)
    ]


def officer(case: Assessment, *roles: Role) -> Actor:
    """Make a case officer of the case's office."""
    return factories.actor(Role.CASE_OFFICER, *roles, office_id=case.office_id)


def approver(case: Assessment) -> Actor:
    """Make an approver of the case's office."""
    return factories.actor(Role.APPROVER, office_id=case.office_id)


WAIT = timedelta(hours=2)
THROWS = ("3512644153", "2266413512")


def desk(actor: Actor, now: datetime) -> Desk:
    """Return who acts when, with a key, the comparison of names and always one salt."""
    return Desk(actor, now, sign, NAME_TOOLS, lambda: "5a17" * 8)


def dice(now: datetime) -> SourceChoice:
    """Choose dice, to be thrown in two hours."""
    return SourceChoice("dice", now + WAIT)


def announced(session, case: Assessment, actor: Actor, *, now: datetime, due_on: date = DUE):
    """Open a project review: its draw is announced, nobody is drawn."""
    return panels.open_review(
        session, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, due_on=due_on,
        choice=dice(now), desk=desk(actor, now),
    )  # fmt: skip


def throw(session, draw, actor: Actor, source: str, throw: str, *, now: datetime):
    """Enter the throw of one role."""
    return draws.enter_values(
        session, draw_id=draw.id, source=source, values=throw, proof=Proof("录像 001"),
        public_url=URL, desk=desk(actor, now),
    )  # fmt: skip


def confirm(session, draw, actor: Actor, source: str, *, now: datetime):
    """Let another person confirm published values as they stand."""
    seen = list_values(session, draw.id)[source].values
    return draws.confirm_values(
        session, draw_id=draw.id, source=source, seen=seen, public_url=URL, desk=desk(actor, now)
    )


def thrown(session, draw, officer: Actor, *, now: datetime, throws: tuple[str, str] = THROWS):
    """Let case officer and pool keeper throw; the draw is made with the second one."""
    keeper = factories.actor(Role.POOL_KEEPER, office_id=draw.office_id)
    throw(session, draw, officer, "dice_officer", throws[0], now=now + WAIT)
    return throw(session, draw, keeper, "dice_keeper", throws[1], now=now + WAIT)


@dataclass
class Opened:
    """A review whose panel is drawn and invited."""

    review: Review
    draw: Draw
    message_ids: tuple[int, ...]


def opened(session, case: Assessment, actor: Actor, *, now: datetime, throws=THROWS) -> Opened:
    """Open a project review and draw its panel with two throws of dice."""
    made = announced(session, case, actor, now=now)
    entered = thrown(session, made.draw, actor, now=now, throws=throws)
    return Opened(made.review, made.draw, entered.message_ids)


@kept
def pooled_case(_session) -> Assessment:
    """Make a case whose office has a pool of experts."""
    case = ready_case()
    pool(case.office_id)
    return case


@kept
def drawn_case(session, *, now: datetime) -> tuple[Assessment, Opened, Actor]:
    """Draw the panel of a case from a pool of its own; return case, review and the officer."""
    case = ready_case()
    pool(case.office_id)
    actor = officer(case)
    return case, opened(session, case, actor, now=now), actor


def panel(session, review) -> list[PanelMember]:
    """Return everybody who ever had a seat."""
    return list_members(session, review.id)


def leave(session, member: PanelMember) -> None:
    """Let a member decline, with the line of the ledger; no reserve is called."""
    leave_seat(
        session, member=member, state=MemberState.DECLINED, reason_code="time",
        actor=factories.actor(Role.CASE_OFFICER, office_id=member.office_id), now=factories.NOW,
    )  # fmt: skip
    session.commit()


def round_of(session, review) -> ReviewRound:
    """Return the review's round."""
    return session.exec(select(ReviewRound).where(ReviewRound.review_id == review.id)).one()


def seated(session, review) -> list[PanelMember]:
    """Return the invited members."""
    rows = list_members(session, review.id)
    return [row for row in rows if row.state is not MemberState.RESERVE]


def submit(session, review, member: PanelMember, *, shift: int = 0) -> Sheet:
    """Hand in a complete sheet for a member."""
    round_ = round_of(session, review)
    sheet = factories.save(
        Sheet(
            office_id=review.office_id, round_id=round_.id, member_id=member.id,
            state=SheetState.SUBMITTED, conclusion=ReviewConclusion.PASS,
            initial_grade=RiskGrade.MEDIUM, expected_grade=RiskGrade.LOW,
            started_at=factories.NOW, submitted_at=factories.NOW,
        )
    )  # fmt: skip
    factors = session.exec(select(Factor).where(Factor.assessment_id == review.assessment_id))
    for number, factor in enumerate(factors.all()):
        factories.save(
            Score(
                office_id=review.office_id, sheet_id=sheet.id, factor_id=factor.id,
                before_weight=50_000 + 10_000 * number, before_probability=6_100 + shift,
                before_impact=7_300, after_weight=50_000 + 10_000 * number,
                after_probability=3_000 + shift, after_impact=4_000,
            )
        )  # fmt: skip
    for heading, text in (("survey", "调查对象应补充租户。"), ("must_fix", "补充过渡安置方案。")):
        factories.save(
            Opinion(office_id=review.office_id, sheet_id=sheet.id, heading=heading, text=text)
        )
    member.state = MemberState.SUBMITTED
    factories.save(member)
    return sheet


def work(session, result, *, now: datetime) -> None:
    """Do the job that was queued with a result: its certainty."""
    certainty.store_certainty(session, result_id=result.id, now=now)
    jobs.finish_job(session, job_id=find_work(session, result.id).job.id, now=now)


@kept
def graded(session, *, now: datetime, each: int = 3, prefix: str = "P", **values):
    """Bring a case to a computed result; return case, review, result and the officer."""
    case = ready_case(**values)
    pool(case.office_id, each=each, prefix=prefix)
    actor = officer(case)
    review = opened(session, case, actor, now=now).review
    for number, member in enumerate(seated(session, review)[: review.quorum]):
        submit(session, review, member, shift=100 * number)
    round_ = round_of(session, review)
    result = rounds.close_round(
        session, round_id=round_.id, actor=actor, now=now, seal=vault().seal
    )
    let_agree(session, review, now)
    work(session, result, now=now)
    return case, review, result, actor


def ledger_kinds(session, case: Assessment) -> list:
    """Return what the lines of a case's ledger are, in order; their numbers have no gap."""
    rows = session.exec(
        select(LedgerEntry).where(LedgerEntry.assessment_id == case.id).order_by(LedgerEntry.number)
    ).all()
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    return [row.kind for row in rows]
