"""How long dossiers are kept, as archival numbers say it (handbook 8.3, 8.4; DA/T 13)."""

# Code in archival numbers → years; None is for ever.
RETENTIONS: dict[str, int | None] = {"Y": None, "D30": 30, "D10": 10}


def retention_code(years: int | None) -> str:
    """Return the shortest retention that keeps a dossier for so many years.

    Parameters
    ----------
    years : int or None
        None is for ever.

    Returns
    -------
    str
        A key of RETENTIONS.

    Examples
    --------
    >>> retention_code(30), retention_code(12), retention_code(None)
    ('D30', 'D30', 'Y')
    """
    if years is None:
        return "Y"
    enough = [(kept, code) for code, kept in RETENTIONS.items() if kept and kept >= years]
    return min(enough)[1] if enough else "Y"


def is_long_enough(code: str, years: int | None) -> bool:
    """Return whether a retention keeps a dossier for so many years.

    Parameters
    ----------
    code : str
        A key of RETENTIONS.
    years : int or None
        What the manual asks for; None is for ever.

    Returns
    -------
    bool
        True when the retention is as long or longer.

    Examples
    --------
    >>> is_long_enough("D30", 30), is_long_enough("D30", None), is_long_enough("Y", None)
    (True, False, True)
    """
    kept = RETENTIONS[code]
    return kept is None or (years is not None and kept >= years)
