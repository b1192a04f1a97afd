"""Citations of a document's page inside a reason, as plain text that survives print.

〔D05 第12页〕 is page 12 of the first document under D05; 〔D05-2 第12页〕 of the second that was
ever handed in under it, so that a later file never takes over what an earlier one was cited for.
〔D05〕 is a document without page images.
"""

import re
from dataclasses import dataclass

FORM_TEXTS_TO_READ = ("〔{document} 第{page}页〕", "〔{document}〕")
_CITATION_TEXTS_TO_READ = (
    r"〔\s*(?P<code>[A-Z]\d{1,6})(?:-(?P<number>[1-9]\d{0,3}))?"
    r"(?:\s*第\s*(?P<page>[1-9]\d{0,4})\s*页)?\s*〕"
)
_CITATION = re.compile(_CITATION_TEXTS_TO_READ)


@dataclass(frozen=True)
class Citation:
    """A document by its code and which of the files under that code, and a page or none."""

    code: str
    number: int = 1
    page: int | None = None

    def __str__(self) -> str:
        """Return the citation as it stands in a text.

        >>> str(Citation("D05", 1, 12)), str(Citation("D05", 2))
        ('〔D05 第12页〕', '〔D05-2〕')
        """
        document = self.code if self.number == 1 else f"{self.code}-{self.number}"
        with_page, alone = FORM_TEXTS_TO_READ
        form = alone if self.page is None else with_page
        return form.format(document=document, page=self.page)


@dataclass(frozen=True)
class Piece:
    """A part of a text as it was written, and what it cites."""

    text: str
    citation: Citation | None = None


def pieces_of(text: str) -> list[Piece]:
    """Return a text cut at its citations; the texts joined are the text that was given.

    Parameters
    ----------
    text : str
        As its writer left it; spaces within the brackets do not matter.

    Returns
    -------
    list of Piece
        In order; empty for an empty text. What only looks alike stays text.

    Examples
    --------
    >>> [piece.citation for piece in pieces_of("见〔D05 第12页〕。")]
    [None, Citation(code='D05', number=1, page=12), None]
    >>> pieces_of("第〔五〕章")
    [Piece(text='第〔五〕章', citation=None)]
    """
    found, at = [], 0
    for match in _CITATION.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        found.append(Piece(match[0], _citation(match)))
        at = match.end()
    return found + ([Piece(text[at:])] if at < len(text) else [])


def _citation(match: re.Match[str]) -> Citation:
    page = match["page"]
    return Citation(match["code"], int(match["number"] or 1), int(page) if page else None)
