"""The public form and the status link, as a browser sends them."""

import io

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import Account, Expert, ExpertFile, Job, Message
from riskassess.demonstration.papers import demonstration_paper
from riskassess.domain.vocabulary import Role
from riskassess.jobs.appointment_letters import print_letter
from riskassess.services.points import MarkedPoint
from riskassess.services.pool import admission, appointment
from tests import factories
from tests.support.office import final
from tests.support.pool_life import Way, outbox

PDF = demonstration_paper("职称证书", "测试")
FIELDS = {
    "name": "林申请", "place": "engineering:water", "title": "高级工程师", "title_level": "senior",
    "practice_since": "2010", "specialities": "水利规划", "employer": "某设计院",
    "employer_type": "institute", "email": "lin@example.invalid", "phone": "13800138000",
    "consent": "y",
    "past-0-relation": "adviser", "past-0-employer": "某水务公司", "past-0-from_on": "2024-01-01",
    "past-1-relation": "employee", "past-2-relation": "employee",
}  # fmt: skip


@pytest.fixture
def office(session):
    factories.manual()
    return factories.office()


def sent(**values):
    """Return the form with its papers; a value of None leaves a field out."""
    files = {
        "file_title_certificate": (io.BytesIO(PDF), "证书.pdf"),
        "file_consent": (io.BytesIO(PDF), "同意书.pdf"),
    }
    return {key: value for key, value in {**FIELDS, **files, **values}.items() if value is not None}


def send(client, office, **values):
    return client.post(
        f"/expert-applications/{office.code}", data=sent(**values),
        content_type="multipart/form-data",
    )  # fmt: skip


def applicants(session, office):
    session.expire_all()
    return session.exec(select(Expert).where(Expert.office_id == office.id)).all()


def newest_link(session, settings):
    mail = session.exec(select(Message).order_by(Message.id.desc())).first()
    return mail.body.split(settings.public_url)[1].split()[0]


def test_form_names_conditions_and_consent(client, office):
    page = client.get(f"/expert-applications/{office.code}")
    assert page.status_code == 200
    for text in ("从事本专业 3 年以上", "信用良好", "本人同意稳定办", "职称（资格）证书"):
        assert text in page.text
    assert client.get("/expert-applications/unknown").status_code == 404
    assert client.get("/expert-applications", follow_redirects=True).status_code == 200


def test_application_is_stored_and_followed_by_the_link(client, session, office, settings, rung):
    answer = send(client, office)
    assert answer.status_code == 303
    assert "申请已提交" in client.get(answer.location).text
    (expert,) = applicants(session, office)
    assert (expert.name, expert.expert_class) == ("林申请", "engineering")
    papers = session.exec(select(ExpertFile).where(ExpertFile.expert_id == expert.id)).all()
    assert {row.code for row in papers} == {"title_certificate", "consent"}
    assert rung == [("message", rung[0][1])]
    page = client.get(newest_link(session, settings))
    assert page.status_code == 200
    assert "正在进行形式审查" in page.text
    assert "13800138000" not in page.text
    link = newest_link(session, settings)
    with client.get(f"{link}/files/{papers[0].id}") as answer:
        assert answer.data == PDF


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写这一项"),
        ({"place": ""}, "请选择专业"),
        ({"place": "engineering:law"}, "Not a valid choice|不是有效|无效"),
        ({"practice_since": "abc"}, "整数|数字|integer"),
        ({"practice_since": "1900"}, "年份不对"),
        ({"email": "林"}, "邮箱格式不对"),
        ({"phone": "请打座机"}, "电话号码格式不对"),
        ({"consent": None}, "还没有确认同意"),
        ({"specialities": "卡 4111 1111 1111 1111"}, "银行卡号"),
        ({"past-0-from_on": "2027-01-01"}, "任职经历：“某水务公司”的起止日期不对"),
        ({"past-0-from_on": "昨天"}, "任职经历：第 1 行“从”："),
        ({"file_consent": None}, "缺少必需的附件"),
        ({"file_consent": (io.BytesIO(b"MZ" + b"x" * 60), "a.pdf")}, "文件"),
    ],
)  # fmt: skip
def test_wrong_input_is_shown_and_kept(client, session, office, wrong, said):
    page = send(client, office, **wrong)
    assert page.status_code == 422
    assert any(word in page.text for word in said.split("|")), page.text
    if wrong.get("employer") is None:
        assert "某设计院" in page.text
    assert not applicants(session, office)


