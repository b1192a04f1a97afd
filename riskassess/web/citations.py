"""Citations on pages: each becomes a link to the page of the document, for who may read it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import url_for

from riskassess.domain.citations import Citation, pieces_of
from riskassess.queries.citations import document_numbers
from riskassess.web import context

Mark = Callable[..., str]


class Said(NamedTuple):
    """A piece of a reason, and where it leads."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class CitedPages:
    """The documents that a reader may open, by code and number; a citation of others stays text."""

    urls: Mapping[tuple[str, int], str] = field(default_factory=dict)
    numbers: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    def mark_of(self, document_id: int) -> Mark:
        """Return what writes the citation of a page of a document, or of all of it."""
        code, number = self.numbers[document_id]
        return lambda page=None: str(Citation(code, number, page))

    def said(self, text: str | None) -> list[Said]:
        """Return a reason piece by piece; the template macro `cited` writes it."""
        return [Said(piece.text, self._url(piece.citation)) for piece in pieces_of(text or "")]

    def _url(self, citation: Citation | None) -> str | None:
        url = self.urls.get((citation.code, citation.number)) if citation else None
        if url is None or citation is None or citation.page is None:
            return url
        return f"{url}#{anchor(citation.page)}"


def anchor(page: int) -> str:
    """Return the anchor of a page on the document's own page.

    >>> anchor(12)
    'page-12'
    """
    return f"page-{page}"


def cited_pages(
    assessment_id: int, url_of: Callable[[int], str], *, only: Iterable[int] | None = None
) -> CitedPages:
    """Return the documents of an assessment that a reader may open, with their addresses.

    `only` names them by id; None means all, replaced ones too.
    """
    numbers = document_numbers(context.db_session(), assessment_id)
    allowed = numbers if only is None else [each for each in only if each in numbers]
    return CitedPages({numbers[each]: url_of(each) for each in allowed}, numbers)


def office_pages(assessment_id: int) -> CitedPages:
    """Return the documents as the office opens them."""

    def url_of(document_id: int) -> str:
        return url_for("office.show_document", assessment_id=assessment_id, document_id=document_id)

    return cited_pages(assessment_id, url_of)
