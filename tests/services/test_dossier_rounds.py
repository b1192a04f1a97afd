"""The dossier holds the signed record of each closed round: what was computed can be recomputed."""

import json
from zipfile import ZipFile

import pytest
from sqlmodel import col, select

from models import Factor, Office, PanelMember, Review, ReviewRound, Score, Sheet, SheetVersion
from riskassess.cli.verify import line_text, verify_file
from riskassess.domain.room_vocabulary import VersionKind
from riskassess.domain.vocabulary import DossierState
from riskassess.jobs import dossiers as build
from riskassess.jobs.runner import run
from riskassess.proof.canonical import canonical_bytes, canonical_json
from riskassess.proof.commitments import COMMITMENT_PURPOSE, commitment_of, commitment_record
from riskassess.proof.packed_rounds import check_packed_rounds
from riskassess.proof.records import read_record
from riskassess.proof.signing import frame, signature_record
from tests import factories
from tests.closed_case import Printed, fresh, seal
from tests.support.kept_case import kept_case

FIELDS = tuple(
    f"{moment}_{name}"
    for moment in ("before", "after")
    for name in ("weight", "probability", "impact")
)
ROUND = "data/rounds/1-1.json"


@pytest.fixture
def closed(session, resources):
    return kept_case(session, resources)


def commit_sheets(session, closed, resources):
    """Give each sheet of the case the version that it would have been handed in as."""
    office = session.get_one(Office, closed.case.assessment.office_id)
    rows = session.exec(
        select(Sheet, PanelMember, ReviewRound, Review)
        .join(PanelMember, col(PanelMember.id) == col(Sheet.member_id))
        .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id))
        .join(Review, col(Review.id) == col(ReviewRound.review_id))
        .where(Review.assessment_id == closed.case.id)
    ).all()
    for sheet, member, round_, review in rows:
        shared = {
            "assessment": closed.case.assessment.code, "review": review.number,
            "round": round_.number, "kind": "submitted",
        }  # fmt: skip
        content = {**shared, "member": member.code, "version": 1, "places": _places(session, sheet)}
        salt = f"{sheet.id:064x}"
        facts = {
            **shared, "office": {"code": office.code, "name": office.name},
            "made_on": "2026-03-02",
        }  # fmt: skip
        made = commitment_record(commitment_of(content, salt), facts)
        signature = resources.keys.sign(office.code, frame(COMMITMENT_PURPOSE, made))
        factories.save(
            SheetVersion(
                office_id=sheet.office_id, sheet_id=sheet.id, number=1, sealed=b"x",
                kind=VersionKind.SUBMITTED, commitment=made["commitment"],
                record=canonical_json({**made, "signature": signature_record(signature)}),
                content=canonical_json(content), salt=salt, made_at=factories.NOW,
            )
        )  # fmt: skip
    return len(rows)


def _places(session, sheet):
    rows = session.exec(
        select(Score, Factor.code)
        .join(Factor, col(Factor.id) == col(Score.factor_id))
        .where(Score.sheet_id == sheet.id)
    )
    return {
        f"factor:{code}": {
            name: value for name in FIELDS if (value := getattr(score, name)) is not None
        }
        for score, code in rows
    }


def sealed(session, closed, resources, monkeypatch, make_test_session):
    """Return the package, and what the dossier prints."""
    printed = []
    monkeypatch.setattr(
        build, "render_pdf", lambda html, **_: printed.append(html) or Printed(html.encode())
    )
    monkeypatch.setattr("riskassess.jobs.runner.make_session", make_test_session)
    dossier, job_id = seal(session, closed)
    run(resources, "job", job_id)
    dossier = fresh(session, dossier)
    assert dossier.state is DossierState.SEALED
    return resources.files.path(dossier.package_digest), printed[-1]


def test_each_closed_round_is_packed_listed_and_checked(
    session, closed, resources, monkeypatch, make_test_session
):
    count = commit_sheets(session, closed, resources)
    path, printed = sealed(session, closed, resources, monkeypatch, make_test_session)
    record = json.loads(ZipFile(path).read(ROUND))
    assert (len(record["commitments"]), len(record["sheets"]), record["state"]) == (
        count, count, "closed",
    )  # fmt: skip
    assert "第 1 次评审第 1 轮记录：校验码、评分表内容和盐值，由记录生成" in printed
    report = verify_file(path)
    assert report.whole, [line_text(line) for line in report.lines]
    told = "\n".join(line_text(line) for line in report.lines)
    assert f"档案内的轮次记录[1-1.json]：{count} 个校验码和 {count} 份评分表内容逐一相符" in told
    assert "评分逐项相同：第 1 次评审第 1 轮" in told
    assert "部分“rounds”完整（1 个文件）" in told


def test_a_record_of_something_else_and_figures_of_another_panel_are_named(
    session, closed, resources, monkeypatch, make_test_session
):
    commit_sheets(session, closed, resources)
    path, _printed = sealed(session, closed, resources, monkeypatch, make_test_session)
    kept = {name: ZipFile(path).read(name) for name in (ROUND, "data/assessment.json")}
    assert codes(kept) == [("pass", "packed"), ("pass", "same_figures")]
    moved = {"data/rounds/1-2.json": kept[ROUND], "data/assessment.json": b"{}"}
    assert codes(moved) == [("fail", "packed")]
    bent = kept["data/assessment.json"].replace(b'"weight_score":4', b'"weight_score":5')
    assert codes({**kept, "data/assessment.json": bent})[-1] == ("note", "other_figures")
    bent = canonical_bytes({**read_record(kept["data/assessment.json"]), "scores_before": [1]})
    assert codes({**kept, "data/assessment.json": bent}) == [("pass", "packed")]
    bent = kept[ROUND].replace(b'"before_impact":', b'"before_impact":1', 1)
    assert [row for row in codes({**kept, ROUND: bent}) if row[0] == "fail"] == [
        ("fail", "signature"), ("fail", "sheet"), ("fail", "unopened"), ("fail", "packed"),
    ]  # fmt: skip


def codes(kept):
    return [(str(line.verdict), line.facts["code"]) for line in check_packed_rounds(kept)]


def test_a_case_from_before_commitments_has_no_record_of_its_rounds(
    session, closed, resources, monkeypatch, make_test_session
):
    path, printed = sealed(session, closed, resources, monkeypatch, make_test_session)
    assert ROUND not in ZipFile(path).namelist()
    assert "轮记录" not in printed
    assert verify_file(path).whole
