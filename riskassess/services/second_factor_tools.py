"""What the acts on second factors need from outside: a reader of codes, a seal of secrets."""

from datetime import datetime
from typing import Protocol

from models import Account, SecondFactor


class Seal(Protocol):
    """Seals and opens secrets, bound to office and owner."""

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return the sealed text."""
        ...

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text again."""
        ...


class Codes(Protocol):
    """Makes secrets and reads codes."""

    def new_secret(self) -> str:
        """Return a new secret."""
        ...

    def step_of(self, secret: str, code: str, *, now: datetime) -> int | None:
        """Return the time step of a code, or None."""
        ...


class Tools:
    """What the acts need from outside: the reader of codes and the seal of secrets."""

    def __init__(self, codes: Codes, seal: Seal) -> None:
        self.codes, self._seal = codes, seal

    def seal(self, secret: str, account: Account) -> str:
        """Return the secret sealed for its account."""
        return self._seal.seal(secret, office_id=account.office_id, expert=owner_of(account.id))

    def open(self, factor: SecondFactor) -> str:
        """Return the secret of a stored second factor."""
        owner = owner_of(factor.account_id)
        return self._seal.open(factor.secret, office_id=factor.office_id, expert=owner)


def owner_of(account_id: int | None) -> str:
    """Return whom the secret of an account is sealed for; no code of an expert looks like it."""
    return f"account:{account_id}"
