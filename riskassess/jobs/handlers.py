"""Kind of job → the function that does it."""

from collections.abc import Callable
from functools import partial

from sqlmodel import Session

from models import Dossier, Job, row_id
from riskassess.adapters.documents import MediaType, extract_text, page_count, page_images
from riskassess.queries.certainty import JOB_KIND as CERTAINTY
from riskassess.resources import Resources
from riskassess.services import certainty, documents, jobs
from riskassess.services.pool.appointment import LETTER_JOB

KIND_OF = {kind.mime: kind for kind in MediaType}
Handler = Callable[[Resources, Session, Job], None]


def render_pages(resources: Resources, session: Session, job: Job) -> None:
    """Draw the pages of one document as images."""
    documents.render_pages(
        session,
        document_id=job.subject_id,
        files=resources.files,
        draw=lambda path, mime, width: page_images(path, KIND_OF[mime], width=width),
        count=lambda path, mime: page_count(path, KIND_OF[mime]),
        beat=partial(jobs.beat, session, job_id=row_id(job), clock=resources.clock),
    )


def read_text(resources: Resources, session: Session, job: Job) -> None:
    """Read the text of one Office file."""
    documents.read_text(
        session,
        document_id=job.subject_id,
        files=resources.files,
        extract=lambda path, mime: extract_text(path, KIND_OF[mime]),
    )


def compute_certainty(resources: Resources, session: Session, job: Job) -> None:
    """Compute and store how certain one result is."""
    certainty.store_certainty(session, result_id=job.subject_id, now=resources.clock())


def build_dossier(resources: Resources, session: Session, job: Job) -> None:
    """Print, pack and seal one dossier."""
    from riskassess.jobs import dossiers  # the PDF chain: only a worker needs it

    dossier = session.get_one(Dossier, job.subject_id)
    now = resources.clock()
    certainty.store_waiting(session, assessment_id=dossier.assessment_id, now=now)
    dossiers.build_dossier(resources, session, job)


def print_letter(resources: Resources, session: Session, job: Job) -> None:
    """Print one letter of appointment."""
    from riskassess.jobs import appointment_letters  # the PDF chain: only a worker needs it

    appointment_letters.print_letter(resources, session, job)


HANDLERS: dict[str, Handler] = {
    documents.DRAW: render_pages,
    documents.READ: read_text,
    CERTAINTY: compute_certainty,
    "build_dossier": build_dossier,
    LETTER_JOB: print_letter,
}
