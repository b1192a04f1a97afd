"""Signed heads of the audit, copied beside the office's keys once they are committed."""

import structlog
from sqlmodel import Session

from riskassess.adapters.keys import KeyStoreError
from riskassess.proof.kept_heads import read_kept
from riskassess.queries.audit_heads import list_new_heads
from riskassess.queries.audit_pages import office_code
from riskassess.resources import Resources

log = structlog.get_logger()


def keep_heads(resources: Resources, session: Session, *, office_id: int) -> int:
    """Add the office's signed heads to the file beside its keys; return how many were new.

    A head that no key of the folder signed is left out. A file that cannot be written is logged
    and shown by the health page; the next sweep tries again.
    """
    keys, code = resources.keys, office_code(session, office_id)
    try:
        kept, _unreadable = read_kept(keys.kept_heads(code))
        known = {each.signature for each in kept}
        found = list_new_heads(session, office_id=office_id, known=known)
        trusted = keys.known_keys(code) if found else frozenset()
        lines = [each.line() for each in found if each.public_key in trusted and each.holds()]
        return keys.keep_heads(code, lines) if lines else 0
    except KeyStoreError as problem:
        log.error("audit_heads_not_kept", office=code, reason=problem.code)
        return 0
