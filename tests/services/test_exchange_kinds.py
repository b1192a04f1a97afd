"""Files of every kind of manual: in and out of the database without a change, computed alike."""

import copy
from decimal import Decimal

import pytest
from sqlmodel import col, select

from models import Assessment, Comparison, ItemPoints, OppositionClass, Project, Score, Sheet
from riskassess.adapters.manuals import builtin_manuals
from riskassess.domain.assessment_file import read_json
from riskassess.domain.computed import compute_text
from riskassess.domain.errors import Conflict, InvalidFile
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case, newest_result
from riskassess.queries.exports import find_assessment, indented
from riskassess.queries.results import changed_sections
from riskassess.services.exchange import import_assessment
from tests import factories
from tests.support.kinds import DEMONSTRATION, every_kind, example

KINDS = every_kind()


def take(session, plain, manual, now, office=None):
    """Import a file; return its office, what the import did, and the export."""
    office = office or factories.office()
    done = import_assessment(session, plain=plain, manual=manual, office_id=office.id, now=now)
    return office, done, find_assessment(session, plain["id"], office_id=office.id)


def test_every_builtin_manual_has_its_file():
    assert {manual.id for _plain, manual in KINDS.values()} >= set(builtin_manuals())


@pytest.mark.parametrize("name", KINDS)
def test_an_export_computes_to_the_stored_result(session, now, name):
    plain, manual = KINDS[name]
    _office, done, exported = take(session, plain, manual, now)
    stored = newest_result(session, done.assessment_id)
    again = compute_text(indented(exported), manual)
    assert (again.printed, again.record) == (stored.printed, stored.record)
    assert again.printed == compute_text(canonical_json(plain), manual).printed


@pytest.mark.parametrize("name", KINDS)
def test_an_export_holds_what_the_file_held(session, now, name):
    plain, manual = KINDS[name]
    _office, _done, exported = take(session, plain, manual, now)
    assert canonical_json(exported) == canonical_json(plain)


@pytest.mark.parametrize("name", KINDS)
def test_importing_an_export_changes_nothing(session, now, name):
    plain, manual = KINDS[name]
    office, first, exported = take(session, plain, manual, now)
    counts = [len(session.exec(select(table)).all()) for table in (Score, Comparison, ItemPoints)]
    digests = session.exec(select(Sheet.digest).order_by(col(Sheet.id))).all()
    _office, again, _export = take(session, read_json(indented(exported)), manual, now, office)
    assert (again.assessment_id, again.is_new) == (first.assessment_id, False)
    assert counts == [
        len(session.exec(select(table)).all()) for table in (Score, Comparison, ItemPoints)
    ]
    assert session.exec(select(Sheet.digest).order_by(col(Sheet.id))).all() == digests


def test_levels_are_kept_as_the_upper_end_of_their_band(session, now):
    take(session, *example("levels"), now)
    score = session.exec(select(Score).order_by(Score.id)).first()
    assert (score.before_weight, score.before_probability, score.before_impact) == (
        60_000, 6_000, 6_000,
    )  # fmt: skip


def test_no_weight_score_is_made_up_where_none_was_asked_for(session, now):
    take(session, *example("ahp"), now)
    assert set(session.exec(select(Score.before_weight)).all()) == {None}
    values = session.exec(select(Comparison.value).order_by(Comparison.id)).all()
    assert values[:4] == [-3, 2, 5, 2]


def test_a_pair_may_stand_in_either_order(session, now):
    plain, manual = copy.deepcopy(example("ahp"))
    office, _done, exported = take(session, plain, manual, now)
    turned = copy.deepcopy(plain)
    judgement = turned["comparisons"][0]["judgements"][0]
    judgement |= {
        "first": judgement["second"], "second": judgement["first"], "value": "3",
    }  # fmt: skip
    _office, again, _export = take(session, turned, manual, now, office)
    assert not again.is_new
    assert exported["comparisons"][0]["judgements"][0]["value"] == "1/3"


def test_points_and_classes_are_kept_exactly(session, now):
    take(session, *example("deduction"), now)
    of_item = select(ItemPoints).where(ItemPoints.item == "N")
    rows = session.exec(of_item.order_by(col(ItemPoints.id))).all()
    assert [(row.before_points, row.after_points) for row in rows] == [
        (None, 15_000), (None, 20_000), (None, 22_500),
    ]  # fmt: skip
    classes = session.exec(select(OppositionClass).order_by(OppositionClass.id)).all()
    assert [(row.intensity, row.count) for row in classes] == [(10_000, 6), (7_000, 10), (3_000, 8)]


