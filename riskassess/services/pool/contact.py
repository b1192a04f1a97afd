"""Telephone numbers and addresses as they are kept."""

import re

from riskassess.domain.errors import InvalidInput

# A folder of mails is no address: one @, a dot behind it, no blanks.
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")
LONGEST_EMAIL = 200


def checked_phone(text: str) -> str:
    """Return a telephone number without blanks around; nothing stays nothing.

    >>> checked_phone(" 023-60000000 ")
    '023-60000000'
    """
    phone = text.strip()
    if phone and not _PHONE.fullmatch(phone):
        raise InvalidInput("personal_phone_wrong", where="phone")
    return phone


def checked_email(text: str, *, is_needed: bool = False) -> str:
    """Return an address; raises InvalidInput when it is none, or missing although needed.

    >>> checked_email(" a@example.cn")
    'a@example.cn'
    """
    email = text.strip()
    if not email and not is_needed:
        return ""
    if not email:
        raise InvalidInput("personal_email_missing", where="email")
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidInput("personal_email_wrong", where="email")
    return email
