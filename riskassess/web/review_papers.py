"""Papers of a review on every group's pages: what is there, why not yet, and the file itself."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, send_file

from riskassess.domain.room.papers import FORMS, PAPERS, PaperFacts, find_paper, why_not_yet
from riskassess.i18n import speaking
from riskassess.web import context
from riskassess.wording.review_papers import NOT_YET, TITLES

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def paper_lines(
    facts: PaperFacts, codes: Sequence[str], url: Callable[..., str]
) -> list[dict[str, Any]]:
    """Return a line for each paper: name, place in the dossier, why not yet, or its addresses."""
    lines = []
    for rule in PAPERS:
        if rule.code in codes:
            reason = why_not_yet(rule, facts)
            lines.append(
                {
                    "document": rule.document,
                    "title": str(TITLES[rule.code]),
                    "why_not": str(NOT_YET[reason]) if reason else "",
                    "files": []
                    if reason
                    else [(form.upper(), url(code=rule.code, form=form)) for form in FORMS],
                }
            )
    return lines


@speaking()
def send_paper(
    record: Any, facts: PaperFacts, asked: tuple[str, str], codes: Sequence[str], **reader: Any
) -> Response:
    """Send a paper as a download; 404 for one that is not there for the reader."""
    code, form = asked
    rule = find_paper(code)
    if rule is None or code not in codes or form not in FORMS or why_not_yet(rule, facts):
        abort(404)
    name, content = context.review_paper(record, rule, form, **reader)
    answer = send_file(
        io.BytesIO(content),
        mimetype=MEDIA[form],
        as_attachment=True,
        download_name=name,  # of any letters
        conditional=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
