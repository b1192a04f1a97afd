"""The second factor: an app that shows one-time codes, and recovery codes for the day it is lost.

The secret rests sealed, recovery codes as digests. A code counts once: neither it nor an older one
is taken again. Wrong codes count like wrong passwords and lock the account for a growing time.
"""

import secrets
import unicodedata
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Account, RecoveryCode, SecondFactor, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.proof.canonical import bytes_digest
from riskassess.queries.accounts import actor_for, lock_account
from riskassess.services.accounts import Admission, count_try, is_locked
from riskassess.services.audit import record
from riskassess.services.second_factor_tools import Tools
from riskassess.services.sign_in_sessions import begin_session, end_sessions

RECOVERY_CODES = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the four that look like another one: 32 letters, 5 bits each."""
GROUPS, GROUP = 4, 4


def begin_enrolment(session: Session, *, actor: Actor, tools: Tools, now: datetime) -> None:
    """Make a secret for the actor's app; it counts once a code of it was given.

    Raises Refused `second_factor_on` while one counts.
    """
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        known = _factor_of(session, account)
        if known is not None and known.confirmed_at is not None:
            raise Refused("second_factor_on", where=f"account:{account.id}")
        sealed = tools.seal(tools.codes.new_secret(), account)
        if known is not None:
            known.secret, known.made_at = sealed, now
        else:
            made = SecondFactor(
                office_id=account.office_id, account_id=row_id(account), secret=sealed, made_at=now
            )
            session.add(made)
        record(session, actor=actor, action="account:begin_second_factor", subject=account, now=now)


def open_pending(session: Session, *, actor: Actor, tools: Tools) -> str:
    """Return the secret that waits for its first code, or an empty text."""
    found = session.exec(
        select(SecondFactor).where(
            SecondFactor.account_id == actor.account_id, col(SecondFactor.confirmed_at).is_(None)
        )
    ).one_or_none()
    return tools.open(found) if found else ""


def confirm_enrolment(
    session: Session, *, actor: Actor, code: str, tools: Tools, session_id: int, now: datetime
) -> list[str]:
    """Let the second factor count from its first code on; return the recovery codes, once.

    Other sessions of the account end: they came in without it.

    Raises
    ------
    InvalidInput
        `code_wrong`; nothing is locked by it, for the actor is in already.
    Refused
        `second_factor_on` when it counts already, `second_factor_off` when there is no secret.
    """
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        factor = _factor_of(session, account)
        if factor is None:
            raise Refused("second_factor_off", where=f"account:{account.id}")
        if factor.confirmed_at is not None:
            raise Refused("second_factor_on", where=f"account:{account.id}")
        step = tools.codes.step_of(tools.open(factor), _plain(code), now=now)
        if step is None:
            raise InvalidInput("code_wrong", where="code")
        factor.last_step, factor.confirmed_at = step, now
        end_sessions(session, account, now=now, but=session_id)
        record(
            session, actor=actor, action="account:confirm_second_factor", subject=account, now=now
        )
        return _new_codes(session, account)


def give_code(
    session: Session,
    *,
    account_id: int,
    epoch: int,
    code: str,
    tools: Tools,
    now: datetime,
    request_id: str = "",
    device: str = "",
) -> Admission:
    """Let somebody in whose password was right and whose code is, too.

    `epoch` is the account's when the password was given: a change of it since ends the wait.

    Raises Refused `code_refused` for a wrong or used code, or a locked account, alike.
    """
    with transaction(session):
        account = lock_account(session, account_id)
        known = account.is_active and account.session_epoch == epoch
        fits = known and _fits(session, account, code, tools=tools, now=now)
        actor = actor_for(session, account, request_id=request_id)
        action = "account:sign_in" if fits else "account:sign_in_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
        begun = begin_session(session, account, device=device, now=now) if fits else None
    if begun is None:
        raise Refused("code_refused", where="code")
    return Admission(account, row_id(begun))


def renew_recovery_codes(
    session: Session, *, actor: Actor, code: str, tools: Tools, now: datetime
) -> list[str]:
    """Replace the recovery codes; return the new ones, once. Raises InvalidInput `code_wrong`."""
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        fits = _fits(session, account, code, tools=tools, now=now)
        action = "account:renew_recovery_codes" if fits else "account:second_factor_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
        made = _new_codes(session, account) if fits else []
    if not made:
        raise InvalidInput("code_wrong", where="code")
    return made


def remove_own(session: Session, *, actor: Actor, code: str, tools: Tools, now: datetime) -> None:
    """Take the actor's own second factor away, for another device. Raises InvalidInput."""
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        fits = _fits(session, account, code, tools=tools, now=now)
        action = "account:remove_second_factor" if fits else "account:second_factor_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
        if fits:
            _remove(session, account)
    if not fits:
        raise InvalidInput("code_wrong", where="code")


