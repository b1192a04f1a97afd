"""A system with nothing in it yet, for backups to be made of and restored into."""

from dataclasses import replace
from pathlib import Path

from config import load_settings
from models.engine import make_engine
from riskassess.resources import Resources, make_resources
from tests.conftest import CHEAP


def system(home: Path, database: str) -> Resources:
    """Return an empty system of its own."""
    settings = load_settings({"RISKASSESS_HOME": str(home), "RISKASSESS_IMMEDIATE_JOBS": "1"})
    url = settings.database_url if database == "sqlite" else database
    made = make_resources(settings, engine=make_engine(url))
    return replace(made, passwords=CHEAP)
