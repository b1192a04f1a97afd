"""Signature pages: made of a final opinion, signed by each, void as soon as anything changed."""

import json

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import RecusalGround
from models import (
    AuditEntry,
    Document,
    GroupOpinion,
    MemberSignature,
    Recusal,
    SignaturePage,
)
from riskassess.adapters.pades_reading import read_signed
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import GroupState, PageState
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import Role
from riskassess.exhibits.signature_page import page_line
from riskassess.proof.signature_page import page_code
from riskassess.queries.assessments import get_case
from riskassess.queries.signature_pages import find_standing_page
from riskassess.queries.signature_todo import list_signature_tasks, list_standing
from riskassess.services.signature_pages import make_page, settle_if_void, sign_page
from riskassess.services.signature_scans import record_scan
from riskassess.services.uploads import Upload
from tests import factories
from tests.support.signature_pages import desk_in, signing_room

SCAN = Upload("签字页.jpg", "签字页", "image/jpeg", 10, "sha256:" + "5" * 64)


@pytest.fixture
def scene(session):
    return signing_room(session)


@pytest.fixture
def desk(tmp_path):
    return desk_in(tmp_path)


class PaperDesk:
    """Stands in for drawing where a test asks what is stored; it cannot sign."""

    def make(self, _record, **_given):
        """Return a digest like that of a file."""
        return "sha256:" + "1" * 64


def make(session, scene, now, desk=None):
    return make_page(
        session, review_id=scene.room.review.id, actor=scene.officer, now=now,
        desk=desk or PaperDesk(),
    )  # fmt: skip


def sign(session, chair, page, now, desk, *, fits=True):
    return sign_page(
        session, member_id=chair.member.id, code=page.code, password="given",
        check=lambda _hash, _given: fits, actor=chair.actor, now=now, desk=desk,
    )  # fmt: skip


def view(session, scene):
    case = get_case(session, scene.room.assessment.id, actor=scene.officer)
    return find_standing_page(session, case, scene.room.review)


def test_each_member_signs_by_certificate_and_the_file_holds_all_signatures(
    session, scene, desk, now
):
    page = make(session, scene, now, desk)
    record = json.loads(page.content)
    assert [row["dissent"] for row in record["members"]] == [False, True]
    assert [row["code"] for row in record["report"]] == ["D18"]
    assert (page.code, page.state) == (page_code(page.digest), PageState.OPEN)
    first, second = scene.room.chairs
    signed = sign(session, first, page, now, desk)
    assert signed.certificate.startswith("-----BEGIN CERTIFICATE-----")
    with pytest.raises(Refused, match="signed_already"):
        sign(session, first, page, now, desk)
    assert view(session, scene).waiting == ("E2",)
    sign(session, second, page, now, desk)
    assert (page.state, page.ended_at) == (PageState.SIGNED, now)
    content = desk.pages.files.read(page.file_digest)
    found = read_signed(content, [root for _code, root in desk.pages.ca.office_roots()])
    assert found.ends_signed
    assert [(each.field, each.signer) for each in found.signatures[1:]] == [
        ("member-E1", "E1"), ("member-E2", "E2"),
    ]  # fmt: skip
    assert all(each.intact and each.trusted and each.unchanged for each in found.signatures)
    actions = session.exec(
        select(AuditEntry.action)
        .where(col(AuditEntry.action).startswith("signature_page"))
        .order_by(col(AuditEntry.id))
    ).all()
    assert actions == ["signature_page:make", "signature_page:sign", "signature_page:sign"]


def test_nobody_signs_without_the_password_for_another_or_another_page(session, scene, now):
    page = make(session, scene, now)
    first, second = scene.room.chairs
    with pytest.raises(InvalidInput, match="password_wrong"):
        sign(session, first, page, now, PaperDesk(), fits=False)
    with pytest.raises(NotFound):
        sign_page(
            session, member_id=second.member.id, code=page.code, password="given",
            check=lambda _hash, _given: True, actor=first.actor, now=now, desk=PaperDesk(),
        )  # fmt: skip
    with pytest.raises(Refused, match="page_changed"):
        sign_page(
            session, member_id=first.member.id, code="00000-00000", password="given",
            check=lambda _hash, _given: True, actor=first.actor, now=now, desk=PaperDesk(),
        )  # fmt: skip
    assert session.exec(select(MemberSignature)).all() == []


def _new_report(session, scene, now):
    old = session.exec(select(Document).where(Document.code == "D18")).one()
    newer = factories.document(scene.room.assessment, "D18", digest="sha256:" + "9" * 64)
    old.superseded_at, old.superseded_by_id = now, newer.id
    factories.save(old)


def _new_opinion(session, scene, _now):
    opinion = session.get_one(GroupOpinion, scene.opinion.id)
    opinion.state = GroupState.REPLACED
    factories.save(opinion)


def _new_grade(session, scene, _now):
    opinion = session.get_one(GroupOpinion, scene.opinion.id)
    opinion.expected_grade = None  # as if somebody wrote it into the table
    factories.save(opinion)


def _new_factor(session, scene, _now):
    factories.factor(scene.room.assessment, "C02")


