"""Every wrong assessment file is refused with its place, what is wrong and how to mend it."""

import copy
from decimal import Decimal

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import parse_assessment, read_json
from riskassess.domain.errors import InvalidFile
from riskassess.messages import MESSAGES, explain
from tests.unit.domain.assessment_plain import CODES, plain, sheet

MANUAL = builtin_manual("cn-default")
TWO = [dict.fromkeys(CODES, (5, "0.5", "0.5"))] * 2


def refused(document):
    """Return (code, where) of every problem; each has a text that its facts fill."""
    with pytest.raises(InvalidFile) as caught:
        parse_assessment(document, MANUAL)
    facts = dict(caught.value.facts)
    found = [(caught.value.code, caught.value.where, facts), *[
        (code, where, given) for where, code, given in facts.get("more", ())
    ]]  # fmt: skip
    for code, _where, given in found:
        assert code in MESSAGES
        assert all("%(" not in text for text in explain(code, given))
    return [(code, where) for code, where, _given in found]


def changed(path, value, document=None):
    """Return the document with the value at a path; ... removes the key."""
    document = copy.deepcopy(document or plain(TWO))
    owner = document
    for step in path[:-1]:
        owner = owner[step]
    if value is ...:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    return document


SCORE = ("scores_before", 1, "scores", 2)
SCORE_AT = "scores_before[1].scores[2]"


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        (("id",), ..., "file_missing", "id"),
        (("title",), 5, "file_wrong_type", "title"),
        (("title",), "", "file_missing", "title"),
        (("kind",), "castle", "file_unknown_word", "kind"),
        (("level",), "moon", "file_unknown_word", "level"),
        (("procedure",), "quick", "file_unknown_word", "procedure"),
        (("procedure",), ..., "file_missing", "procedure"),
        (("manual",), "js-4013", "file_other_manual", "manual"),
        (("experts",), {}, "file_wrong_type", "experts"),
        (("experts", 0), "E1", "file_wrong_type", "experts[0]"),
        (("experts", 1, "id"), "E1", "file_duplicate", "experts[1].id"),
        (("factors", 1, "code"), "A01", "file_duplicate", "factors[1].code"),
        (("factors", 1, "stage"), "X", "file_unknown_word", "factors[1].stage"),
        ((*SCORE, "probability"), 45, "file_share_as_percent", f"{SCORE_AT}.probability"),
        ((*SCORE, "impact"), Decimal("-0.1"), "file_out_of_range", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), 101, "file_out_of_range", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), None, "file_score_missing", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), ..., "file_score_missing", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), "0.5", "file_not_a_number", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), True, "file_not_a_number", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), float("nan"), "file_not_a_number", f"{SCORE_AT}.impact"),
        ((*SCORE, "impact"), Decimal("0.12345"), "file_too_fine", f"{SCORE_AT}.impact"),
        ((*SCORE, "weight_score"), 0, "file_out_of_range", f"{SCORE_AT}.weight_score"),
        ((*SCORE, "weight_score"), 11, "file_out_of_range", f"{SCORE_AT}.weight_score"),
        ((*SCORE, "weight_score"), None, "file_score_missing", f"{SCORE_AT}.weight_score"),
        (SCORE, ..., "file_sheet_incomplete", "scores_before[1].scores"),
        (("scores_before", 1), ..., "file_expert_without_sheet", "scores_before"),
        (("scores_before",), ..., "file_missing", "scores_before"),
        (("scores_before",), [], "file_empty_list", "scores_before"),
        (("scores_after",), [], "file_empty_list", "scores_after"),
        (("survey",), [], "file_wrong_type", "survey"),
        (("survey",), {"valid": -1}, "file_negative", "survey.valid"),
        (("survey",), {"valid": Decimal("1.5")}, "file_not_whole", "survey.valid"),
        (("survey",), {"oppose": "three"}, "file_not_whole", "survey.oppose"),
        (("survey",), {"valid": Decimal("1E+99")}, "file_out_of_range", "survey.valid"),
        (("survey",), {"valid": 9, "issued": 8}, "file_valid_exceeds", "survey.valid"),
        (("survey",), {"valid": 9, "support": 5, "oppose": 5}, "file_parts_exceed", "survey"),
        (("forecast",), {"event_class": "awful"}, "file_unknown_word", "forecast.event_class"),
        (("forecast",), {"headcount": -3}, "file_negative", "forecast.headcount"),
        (("units",), ["a"], "file_wrong_type", "units"),
        (("measures",), [{"id": "M1", "factors": ["Z99"]}], "file_factor_not_listed",
         "measures[0].factors[0]"),
        (("measures",), [{"id": "M", "factors": ["A01"]}] * 2, "file_duplicate", "measures[1].id"),
    ],
)  # fmt: skip
def test_each_wrong_value_is_named(path, value, code, where):
    assert (code, where) in refused(changed(path, value))


