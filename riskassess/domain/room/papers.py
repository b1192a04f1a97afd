"""Which papers a review has, where they stand in the dossier, and when each is there (8.1)."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class PaperRule:
    """A paper: its code and the document of the dossier it belongs to.

    `tells_names` says that it is addressed to persons; `tells_opinions` that it holds what experts
    gave, which nobody reads before the review is over.
    """

    code: str
    document: str
    tells_names: bool = False
    tells_opinions: bool = False


# In the order of the dossier. The minutes stand with the notice and the sign-in sheet, as those of
# the survey's meeting do (D10).
PAPERS = (
    PaperRule("panel_list", "D19", tells_names=True),
    PaperRule("declarations", "D19"),
    PaperRule("invitations", "D20", tells_names=True),
    PaperRule("sign_in", "D20", tells_names=True),
    PaperRule("minutes", "D20", tells_opinions=True),
    PaperRule("opinion_forms", "D21", tells_opinions=True),
    PaperRule("group_opinion", "D22", tells_opinions=True),
    PaperRule("revision_note", "D23"),
)
FORMS = ("pdf", "docx")
OF_EXPERT = ("opinion_forms", "group_opinion")
OF_SPONSOR = ("group_opinion", "revision_note")


@dataclass(frozen=True)
class PaperFacts:
    """What decides whether a paper is there."""

    reads_panel: bool
    reads_opinions: bool
    seats: int
    invited: int
    declared: int
    is_over: bool
    sheets: int
    is_agreed: bool
    points: int

    def of_member(self, *, sheets: int) -> "PaperFacts":
        """Return the facts for a member: the own sheets; nothing of others while sealed."""
        return replace(self, sheets=sheets, is_agreed=self.is_agreed and self.reads_panel)


def find_paper(code: str) -> PaperRule | None:
    """Return the paper with a code, or None.

    >>> find_paper("minutes").document, find_paper("letter")
    ('D20', None)
    """
    return next((row for row in PAPERS if row.code == code), None)


def why_not_yet(paper: PaperRule, facts: PaperFacts) -> str:
    """Return why a paper is not there, as a code; empty when it is.

    Parameters
    ----------
    paper : PaperRule
        One of `PAPERS`.
    facts : PaperFacts
        Of the review, for who asks.

    Examples
    --------
    >>> facts = PaperFacts(True, True, 5, 5, 5, False, 0, False, 0)
    >>> [why_not_yet(row, facts) for row in PAPERS[3:6]]
    ['', 'review_open', 'review_open']
    """
    if paper.tells_opinions and not facts.is_over:
        return "review_open"
    if paper.tells_opinions and not facts.reads_opinions:
        return "not_your_role"
    checks = {
        "opinion_forms": (facts.sheets, "no_sheet"),
        "group_opinion": (facts.is_agreed, "no_group_opinion"),
        "revision_note": (facts.points, "no_points"),
        "minutes": (True, ""),
    }
    if paper.code in checks:
        is_there, reason = checks[paper.code]
        return "" if is_there else reason
    if not facts.reads_panel:
        return "panel_sealed"
    if not (facts.seats if paper.code == "panel_list" else facts.invited):
        return "panel_empty"
    return "nobody_declared" if paper.code == "declarations" and not facts.declared else ""
