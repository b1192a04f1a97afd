"""Files of the store on their way to somebody who may have them."""

from pathlib import Path

from flask import Response, send_file

from riskassess.web import context


def stored_path(digest: str) -> Path:
    """Return where a stored file lies; raises StorageError for one that cannot be read.

    Records outlive their files only where a disk or a backup lost them: that is told as trouble,
    in words, and logged.
    """
    store = context.file_store()
    store.open(digest).close()
    found: Path = store.path(digest)
    return found


def send_stored(digest: str, *, media_type: str, name: str) -> Response:
    """Send a stored file as a download that no cache keeps; raises what `stored_path` raises."""
    answer: Response = send_file(
        stored_path(digest),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
