"""Settings, resources and session for commands that need the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session

from config import BadSettings, Settings, load_settings
from models.engine import make_session
from riskassess.adapters.logs import configure_logs
from riskassess.resources import Resources, make_resources


def open_settings() -> Settings:
    """Return the settings of the environment, or leave with the faults on stderr."""
    try:
        return load_settings(os.environ)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


def open_resources() -> Resources:
    """Return the resources of the environment."""
    return make_resources(open_settings())


def logs_of(settings: Settings) -> None:
    """Let this process, which goes on for long, write its log lines in one form."""
    configure_logs(as_json=settings.is_production, level=settings.log_level)


@contextmanager
def open_session(resources: Resources, *, may_write: bool = False) -> Iterator[Session]:
    """Give a session and close it; a database that is not set up leaves with how to mend it."""
    try:
        with make_session(resources.engine, may_write=may_write) as session:
            yield session
    except (OperationalError, ProgrammingError) as error:
        told = str(error.orig).splitlines()[0]
        raise click.ClickException(f"database: {told}; is it set up? (db upgrade)") from error
