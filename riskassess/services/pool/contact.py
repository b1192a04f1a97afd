"""Telephone numbers and addresses as they are kept."""

from expert_pool.contact import is_email, is_phone
from riskassess.domain.errors import InvalidInput


def checked_phone(text: str) -> str:
    """Return a telephone number without blanks around; nothing stays nothing.

    >>> checked_phone(" 023-60000000 ")
    '023-60000000'
    """
    phone = text.strip()
    if phone and not is_phone(phone):
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
    if not is_email(email):
        raise InvalidInput("personal_email_wrong", where="email")
    return email
