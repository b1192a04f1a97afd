"""Ways into the pool, on both databases: what is kept, refused, corrected; link and account."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState, Relation, WayIn
from models import Account, Employment, Expert, Message
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool import records
from riskassess.services.invitations import token_digest
from riskassess.services.points import MarkedPoint
from riskassess.services.pool import admission, applications, links
from riskassess.services.pool.forms import PastWork
from tests import factories
from tests.support.pool_life import (
    Way,
    application,
    holds,
    outbox,
    paper,
    papers,
    token_of,
)

RULE = PasswordRule(10, lambda _password: False)


@pytest.fixture
def way(session, tmp_path, now):
    return Way(session, tmp_path, now)


def test_application_is_stored_sealed_and_answered(session, way):
    expert = way.expert
    assert (expert.state, expert.code) == (ExpertState.APPLIED, "SQ2026-0001")
    assert expert.way_in is WayIn.APPLICATION
    assert "60000001" not in expert.phone_sealed
    assert way.seal.open(expert.phone_sealed, office_id=way.office.id, expert=expert.code) == (
        "023-60000001"
    )
    assert expert.consented_at == way.now
    assert expert.consent_text == "cn-pool 1 2026-1"
    token = token_of(session, expert)
    assert records.find_by_link(session, token_digest(token), now=way.now).id == expert.id
    assert token not in expert.link_digest


def test_link_ends_after_the_days_of_the_manual(session, way):
    digest = way.expert.link_digest
    late = way.now + timedelta(days=30)
    assert records.find_by_link(session, digest, now=late) is None
    with pytest.raises(NotFound):
        links.withdraw(session, digest=digest, now=late)


@pytest.mark.parametrize(
    ("values", "where", "code"),
    [
        ({"profession": "law"}, "profession", "pool_profession_unknown"),
        ({"title_level": "doctor"}, "title_level", "pool_choice_unknown"),
        ({"employer_type": "bank"}, "employer_type", "pool_choice_unknown"),
        ({"practice_since": 2027}, "practice_since", "pool_year"),
        ({"email": "a@b"}, "email", "pool_email"),
        ({"phone": "打我电话"}, "phone", "pool_phone"),
        ({"specialities": "卡号 4111111111111111"}, "specialities", "personal_number_bank_card"),
        ({"name": "11010519491231002X"}, "name", "personal_number_id_card"),
    ],
)
def test_what_may_not_be_kept_is_refused(session, way, values, where, code):
    given = {"email": "other@example.invalid", **values}
    with pytest.raises(InvalidInput) as told:
        applications.apply(
            session, office_id=way.office.id, papers=papers(**given), seal=way.seal, now=way.now,
            outbox=outbox(),
        )  # fmt: skip
    assert (told.value.where, told.value.code) == (where, code)


def test_known_address_is_told_by_mail_alone(session, way):
    """The form tells nobody whether an address is known; the address itself is told, once a day."""
    staff = session.get(Account, way.keeper.account_id).email
    before = len(session.exec(select(Expert)).all())
    for email, words in [
        (" APPLICANT@example.invalid", "申请号 SQ2026-0001"), (staff.upper(), "工作人员"),
    ]:  # fmt: skip
        box = outbox()
        given = {"office_id": way.office.id, "papers": papers(email=email), "seal": way.seal}
        assert applications.apply(session, **given, now=way.now, outbox=box) is None
        (number,) = box.message_ids
        mail = session.get(Message, number)
        assert mail.recipient.lower() == email.strip().lower()
        assert words in mail.body
        assert applications.apply(session, **given, now=way.now, outbox=box) is None
        tomorrow = way.now + timedelta(1)
        applications.apply(session, **given, now=tomorrow, outbox=box)
        assert len(box.message_ids) == 2
    assert len(session.exec(select(Expert)).all()) == before


def test_unit_hears_of_a_known_address(session, way):
    sponsor = factories.sponsor(factories.unit(office_id=way.office.id))
    staff = session.get(Account, way.keeper.account_id).email
    for email, code in [
        ("Applicant@example.invalid", "pool_known_email"), (staff, "pool_staff_may_not_join"),
    ]:  # fmt: skip
        with pytest.raises(InvalidInput) as told:
            applications.recommend(
                session, papers=papers(email=email), unit_id=sponsor.unit_id, note="",
                seal=way.seal, actor=sponsor, now=way.now, outbox=outbox(),
            )  # fmt: skip
        assert (told.value.where, told.value.code) == ("email", code)


def test_correction_by_link_keeps_the_address(session, way):
    admission.return_application(
        session, points=[MarkedPoint("", "补正")], outbox=outbox(), **way.by()
    )
    correct(session, way, token_of(session, way.expert), email="other@example.invalid")
    assert way.expert.email == "applicant@example.invalid"


def test_application_needs_papers_and_consent(session, way):
    for given, code in [
        (papers(codes=("consent",), email="b@example.invalid"), "pool_attachment_missing"),
        (papers(consents=False, email="b@example.invalid"), "pool_consent_missing"),
    ]:
        with pytest.raises((InvalidInput, Refused)) as told:
            applications.apply(
                session, office_id=way.office.id, papers=given, seal=way.seal, now=way.now,
                outbox=outbox(),
            )  # fmt: skip
        assert told.value.code == code
    assert len(session.exec(select(Expert).where(Expert.office_id == way.office.id)).all()) == 1


def test_paper_of_a_wrong_type_is_refused(session, way):
    given = applications.Papers(
        application(email="b@example.invalid"),
        {"title_certificate": paper(media_type="text/html"), "consent": paper("consent")},
        consents=True,
    )
    with pytest.raises(InvalidInput) as told:
        applications.apply(
            session, office_id=way.office.id, papers=given, seal=way.seal, now=way.now,
            outbox=outbox(),
        )  # fmt: skip
    assert (told.value.where, told.value.code) == (
        "file_title_certificate", "document_type_refused",
    )  # fmt: skip


def test_returned_application_is_corrected_by_the_new_link(session, way):
    old = token_of(session, way.expert)
    admission.return_application(
        session, points=[MarkedPoint("职称", "证书看不清")], outbox=outbox(), **way.by()
    )
    new = token_of(session, way.expert)
    assert new != old
    bodies = [row.body for row in session.exec(select(Message)) if row.subject_id == way.id]
    assert not any(old in body for body in bodies)
    with pytest.raises(NotFound):
        correct(session, way, old)
    correct(session, way, new, title="教授级高级工程师")
    assert way.expert.title == "教授级高级工程师"
    assert records.open_return(records.list_acts(session, way.id)) is None
    assert way.seal.open(
        way.expert.phone_sealed, office_id=way.office.id, expert=way.expert.code
    ) == "023-60000001"  # nothing typed leaves the stored number  # fmt: skip


def correct(session, way, token, **values):
    given = applications.Papers(application(**{"phone": "", **values}))
    return applications.correct(
        session, digest=token_digest(token), papers=given, answer="已更换", seal=way.seal,
        now=way.now,
    )  # fmt: skip


def test_nothing_is_corrected_that_was_not_returned(session, way):
    with pytest.raises(Refused) as told:
        correct(session, way, token_of(session, way.expert))
    assert told.value.code == "pool_nothing_to_correct"


def test_applicant_withdraws(session, way):
    links.withdraw(session, digest=token_digest(token_of(session, way.expert)), now=way.now)
    assert way.expert.state is ExpertState.REMOVED


def test_no_number_is_given_twice(session, way):
    """The appointed one's code is another by then; in a new year the numbers begin again."""
    way.member()
    given = {"office_id": way.office.id, "seal": way.seal, "outbox": outbox()}
    again = {"papers": papers(email="second@example.invalid"), "now": way.now}
    second = applications.apply(session, **given, **again)
    assert (way.expert.code, second.code) == ("ZJ0001", "SQ2026-0002")
    later = {"papers": papers(email="third@example.invalid"), "now": way.now + timedelta(days=365)}
    assert applications.apply(session, **given, **later).code == "SQ2027-0001"


