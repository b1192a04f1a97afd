import pytest
from sqlmodel import select

from models import Document, Recusal
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.services import side_states
from tests import factories
from tests.support.office import asked
from tests.support.review_room import make_room

CODES = ("employment", "authorship", "kinship", "property", "other")


@pytest.fixture
def document(room, resources):
    """Add a document whose one page is drawn."""

    def add(code="D18", media_type="application/pdf", **values):
        stored = resources.files.put(f"%PDF {code} {values}".encode())
        resources.files.put_page(stored.digest, 1, b"\xff\xd8 image")
        return factories.save(
            Document(
                office_id=room.review.office_id, assessment_id=room.assessment.id, code=code,
                title=f"材料{code}", filename=f"{code}.pdf", media_type=media_type,
                size=stored.size, digest=stored.digest, uploaded_at=factories.NOW, **values,
            )
        )  # fmt: skip

    return add


def test_the_room_shows_documents_counts_and_measures(expert, room, document):
    document()
    document("D08")  # restricted: filled questionnaires
    document("D20")  # the office's list of members
    page = expert.get(f"/expert/reviews/{room.chairs[0].member.id}").text
    assert "材料D18" in page
    assert "材料D08" not in page
    assert "材料D20" not in page
    assert "121" in page  # valid answers
    assert "公布标准并逐户说明" in page


def test_a_page_image_is_checked_each_time_and_mostly_304(expert, room, document, resources):
    shown = document()
    url = f"/expert/reviews/{room.chairs[0].member.id}/documents/{shown.id}"
    first = expert.get(f"{url}/pages/1")
    assert (first.status_code, first.mimetype) == (200, "image/jpeg")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = expert.get(f"{url}/pages/1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert expert.get(f"{url}/pages/2").status_code == 404
    assert expert.get(url).status_code == 200
    with expert.get(f"{url}/file") as file:
        assert "attachment" in file.headers["Content-Disposition"]
    resources.files.remove(shown.digest)
    gone = expert.get(f"{url}/file")
    assert (gone.status_code, "在存放的地方找不到了" in gone.text) == (404, True)


def test_restricted_superseded_and_foreign_documents_are_not_found(
    expert, room, document, sign_in, now
):
    member = room.chairs[0].member
    hidden = [document("D08"), document("D20"), document(superseded_at=now)]
    for row in hidden:
        for path in ("", "/pages/1", "/file"):
            url = f"/expert/reviews/{member.id}/documents/{row.id}{path}"
            assert expert.get(url).status_code == 404
    shown = document(item="x")
    client = sign_in(room.chairs[1].account)
    assert client.get(f"/expert/reviews/{member.id}/documents/{shown.id}").status_code == 404


def test_an_office_file_is_a_download_with_its_text(expert, room, document):
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    shown = document(media_type=media_type, text="第一章 项目概况", item="word")
    member = room.chairs[0].member
    page = expert.get(f"/expert/reviews/{member.id}/documents/{shown.id}").text
    assert "/file" in page


def test_the_list_holds_own_reviews_only(session, sign_in, room):
    mine = make_room(session, experts=1)
    page = sign_in(mine.chairs[0].account).get("/expert/reviews").text
    assert page.count("/expert/reviews/") >= 1
    assert f'"/expert/reviews/{room.chairs[0].member.id}"' not in page


@pytest.fixture
def accepted(session, sign_in):
    chair = make_room(session, experts=1, state=MemberState.ACCEPTED).chairs[0]
    return sign_in(chair.account), chair.member


def state(session, member):
    session.refresh(member)  # the pages write with sessions of their own
    return member.state


def declare(client, member, answers, **more):
    form = {f"question_{code}": answer for code, answer in answers.items()} | more
    return client.post(f"/expert/reviews/{member.id}/declaration", data=form)


def test_the_room_asks_for_the_declaration_first(accepted):
    client, member = accepted
    reply = client.get(f"/expert/reviews/{member.id}")
    assert reply.location == f"/expert/reviews/{member.id}/declaration"
    page = client.get(reply.location).text
    assert page.count('type="radio"') == 2 * len(CODES)


def test_all_no_and_the_pledge_lead_into_the_room(accepted, session):
    client, member = accepted
    reply = declare(client, member, dict.fromkeys(CODES, "no"), pledge="y")
    assert reply.status_code == 303
    assert state(session, member) is MemberState.READY
    again = client.get(f"/expert/reviews/{member.id}/declaration")
    assert again.location == f"/expert/reviews/{member.id}"


def test_a_yes_recuses_and_closes_the_room(accepted, session):
    client, member = accepted
    answers = {**dict.fromkeys(CODES, "no"), "property": "yes"}
    page = client.get(declare(client, member, answers).location).text
    assert "您已回避这次评审" in page
    assert len(session.exec(select(Recusal)).all()) == 1
    assert client.get(f"/expert/reviews/{member.id}/sheet").status_code == 409


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        (dict.fromkeys(CODES, "no"), {}),
        (dict.fromkeys(CODES[1:], "no"), {"pledge": "y"}),
        ({**dict.fromkeys(CODES, "no"), "other": "perhaps"}, {"pledge": "y"}),
    ],
)
def test_an_unfinished_declaration_keeps_what_was_answered(accepted, session, answers, more):
    client, member = accepted
    reply = declare(client, member, answers, **more)
    assert reply.status_code == 422
    assert "checked" in reply.text
    assert state(session, member) is MemberState.ACCEPTED


def test_an_invited_expert_answers_at_home_too(session, sign_in):
    chair = make_room(session, experts=1, state=MemberState.INVITED).chairs[0]
    client, url = sign_in(chair.account), f"/expert/reviews/{chair.member.id}"
    assert "接受邀请" in client.get(url).text
    refused = client.post(f"{url}/answer", data={"answer": "decline"})
    assert (refused.status_code, "没有填写谢绝的理由" in refused.text) == (422, True)
    no = {"answer": "decline", "reason_code": "time", "reason": "出差"}
    _text, carried = asked(client, f"{url}/answer", no)
    assert state(session, chair.member) is MemberState.INVITED
    assert (
        "出差</textarea>"
        in client.post(f"{url}/answer", data={**carried, "confirmed": "back"}).text
    )
    client.post(f"{url}/answer", data={"answer": "accept"})
    assert state(session, chair.member) is MemberState.ACCEPTED


def test_a_suspended_review_stays_in_sight_of_its_expert(session, room, expert, now):
    side_states.suspend_assessment(
        session, assessment_id=room.assessment.id, reason="等待规划调整", now=now,
        actor=factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id),
    )  # fmt: skip
    page = expert.get("/expert/").get_data(as_text=True)
    assert f'href="/expert/reviews/{room.chairs[0].member.id}"' in page
    assert "起中止" in page
    assert "已填写的内容都保留" in page
    assert "等待规划调整" not in page
