"""Makes a pool manual of plain data and refuses it with every problem and its key path."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from riskassess.domain.errors import InvalidManual
from riskassess.domain.manual.reading import read_record
from riskassess.domain.pool_manual.checks import check_pool_manual
from riskassess.domain.pool_manual.pool_manual import PoolManual
from riskassess.domain.problem import Problem, Problems
from riskassess.proof.canonical import digest as canonical_digest

FORMAT = "riskassess.pool-manual/1"


def parse_pool_manual(
    plain: Mapping[str, object], *, place: Callable[[Problem], str] | None = None
) -> PoolManual:
    """Return the pool manual that the plain data describe.

    Parameters
    ----------
    plain : mapping
        As read from YAML or JSON: text, int, bool, None, lists and mappings.
    place : callable, optional
        Turns a problem into its place, for example line and key of a file.

    Raises
    ------
    InvalidManual
        First problem in `code`, `where` and `facts`, the others in `facts["more"]`.

    Examples
    --------
    >>> parse_pool_manual({"colour": "red"})
    Traceback (most recent call last):
    riskassess.domain.errors.InvalidManual: manual_unknown_key at colour
    """
    problems = Problems()
    manual = read_record(PoolManual, plain, (), problems)
    if isinstance(manual, PoolManual):
        if manual.format != FORMAT:
            problems.add(("format",), "manual_unknown_word", value=manual.format, allowed=FORMAT)
        check_pool_manual(manual, problems)
    problems.refuse(InvalidManual, place)
    return _sealed(manual, plain)


def parse_stored_pool_manual(text: str, *, digest: str) -> PoolManual:
    """Return a stored pool manual; raises InvalidManual `manual_digest_differs`."""
    plain = json.loads(text, parse_float=Decimal)
    if canonical_digest(plain) != digest:
        raise InvalidManual("manual_digest_differs", where=digest)
    problems = Problems()
    manual = read_record(PoolManual, plain, (), problems)
    problems.refuse(InvalidManual, None)
    return _sealed(manual, plain)


def _sealed(manual: Any, plain: Mapping[str, object]) -> PoolManual:
    # The two fields that are computed, not given; the manual is frozen from here on.
    object.__setattr__(manual, "plain", plain)
    object.__setattr__(manual, "digest", canonical_digest(plain))
    found: PoolManual = manual
    return found
