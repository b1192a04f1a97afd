"""Assessment files into and out of the database."""

import json
from pathlib import Path

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.cli.compute import computed_text
from riskassess.domain.assessment_file import read_json
from riskassess.domain.errors import Conflict, InvalidFile
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import newest_result
from riskassess.queries.exports import find_assessment, indented
from riskassess.services.exchange import import_assessment
from tests import factories

FOLDER = Path(__file__).parents[2] / "riskassess" / "demonstration"
FILES = ("shuanghekou-reservoir", "xiba-bridge-demolition")


def _import(session, plain, office, now):
    return import_assessment(
        session,
        plain=plain,
        manual=builtin_manual("cn-default"),
        office_id=office.id,
        now=now,
    )


def _file(name):
    return read_json((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_export_computes_to_the_stored_result(session, now, name):
    office = factories.office()
    done = _import(session, _file(name), office, now)
    exported = indented(find_assessment(session, name, office_id=office.id))
    assert computed_text(exported) == newest_result(session, done.assessment_id).printed
    assert computed_text(exported) == computed_text(canonical_json(_file(name)))


@pytest.mark.parametrize("name", FILES)
def test_import_of_an_export_changes_nothing(session, now, name):
    office = factories.office()
    first = _import(session, _file(name), office, now)
    exported = read_json(indented(find_assessment(session, name, office_id=office.id)))
    again = _import(session, exported, office, now)
    assert (again.assessment_id, again.is_new) == (first.assessment_id, False)
    assert canonical_json(find_assessment(session, name, office_id=office.id)) == canonical_json(
        exported
    )


@pytest.mark.parametrize("name", FILES)
def test_export_holds_every_key_of_the_file(session, now, name):
    office = factories.office()
    _import(session, _file(name), office, now)
    exported = find_assessment(session, name, office_id=office.id)
    assert canonical_json(exported) == canonical_json(_file(name))


def test_another_file_under_the_same_id_is_refused_by_name(session, now):
    office = factories.office()
    _import(session, _file(FILES[0]), office, now)
    changed = _file(FILES[0])
    changed["survey"]["oppose"] = 25
    changed["survey"]["support"] = 296
    with pytest.raises(Conflict) as refusal:
        _import(session, changed, office, now)
    assert refusal.value.facts["parts"] == "survey"


def test_unknown_facts_stay_unknown(session, now):
    office = factories.office()
    plain = _file(FILES[1])
    plain["survey"] = None
    plain["forecast"] = {"event_class": None, "headcount": None}
    done = _import(session, plain, office, now)
    printed = json.loads(newest_result(session, done.assessment_id).printed)
    assert printed["before"]["not_applied"] == ["event", "headcount", "opposition"]


def test_wrong_file_leaves_nothing_behind(session, now):
    office = factories.office()
    plain = _file(FILES[0])
    plain["scores_before"][0]["scores"][0]["probability"] = 70
    with pytest.raises(InvalidFile):
        _import(session, plain, office, now)
    with pytest.raises(Exception, match="assessment_unknown"):
        find_assessment(session, FILES[0], office_id=office.id)


def test_two_offices_keep_files_of_one_id_apart(session, now):
    first, second = factories.office(), factories.office()
    one = _import(session, _file(FILES[0]), first, now)
    two = _import(session, _file(FILES[0]), second, now)
    assert two.is_new
    assert one.assessment_id != two.assessment_id
