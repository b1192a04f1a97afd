"""The certainty in words: rounding that never misleads, and nothing by expert where not allowed."""

from fractions import Fraction

import pytest

from riskassess.domain.certainty import certainty_of
from riskassess.domain.result import stored
from riskassess.domain.vocabulary import RiskGrade
from riskassess.exhibits.certainty import certainty_section
from riskassess.exhibits.certainty_changes import needed_text, now_text
from riskassess.exhibits.certainty_words import share_text, value_text
from tests.unit.domain.certainty import scenes


def section_of(name, **values):
    assessment, result = scenes.of_kind(name)
    record = certainty_of(assessment, result, seed=scenes.SEED, resamples=100).record
    return record, certainty_section(record, result.manual, **values)


@pytest.mark.parametrize("name", scenes.KINDS)
def test_every_kind_has_words_pictures_and_tables(name):
    record, section = section_of(name)
    assert section.sentences[0].startswith("措施前：等级判为")
    assert len(section.pictures) >= 4
    assert all(picture.chart.startswith("<svg") for picture in section.pictures)
    assert dict(section.how)["种子"] == record["seed"]
    for table in section.tables:
        assert {len(row) for row in table.rows} == {len(table.head)}


def test_without_experts_nothing_is_told_by_expert():
    record, section = section_of("cn-default", names_experts=False)
    texts = [*section.sentences, *(picture.title for picture in section.pictures)]
    texts += [str(picture.chart) for picture in section.pictures]
    texts += [cell for table in section.tables for row in table.rows for cell in row]
    for row in record["left_out"]:
        assert not any(row["name"] in text.split() for text in texts)
    assert not any("逐一去掉专家" in picture.title for picture in section.pictures)
    assert any("去掉任何一位专家" in sentence for sentence in section.sentences)


@pytest.mark.parametrize(("size", "is_told"), [(1, False), (3, False), (4, True)])
def test_sponsor_of_a_small_panel_sees_no_interval(size, is_told):
    # the ends would be what one expert said
    rows = [[(10_000, 3000 + 1000 * number, 5000)] for number in range(size)]
    assessment, result = scenes.made(rows)
    record = certainty_of(assessment, result, seed=scenes.SEED, resamples=1000).record
    for names_experts in (False, True):
        section = certainty_section(record, result.manual, names_experts=names_experts)
        is_there = is_told or names_experts
        assert ("分位为" in section.sentences[0]) is is_there
        assert ("专家人数少，不列" in section.sentences[0]) is not is_there
        assert any("的区间" in picture.title for picture in section.pictures) is is_there


def test_table_says_never_and_always_as_the_sentence_does():
    record, _section = section_of("cn-default")
    counts = {"low": 9997, "medium": 3, "high": 0}
    record = {**record, "before": {**record["before"], "counts": counts}}
    _assessment, result = scenes.of_kind("cn-default")
    (row,) = certainty_section(record, result.manual).tables[0].rows[-1:]
    assert row[1:4] == ("超过 99.9%", "不到 0.1%", "0.0%")


def test_fewer_resamples_are_explained():
    record, section = section_of("cn-default")
    assert any("重抽 100 次而不是通常的 10,000 次" in sentence for sentence in section.sentences)
    _assessment, result = scenes.of_kind("cn-default")
    told = certainty_section({**record, "resamples": 10_000}, result.manual).sentences
    assert not any("而不是通常" in sentence for sentence in told)


def test_names_of_factors_stand_for_codes():
    _record, section = section_of("cn-default", names={"B06": "安置房源"})
    assert "安置房源的影响程度" in section.sentences[0]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0.0%"), (1, "不到 0.1%"), (10, "0.1%"), (9990, "99.9%"), (9999, "超过 99.9%")],
)
def test_share_never_says_never_or_always_falsely(count, words):
    assert share_text(count, 10_000) == words


def change(now, to, *, rises=True, inclusive=False, lever="probability"):
    return stored(
        {
            "lever": lever, "code": "A01", "now": Fraction(now), "to": Fraction(to),
            "rises": rises, "inclusive": inclusive, "grade": "high", "through": [], "share": None,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "now", "needed"),
    [
        (change("0.74", "0.8"), "74%", "80.01%"),
        (change("0.74", "0.8", inclusive=True), "74%", "80%"),
        (change("0.74", "2/3", rises=False, inclusive=True), "74%", "66.66%"),
        (change("0.5", "0.99999"), "50%", "100%"),
        (change("79", "171", inclusive=True, lever="opposition"), "79份", "171份"),
    ],
)
def test_needed_value_is_never_rounded_short(row, now, needed):
    _assessment, result = scenes.of_kind("cn-default")
    assert (now_text(row, result.manual), needed_text(row, result.manual)) == (now, needed)


def test_value_is_never_rounded_across_a_limit():
    _assessment, result = scenes.of_kind("cn-default")
    texts = [
        value_text({"number": text}, result.manual)
        for text in ("0.3783", "0.35999", "0.6401", "0.64")
    ]
    assert texts == ["0.378", "0.35999", "0.6401", "0.640"]


def test_expert_whose_absence_matters_is_named():
    assessment, result = scenes.made(
        [[(10_000, 9000, 9000)], [(10_000, 6000, 6000)], [(10_000, 6000, 6000)]]
    )
    assert result.initial_grade is RiskGrade.MEDIUM
    record = certainty_of(assessment, result, seed=scenes.SEED, resamples=100).record
    told = certainty_section(record, result.manual).sentences
    changed = [row["name"] for row in record["left_out"] if row["initial_grade"] != "medium"]
    expected = f"去掉 {'、'.join(changed)} 中的任一位" if changed else "去掉任何一位专家"
    assert any(sentence.startswith(expected) for sentence in told)
    hidden = certainty_section(record, result.manual, names_experts=False).sentences
    assert any("种情形下等级会变" in sentence for sentence in hidden) is bool(changed)
