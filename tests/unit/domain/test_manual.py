"""The manual: complete, exact in the store, and refused with line and key where it is wrong."""

import copy

import pytest

from riskassess.adapters.manuals import (
    builtin_manual,
    builtin_manuals,
    load_manual_file,
    load_manual_text,
)
from riskassess.domain.errors import InvalidManual, NotFound
from riskassess.domain.manual import parse_manual, parse_manual_json, parse_stored_manual
from riskassess.domain.vocabulary import (
    AssessmentState,
    CriterionKind,
    Decision,
    Procedure,
    RiskGrade,
    Stage,
)
from riskassess.messages import MESSAGES, explain
from riskassess.proof.canonical import canonical_json

MANUAL = builtin_manual("cn-default")
TEXT = builtin_manuals()["cn-default"].read_text(encoding="utf-8")


def refused(plain):
    with pytest.raises(InvalidManual) as caught:
        parse_manual(plain)
    facts = dict(caught.value.facts)
    found = [(caught.value.code, caught.value.where, facts)]
    found += [(code, where, given) for where, code, given in facts["more"]]
    for code, _where, given in found:
        assert code in MESSAGES
        assert all("%(" not in text for text in explain(code, given))
    return [(code, where) for code, where, _given in found]


def changed(path, value):
    plain = copy.deepcopy(MANUAL.plain)
    owner = plain
    for step in path[:-1]:
        owner = owner[step]
    if value is ...:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    return plain


def test_library_holds_every_row_of_the_handbook():
    general = [row for row in MANUAL.factors if not row.kinds]
    assert len(general) == 59
    assert sum(row.set_ == "core" for row in general) == 50
    assert len(MANUAL.factors) == 84
    assert [row.code for row in MANUAL.documents] == [f"D{n:02}" for n in range(1, 34)]


def test_stored_text_gives_the_same_manual_and_digest():
    stored = parse_manual_json(canonical_json(MANUAL.plain))
    assert stored == MANUAL
    assert stored.digest == MANUAL.digest


def test_digest_ignores_comments_and_layout():
    assert load_manual_text("# a comment\n" + TEXT).digest == MANUAL.digest
    assert load_manual_text(TEXT.replace("small_cell: 5", "small_cell: 6")).digest != MANUAL.digest


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        (("format",), "riskassess.manual/9", "manual_wrong_format", "format"),
        (("colour",), "red", "manual_unknown_key", "colour"),
        (("combine",), ..., "manual_missing_key", "$"),
        (("combine",), "best", "manual_unknown_word", "combine"),
        (("version",), "one", "manual_wrong_type", "version"),
        (("version",), True, "manual_wrong_type", "version"),
        (("effective_from",), "2026-13-01", "manual_wrong_type", "effective_from"),
        (("effective_from",), 2026, "manual_wrong_type", "effective_from"),
        (("title",), "text", "manual_wrong_type", "title"),
        (("levels",), {}, "manual_wrong_type", "levels"),
        (("panel", "odd"), "yes", "manual_wrong_type", "panel.odd"),
        (("panel", "class_share"), "much", "manual_wrong_type", "panel.class_share"),
        (("panel", "class_share"), True, "manual_wrong_type", "panel.class_share"),
        (("panel", "class_share"), "1.5", "manual_share", "panel.class_share"),
        (("procedures", 0, "quorum"), "1/0", "manual_wrong_type", "procedures[0].quorum"),
        (("procedures", 0, "quorum"), True, "manual_wrong_type", "procedures[0].quorum"),
        (("procedures", 0, "quorum"), "3/2", "manual_share", "procedures[0].quorum"),
        (("procedures", 0, "panel_size"), 4, "manual_panel_even", "procedures[0].panel_size"),
        (("factors", 3, "code"), "A01", "manual_duplicate", "factors[3].code"),
        (("factors", 3, "category"), "Q", "manual_unknown_reference", "factors[3].category"),
        (("kinds", 0, "professions", 1), "wizard", "manual_unknown_reference",
         "kinds[0].professions[1]"),
        (("scales", "impact", 1, "above"), "0.3", "manual_order", "scales.impact[1].above"),
        (("scales", "impact", 1, "level"), 7, "manual_order", "scales.impact[1].level"),
        (("scales", "impact", 4, "up_to"), "0.9", "manual_scale_open", "scales.impact"),
        (("degrees", "steps", 2, "above"), "0.01", "manual_order", "degrees.steps[2].above"),
        (("degrees", "steps", 0, "above"), "0", "manual_order", "degrees.steps[0].above"),
        (("degrees", "steps", 4), ..., "manual_set_incomplete", "degrees.steps"),
        (("degrees", "steps", 4, "above"), "0.640001", "manual_limit_too_fine",
         "degrees.steps[4].above"),
        (("criteria", 0, "high"), {}, "manual_missing_key", "criteria[0].high"),
        (("criteria", 0, "moments"), [], "manual_empty", "criteria[0].moments"),
        (("criteria", 1, "medium"), ..., "manual_missing_key", "criteria[1]"),
        (("criteria", 1, "medium"), {"at_least": "0.7"}, "manual_order", "criteria[1].high"),
        (("criteria", 1, "medium"), {}, "manual_one_limit", "criteria[1].medium"),
        (("criteria", 2, "classes"), ..., "manual_missing_key", "criteria[2]"),
        (("grades", 0), ..., "manual_set_incomplete", "grades"),
    ],
)  # fmt: skip
def test_each_wrong_value_is_named(path, value, code, where):
    assert refused(changed(path, value)) == [(code, where)]


