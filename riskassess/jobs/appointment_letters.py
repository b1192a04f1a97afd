"""Prints one letter of appointment and puts it among the expert's papers."""

from datetime import datetime

from sqlmodel import Session

from models import Job
from riskassess.adapters.pages import Pages
from riskassess.adapters.pdf import PdfMeta, render_pdf
from riskassess.filters import FILTERS
from riskassess.print.appointment_letter import letter_head, letter_page
from riskassess.resources import Resources
from riskassess.services.pool.appointment_letters import (
    LetterContent,
    letter_content,
    store_letter,
)


def print_letter(resources: Resources, session: Session, job: Job) -> None:
    """Print the letter of an expert; the same term on the same day gives the same file."""
    expert_id, now = job.subject_id, job.created_at
    content = letter_content(session, expert_id, now=now)
    session.rollback()  # no transaction is held while a file is made
    stored = resources.files.put(letter_pdf(content, at=now))
    store_letter(
        session,
        expert_id=expert_id,
        digest=stored.digest,
        size=stored.size,
        number=content.number,
        now=resources.clock(),
    )


def letter_pdf(content: LetterContent, *, at: datetime) -> bytes:
    """Return the letter as PDF/A-3b; `at` is the moment written into the file."""
    head = letter_head(content)
    html = Pages(filters=FILTERS).render_page(
        "print/appointment_letter.html", **letter_page(content)
    )
    meta = PdfMeta(
        title=f"{head.title} {head.number}",
        created_at=at,
        authors=(head.office,),
        number=head.number,
        contents=False,
    )
    return render_pdf(html, meta=meta, attachments={}).content
