"""A verifiable draw, as method files ask for it: the rounds of RFC 3797."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from riskassess.domain.methods import Plain
from riskassess.domain.methods.inputs import Inputs, shown
from riskassess.domain.numbers import exact_number
from riskassess.proof.rfc3797 import (
    MOST_ROUNDS,
    Algorithm,
    SourceError,
    canonical_source,
    entropy_bits,
    selections,
)

KNOWN = ("pool", "select", "sources", "algorithm")
GREATEST_POOL = 10_000_000
"""Of a pool that is given as a size; a larger number is a slip."""
_NUMBERS = re.compile(r"[0-9]+(?:(?:\s*,\s*|\s+)[0-9]+)+")


def draw(given: Mapping[str, Any]) -> Plain:
    """Return the draw of `select` from `pool` by the values of `sources`.

    `pool` is a list of entries or a size; `sources` a list whose entries are numbers, texts, or
    lists of numbers, also written as one text such as "2, 5, 12"; `algorithm` is
    `rfc3797-sha256` where none is given, or `rfc3797` (MD5). `whole_bits` is `entropy_bits`
    rounded up, as the table of RFC 3797 prints it.

    Raises
    ------
    InvalidFile
        For an unknown input, because a misspelt one would draw otherwise than was meant; for an
        empty pool, entries given twice, more to select than there are, and a source that has
        no canonical form.
    """
    inputs = Inputs(given)
    entries, size = _pool(inputs)
    select = inputs.count("select", low=1)
    if select is not None and size and select > size:
        inputs.add(("select",), "draw_too_many", value=select, high=size)
    elif select is not None and select > MOST_ROUNDS:
        inputs.add(("select",), "draw_rounds", value=select, high=MOST_ROUNDS)
    key = _key(inputs)
    algorithm = inputs.word("algorithm", [str(each) for each in Algorithm], str(Algorithm.SHA256))
    for name in inputs.unused:
        inputs.add((name,), "draw_input_unknown", value=name, allowed=", ".join(KNOWN))
    inputs.refuse()
    rounds = list(islice(selections(key, size, algorithm), select))
    bits = entropy_bits(size, len(rounds))
    return {
        "algorithm": algorithm,
        "key_string": key,
        "rounds": [list(each) for each in rounds],
        "selected": [entries[each.position - 1] if entries else each.position for each in rounds],
        "entropy_bits": bits,
        "whole_bits": math.ceil(bits),
    }


def _pool(inputs: Inputs) -> tuple[Sequence[Any], int]:
    """Return the entries, none where a size was given, and how many there are."""
    given = inputs.value("pool")
    if not isinstance(given, list | tuple):
        size = inputs.count("pool", low=1) if given is not None else None
        if size is not None and size > GREATEST_POOL:
            inputs.add(("pool",), "draw_pool_too_large", value=size, high=GREATEST_POOL)
            return (), 0
        return (), size or 0
    entries = inputs.as_rows(given, ("pool",))
    seen: dict[tuple[bool, Any], int] = {}
    for place, entry in enumerate(entries):
        value = entry.strip() if isinstance(entry, str) else exact_number(entry)
        if value is None or value == "":
            inputs.add(("pool", place), "draw_entry", value=shown(entry))
            continue
        first = seen.setdefault((isinstance(value, str), value), place)
        if first != place:
            inputs.add(("pool", place), "draw_entry_twice", value=shown(entry), first=first + 1)
    return entries, len(entries)


def _key(inputs: Inputs) -> str:
    """Return the key string of the sources, each refused at its own place."""
    parts = []
    for place, source in enumerate(inputs.rows("sources")):
        try:
            parts.append(canonical_source(_spread(source)))
        except SourceError as error:
            inputs.add(("sources", place), error.code, **error.facts)
    return "".join(parts)


def _spread(source: Any) -> Any:
    """Return a text of several whole numbers as these numbers, anything else as it is.

    Commas between digits in threes alone could be those of one number: that text stays.

    >>> _spread("2, 5, 12 8"), _spread("W 4-1")
    (['2', '5', '12', '8'], 'W 4-1')
    """
    if not isinstance(source, str):
        return source
    text = unicodedata.normalize("NFKC", source).strip()
    return re.split(r"[\s,]+", text) if _NUMBERS.fullmatch(text) else source
