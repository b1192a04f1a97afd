"""The one-time link of the first system administrator, for `user first` and the first start."""

import click
from sqlmodel import Session, select

from models import Office
from riskassess.cli.opening import open_session
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.filters import datetime_text
from riskassess.queries.offices import office_by_code
from riskassess.resources import Resources
from riskassess.services.first_administrator import issue_first_link


def print_first_link(resources: Resources, *, office_code: str | None = None) -> None:
    """Make the link and print it on the console; raises what the services raise."""
    with open_session(resources, may_write=True) as session:
        link = issue_first_link(
            session,
            office_id=_office(session, office_code),
            public_url=resources.settings.public_url,
            now=resources.clock(),
            demonstration=resources.settings.demonstration,
        )
    click.echo(f"first administrator, once, until {datetime_text(link.expires_at)} (Shanghai):")
    click.echo(f"  {link.address}")


def offer_first_link(resources: Resources) -> None:
    """Print the link where nobody can come in as system administrator; else nothing.

    Where there are several offices, `user first` has to be told which one.
    """
    try:
        print_first_link(resources)
    except (Refused, InvalidInput):  # there is one, as on every day but the first
        return


def _office(session: Session, code: str | None) -> int | None:
    """Return the office that the link is for; None while there is none."""
    if code is None and session.exec(select(Office.id).limit(1)).first() is None:
        return None
    return office_by_code(session, code)
