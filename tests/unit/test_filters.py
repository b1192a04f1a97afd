"""Dates in Shanghai time, shares and figures rounded half up, words of closed sets."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from riskassess import filters
from riskassess.domain.vocabulary import Degree, RiskGrade, Role
from riskassess.labels import LABELS, label
from riskassess.services.round_names import NAMES

EVENING = datetime(2026, 11, 20, 18, 32, tzinfo=UTC)  # the next day in Shanghai


def test_moments_are_told_in_shanghai():
    assert filters.datetime_text(EVENING) == "2026-11-21 02:32"
    assert filters.date_text(EVENING) == "2026-11-21"
    assert filters.long_date(EVENING) == "2026年11月21日"


def test_days_stay_days():
    assert filters.date_text(date(2026, 1, 5)) == "2026-01-05"
    assert filters.long_date(date(2026, 1, 5)) == "2026年1月5日"


@pytest.mark.parametrize("name", sorted(set(filters.FILTERS) - {"filesize"}))
def test_unknown_is_a_dash_and_never_nought(name):
    assert filters.FILTERS[name](None) == "—"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.36", 3, "0.360"),
        (Decimal("0.0005"), 3, "0.001"),
        (Decimal("0.00049999"), 3, "0.000"),
        (2, 0, "2"),
        (0.125, 2, "0.13"),
        (0, 1, "0.0"),
    ],
)
def test_figures_are_rounded_half_up(value, places, text):
    assert filters.figure(value, places) == text


@pytest.mark.parametrize(
    ("stored", "places", "text"),
    [(0, 0, "0%"), (10_000, 0, "100%"), (3_333, 2, "33.33%"), (50, 0, "1%"), (49, 0, "0%")],
)
def test_stored_shares(stored, places, text):
    assert filters.share(stored, places) == text


def test_percent():
    assert filters.percent("0.1235") == "12.4%"
    assert filters.percent(Decimal("0.1"), 0) == "10%"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 KB"), (2048, "2 KB"), (1024 * 1024, "1.0 MB"), (3_500_000, "3.3 MB")],
)
def test_sizes(size, text):
    assert filters.filesize(size) == text


def test_words_of_codes():
    assert filters.state_label(Role.AUDITOR) == "审计员"
    assert filters.grade_label("high") == label(RiskGrade.HIGH) == "高风险"
    assert filters.degree_label("severe") == label(Degree.SEVERE) == "重大"


@pytest.mark.parametrize("members", LABELS, ids=lambda members: members.__name__)
def test_every_member_of_a_labelled_set_has_its_own_word(members):
    words = [label(member) for member in members]
    assert all(words)
    assert len(set(words)) == len(words)


def test_each_name_of_a_round_has_a_sign_of_its_own():
    said = [filters.round_name(name) for name in NAMES]
    assert (said[0], said[9], said[10], said[-1]) == ("专家甲", "专家癸", "专家子", "专家亥")
    assert len(set(said)) == len(NAMES) == 22
