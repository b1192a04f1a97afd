"""Keys of rounds: made when a round opens or its first sheet is saved, opened at its end."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, select

from models import RoundKey
from riskassess.domain.room_vocabulary import KeyHolder
from riskassess.domain.sheet_seal import RoomSeal
from riskassess.services.sheet_places import Place

_keys = SQLModel.metadata.tables["round_key"]


def require_round_key(session: Session, place: Place, *, seal: RoomSeal, now: datetime) -> str:
    """Return the public half of the round's key; of two who make it at once, the first stays."""
    public, wrapped = seal.new_round(round_id=place.round_id)
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "office_id": place.office_id, "round_id": place.round_id, "holder": KeyHolder.SERVER,
        "public_key": public, "wrapped": wrapped, "parts": "{}", "made_at": now,
    }  # fmt: skip
    connection.execute(insert(_keys).values(**row).on_conflict_do_nothing())
    found = sa.select(_keys.c.public_key).where(_keys.c.round_id == place.round_id)
    return str(connection.execute(found).scalar_one())


def find_round_key(session: Session, round_id: int) -> RoundKey | None:
    """Return the key of a round; None where nothing was sealed yet."""
    return session.exec(select(RoundKey).where(RoundKey.round_id == round_id)).one_or_none()
