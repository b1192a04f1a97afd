"""The nine phases of one assessment with their days, and what it waits for now."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Transition
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar, working_days_left
from riskassess.domain.lifecycle import PHASE_OF, SIDE_STATES
from riskassess.domain.tasks import PARTY_OF, Party, Progress, TaskKind, next_tasks
from riskassess.domain.vocabulary import AssessmentState, Phase
from riskassess.queries.assessments import Case
from riskassess.queries.progress import progress_of
from riskassess.queries.todo import SHANGHAI, due_of


@dataclass(frozen=True)
class PhaseStep:
    """One phase of the track.

    `state` is done, now or todo; the days are local. The last five are set for the present phase
    only: what it waits for, on whom, until when, how many working days are left (negative: late).
    """

    phase: Phase
    state: str
    since: date | None = None
    until: date | None = None
    task: TaskKind | None = None
    party: Party | None = None
    due_on: date | None = None
    days_left: int | None = None
    is_certain: bool = True
    # That the case is suspended or cancelled, and since when: then it waits for nobody here.
    halted: tuple[AssessmentState, date] | None = None


def phase_track(
    session: Session, case: Case, *, now: datetime, calendar: WorkCalendar = WEEKDAYS
) -> list[PhaseStep]:
    """Return the nine phases; `riskassess.web.tracks.case_track` puts them into words."""
    spans = _spans(session, case)
    present = PHASE_OF.get(case.standing, Phase.REGISTRATION)
    order = list(Phase)
    ended = case.assessment.state is AssessmentState.ARCHIVED
    is_halted = case.assessment.state in SIDE_STATES
    steps = []
    for phase in order:
        since, until = spans.get(phase, (None, None))
        if phase is present and is_halted:
            halted_on = case.assessment.state_since.astimezone(SHANGHAI).date()
            steps.append(PhaseStep(phase, "now", since, halted=(case.assessment.state, halted_on)))
        elif phase is present and not ended:
            steps.append(_present(session, case, since=since, now=now, calendar=calendar))
        elif order.index(phase) <= order.index(present):
            # closed without tracking: what never began is not done
            skipped = phase is Phase.TRACKING and since is None and Phase.DECISION in spans
            steps.append(PhaseStep(phase, "todo" if skipped else "done", since, until))
        else:
            steps.append(PhaseStep(phase, "todo"))
    return steps


def _spans(session: Session, case: Case) -> dict[Phase, tuple[date, date | None]]:
    query = (
        sa.select(col(Transition.before), col(Transition.after), col(Transition.at))
        .where(col(Transition.assessment_id) == case.id)
        .order_by(col(Transition.at), col(Transition.id))
    )
    first = case.assessment.created_at.astimezone(SHANGHAI).date()
    spans: dict[Phase, tuple[date, date | None]] = {Phase.REGISTRATION: (first, None)}
    for before, after, at in session.execute(query):
        if SIDE_STATES & {before, after}:
            continue  # the phase goes on afterwards
        left, entered = PHASE_OF[AssessmentState(before)], PHASE_OF[AssessmentState(after)]
        day = at.astimezone(SHANGHAI).date()
        if left is entered:
            continue
        spans[left] = (spans.get(left, (day, None))[0], day)
        spans[entered] = (spans.get(entered, (day, None))[0], None)
    return spans


def _present(
    session: Session,
    case: Case,
    *,
    since: date | None,
    now: datetime,
    calendar: WorkCalendar,
) -> PhaseStep:
    progress = progress_of(session, [case.assessment])[case.id]
    task = next(iter(next_tasks(progress)), None)
    due, is_certain = _due(case, progress, calendar)
    days = calendar.with_manual(case.manual.holidays)
    today = now.astimezone(SHANGHAI).date()
    left = working_days_left(today, due, days.closed, days.working) if due else None
    return PhaseStep(
        phase=PHASE_OF[progress.state],
        state="now",
        since=since or case.assessment.state_since.astimezone(SHANGHAI).date(),
        task=task,
        party=PARTY_OF[task] if task else None,
        due_on=due,
        days_left=left,
        is_certain=is_certain,
    )


def _due(case: Case, progress: Progress, calendar: WorkCalendar) -> tuple[date | None, bool]:
    """Return the day that holds now and whether it is certain; that of an open round goes first."""
    if progress.round_due:
        return progress.round_due, True
    return due_of(
        case.manual, progress.state, since=case.assessment.state_since, calendar=calendar,
        granted=case.assessment.granted_days,
    )  # fmt: skip


def due_now(session: Session, case: Case, *, calendar: WorkCalendar = WEEKDAYS) -> date | None:
    """Return the one day by which the present state should be over; None where none holds."""
    if case.assessment.state in SIDE_STATES:
        return None
    return _due(case, progress_of(session, [case.assessment])[case.id], calendar)[0]
