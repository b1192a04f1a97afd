"""Numbers that the pool never keeps: identity cards and bank cards, found in free text."""

import re

ID_CARD, BANK_CARD = "id_card", "bank_card"
# ISO 7064 MOD 11-2 as GB 11643-1999 uses it: weights of the first 17 digits, then the sign.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
_LEAST_CARD, _MOST_CARD, _ID_DIGITS = 16, 19, 18
# The first digit of bank cards; no telephone number, date or code of a unit is one in this length.
_CARD_STARTS = "34569"
# Digits in groups, as people write them: with blanks or dashes between.
_RUN = re.compile(r"[0-9]+(?:[ \u3000\u00a0\-\u2010-\u2015][0-9]+)*[ \-]?[xX]?")
_GROUP = re.compile(r"[0-9]+[xX]?|[xX]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")


def forbidden_number(text: str) -> str | None:
    """Return what kind of number that must not be kept a text holds, or None.

    An identity card is 18 places whose last is right (GB 11643-1999) with a birthday that can be;
    a bank card 16 to 19 digits whose Luhn sum is right (ISO/IEC 7812-1). Telephone numbers,
    years and codes of units are neither.

    >>> forbidden_number("身份证 11010519491231002X")
    'id_card'
    >>> forbidden_number("４１１１－１１１１－１１１１－１１１１")
    'bank_card'
    >>> forbidden_number("电话13800138000，信用代码91110000100006541X") is None
    True
    """
    if len(text) < _LEAST_CARD:
        return None
    for match in _RUN.finditer(text.translate(_FULL_WIDTH)):
        groups = _GROUP.findall(match.group().upper())
        for first in range(len(groups)):
            if kind := _kind_from(groups[first : first + _MOST_CARD]):
                return kind
    return None


def _kind_from(groups: list[str]) -> str | None:
    """Return what the first group begins, with so many of the next ones as make it up."""
    digits = ""
    for group in groups:
        digits += group
        if len(digits) > _MOST_CARD:
            return None
        if kind := _kind(digits):
            return kind
    return None


def _kind(digits: str) -> str | None:
    if _is_id_card(digits):
        return ID_CARD
    is_card = digits.isdigit() and _LEAST_CARD <= len(digits) <= _MOST_CARD
    return BANK_CARD if is_card and digits[0] in _CARD_STARTS and _luhn(digits) else None


def _is_id_card(digits: str) -> bool:
    if len(digits) != _ID_DIGITS or not digits[:-1].isdigit():
        return False
    month, day = int(digits[10:12]), int(digits[12:14])
    if digits[6:8] not in {"18", "19", "20"} or not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _SIGNS[total % 11] == digits[-1]


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
