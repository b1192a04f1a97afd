"""What web, jobs and command line share, made once per process from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from config import Settings
from models.engine import make_engine
from riskassess.adapters.clock import utc_now
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.passwords import Passwords
from riskassess.adapters.storage import FileStore


@dataclass(frozen=True)
class Resources:
    """Settings and the doors to the outside world."""

    settings: Settings
    engine: sa.Engine
    files: FileStore
    keys: OfficeKeys
    passwords: Passwords
    clock: Callable[[], datetime] = utc_now


def make_resources(settings: Settings, *, engine: sa.Engine | None = None) -> Resources:
    """Return the resources that the settings describe; folders are made on first start."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Resources(
        settings=settings,
        engine=engine or make_engine(settings.database_url),
        files=FileStore(settings.files),
        keys=OfficeKeys(settings.keys),
        passwords=Passwords(),
    )
