"""Whether a new password stands in the lists of common ones, or is made of them."""

LONGEST_LOOKED_AT = 72
"""The estimate takes longer the longer the text; nothing beyond makes a password worse."""
FEWEST_GUESSES = 10**8


def is_common(password: str) -> bool:
    """Return whether somebody who tries common passwords first would soon come to this one.

    The lists (30,000 passwords out of leaks, names, words), and the ways in which people change
    them (case, digits for letters, years, rows of keys, repetition), are those of zxcvbn
    (Wheeler, USENIX Security 2016). What takes fewer than `FEWEST_GUESSES` is common.
    """
    from zxcvbn import zxcvbn  # 1.6 MB of lists, only for who sets a password

    return int(zxcvbn(password[:LONGEST_LOOKED_AT])["guesses"]) < FEWEST_GUESSES