def test_everything_that_is_wrong_is_said_at_once(client, session, office):
    """Fields, papers, consent and the types of papers in one answer."""
    paper = (io.BytesIO(b"MZ" + b"x" * 60), "a.pdf")
    page = send(
        client, office, name="", email="林", practice_since="1900", consent=None,
        file_consent=paper, file_title_certificate=None, phone="座机",
        **{"past-0-from_on": "2027-01-01"},
    )  # fmt: skip
    assert page.status_code == 422
    for words in (
        "请填写这一项", "邮箱格式不对", "年份不对", "还没有确认同意", "缺少必需的附件",
        "电话号码格式不对", "起止日期不对", "有 8 处",
        "“a.pdf”不是这一栏能接受的文件类型。这一栏请上传 PDF、JPG、PNG 文件。",
    ):  # fmt: skip
        assert words in page.text, words


def test_wrong_type_names_the_types_of_its_own_field(client, office):
    program = (io.BytesIO(b"MZ" + b"x" * 60), "业绩.exe")
    page = send(client, office, file_achievements=program)
    assert page.status_code == 422
    assert "这一栏请上传 PDF 文件。" in page.text


def test_good_papers_of_a_refused_form_need_not_be_chosen_again(client, session, office):
    assert "已收到：证书.pdf" in send(client, office, name="").text
    answer = send(client, office, file_title_certificate=None, file_consent=None)
    assert answer.status_code == 303
    (expert,) = applicants(session, office)
    rows = session.exec(select(ExpertFile).where(ExpertFile.expert_id == expert.id)).all()
    assert {row.filename for row in rows} == {"证书.pdf", "同意书.pdf"}


def test_papers_that_waited_too_long_have_to_be_chosen_again(client, session, office, resources):
    send(client, office, name="")
    for digest in resources.files.list_unsettled(older_than=-1):
        assert resources.files.remove_unused(digest, older_than=-1)
    page = send(client, office, file_title_certificate=None, file_consent=None)
    assert page.status_code == 422
    assert "缺少必需的附件" in page.text
    assert not applicants(session, office)


def test_known_addresses_get_the_answer_of_everybody(client, session, office):
    """Nobody learns from the form who is of the pool or of the office."""
    factories.account(Role.POOL_KEEPER, office_id=office.id, email="staff@example.invalid")
    answers = [
        send(client, office, email=email)
        for email in ("new@example.invalid", "NEW@example.invalid", "staff@example.invalid")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, f"/expert-applications/{office.code}/sent")
    }
    assert len({answer.data for answer in answers}) == 1
    assert [row.email for row in applicants(session, office)] == ["new@example.invalid"]
    wrong = {send(client, office, email=email, name="").data.count(b"form-error")
             for email in ("free@example.invalid", "staff@example.invalid")}  # fmt: skip
    assert len(wrong) == 1


def test_no_form_where_the_manual_takes_no_application(client, office, monkeypatch):
    monkeypatch.setattr("riskassess.web.public.applications.lists.find_office", lambda *_: None)
    assert client.get(f"/expert-applications/{office.code}").status_code == 404


@pytest.fixture
def way(session, tmp_path, now, settings, monkeypatch):
    monkeypatch.setattr("tests.support.pool_life.PUBLIC_URL", settings.public_url)
    return Way(session, settings.personal_keys, now)


