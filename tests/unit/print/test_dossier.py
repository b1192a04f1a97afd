"""The printed dossier says what the stored record says, names no expert, and keeps dissent."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from expert_pool.vocabulary import DrawKind, DrawState, LedgerKind
from riskassess.adapters.manuals import builtin_manual
from riskassess.demonstration.loading import FOLDER
from riskassess.domain.computed import compute_text
from riskassess.domain.vocabulary import MemberState, ReviewConclusion, RiskGrade
from riskassess.exhibits.results import result_sections
from riskassess.print import estimates, grading, project, review

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
    return SimpleNamespace(opinion=opinion, scores={}, versions=[])


def material(manual, computed, *sheets):
    approved = SimpleNamespace(initial_grade=RiskGrade.MEDIUM, expected_grade=RiskGrade.LOW)
    return SimpleNamespace(
        case=SimpleNamespace(manual=manual),
        result=SimpleNamespace(
            names={},
            computed=computed,
            is_same=True,
            stored=SimpleNamespace(record=computed.record),
        ),
        approval=SimpleNamespace(view=SimpleNamespace(proposal=approved)),
        sheets=list(sheets),
        factors=[],
        points=[],
        group_dissents=[],
    )


def test_printed_figures_are_those_of_the_record(manual, computed):
    made = material(manual, computed)
    record, sections = grading.record_of(made), result_sections(computed, {}, sent=None)
    part = estimates.estimate_part(made, sections)
    stored = json.loads(computed.record)["before"]
    assert part["index"] == "措施前的综合风险指数：0.2488"
    (table,) = part["tables"]
    assert table["head"] == ["编号", "风险因素", "权重", "概率", "影响", "风险值", "程度"]
    assert [row[0] for row in table["rows"]] == [row["code"] for row in stored["factors"]]
    told = grading.grading_part(made, record, sections)
    assert [moment["grade"] for moment in told["moments"]] == ["中风险", "低风险"]


def test_every_criterion_is_explained_with_what_decided(manual, computed):
    made = material(manual, computed)
    sections = result_sections(computed, {}, sent=None)
    before, after = grading.grading_part(made, grading.record_of(made), sections)["moments"]
    rows = {row[0]: row[1:] for row in before["applied"]}
    assert len(rows) == 5
    assert [name for name, row in rows.items() if "决定" in row[2]] == [
        "可能引发的风险事件",
        "可能参与人数",
    ]
    assert rows["反对比例"][0] == "6.1%（反对 24 份 / 有效 396 份）"
    assert "大于 50%" in rows["反对比例"][1]
    assert rows["反对比例"][3] == "距中风险尚差 13.9 个百分点（达到 20%）"
    assert {row[1] for row in after["not_applied"]} == {"只用于措施前"}
    assert len(after["not_applied"]) == 3


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


def test_every_version_of_a_reopened_sheet_is_listed(manual, computed):
    reopened, once = one(RiskGrade.MEDIUM), one(RiskGrade.LOW, code="E2")
    moment = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    reopened.versions = [SimpleNamespace(number=n, made_at=moment) for n in (2, 3)]
    once.versions = reopened.versions[:1]
    rows = review.opinion_part(material(manual, computed, reopened, once))["versions"]
    assert [(row[1], row[3]) for row in rows] == [("第2版", "保留"), ("第3版", "计入")]


def test_survey_without_counts_prints_a_dash(manual, computed):
    survey = SimpleNamespace(
        issued=None, valid=None, support=None, conditional=None, indifferent=None, oppose=None,
        note="", recorded_at=None,
    )  # fmt: skip
    made = material(manual, computed)
    made.survey, made.documents = survey, []
    section = project.survey_part(made)["section"]
    assert {row.share for row in section.rows} == {"—"}
    assert section.chart is None
    assert [value for _name, value in section.facts] == ["未知", "未知", "—"]


def test_survey_shares_add_up_to_a_hundred(manual, computed):
    survey = SimpleNamespace(
        issued=3, valid=3, support=1, conditional=1, indifferent=1, oppose=0, note="",
        recorded_at=None,
    )  # fmt: skip
    made = material(manual, computed)
    made.survey, made.documents = survey, []
    shares = [row.share for row in project.survey_part(made)["section"].rows]
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


def test_the_ledger_names_reasons_and_a_draw_its_whole_address(manual):
    made = SimpleNamespace(
        case=SimpleNamespace(manual=manual), reasons={"time": "时间冲突"},
        public_url="https://wenping.example.invalid",
        ledger=[
            SimpleNamespace(entry=entry, member_codes=(), draw_number=None, by="", approved_by="")
            for entry in (
                SimpleNamespace(
                    number=1, at=None, kind=LedgerKind.REFUSAL, reason_code="time", note=""
                ),
                SimpleNamespace(
                    number=2, at=None, kind=LedgerKind.RECUSAL, reason_code="authorship",
                    note="自报",
                ),
            )
        ],
    )  # fmt: skip
    told = [row[4] for row in review.ledger_part(made)["rows"]]
    assert told == ["时间冲突", "参与过本项目材料编制；自报"]
    about = {"strata": [], "sources": []}
    draw = SimpleNamespace(
        announcement=json.dumps(about), record="", number=1, kind=DrawKind.FIRST, code="p7mfx2",
        state=DrawState.CANCELLED, announced_at=None, announcement_digest="", drawn_at=None,
        algorithm="rfc3797-sha256",
    )  # fmt: skip
    line = SimpleNamespace(draw=draw, snapshot={"excluded": {}})
    facts = dict(review._draw(made, line)["facts"])
    assert facts["公开网页"] == "https://wenping.example.invalid/draws/p7mfx2"
