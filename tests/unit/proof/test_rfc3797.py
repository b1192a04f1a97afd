import hashlib
import math
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.proof.rfc3797 import (
    MOST_ROUNDS,
    Algorithm,
    SourceError,
    canonical_source,
    entropy_bits,
    key_string,
    selections,
)

NUMBERS = [
    (0, "0./"),
    (7, "7./"),
    (1.50, "1.5/"),
    (Decimal("0.10"), "0.1/"),
    (Decimal("5.0"), "5./"),
    (Decimal("1E+3"), "1000./"),
    (Decimal("-0"), "0./"),
    (-4, "-4./"),
    (10**40, f"{10**40}./"),
    ("0042", "42./"),
    ("3.10", "3.1/"),
    ([10, 9, -1, 2.5], "-1.2.59.10./"),
    (["09", 3, "3"], "3.3.9./"),
]
TEXTS = [("Mažňák", "MAZNAK/"), ("W 4-1", "W41/"), (["ångström_7"], "ANGSTROM7/"), ("ßa", "A/")]


@pytest.mark.parametrize(("source", "wanted"), [*NUMBERS, *TEXTS])
def test_canonical_form(source, wanted):
    assert canonical_source(source) == wanted


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("上证指数", "source_empty"),
        ("", "source_empty"),
        ("— !", "source_empty"),
        ("ß", "source_empty"),
        ([], "source_empty"),
        ([1, "a"], "source_mixed"),
        (["a", "b"], "source_mixed"),
        (True, "source_not_a_value"),
        (None, "source_not_a_value"),
        ([[1]], "source_not_a_value"),
        (float("nan"), "source_not_a_value"),
        (Decimal("Infinity"), "source_not_a_value"),
        (Decimal("1E+5000"), "source_no_magnitude"),
        (Decimal("1E-5000"), "source_no_magnitude"),
    ],
)
def test_what_has_no_canonical_form_is_refused(source, code):
    with pytest.raises(SourceError) as refused:
        key_string([1, source])
    assert refused.value.code == code
    assert refused.value.facts["place"] == 1


def test_no_source_is_no_key():
    with pytest.raises(SourceError, match="source_none"):
        key_string([])


numbers = st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=3)


@given(st.lists(numbers, min_size=1, max_size=6), st.randoms())
def test_the_order_in_a_source_does_not_matter(values, source):
    shuffled = list(values)
    source.shuffle(shuffled)
    assert canonical_source(shuffled) == canonical_source(values)


@given(st.integers(1, 300), st.text("0123456789./", max_size=20), st.sampled_from(Algorithm))
@settings(max_examples=60, deadline=None)
def test_every_entry_comes_once_and_each_round_is_the_digest_by_the_rest(size, key, algorithm):
    left = list(range(1, size + 1))
    make = {Algorithm.MD5: hashlib.md5, Algorithm.SHA256: hashlib.sha256}[algorithm]
    for number, each in enumerate(selections(key, size, algorithm)):
        counter = bytes([number // 256, number % 256])
        digest = make(counter + key.encode() + counter).hexdigest().upper()
        position = left.pop(int(digest, 16) % len(left))
        assert each == (number, digest, size - number, position)
    assert left == []


def test_rounds_end_where_two_bytes_end():
    rounds = list(selections("1./", MOST_ROUNDS + 10))
    assert len(rounds) == MOST_ROUNDS
    assert len({each.position for each in rounds}) == MOST_ROUNDS


def test_rounds_are_made_as_they_are_asked_for():
    first = list(islice(selections("1./", 10**12), 2))
    assert [each.remaining for each in first] == [10**12, 10**12 - 1]


def test_entropy_is_that_of_the_number_of_selections():
    assert entropy_bits(6, 2) == math.log2(15)
    assert [entropy_bits(6, 0), entropy_bits(6, 6), entropy_bits(6, 7)] == [0.0, 0.0, 0.0]
