"""The papers of a review, each built of blocks from its record; figures come from stored rows."""

from collections.abc import Callable
from typing import Any

from riskassess.domain.room.papers import PAPERS, PaperRule, why_not_yet
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.print.blocks import Block, ReviewPaper
from riskassess.print.review_papers.group_opinion import group_opinion, opinion_for_sponsor
from riskassess.print.review_papers.minutes import minutes
from riskassess.print.review_papers.opinion_forms import opinion_forms
from riskassess.print.review_papers.panel import (
    declarations,
    invitations,
    panel_list,
    sign_in_sheet,
)
from riskassess.print.review_papers.revision import revision_note
from riskassess.wording.review_papers import TITLES

BUILDERS: dict[str, Callable[[Any], list[Block]]] = {
    "panel_list": panel_list,
    "declarations": declarations,
    "invitations": invitations,
    "sign_in": sign_in_sheet,
    "minutes": minutes,
    "opinion_forms": opinion_forms,
    "group_opinion": group_opinion,
    "revision_note": revision_note,
}


def review_paper(record: Any, paper: PaperRule) -> ReviewPaper:
    """Return a paper of a review; `record` is that of `queries.review_record`."""
    return _sheet(record, paper, BUILDERS[paper.code](record))


def sponsors_paper(record: Any, paper: PaperRule) -> ReviewPaper:
    """Return a paper as the sponsor may read it: nothing tells which expert said what."""
    builder = {**BUILDERS, "group_opinion": opinion_for_sponsor}[paper.code]
    return _sheet(record, paper, builder(record))


def papers_of(record: Any) -> list[tuple[str, ReviewPaper]]:
    """Return the papers that a review's record holds, each with its name in the dossier.

    Whoever builds a dossier reads the record without names: they are not in it.
    """
    facts = record.facts(reads_panel=True, reads_opinions=True)
    return [
        (f"papers/{rule.document}/{record.review.number}-{rule.code}.pdf",
         review_paper(record, rule))
        for rule in PAPERS
        if not why_not_yet(rule, facts)
    ]  # fmt: skip


def own_opinion_form(record: Any, paper: PaperRule, member_id: int) -> ReviewPaper:
    """Return the opinion form of one member alone."""
    return _sheet(record, paper, opinion_forms(record, only=member_id))


def _sheet(record: Any, paper: PaperRule, blocks: list[Block]) -> ReviewPaper:
    case = record.case
    return ReviewPaper(
        code=paper.code,
        document=paper.document,
        title=_title(record, paper),
        subject=case.project.title,
        office=record.office.name,
        number=f"{case.assessment.code}-{paper.document}-{record.review.number}",
        moment=record.moment,
        is_demonstration=case.project.is_demonstration,
        blocks=blocks,
    )


def _title(record: Any, paper: PaperRule) -> str:
    named = str(TITLES[paper.code])
    if paper.code == "minutes":
        return _("%(kind)s纪要", kind=label(record.review.kind))
    return named


def paper_name(record: Any, paper: PaperRule) -> str:
    """Return the name of a paper's file without its ending."""
    day = long_date(record.review.opened_at)
    return _(
        "%(document)s-%(title)s-第%(n)s次评审-%(day)s",
        document=paper.document,
        title=_title(record, paper),
        n=record.review.number,
        day=day,
    )
