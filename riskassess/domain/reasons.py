"""Why somebody acts: what an act that asks for a reason takes as one."""

from riskassess.domain.errors import InvalidInput

LONGEST_REASON = 1000
"""Characters; a reason is read beside the act, longer grounds are a document."""


def bounded_reason(text: str, *, where: str = "reason") -> str:
    """Return the reason without blanks around it; it may be empty.

    Parameters
    ----------
    text : str
        As it was typed.
    where : str
        The field that it came from, for the error.

    Raises
    ------
    InvalidInput
        `text_too_long` beyond `LONGEST_REASON`.
    """
    reason = text.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("text_too_long", where=where, most=LONGEST_REASON)
    return reason


def required_reason(text: str, *, where: str = "reason") -> str:
    """Return the reason without blanks around it, for an act that needs one.

    Parameters
    ----------
    text, where : str
        As for `bounded_reason`.

    Raises
    ------
    InvalidInput
        `reason_missing`, or `text_too_long`.

    Examples
    --------
    >>> required_reason(" 资料补正 ")
    '资料补正'
    """
    reason = bounded_reason(text, where=where)
    if not reason:
        raise InvalidInput("reason_missing", where=where)
    return reason
