"""`user`: accounts from the command line."""

import click

from models import Account
from models.engine import transaction
from riskassess.cli.first_link import print_first_link
from riskassess.cli.opening import open_resources, open_session
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError, InvalidInput
from riskassess.domain.posts import refuse_post, wrong_details
from riskassess.domain.vocabulary import Role
from riskassess.queries.offices import office_by_code
from riskassess.services.accounts import add_account


@click.group()
def user() -> None:
    """Make accounts."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Name as it is shown.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(list(Role)))
@click.option(
    "--office", "office_code", default=None, help="Code of the office; needed if several."
)
@click.password_option()
def add_user(
    login: str, name: str, roles: tuple[str, ...], office_code: str | None, password: str
) -> None:
    """Make the account LOGIN of an office, for the officers and roles of the office.

    Who belongs to a unit or to an expert of the pool is invited on the pages, which know them.
    """
    resources, held = open_resources(), frozenset(Role(role) for role in roles)
    login, name = login.strip(), " ".join(name.split())
    try:
        _check(login, name, held)
        with open_session(resources, may_write=True) as session, transaction(session):
            resources.password_rule.check(password, where="--password", words=[login, name])
            account = Account(
                office_id=office_by_code(session, office_code),
                login=login,
                display_name=name,
                password_hash=resources.passwords.make(password),
                created_at=resources.clock(),
            )
            add_account(session, account=account, roles=held, now=resources.clock())
    except AssessmentError as error:
        refuse(error)
    click.echo(login)


def _check(login: str, name: str, roles: frozenset[Role]) -> None:
    """Raise InvalidInput for what an invitation on the pages would refuse, but for an address."""
    for code, where in wrong_details(login, name, ""):
        if where != "email":
            raise InvalidInput(code, where=where)
    if wrong := refuse_post(roles, has_unit=False, has_expert=False):
        raise InvalidInput(wrong[0], where=wrong[1])


@user.command("first")
@click.option(
    "--office", "office_code", default=None, help="Code of the office; needed if several."
)
def first(office_code: str | None) -> None:
    """Print a one-time link for the first system administrator; only while there is none."""
    try:
        print_first_link(open_resources(), office_code=office_code)
    except AssessmentError as error:
        refuse(error)
