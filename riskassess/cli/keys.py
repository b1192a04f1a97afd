"""`keys`: the signing keys of the offices and the key of personal fields."""

import click

from models import Office
from riskassess.adapters.keys import KeyStoreError
from riskassess.adapters.personal_seal import SealError
from riskassess.cli.opening import open_resources, open_session
from riskassess.cli.refusal import refuse
from riskassess.domain.errors import AssessmentError
from riskassess.queries.keys import list_public_keys
from riskassess.queries.offices import office_by_code
from riskassess.resources import Resources
from riskassess.services.office_keys import rotate_key
from riskassess.services.pool.personal_keys import count_older, rotate_personal_key


@click.group()
def keys() -> None:
    """List and rotate signing keys."""


@keys.command("list")
def list_keys() -> None:
    """List the public keys that signed or were put in use, newest first within an office."""
    with open_session(open_resources()) as session:
        for row in list_public_keys(session):
            click.echo(f"{row.office}\t{row.key_id}\t{row.public_key}\t{row.created_at:%Y-%m-%d}")


@keys.command("rotate")
@click.option("--office", "office_code", required=True, help="Code of the office.")
def rotate(office_code: str) -> None:
    """Put a new key of an office in use; the old ones are kept."""
    resources = open_resources()
    try:
        with open_session(resources, may_write=True) as session:
            key = rotate_key(
                session,
                office_id=office_by_code(session, office_code),
                rotate=resources.keys.rotate,
                now=resources.clock(),
            )
    except AssessmentError as error:
        refuse(error)
    except KeyStoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{key.key_id}\t{key.public_key}")


@keys.command("rotate-personal")
@click.option("--check", is_flag=True, help="Only count the numbers under older keys.")
def rotate_personal(*, check: bool) -> None:
    """Put a new key of personal fields in use and seal all telephone numbers with it."""
    resources = open_resources()
    try:
        if not check:
            _rotate_personal(resources)
        with open_session(resources) as session:
            click.echo(f"{count_older(session, seal=resources.seal)} numbers under older keys")
    except SealError as error:
        raise click.ClickException(str(error)) from error


def _rotate_personal(resources: Resources) -> None:
    try:
        with open_session(resources, may_write=True) as session:
            key_id, done = rotate_personal_key(session, seal=resources.seal, now=resources.clock())
    except SealError as error:
        told = f"{error}; nothing was sealed again, the older keys are still there"
        raise click.ClickException(told) from error
    click.echo(f"{key_id}\t{done} numbers sealed again; keep older keys for older backups")


@keys.command("ca")
@click.option("--office", "office_code", required=True, help="Code of the office.")
def signature_ca(office_code: str) -> None:
    """Print the root certificates behind an office's signature pages; the first is made here."""
    from riskassess.adapters.signature_ca import CaError, SignatureCa, certificate_pem

    resources = open_resources()
    ca = SignatureCa(resources.settings.keys)
    try:
        with open_session(resources) as session:
            name = session.get_one(Office, office_by_code(session, office_code)).name
        ca.root(office_code, name, now=resources.clock())
        click.echo("".join(map(certificate_pem, ca.roots(office_code))), nl=False)
    except AssessmentError as error:
        refuse(error)
    except CaError as error:
        raise click.ClickException(str(error)) from error