def test_account_is_made_once_and_ends_the_link(session, way):
    way.member()
    token = token_of(session, way.expert)
    given = {"digest": token_digest(token), "make_hash": lambda text: f"hash-{text}",
             "rule": RULE, "now": way.now}  # fmt: skip
    for login, password, code in [
        ("ab", "long-enough-1", "account_login_wrong"), ("expert.new", "short", "password_short"),
    ]:  # fmt: skip
        with pytest.raises(InvalidInput) as told:
            links.open_account(session, login=login, password=password, **given)
        assert told.value.code == code
    account = links.open_account(session, login="expert.new", password="long-enough-1", **given)
    assert account.expert_id == way.id
    assert way.expert.link_digest is None
    assert not any(token in row.body for row in session.exec(select(Message)))
    with pytest.raises(Refused) as told:
        links.renew_link(session, expert_id=way.id, actor=way.keeper, now=way.now, outbox=outbox())
    assert told.value.code == "pool_has_account"


def test_no_account_before_the_appointment(session, way):
    with pytest.raises(Refused) as told:
        links.open_account(
            session, digest=way.expert.link_digest, login="expert.new", password="long-enough-1",
            rule=RULE, make_hash=str, now=way.now,
        )  # fmt: skip
    assert told.value.code == "pool_not_appointed"


