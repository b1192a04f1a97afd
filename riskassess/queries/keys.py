"""The public keys that offices sign with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Office, OfficeKey


def list_public_keys(session: Session) -> Sequence[Any]:
    """Return every public key that ever signed, newest first within its office.

    Rows: office, key_id, public_key, created_at.
    """
    return session.execute(
        sa.select(
            col(Office.name).label("office"),
            col(OfficeKey.key_id),
            col(OfficeKey.public_key),
            col(OfficeKey.created_at),
        )
        .join(Office, col(Office.id) == col(OfficeKey.office_id))
        .order_by(col(Office.code), col(OfficeKey.id).desc())
    ).all()
