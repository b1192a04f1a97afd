"""Signature pages in the office and in the expert's room: made, signed, scanned, shown as void."""

import io

import pytest
from sqlmodel import select

from models import MemberSignature, SignaturePage
from riskassess.adapters.pades_reading import read_signed
from riskassess.domain.room_vocabulary import PageState
from riskassess.domain.vocabulary import ReviewConclusion, Role
from riskassess.labels import label
from riskassess.services.signature_pages import make_page
from tests import factories
from tests.support.office import asked, final, page, sign_in
from tests.support.signature_pages import DISSENT, signing_room


@pytest.fixture
def scene(session):
    return signing_room(session)


@pytest.fixture
def made(session, scene, now):
    class Paper:
        """Draws nothing: most tests look at pages, not at the file."""

        def make(self, _record, **_given):
            """Return a digest like that of a file."""
            return "sha256:" + "1" * 64

    return make_page(
        session, review_id=scene.room.review.id, actor=scene.officer, now=now, desk=Paper()
    )


def office(scene):
    return f"/office/reviews/{scene.room.review.id}/signature-page"


def own(chair):
    return f"/expert/reviews/{chair.member.id}/signature-page"


def png():
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


def test_the_officer_makes_it_and_a_member_signs_it_with_the_password(client, session, app, scene):
    chair = scene.room.chairs[0]
    sign_in(client, session, scene.officer)
    assert "组意见已通过，制作签字页" in page(client, "/office/")
    assert "制作签字页" in page(client, office(scene))
    done = client.post(office(scene), follow_redirects=True)
    assert "签字页已制成" in done.text
    code = session.exec(select(SignaturePage.code)).one()
    sign_in(client, session, chair.actor)
    assert "在签字页上签名" in page(client, "/expert/")
    question = page(client, own(chair) + "/signing")
    assert (code in question, "用后即销毁" in question) == (True, True)
    wrong = client.post(own(chair) + "/signing", data={"code": code, "password": "wrong"})
    assert (wrong.status_code, "现在的密码不对" in wrong.text) == (422, True)
    older = client.post(own(chair) + "/signing", data={"code": "0", "password": factories.PASSWORD})
    assert (older.status_code, "这不是您刚才看到的那一份签字页" in older.text) == (422, True)
    given = {"code": code, "password": factories.PASSWORD}
    signed = client.post(own(chair) + "/signing", data=given, follow_redirects=True)
    assert "您已在签字页上签名" in signed.text
    sent = client.get(own(chair) + "/file")
    assert "filename*=UTF-8''" in sent.headers["Content-Disposition"]  # the name is Chinese
    content = sent.data
    desk = app.extensions["signatures"]
    found = read_signed(content, [root for _code, root in desk.pages.ca.office_roots()])
    assert [(each.signer, each.trusted) for each in found.signatures[1:]] == [("E1", True)]
    assert client.get(own(chair) + "/signing").status_code == 303  # nothing left to sign
    assert "在签字页上签名" not in page(client, "/expert/")
    sign_in(client, session, scene.officer)
    assert "还差 1 位" in page(client, "/office/")


def test_the_page_shows_dissent_and_who_is_missing_and_a_scan_takes_the_printed_code(
    client, session, scene, made
):
    sign_in(client, session, scene.officer)
    text = page(client, office(scene))
    assert all(
        each in text for each in (made.code, DISSENT, "未签", label(ReviewConclusion.REVISE))
    )
    scans = office(scene) + "/scans"
    wrong = client.post(
        scans, data={"code": "00000-00000", "members": ["E1"], "file": (io.BytesIO(png()), "a.png")}
    )
    assert (wrong.status_code, "不是现行签字页的编码" in wrong.text) == (422, True)
    given = {"code": made.code.lower(), "members": ["E1", "E2"]}
    question, _carried = asked(client, scans, {**given, "file": (io.BytesIO(png()), "a.png")})
    assert "记为已亲笔签名" in question
    done = final(client, scans, {**given, "file": (io.BytesIO(png()), "a.png")})
    assert ("扫描件已登记" in done.text, "手签扫描件" in done.text) == (True, True)
    row = session.exec(select(MemberSignature)).first()
    sent = client.get(f"{office(scene)}/1/scans/{row.id}")
    assert (sent.status_code, sent.mimetype) == (200, "image/png")
    session.refresh(made)
    assert made.state is PageState.SIGNED


def test_a_changed_report_shows_void_everywhere_before_anybody_writes(client, session, scene, made):
    factories.document(scene.room.assessment, "D03")
    chair = scene.room.chairs[0]
    sign_in(client, session, scene.officer)
    text = page(client, office(scene))
    assert all(each in text for each in ("已失效", "报告文件有变动：D03", "制作新的签字页"))
    assert "登记扫描件" not in text
    papers = page(client, office(scene).replace("signature-page", "papers"))
    told = f"✕ 第 1 份，编码 {made.code}，已失效，0/2 人已签（报告文件有变动：D03）"
    assert all(each in papers for each in (told, f"{office(scene)}/1"))
    sign_in(client, session, chair.actor)
    text = page(client, own(chair))
    assert ("已失效" in text, "去签名" in text) == (True, False)
    given = {"code": made.code, "password": factories.PASSWORD}
    refused = client.post(own(chair) + "/signing", data=given)
    assert (refused.status_code, "签字页已经失效" in refused.text) == (422, True)
    session.refresh(made)
    assert made.state is PageState.VOID


def test_others_see_nothing_of_it(client, session, scene, made):
    chair, other = scene.room.chairs
    sign_in(client, session, other.actor)
    assert client.get(own(chair)).status_code == 404
    for role in (Role.ARCHIVIST, Role.APPROVER):
        sign_in(client, session, factories.actor(role, office_id=scene.officer.office_id))
        answer = client.post(office(scene), follow_redirects=True)
        assert "签字页已制成" not in answer.text
    sign_in(client, session, factories.actor(Role.CASE_OFFICER))
    assert client.get(office(scene)).status_code == 404
    assert client.get("/signature-ca/none.pem").status_code == 404
