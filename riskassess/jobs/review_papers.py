"""Prints the papers of a review; the same paper is the same file, whoever asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from riskassess.adapters.pages import Pages
from riskassess.adapters.pdf import Labels, PdfMeta, render_pdf
from riskassess.adapters.text_document import text_document
from riskassess.domain.room.papers import FORMS, PaperRule
from riskassess.filters import FILTERS
from riskassess.i18n import _
from riskassess.print.blocks import ReviewPaper
from riskassess.print.review_papers import (
    own_opinion_form,
    paper_name,
    papers_of,
    review_paper,
    sponsors_paper,
)
from riskassess.proof.canonical import bytes_digest

PDF, DOCX = FORMS
KEPT = 16


@dataclass(frozen=True)
class Reader:
    """For whom a paper is printed: the office, the sponsor, or one member of the panel."""

    is_sponsor: bool = False
    member_id: int | None = None


OFFICE = Reader()


def paper_file(
    record: Any, rule: PaperRule, form: str, reader: Reader = OFFICE
) -> tuple[str, bytes]:
    """Return name and content of a paper; `form` is one of `FORMS`."""
    if reader.is_sponsor:
        paper = sponsors_paper(record, rule)
    elif reader.member_id is not None and rule.code == "opinion_forms":
        paper = own_opinion_form(record, rule, reader.member_id)
    else:
        paper = review_paper(record, rule)
    return f"{paper_name(record, rule)}.{form}", print_paper(paper, form)


def print_paper(paper: ReviewPaper, form: str) -> bytes:
    """Return a paper as PDF/A-3b with what it says attached as data, or as DOCX."""
    return text_document(paper) if form == DOCX else _pdf(paper)


@lru_cache(maxsize=KEPT)  # a paper that says the same is asked for again and again
def _pdf(paper: ReviewPaper) -> bytes:
    html = Pages(filters=FILTERS).render_page("print/paper.html", paper=paper)
    meta = PdfMeta(
        title=paper.title,
        created_at=paper.moment,
        authors=(paper.office,),
        subject=paper.subject,
        number=paper.number,
        cover=False,
        contents=False,
        labels=Labels(running_left=paper.title, running_right=paper.number),
    )
    return render_pdf(html, meta=meta, attachments={"paper.json": paper.content}).content


@dataclass(frozen=True)
class PrintedPaper:
    """A paper as it is packed into a dossier: its name there, its place, its own digest."""

    name: str
    document: str
    title: str
    moment: datetime
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file."""
        return bytes_digest(self.content)


def dossier_papers(records: Iterable[Any]) -> list[PrintedPaper]:
    """Return the printed papers of all reviews of a case, in the order of the dossier."""
    found = [
        PrintedPaper(name, paper.document, _title(record, paper), paper.moment, _pdf(paper))
        for record in records
        for name, paper in papers_of(record)
    ]
    return sorted(found, key=lambda paper: paper.document)


def _title(record: Any, paper: ReviewPaper) -> str:
    return _("%(title)s（第 %(n)s 次评审）", title=paper.title, n=record.review.number)