def change(plain, *path, value):
    """Return the file with one value changed."""
    changed = copy.deepcopy(plain)
    *way, last = path
    owner = changed
    for step in way:
        owner = owner[step]
    owner[last] = value
    return changed


@pytest.mark.parametrize(
    ("name", "path", "value", "part"),
    [
        ("levels", ("scores_before", 0, "scores", 0, "impact_level"), 5, "before"),
        ("ahp", ("comparisons", 1, "judgements", 2, "value"), "7", "comparisons"),
        ("deduction", ("points_before", 0, "points", 0, "points"), 3, "points_before"),
        ("deduction", ("points_after", 2, "points", 13, "points"), 3.5, "points_after"),
    ],
)
def test_another_content_under_the_same_id_is_named(session, now, name, path, value, part):
    plain, manual = example(name)
    office, _done, _export = take(session, plain, manual, now)
    with pytest.raises(Conflict) as refusal:
        take(session, change(plain, *path, value=value), manual, now, office)
    assert refusal.value.facts["parts"] == part


@pytest.mark.parametrize(
    ("name", "path", "value", "where"),
    [
        ("levels", ("scores_after", 1, "scores", 2, "probability_level"), 6,
         "scores_after[1].scores[2].probability_level"),
        ("fuzzy", ("scores_before", 0, "scores", 0, "impact_level"), 2.5,
         "scores_before[0].scores[0].impact_level"),
        ("ahp", ("comparisons", 0, "judgements", 0, "value"), "1/10",
         "comparisons[0].judgements[0].value"),
        ("deduction", ("points_before", 0, "points", 0, "points"), 1,
         "points_before[0].points[0].points"),
        ("deduction", ("points_after", 0, "points", 13, "points"), 36,
         "points_after[0].points[13].points"),
        ("deduction", ("opposition_classes", 0, "count"), 7, "opposition_classes"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_its_place(session, now, name, path, value, where):
    plain, manual = example(name)
    with pytest.raises(InvalidFile) as refusal:
        take(session, change(plain, *path, value=value), manual, now)
    assert refusal.value.where == where
    assert session.exec(select(Sheet)).all() == []


def test_an_unknown_count_of_opposition_stays_unknown(session, now):
    plain, manual = example("deduction")
    del plain["opposition_classes"]
    for sheet, points in zip(plain["points_before"], (5, Decimal("7.5"), 35), strict=True):
        sheet["points"].insert(13, {"item": "N", "points": points})
    _office, _done, exported = take(session, plain, manual, now)
    assert "opposition_classes" not in exported
    assert exported["points_before"][1]["points"][13]["item"] == "N"
    assert canonical_json(exported) == canonical_json(plain)


@pytest.mark.parametrize(
    ("name", "table", "field", "value", "part"),
    [
        ("levels", Score, "before_impact", 10_000, "sheets"),
        ("ahp", Comparison, "value", 9, "sheets"),
        ("deduction", ItemPoints, "after_points", 20_000, "sheets"),
        ("deduction", ItemPoints, "comment", "事后补写", "comments"),
        ("deduction", OppositionClass, "count", 5, "survey"),
    ],
)
def test_a_later_change_of_what_decides_is_named(session, now, name, table, field, value, part):
    plain, manual = example(name)
    _office, done, _export = take(session, plain, manual, now)
    stored = newest_result(session, done.assessment_id)
    assessment = session.get_one(Assessment, done.assessment_id)
    case = Case(assessment, session.get_one(Project, assessment.project_id), manual)
    assert changed_sections(session, case, stored) == ()
    row = session.exec(select(table).order_by(table.id)).first()
    setattr(row, field, value)
    session.flush()
    assert changed_sections(session, case, stored) == (part,)


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("levels", ("medium", "low")),
        ("fuzzy", ("high", "low")),
        ("ahp", ("low", "low")),
        ("deduction", ("low", "low")),
    ],
)
def test_an_example_is_invented_and_graded_as_documented(name, grades):
    plain, manual = example(name)
    result = compute_text(canonical_json(plain), manual).result
    assert (result.initial_grade, result.expected_grade) == grades
    assert "示例" in plain["title"]
    text = (DEMONSTRATION.parents[1] / "docs" / "assessment-files.md").read_text(encoding="utf-8")
    assert f"| `{name}.json` | `{manual.id}` | {', '.join(grades)} |" in text