@pytest.mark.parametrize(
    ("change", "section"),
    [
        (_new_report, "report"),
        (_new_opinion, "opinion"),
        (_new_grade, "opinion"),
        (_new_factor, "case"),
    ],
)
def test_any_change_makes_the_page_void_at_once_and_nobody_signs_it_then(
    session, scene, now, change, section
):
    page = make(session, scene, now)
    assert not view(session, scene).is_void
    change(session, scene, now)
    standing = view(session, scene)
    assert (standing.state, [each.section for each in standing.changes]) == (
        PageState.VOID, [section],
    )  # fmt: skip
    assert page.state is PageState.OPEN  # nobody wrote it yet, and yet it is shown as void
    with pytest.raises(Refused, match="page_void"):
        sign(session, scene.room.chairs[0], page, now, PaperDesk())
    session.refresh(page)
    assert (page.state, page.ended_at) == (PageState.VOID, now)


def test_a_new_page_follows_a_void_one_which_is_kept(session, scene, now):
    page = make(session, scene, now)
    with pytest.raises(Refused, match="page_stands"):
        make(session, scene, now)
    _new_report(session, scene, now)
    newer = make(session, scene, now)
    assert (newer.number, newer.code != page.code) == (2, True)
    kept = session.exec(select(SignaturePage).order_by(col(SignaturePage.number))).all()
    assert [each.state for each in kept] == [PageState.VOID, PageState.OPEN]
    assert kept[0].file_digest == page.file_digest


def test_a_signed_page_that_became_void_is_settled_and_waits_for_the_officer(session, scene, now):
    page = make(session, scene, now)
    page.state = PageState.SIGNED
    session.commit()
    assert not settle_if_void(session, review_id=scene.room.review.id, now=now)
    assert list_signature_tasks(session, scene.officer, today=now.date()) == []
    _new_report(session, scene, now)
    session.commit()
    assert list_standing(session) == [scene.room.review.id]
    assert settle_if_void(session, review_id=scene.room.review.id, now=now)
    assert not settle_if_void(session, review_id=scene.room.review.id, now=now)
    tasks = list_signature_tasks(session, scene.officer, today=now.date())
    assert [(task.kind, task.since) for task in tasks] == [(TaskKind.REMAKE_SIGNATURE_PAGE, now)]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "signature_page:void")).one()
    assert (entry.actor_id, "report" in entry.after) == (None, True)
    assert list_standing(session) == []


def test_a_page_needs_an_officer_and_a_final_opinion(session, scene, now):
    stranger = factories.actor(Role.CASE_OFFICER)
    with pytest.raises(NotFound):
        make_page(
            session, review_id=scene.room.review.id, actor=stranger, now=now, desk=PaperDesk()
        )
    approver = factories.actor(Role.APPROVER, office_id=scene.officer.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        make_page(
            session, review_id=scene.room.review.id, actor=approver, now=now, desk=PaperDesk()
        )
    _new_opinion(session, scene, now)
    with pytest.raises(Refused, match="opinion_not_final"):
        make(session, scene, now)


def scan(session, scene, now, **given):
    values = {"code": "", "members": ["E1"], "file": SCAN} | given
    return record_scan(
        session, review_id=scene.room.review.id, actor=scene.officer, now=now, **values
    )


def test_a_scan_is_matched_by_the_code_that_is_printed_on_it(session, scene, now):
    page = make(session, scene, now)
    for wrong, code in (
        ({"code": "00000-00000"}, "scan_code_wrong"),
        ({"code": page.code, "members": []}, "scan_members_none"),
        ({"code": page.code, "members": ["E9"]}, "scan_members_wrong"),
        (
            {"code": page.code, "file": Upload("a.docx", "a", "application/msword", 1, "x")},
            "scan_type",
        ),
    ):
        with pytest.raises(InvalidInput, match=code):
            scan(session, scene, now, **wrong)
    typed = page.code.lower().replace("-", " ")
    scan(session, scene, now, code=typed, members=["E1", "E2"])
    rows = session.exec(select(MemberSignature)).all()
    assert {row.file_digest for row in rows} == {SCAN.digest}
    assert (page.state, view(session, scene).waiting) == (PageState.SIGNED, ())


def test_a_scan_of_a_void_page_is_refused(session, scene, now):
    page = make(session, scene, now)
    _new_report(session, scene, now)
    with pytest.raises(Refused, match="page_void"):
        scan(session, scene, now, code=page.code)


def test_a_recusal_after_the_page_was_made_voids_it_and_the_next_leaves_the_member_out(
    session, scene, now
):
    page, member = make(session, scene, now), scene.room.chairs[1].member
    factories.save(Recusal(
        office_id=page.office_id, assessment_id=scene.room.assessment.id,
        expert_id=member.expert_id, ground=RecusalGround.KINSHIP, recorded_at=now,
    ))  # fmt: skip
    found = view(session, scene)
    assert [(each.section, each.names) for each in found.changes] == [("members", ("E2",))]
    assert "E2" in page_line(found)
    newer = json.loads(make(session, scene, now).content)
    assert [row["code"] for row in newer["members"]] == ["E1"]
    assert not view(session, scene).is_void
