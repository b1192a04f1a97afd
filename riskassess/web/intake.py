"""An uploaded file on its way into the store: judged by its content, streamed once."""

import os
import re
from pathlib import PurePosixPath
from typing import Any

from riskassess.domain.errors import InvalidInput
from riskassess.services.uploads import Upload
from riskassess.web import context

MEBIBYTE = 1024 * 1024
NAME_LENGTH = 180
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def limit_in_mebibytes() -> int:
    """Return the largest upload in MB, as the pages say it."""
    limit: int = context.settings().max_upload_bytes // MEBIBYTE
    return limit


def take_file(sent: Any) -> Upload:
    """Check a sent file and keep it; raises InvalidInput when nothing was chosen or it is refused.

    No transaction is held meanwhile: a slow file must not keep others from writing.
    """
    context.db_session().rollback()
    name = file_name(sent.filename if sent else "")
    if not name:
        raise InvalidInput("file_not_chosen", where="file")
    stream = sent.stream
    size = stream.seek(0, os.SEEK_END)
    if size > context.settings().max_upload_bytes:
        raise InvalidInput(
            "document_too_large", where="file", name=name, limit=limit_in_mebibytes()
        )
    media_type = context.media_type_of(stream, name=name)
    stream.seek(0)
    stored = context.file_store().put(stream)
    title = PurePosixPath(name).stem or name
    return Upload(name, title, media_type, stored.size, stored.digest)


def file_name(sent: str | None) -> str:
    """Return the bare name that a browser sent, without folders and marks that hide its end."""
    bare = CONTROLS.sub("", sent or "").replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    stem, dot, ending = bare.rpartition(".")
    if not dot:
        return bare[:NAME_LENGTH]
    return f"{stem[:NAME_LENGTH]}.{ending[:10]}"
