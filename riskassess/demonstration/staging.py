"""What the cases of the demonstration are played with: people as actors, papers, moments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import Session, select

from models import Account, Assessment, GradeResult, Office, Project
from models.engine import transaction
from riskassess.demonstration.papers import demonstration_paper
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.vocabulary import AssessmentState
from riskassess.jobs.runner import run
from riskassess.queries.accounts import actor_for, find_by_login
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.certainty import find_work
from riskassess.queries.checklists import checklist
from riskassess.resources import Resources
from riskassess.services.documents import queue_rendering
from riskassess.services.uploads import Upload, place_document, upload_document

PDF = "application/pdf"


@dataclass
class Stage:
    """The session, the office, and a clock that moves on with every step."""

    resources: Resources
    session: Session
    office: Office

    def __post_init__(self) -> None:
        self._steps = count(1)
        self._begun = self.resources.clock() - timedelta(days=1)

    def moment(self) -> datetime:
        """Return the next moment, minutes after the one before."""
        return self._begun + timedelta(minutes=next(self._steps))

    def actor(self, login: str) -> Actor:
        """Return an account of the demonstration as an actor."""
        account = find_by_login(self.session, login)
        if account is None:
            raise LookupError(login)
        return actor_for(self.session, account)

    def expert(self, expert_id: int) -> Actor:
        """Return an expert of the pool as an actor."""
        account = self.session.exec(select(Account).where(Account.expert_id == expert_id)).one()
        return actor_for(self.session, account)

    def case(self, code: str, login: str) -> Case:
        """Return a case by its code, as somebody sees it."""
        row = self.session.exec(
            select(Assessment).where(
                Assessment.office_id == self.office.id, Assessment.code == code
            )
        ).one()
        return get_case(self.session, row.id or 0, actor=self.actor(login))

    def upload_missing(self, case: Case, login: str, *, needed_for: AssessmentState) -> None:
        """Upload a paper for each required line of the sponsor's checklist for a step."""
        for line in checklist(self.session, case):
            if (
                line.by is Bringer.SPONSOR
                and line.is_required
                and not line.is_present
                and line.needed_for is needed_for
            ):
                job_id = upload_document(
                    self.session,
                    assessment_id=case.id,
                    code=line.code,
                    item=line.item,
                    upload=self.paper(line.name, case.project),
                    replaces=None,
                    actor=self.actor(login),
                    now=self.moment(),
                )
                self.ring("job", job_id)

    def place_papers(self, case: Case, *, until: Collection[AssessmentState]) -> None:
        """Put a paper under each required line of an imported case: its own steps are past."""
        lines = [
            line
            for line in checklist(self.session, case)
            if line.is_required and not line.is_present and line.needed_for in until
        ]
        for line in lines:
            upload = self.paper(line.name, case.project)
            actor, now = system_actor(self.office.id or 0), self.moment()
            with transaction(self.session):
                document = place_document(
                    self.session, case, line.code, upload, item=line.item, actor=actor, now=now
                )
                job_id = queue_rendering(self.session, document=document, actor=actor, now=now)
            self.ring("job", job_id)

    def paper(self, title: str, project: Project) -> Upload:
        """Store a paper and return what an upload says of it."""
        stored = self.resources.files.put(demonstration_paper(title, project.title))
        return Upload(
            filename=f"{title.replace('/', '_')}.pdf",
            title=title,
            media_type=PDF,
            size=stored.size,
            digest=stored.digest,
        )

    def have_computed(self, result: GradeResult) -> None:
        """Do the work that was queued with a result."""
        with transaction(self.session):  # let go of it: the work writes in a session of its own
            work = find_work(self.session, result.id)
            job_id = work.job.id if work else None
        self.ring("job", job_id)

    def ring(self, kind: str, row_id: int | None) -> None:
        """Do queued work here and now."""
        if row_id is not None:
            run(self.resources, kind, row_id)
