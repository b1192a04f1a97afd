"""Canonical JSON: one text for one value."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.proof.canonical import bytes_digest, canonical_bytes, canonical_json, digest

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-99, max_value=99)
SCALARS = (
    st.none() | st.booleans() | st.integers() | DECIMALS | st.text('评估a"\\\n\x01é', max_size=5)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab评", max_size=3), inner)
)


@given(VALUES)
def test_canonical_text_reads_back_and_is_a_fixed_point(value):
    text = canonical_json(value)
    again = json.loads(text, parse_float=Decimal)
    assert again == value
    assert canonical_json(again) == text


def test_order_of_keys_does_not_matter():
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.0"), "0"),
        (True, "true"),
        (None, "null"),
        ((1, "稳评"), '[1,"稳评"]'),
        ("\x00/\u2028", '"\\u0000/\u2028"'),
    ],
)
def test_canonical_json_of_single_values(value, text):
    assert canonical_json(value) == text


@pytest.mark.parametrize("value", [0.1, {1: 2}, {"a": {1, 2}}, object()])
def test_what_has_no_exact_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "\ud800"])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(ValueError, match=r"finite|surrogates"):
        canonical_bytes(value)


def test_digest_is_that_of_the_bytes():
    assert digest(["评"]) == bytes_digest('["评"]'.encode())
