"""What an expert may cite, and where the citations of a reason lead the expert."""

from flask import url_for

from riskassess.queries.sheets import Seat, manual_of, readable_documents
from riskassess.web import context
from riskassess.web.citations import CitedPages, cited_pages


def expert_pages(seat: Seat) -> CitedPages:
    """Return the documents that the expert of a place may open, for the macro `cited`."""
    session = context.db_session()
    readable = readable_documents(session, seat, manual_of(session, seat))

    def url_of(document_id: int) -> str:
        return url_for("expert.show_document", member_id=seat.member.id, document_id=document_id)

    return cited_pages(seat.assessment.id or 0, url_of, only=[row.id or 0 for row in readable])
