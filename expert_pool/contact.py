"""What a telephone number and an address look like; nothing is looked up."""

import re

# One @, a dot behind it, no blanks and no list.
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")
LONGEST_EMAIL = 200


def is_phone(text: str) -> bool:
    """Return whether a text is a telephone number.

    >>> is_phone("+86 138-0013-8000"), is_phone("张三")
    (True, False)
    """
    return _PHONE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Return whether a text is one address.

    >>> is_email("a@example.cn"), is_email("a@b"), is_email("a@example.cn, b@example.cn")
    (True, False, False)
    """
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None