def test_unknown_link_is_told_calmly(client):
    page = client.get("/application-status/nothing")
    assert page.status_code == 404
    assert "链接无效或已过期" in page.text
    for act in ("correction", "withdrawal", "answer", "account"):
        assert client.post(f"/application-status/nothing/{act}").status_code == 404


def test_returned_application_is_corrected(client, session, way, settings):
    admission.return_application(
        session, points=[MarkedPoint("职称", "请上传完整证书")], outbox=outbox(), **way.by()
    )
    link = newest_link(session, settings)
    page = client.get(link)
    assert "请上传完整证书" in page.text
    assert "试设计院" in page.text
    wrong = client.post(f"{link}/correction", data={**FIELDS, "practice_since": "1900"})
    assert wrong.status_code == 422
    assert "年份不对" in wrong.text
    done = client.post(
        f"{link}/correction",
        data=sent(file_consent=None, answer="已换成完整证书", phone=""),
        content_type="multipart/form-data",
    )
    assert done.status_code == 303
    session.expire_all()
    page = client.get(link)
    assert "已换成完整证书" in page.text
    assert "重新提交" not in page.text
    assert session.get(Expert, way.id).name == "林申请"


def test_applicant_withdraws(client, session, way, settings):
    link = newest_link(session, settings)
    assert "撤回申请？" in client.post(f"{link}/withdrawal").text
    assert final(client, f"{link}/withdrawal", {}, follow=False).status_code == 303
    session.expire_all()
    assert session.get(Expert, way.id).state is ExpertState.REMOVED
    assert "申请已结束" in client.get(link).text


def test_public_list_shows_four_things_only(client, session, way):
    way.checked().placed().published()
    page = client.get("/expert-publicity").text
    for text in ("试申请", "试设计院", "水利", "工程技术", "2026年3月9日", "怎样提出异议"):
        assert text in page
    for secret in ("applicant@example.invalid", "高级工程师", "水库移民安置"):
        assert secret not in page


def test_appointed_expert_chooses_an_account_and_signs_in(client, session, way, settings):
    way.member()
    link = newest_link(session, settings)
    factories.account(login="taken")
    assert "设置登录账号" in client.get(link).text
    for wrong, said in [
        ({"login": "taken", "password": "short", "again": "short"}, "已有人使用"),
        ({"login": "a b", "password": "long-enough-1", "again": "long-enough-1"}, "账号名应为"),
        ({"login": "lin.new", "password": "short", "again": "short"}, "太短"),
        ({"login": "lin.new", "password": "long-enough-1", "again": "x"}, "不一致"),
    ]:
        page = client.post(f"{link}/account", data=wrong)
        assert page.status_code == 422
        assert said in page.text
    good = {"login": "lin.new", "password": "long-enough-1", "again": "long-enough-1"}
    assert client.post(f"{link}/account", data=good).status_code == 303
    assert client.get(link).status_code == 404
    made = session.exec(select(Account).where(Account.login == "lin.new")).one()
    assert made.expert_id == way.id
    answer = client.post("/sign-in", data={"login": "lin.new", "password": "long-enough-1"})
    assert answer.status_code == 303
    assert "聘任情况" in client.get("/expert/standing").text


def test_letter_is_printed_by_the_job_and_downloaded(client, session, way, resources, settings):
    way.member()
    print_letter(resources, session, session.get(Job, way.job))
    paper = session.exec(select(ExpertFile).where(ExpertFile.code == "appointment_letter")).one()
    link = newest_link(session, settings)
    with client.get(f"{link}/files/{paper.id}") as answer:
        assert answer.data.startswith(b"%PDF-")
    assert "聘书" in client.get(link).text
    print_letter(resources, session, session.get(Job, way.job))
    assert len(session.exec(select(ExpertFile).where(ExpertFile.code == paper.code)).all()) == 1
    assert session.get(Job, way.job).kind == appointment.LETTER_JOB
