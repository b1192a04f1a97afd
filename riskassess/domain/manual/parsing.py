"""Makes a manual of plain data and refuses it with every problem and its key path."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from riskassess.domain.errors import InvalidManual
from riskassess.domain.manual.checks import check_manual
from riskassess.domain.manual.manual import Manual
from riskassess.domain.manual.reading import read_record
from riskassess.domain.problem import Problem, Problems
from riskassess.proof.canonical import digest as canonical_digest


def parse_manual(
    plain: Mapping[str, object], *, place: Callable[[Problem], str] | None = None
) -> Manual:
    """Return the manual that the plain data describe.

    Parameters
    ----------
    plain : mapping
        As read from YAML or JSON: text, int, Decimal, bool, None, lists and mappings.
    place : callable, optional
        Turns a problem into its place, for example line and key of a file.

    Returns
    -------
    Manual
        With `plain` and `digest` (over the canonical JSON of `plain`).

    Raises
    ------
    InvalidManual
        First problem in `code`, `where` and `facts`, the others in `facts["more"]`.

    Examples
    --------
    >>> parse_manual({"format": "riskassess.manual/1", "colour": "red"})
    Traceback (most recent call last):
    riskassess.domain.errors.InvalidManual: manual_unknown_key at colour
    """
    problems = Problems()
    manual: Manual = read_record(Manual, plain, (), problems)
    if isinstance(manual, Manual):
        check_manual(manual, problems)
    problems.refuse(InvalidManual, place)
    return _sealed(manual, plain)


def _sealed(manual: Manual, plain: Mapping[str, object]) -> Manual:
    # The two fields that are computed, not given; the manual is frozen from here on.
    object.__setattr__(manual, "plain", plain)
    object.__setattr__(manual, "digest", canonical_digest(plain))
    return manual


def parse_manual_json(text: str) -> Manual:
    """Return the manual of a canonical JSON text, checked like one that is handed in.

    Raises
    ------
    InvalidManual
        When the text is no JSON or the manual is wrong.

    Examples
    --------
    >>> parse_manual_json("{")
    Traceback (most recent call last):
    riskassess.domain.errors.InvalidManual: manual_unreadable at 1:2
    """
    return parse_manual(_plain(text))


def parse_stored_manual(text: str, *, digest: str) -> Manual:
    """Return a manual that was stored, as long as it is what was stored.

    It was checked when it came in. A later, stricter check must not make the assessments that
    are pinned to it unreadable, so only its shape is read.

    Parameters
    ----------
    text : str
        The canonical JSON.
    digest : str
        What the store says the manual's digest is.

    Returns
    -------
    Manual
        With the digest given.

    Raises
    ------
    InvalidManual
        `manual_digest_differs` when the text is not the one that was stored.

    Examples
    --------
    >>> parse_stored_manual("{}", digest="sha256:0")
    Traceback (most recent call last):
    riskassess.domain.errors.InvalidManual: manual_digest_differs at sha256:0
    """
    plain = _plain(text)
    if canonical_digest(plain) != digest:
        raise InvalidManual("manual_digest_differs", where=digest)
    problems = Problems()
    manual: Manual = read_record(Manual, plain, (), problems)
    problems.refuse(InvalidManual, None)
    return _sealed(manual, plain)


def _plain(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise InvalidManual(
            "manual_unreadable", where=f"{line}:{column}", reason=str(error)
        ) from error
