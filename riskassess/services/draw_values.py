"""The numbers of a text that somebody typed, as an announced source wants them."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from expert_pool.announced import value_fault
from riskassess.domain.errors import InvalidInput
from riskassess.i18n import _

ENTERED = {"value_range": "value_outside"}
"""What is said of entered values otherwise than of a record: with the figures allowed."""
GROUPED = ("value_group", "value_repeated")
SEPARATORS = str.maketrans(dict.fromkeys(",，、;；/|+\t\r\n", " "))


def read_values(text: str, source: Any) -> list[int | Decimal]:
    """Return the numbers of a text as the source wants them.

    Raises InvalidInput with the code of `expert_pool.announced.value_fault`.

    One number made of digits, ten throws of a die, may be written with blanks between.

    >>> read_values("１２，3 4", {"count": 3, "smallest": 1, "largest": 33, "decimals": 0})
    [12, 3, 4]
    """
    words = unicodedata.normalize("NFKC", text).translate(SEPARATORS).split()
    if words and source["count"] == 1 and source.get("digits"):
        words = _one_number(words, source)
    try:
        numbers = [Decimal(word) for word in words]
        if not all(number.is_finite() for number in numbers):
            raise InvalidInput("value_no_number", where="values")
        values = [int(each) if each == each.to_integral_value() else each for each in numbers]
    except (InvalidOperation, ValueError, OverflowError) as problem:
        raise InvalidInput("value_no_number", where="values") from problem
    if fault := value_fault(values, source):
        facts = {key: source[key] for key in ("count", "smallest", "largest", "decimals")}
        facts["digits"] = "、".join(source.get("digits") or "")
        facts["width"] = len(str(source["largest"]))
        facts["groups"] = groups_text(source)
        is_thrown = bool(facts["digits"]) and fault in {"value_range", "value_digits"}
        told = "value_thrown" if is_thrown else _told(fault, source)
        raise InvalidInput(told, where="values", **facts)
    return values


def _told(fault: str, source: Any) -> str:
    """Return the code in whose words a wrong entry is told: with the figures allowed."""
    if source.get("groups") and fault in {"value_range", *GROUPED}:
        return "value_grouped"
    return ENTERED.get(fault, fault)


def groups_text(source: Any) -> str:
    """Return in words which numbers a source has one after the other."""
    return _("；").join(
        _("%(n)s 个不同的数，%(smallest)s 至 %(largest)s", n=n, smallest=smallest, largest=largest)
        if n > 1
        else _("1 个数，%(smallest)s 至 %(largest)s", smallest=smallest, largest=largest)
        for n, smallest, largest in source.get("groups", ())
    )


def _one_number(words: list[str], source: Any) -> list[str]:
    """Return the digits joined; raises InvalidInput when there are more or fewer than announced."""
    joined, wanted = "".join(words), len(str(source["largest"]))
    if joined.isdecimal() and len(joined) != wanted:
        raise InvalidInput("value_length", where="values", wanted=wanted, given=len(joined))
    return [joined]
