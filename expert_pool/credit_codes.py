"""Unified social credit codes: 18 characters with a check character (GB 32100-2015)."""

from expert_pool.errors import PoolError
from expert_pool.unit_names import plain_text

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
AREA = range(3, 9)  # places of the area's code, which are digits
MODULUS = 31


def check_sign(body: str) -> str:
    """Return the check character of the first 17 characters of a code.

    Parameters
    ----------
    body : str
        17 characters of `SIGNS`.

    Returns
    -------
    str
        31 less the sum of value times 3^(i - 1) modulo 31, as a character; i counts from 1.

    Examples
    --------
    The worked example of the standard:

    >>> check_sign("91350100M000100Y4")
    '3'
    """
    total = sum(SIGNS.index(sign) * pow(3, place, MODULUS) for place, sign in enumerate(body))
    return SIGNS[-total % MODULUS]


def read_credit_code(text: str) -> str:
    """Return a code as it is stored: capitals, no spaces, checked.

    Parameters
    ----------
    text : str
        As typed; full width and small letters are read too.

    Raises
    ------
    PoolError
        `credit_code_length` (count), `credit_code_sign` (place from 1, sign), `credit_code_area`
        (place, sign) for a letter among the digits of the area, `credit_code_check` (sign,
        wanted).

    Examples
    --------
    >>> read_credit_code("９１35 0100 m000 100y 43")
    '91350100M000100Y43'
    >>> read_credit_code("91350100M000100Y4Z")
    Traceback (most recent call last):
    expert_pool.errors.PoolError: credit_code_sign
    >>> read_credit_code("91350100M000100Y44")
    Traceback (most recent call last):
    expert_pool.errors.PoolError: credit_code_check
    """
    code = plain_text(text).upper()
    if len(code) != LENGTH:
        raise PoolError("credit_code_length", count=len(code), value=code)
    for place, sign in enumerate(code, 1):
        if sign not in SIGNS:
            raise PoolError("credit_code_sign", place=place, sign=sign, value=code)
        if place in AREA and not sign.isdecimal():
            raise PoolError("credit_code_area", place=place, sign=sign, value=code)
    wanted = check_sign(code[:-1])
    if code[-1] != wanted:
        raise PoolError("credit_code_check", sign=code[-1], wanted=wanted, value=code)
    return code