def test_manual_without_active_criterion_is_refused():
    plain = changed(("criteria",), [{**row, "active": False} for row in MANUAL.plain["criteria"]])
    assert refused(plain) == [("manual_empty", "criteria")]


def test_all_problems_are_told_at_once():
    plain = changed(("combine",), "best")
    plain["colour"] = "red"
    assert {code for code, _where in refused(plain)} == {
        "manual_unknown_word",
        "manual_unknown_key",
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("  small_cell: 5 ", "  small_sell: 5 ", "manual_unknown_key", "survey.small_sell"),
        ("combine: worst", "combine: worst\ncombine: worst", "manual_duplicate", "combine"),
        ("combine: worst", "combine: [worst", "manual_unreadable", ""),
        ("combine: worst", "combine: \x01", "manual_unreadable", ""),
        ('medium: {at_least: "20"}', 'medium: {at_least: "300"}', "manual_order",
         "criteria[3].high"),
    ],
)  # fmt: skip
def test_file_error_names_line_and_key(old, new, code, key):
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(InvalidManual) as caught:
        load_manual_text(text)
    line, _colon, found = caught.value.where.partition(":")
    assert caught.value.code == code
    assert found == key
    if key:
        last = key.rpartition(".")[2]
        assert text.splitlines()[int(line) - 1].lstrip().startswith(last)


def test_what_is_no_manual_file_is_refused(tmp_path):
    with pytest.raises(InvalidManual, match="manual_wrong_type"):
        load_manual_text("- 1\n- 2\n")
    with pytest.raises(InvalidManual, match="manual_unreadable"):
        load_manual_file(tmp_path / "none.yaml")
    with pytest.raises(InvalidManual, match="manual_unreadable at 1:2"):
        parse_manual_json("{")
    with pytest.raises(NotFound):
        builtin_manual("cn-none")


def test_numbers_and_words_of_yaml_stay_what_was_written():
    text = TEXT.replace("confidence: medium\neffective", "confidence: no\neffective", 1)
    with pytest.raises(InvalidManual) as caught:
        load_manual_text(text)
    assert caught.value.facts["value"] == "no"


