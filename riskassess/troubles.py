"""What keeps an act from being done from outside: a code for each, which has words everywhere."""

import errno

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.engine import database_trouble
from riskassess.adapters.documents import DocumentRefused
from riskassess.adapters.key_folder import SealError
from riskassess.adapters.keys import KeyStoreError
from riskassess.adapters.storage import StorageError
from riskassess.domain.errors import AssessmentError

KINDS: tuple[type[Exception], ...] = (
    OperationalError, PoolTimeout, StorageError, KeyStoreError, SealError, OSError,
)  # fmt: skip
"""Errors that a page may meet and that are told by what is wrong outside."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PREFIXES: dict[type[Exception], str] = {
    StorageError: "storage_",
    KeyStoreError: "office_keys_",
    SealError: "",
}
"""Errors of adapters with a code of their own, and what it begins with among all codes."""


def trouble_of(error: BaseException) -> str:
    """Return the code of an own error or of what is wrong outside; empty for a defect."""
    if isinstance(error, AssessmentError):
        return error.code
    if isinstance(error, DocumentRefused):
        return f"document_{error.reason}"
    for kind, prefix in PREFIXES.items():
        if isinstance(error, kind):
            return f"{prefix}{getattr(error, 'code', '')}"
    code = str(getattr(error, "code", ""))
    if code.startswith("pdf_"):  # importing its class would bring the whole PDF chain
        return code
    if isinstance(error, OSError):
        return "storage_full" if error.errno in FULL else ""
    return database_trouble(error)