def test_past_work_is_kept_and_replaced(session, way):
    past = (PastWork(Relation.ADVISER, "某水务公司", date(2024, 1, 1), None),)
    admission.return_application(
        session, points=[MarkedPoint("", "补任职经历")], outbox=outbox(), **way.by()
    )
    correct(session, way, token_of(session, way.expert), past=past)
    rows = session.exec(select(Employment).where(Employment.expert_id == way.id)).all()
    assert [row.employer for row in rows] == ["某水务公司"]


def test_unit_recommends_and_the_person_consents(session, way):
    unit = factories.unit(office_id=way.office.id, name="试推荐单位")
    sponsor = factories.actor(Role.PROJECT_UNIT, office_id=way.office.id, unit_id=unit.id)
    expert = applications.recommend(
        session, papers=papers(consents=False, codes=(), email="r@example.invalid"),
        unit_id=unit.id, note="推荐", seal=way.seal, actor=sponsor, now=way.now, outbox=outbox(),
    )  # fmt: skip
    assert (expert.state, expert.recommended_by_id) == (ExpertState.RECOMMENDED, unit.id)
    way.expert = expert
    code = admission.check_form(session, outcomes=holds(), **way.by())
    assert code == "pool_consent_missing"
    given = papers(email="r@example.invalid")
    applications.correct(
        session, digest=token_digest(token_of(session, expert)), papers=given, answer="",
        seal=way.seal, now=way.now,
    )  # fmt: skip
    assert admission.check_form(session, outcomes=holds(), **way.by()) is None


def test_unit_recommends_in_its_own_name_only(session, way):
    sponsor = factories.sponsor(factories.unit(office_id=way.office.id))
    other = factories.unit(office_id=way.office.id)
    with pytest.raises(Refused):
        applications.recommend(
            session, papers=papers(email="r@example.invalid"), unit_id=other.id, note="",
            seal=way.seal, actor=sponsor, now=way.now, outbox=outbox(),
        )  # fmt: skip
    applications.support(
        session, expert_id=way.id, unit_id=sponsor.unit_id, note="同意推荐", actor=sponsor,
        now=way.now,
    )  # fmt: skip
    assert way.expert.state is ExpertState.RECOMMENDED