def test_accessors_find_rows_and_refuse_strangers():
    assert MANUAL.factor("B03").name("en") == "compensation standards"
    assert MANUAL.has_factor("XR05")
    assert not MANUAL.has_factor("Z99")
    assert MANUAL.kind("reservoir").fields[0].key == "capacity"
    assert MANUAL.clock("acceptance").days == 5
    assert MANUAL.clock_of(AssessmentState.SUBMITTED) == MANUAL.clock("acceptance")
    assert MANUAL.clock_of(AssessmentState.DRAFT) is None
    assert MANUAL.criterion(CriterionKind.INDEX).name.zh == "综合风险指数"
    assert MANUAL.profession("移民").code == "resettlement"
    assert MANUAL.profession("law").name.zh == "法律"
    assert MANUAL.profession("wizard") is None
    assert "XR01" in {row.code for row in MANUAL.factors_of_kind("reservoir")}
    assert "XR01" not in {row.code for row in MANUAL.factors_of_kind("demolition")}
    assert {row.code for row in MANUAL.kinds_of_group("water_works")} == {"reservoir"}
    assert MANUAL.name("en").startswith("Social-stability")
    assert str(MANUAL.title) == MANUAL.name()
    with pytest.raises(NotFound):
        MANUAL.factor("Z99")


def test_names_of_closed_sets():
    assert MANUAL.decision_name(Decision.POSTPONE) == "暂缓实施"
    assert MANUAL.stage_name(Stage.CONSTRUCTION, "en") == "construction"


def test_panel_rule_puts_the_kind_into_the_field_seat():
    need = MANUAL.panel_rule(Procedure.GENERAL, "reservoir")
    assert (need.size, need.reserves, need.quorum) == (5, 2, 4)
    seats = {seat.code: seat.professions for seat in need.seats}
    assert seats["law"] == ("law",)
    assert seats["field"] == ("water", "resettlement", "geology")


def test_documents_depend_on_procedure_mode_grade_and_facts():
    def required(**facts):
        needs = MANUAL.documents_for("reservoir", facts.pop("procedure", "general"), **facts)
        assert len(needs) == 33
        return {need.rule.code for need in needs if need.is_required}

    plain = required()
    assert "D04" not in plain
    assert required(mode="commissioned") - plain == {"D04"}
    assert required(grade=RiskGrade.HIGH) - plain == {"D16"}
    assert required(facts=["hearing_held"]) - plain == {"D11"}
    assert plain - required(procedure="simple") == {"D09", "D10", "D12"}


def test_media_and_retention():
    assert MANUAL.media_types("D06") >= {"application/pdf", "image/png"}
    assert MANUAL.retention_years("D24", RiskGrade.HIGH) is None
    assert MANUAL.retention_years("D24", RiskGrade.LOW) == 30
    assert MANUAL.retention_years("D24", None) is None
    assert MANUAL.retention_years("D08", RiskGrade.HIGH) == 10
    assert MANUAL.retention_years("D03", None) == 30


def test_seats_that_could_never_be_filled_are_refused():
    law = next(n for n, row in enumerate(MANUAL.professions) if row.code == "law")
    plain = changed(("professions", law, "class"), "research")
    # two researchers of three are more than the 60 % that one class may hold
    assert ("manual_panel_impossible", "procedures[0].panel_size") in refused(plain)


def test_stored_manual_is_read_though_checks_became_stricter(monkeypatch):
    text = canonical_json(MANUAL.plain)
    monkeypatch.setattr(
        "riskassess.domain.manual.parsing.check_manual",
        lambda _manual, problems: problems.add((), "manual_empty"),
    )
    assert parse_stored_manual(text, digest=MANUAL.digest) == MANUAL
    with pytest.raises(InvalidManual, match="manual_empty"):
        parse_manual_json(text)


def test_stored_manual_that_was_changed_is_refused():
    text = canonical_json({**MANUAL.plain, "version": "99"})
    with pytest.raises(InvalidManual, match="manual_digest_differs"):
        parse_stored_manual(text, digest=MANUAL.digest)
