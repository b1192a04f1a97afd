"""Rules for new passwords: long enough, not among the common ones, not made of the own name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from riskassess.domain.errors import InvalidInput

SHORTEST_WORD = 4
"""Shorter words of a person are no reason to refuse a password that contains them."""
OTHER_CHARACTERS = 6
"""A password that contains a word of the person needs this many characters beside it."""
DEMONSTRATION = "yanshi-2026"
"""What everybody knows: the password of all accounts of the demonstration, nobody's own."""


@dataclass(frozen=True)
class PasswordRule:
    """What a new password has to be.

    Parameters
    ----------
    least : int
        Fewest characters.
    is_common : callable
        Whether a password stands in a list of common ones, or is made of them.
    """

    least: int
    is_common: Callable[[str], bool]

    def check(self, password: str, *, where: str, words: Iterable[str] = ()) -> None:
        """Let a good password pass.

        Parameters
        ----------
        password : str
            The new password.
        where : str
            Field that the error names.
        words : iterable of str
            What others know of the person: login, name.

        Raises
        ------
        InvalidInput
            `password_short`, `password_personal` or `password_common`.

        >>> rule = PasswordRule(10, lambda password: password == "1234567890")
        >>> rule.check("corn-lamp-72-river", where="new", words=["liming"])
        >>> rule.check("Yanshi-2026", where="new")
        Traceback (most recent call last):
        ...
        riskassess.domain.errors.InvalidInput: password_common at new
        >>> rule.check("liming-2026", where="new", words=["liming"])
        Traceback (most recent call last):
        ...
        riskassess.domain.errors.InvalidInput: password_personal at new
        """
        if len(password) < self.least:
            raise InvalidInput("password_short", where=where, least=self.least)
        if any(_is_made_of(password, word) for word in words):
            raise InvalidInput("password_personal", where=where)
        if password.casefold() == DEMONSTRATION or self.is_common(password):
            raise InvalidInput("password_common", where=where)


def _is_made_of(password: str, word: str) -> bool:
    word = word.strip().casefold()
    if len(word) < SHORTEST_WORD:
        return False
    rest = password.casefold().replace(word, "")
    return len(rest) < min(OTHER_CHARACTERS, len(password))