def reset_second_factor(
    session: Session, *, account_id: int, actor: Actor, now: datetime
) -> Account:
    """Take away the second factor of somebody who lost it; every session of the account ends.

    Raises
    ------
    Refused
        Not the security administrator; `own_account`; `second_factor_off` when there is none.
    NotFound
        An account of another office.
    """
    if not actor.has(Role.SECURITY_ADMIN):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"account:{account_id}")
    with transaction(session):
        account = lock_account(session, account_id)
        if account.office_id != actor.office_id:
            raise NotFound("not_found", where=f"account:{account_id}")
        if account.id == actor.account_id:
            raise Refused("own_second_factor", where=f"account:{account_id}")
        if _factor_of(session, account) is None:
            raise Refused("second_factor_off", where=f"account:{account_id}")
        _remove(session, account)
        end_sessions(session, account, now=now)
        record(session, actor=actor, action="account:reset_second_factor", subject=account, now=now)
    return account


def _fits(session: Session, account: Account, code: str, *, tools: Tools, now: datetime) -> bool:
    """Return whether a code of a locked account fits, and count the try."""
    if is_locked(account, now=now):
        return False
    factor = _factor_of(session, account)
    fits = (
        factor is not None
        and factor.confirmed_at is not None
        and (
            _is_next(factor, code, tools=tools, now=now)
            or _recovers(session, account, code, now=now)
        )
    )
    count_try(account, fits=fits, now=now)
    return fits


def _is_next(factor: SecondFactor, code: str, *, tools: Tools, now: datetime) -> bool:
    """Take a code of the app, unless its step or a later one was taken before."""
    step = tools.codes.step_of(tools.open(factor), _plain(code), now=now)
    if step is None or step <= factor.last_step:
        return False
    factor.last_step = step
    return True


def _recovers(session: Session, account: Account, code: str, *, now: datetime) -> bool:
    """Take a recovery code that was not used yet."""
    found = session.exec(
        select(RecoveryCode).where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.digest == _digest(_plain(code)),
            col(RecoveryCode.used_at).is_(None),
        )
    ).one_or_none()
    if found is None:
        return False
    found.used_at = now
    return True


def _factor_of(session: Session, account: Account) -> SecondFactor | None:
    return session.exec(
        select(SecondFactor)
        .where(SecondFactor.account_id == account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _new_codes(session: Session, account: Account) -> list[str]:
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    made = [_new_code() for _turn in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            office_id=account.office_id, account_id=row_id(account), digest=_digest(_plain(code))
        )
        for code in made
    )
    return made


def _new_code() -> str:
    parts = (
        "".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _part in range(GROUPS)
    )
    return "-".join(parts)


def _remove(session: Session, account: Account) -> None:
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    session.execute(sa.delete(SecondFactor).where(col(SecondFactor.account_id) == account.id))


def _plain(code: str) -> str:
    """Return a code as typed without blanks and hyphens, in capitals, wide digits as plain ones.

    >>> _plain("１２３ ４５６"), _plain("abcd-efgh")
    ('123456', 'ABCDEFGH')
    """
    typed = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in typed if letter.isalnum())


def _digest(code: str) -> str:
    return bytes_digest(code.encode("utf-8"))
