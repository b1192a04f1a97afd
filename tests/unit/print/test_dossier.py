"""The printed dossier says what the stored record says, names no expert, and keeps dissent."""

import json
from types import SimpleNamespace

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.demonstration.loading import FOLDER
from riskassess.domain.computed import compute_text
from riskassess.domain.vocabulary import MemberState, ReviewConclusion, RiskGrade
from riskassess.exhibits import criteria
from riskassess.print import estimates, project, review

TEXT = (FOLDER / "shuanghekou-reservoir.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def manual():
    return builtin_manual("cn-default")


@pytest.fixture(scope="module")
def computed(manual):
    return compute_text(TEXT, manual)


def sheet(initial, expected=RiskGrade.LOW):
    return SimpleNamespace(
        conclusion=ReviewConclusion.PASS,
        initial_grade=initial,
        expected_grade=expected,
        submitted_at=None,
    )


def one(initial, code="E1", **texts):
    member = SimpleNamespace(code=code)
    opinion = SimpleNamespace(member=member, sheet=sheet(initial), texts=texts)
    return SimpleNamespace(opinion=opinion, scores={})


def material(manual, computed, *sheets):
    approved = SimpleNamespace(initial_grade=RiskGrade.MEDIUM, expected_grade=RiskGrade.LOW)
    return SimpleNamespace(
        case=SimpleNamespace(manual=manual),
        result=SimpleNamespace(
            names={}, computed=computed, stored=SimpleNamespace(record=computed.record)
        ),
        approval=SimpleNamespace(view=SimpleNamespace(proposal=approved)),
        sheets=list(sheets),
        factors=[],
        points=[],
    )


def test_every_criterion_is_explained_with_what_decided(computed):
    before = computed.result.before
    rows = criteria.applied_rows(before)
    assert len(rows) + len(criteria.not_applied_rows(before)) == 5
    deciding = [name for name, *_rest, decided in rows if decided]
    assert deciding
    assert all(any(word in name for name in deciding)
               for word in criteria.deciding_names(before).split("、"))  # fmt: skip
    opposition = next(row for row in rows if "反对" in row[0])
    assert opposition[1] == "6.1%（反对 24 份 / 有效 396 份）"
    assert "大于 50%" in opposition[2]


def test_criteria_of_before_are_named_as_not_applied_after(computed):
    after = dict(criteria.not_applied_rows(computed.result.after))
    assert set(after.values()) == {"只用于措施前"}
    assert len(after) == 3


def test_printed_figures_are_those_of_the_record(manual, computed):
    made = material(manual, computed)
    record = estimates.record_of(made)
    part = estimates.estimate_part(made, record)
    stored = json.loads(computed.record)["before"]
    assert part["index"] == "0.2488"
    assert [row[0] for row in part["rows"]] == [row["code"] for row in stored["factors"]]
    grading = estimates.grading_part(made, record)
    assert [moment["grade"] for moment in grading] == ["中风险", "低风险"]


def test_dissent_names_grade_and_reason_and_agreement_is_none(manual, computed):
    agreeing = one(RiskGrade.MEDIUM)
    dissenting = one(RiskGrade.HIGH, code="E2", grade="容量不足。")
    silent = one(RiskGrade.LOW, code="ZJ0009")
    rows = review.dissent_rows(material(manual, computed, agreeing, dissenting, silent))
    assert [row[0] for row in rows] == ["E2", "ZJ0009"]
    assert rows[0][1:] == ("措施前提出高风险，批准为中风险", "容量不足。")
    assert rows[1][2] == "未写明理由"


def test_opinions_follow_the_headings_of_the_manual(manual, computed):
    part = review.opinion_part(
        material(manual, computed, one(RiskGrade.MEDIUM, measures="乙", basis="甲", old="丙"))
    )
    assert [text for _heading, text in part["texts"][0][1]] == ["甲", "乙", "丙"]


def test_survey_without_counts_prints_a_dash(manual, computed):
    survey = SimpleNamespace(
        issued=None, valid=None, support=None, conditional=None, indifferent=None, oppose=None,
        note="", recorded_at=None,
    )  # fmt: skip
    made = material(manual, computed)
    made.survey, made.documents = survey, []
    part = project.survey_part(made)
    assert part["shares"] == []
    assert part["chart"] is None
    assert [value for _name, value in part["counts"]] == ["—", "—", "—", "—"]


def test_survey_shares_add_up_to_a_hundred(manual, computed):
    survey = SimpleNamespace(
        issued=3, valid=3, support=1, conditional=1, indifferent=1, oppose=0, note="",
        recorded_at=None,
    )  # fmt: skip
    made = material(manual, computed)
    made.survey, made.documents = survey, []
    shares = [row[2] for row in project.survey_part(made)["shares"]]
    assert shares == ["33.4%", "33.3%", "33.3%", "0.0%"]


def test_experts_are_printed_under_their_code_and_never_by_name(manual):
    member = SimpleNamespace(
        code="E3", profession="law", employer="测试研究院", state=MemberState.SUBMITTED,
        declared_at=None, decline_reason="",
    )  # fmt: skip
    made = SimpleNamespace(case=SimpleNamespace(manual=manual))
    row = review._member(made, SimpleNamespace(member=member, name="王某"))
    assert row[0] == "E3"
    assert not any("王某" in cell for cell in row)
