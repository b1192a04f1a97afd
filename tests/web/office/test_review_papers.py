"""Who finds which papers of a review on the pages, and what comes as a file."""

import io
from urllib.parse import quote

import docx
import pytest
from sqlmodel import select

from models import AuditEntry, Draw, Project
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.office import page, sign_in
from tests.support.room_papers import DISSENT, judged_room, reopen

PANEL = ("panel_list", "declarations", "invitations", "sign_in")
SAID = ("minutes", "opinion_forms", "group_opinion")


@pytest.fixture
def judged(session):
    return judged_room(session)


def papers(judged):
    return f"/office/reviews/{judged.room.review.id}/papers"


def text_of(answer):
    document = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join([*(each.text for each in document.paragraphs), *cells])


def test_officer_finds_every_paper_and_takes_it_along(client, session, judged):
    sign_in(client, session, judged.officer)
    shown = page(client, papers(judged))
    assert shown.count("● 可下载") == 8
    assert "还没有制作" in shown
    assert f'href="/office/reviews/{judged.room.review.id}/signature-page"' in shown
    assert "D23" in shown
    answer = client.get(f"{papers(judged)}/sign_in/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    named = answer.headers["Content-Disposition"]
    assert named.isascii()  # a real server refuses other letters
    assert quote("签到表") in named
    assert "no-store" in answer.headers["Cache-Control"]
    minutes = client.get(f"{papers(judged)}/minutes/docx")
    assert DISSENT in text_of(minutes)
    for wrong in ("letter/pdf", "minutes/exe"):
        assert client.get(f"{papers(judged)}/{wrong}").status_code == 404


def test_open_round_gives_out_nothing_that_was_said(client, session, judged):
    reopen(judged.room)
    review = judged.room.review
    factories.save(
        Draw(
            office_id=review.office_id, review_id=review.id, number=1, algorithm="x", rule="{}",
            pool_snapshot="{}", pool_digest="x",
        )
    )  # fmt: skip
    sign_in(client, session, judged.officer)
    shown = page(client, papers(judged))
    assert shown.count("评审还没有结束") == 4  # the signature page too
    for code in SAID:
        assert client.get(f"{papers(judged)}/{code}/docx").status_code == 404
    assert client.get(f"{papers(judged)}/panel_list/docx").status_code == 200
    viewed = select(AuditEntry).where(AuditEntry.action == "disclosure:panel")
    assert session.exec(viewed).all()  # names of a sealed panel were read


def test_sealed_panel_is_for_its_officer_alone(client, session, judged):
    reopen(judged.room)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=judged.room.review.office_id)
    sign_in(client, session, keeper)
    assert page(client, papers(judged)).count("专家名单还没有公开") == 4
    for code in (*PANEL, *SAID):
        assert client.get(f"{papers(judged)}/{code}/docx").status_code == 404


def test_pool_keeper_reads_no_opinions(client, session, judged):
    keeper = factories.actor(Role.POOL_KEEPER, office_id=judged.room.review.office_id)
    sign_in(client, session, keeper)
    for code in SAID:
        assert client.get(f"{papers(judged)}/{code}/docx").status_code == 404


def test_expert_takes_the_own_form_and_the_group_opinion_only(client, session, judged):
    chair = judged.room.chairs[1]
    sign_in(client, session, chair.actor)
    own = f"/expert/reviews/{chair.member.id}/papers"
    assert page(client, own).count("● 可下载") == 2
    assert own in page(client, f"/expert/reviews/{chair.member.id}")
    form = text_of(client.get(f"{own}/opinion_forms/docx"))
    assert ("专家 E2" in form, "专家 E1" in form) == (True, False)
    assert DISSENT in text_of(client.get(f"{own}/group_opinion/docx"))
    for code in ("minutes", "sign_in", "revision_note"):
        assert client.get(f"{own}/{code}/docx").status_code == 404
    reopen(judged.room)
    assert client.get(f"{own}/opinion_forms/docx").status_code == 404


def test_sponsor_takes_opinion_and_note_and_learns_no_code(client, session, judged):
    case = judged.room.assessment
    unit_id = session.get_one(Project, case.project_id).unit_id
    actor = factories.actor(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=unit_id)
    sign_in(client, session, actor)
    own = f"/sponsor/assessments/{case.id}/papers"
    assert page(client, own).count("● 可下载") == 2
    assert own in page(client, f"/sponsor/assessments/{case.id}")
    opinion = text_of(client.get(f"{own}/1/group_opinion/docx"))
    assert DISSENT in opinion
    assert "E3" not in opinion
    assert client.get(f"{own}/1/revision_note/docx").status_code == 200
    for wrong in ("1/minutes", "1/opinion_forms", "2/group_opinion"):
        assert client.get(f"{own}/{wrong}/docx").status_code == 404
