"""Records that prove something, served as files that no shared cache keeps."""

from flask import Response

from riskassess.web.downloads import attachment


def proof_file(text: str, name: str) -> Response:
    """Return a record as a download."""
    headers = {
        "Content-Disposition": attachment(name),
        "Cache-Control": "private, no-store",
    }
    return Response(text, mimetype="application/json", headers=headers)


def round_file_name(assessment: str, review: int, number: int) -> str:
    """Return the name of the file of a round's record.

    >>> round_file_name("SW-2026-001", 1, 2)
    'round-SW-2026-001-1-2.json'
    """
    return f"round-{assessment}-{review}-{number}.json"