def test_no_experts_is_refused():
    assert ("file_empty_list", "experts") in refused(changed(("experts",), []))


def test_second_sheet_of_an_expert_and_sheet_of_a_stranger():
    document = plain(TWO)
    extra = [copy.deepcopy(document["scores_before"][0]), sheet("E9", TWO[0])]
    document["scores_before"] += extra
    assert refused(document) == [
        ("file_duplicate", "scores_before[2].expert"),
        ("file_unknown_expert", "scores_before[3].expert"),
    ]


def test_factor_nobody_scored_is_told_once():
    document = plain(TWO)
    document["factors"].append({"code": "A02"})
    assert refused(document) == [("file_factor_unscored", "scores_before")]


def test_score_twice_and_score_of_an_unlisted_factor():
    document = plain(TWO)
    scores = document["scores_before"][0]["scores"]
    scores += [dict(scores[0]), {**scores[0], "factor": "A03"}]
    assert refused(document) == [
        ("file_duplicate", "scores_before[0].scores[4].factor"),
        ("file_factor_not_listed", "scores_before[0].scores[5].factor"),
    ]


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        ({"code": "OWN1"}, "file_unknown_factor"),
        ({"code": "OWN1", "name": "自拟"}, "file_unknown_factor"),
        ({"code": "OWN1", "name": "自拟", "category": "Z"}, "file_unknown_word"),
        ({"code": "自拟", "name": "自拟", "category": "A"}, "file_bad_code"),
    ],
)
def test_own_factor_needs_code_name_and_category(factor, code):
    document = plain([{factor["code"]: (5, "0.5", "0.5")}])
    document["factors"] = [factor]
    assert [found for found, _where in refused(document)] == [code]


def test_own_factor_with_name_and_category_is_accepted():
    document = plain([{"OWN1": (5, "0.5", "0.5")}])
    document["factors"] = [{"code": "OWN1", "name": "自拟因素", "category": "A"}]
    factor = parse_assessment(document, MANUAL).factors[0]
    assert factor.is_own
    assert factor.name == "自拟因素"


def test_all_problems_are_told_at_once():
    document = changed(("kind",), "castle", changed((*SCORE, "impact"), None))
    assert {code for code, _where in refused(document)} == {
        "file_unknown_word",
        "file_score_missing",
    }


@pytest.mark.parametrize("document", [[], None, "text", 5])
def test_what_is_no_object_is_refused(document):
    assert refused(document) == [("file_wrong_type", "$")]


def test_another_format_is_refused():
    assert refused(plain(format="riskassess.assessment/2")) == [("file_wrong_format", "format")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_not_json"),
        ("{", "file_not_json"),
        ('{"a": NaN}', "file_nan"),
        ('{"a": -Infinity}', "file_nan"),
        ('{"a": {"b": 1, "b": 2}}', "file_duplicate_key"),
        ('{"a": ["\\ud800"]}', "file_broken_text"),
        ("[" * 100_000, "file_too_deep"),
    ],
)
def test_text_that_is_no_exact_json_is_refused(text, code):
    with pytest.raises(InvalidFile) as caught:
        read_json(text)
    assert caught.value.code == code


def test_what_is_no_number_is_refused_with_its_place():
    with pytest.raises(InvalidFile) as caught:
        read_json('{"method": "ahp", "inputs": {"matrix": [[1, NaN], [0.5, 1]]}}')
    assert caught.value.where == "inputs.matrix[0][1]"


def test_scores_are_kept_in_ten_thousandths_and_unknown_keys_stay():
    rows = [{"A01": (Decimal("7.5"), "0.1234", "0.30")}]
    document = plain(rows, project="P-1", later={"kept": True}, units={"project_unit": "甲"})
    assessment = parse_assessment(document, MANUAL)
    score = assessment.before[0].scores["A01"]
    assert (score.weight, score.probability, score.impact) == (75_000, 1234, 3000)
    assert assessment.plain["later"] == {"kept": True}
    assert assessment.project == "P-1"
    assert assessment.units == {"project_unit": "甲"}
