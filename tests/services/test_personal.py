"""Personal fields: shown for a purpose, handed out whole, erased for good."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import Disclosed, ExpertAction, ExpertState, Relation
from models import (
    Account,
    AuditEntry,
    Disclosure,
    Document,
    Employment,
    Expert,
    ExpertAct,
    ExpertFile,
    ExpertGram,
    Message,
    Review,
    Unavailability,
)
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, Role
from riskassess.services.pool import personal
from tests import factories

PURPOSE = "联系评审时间"


@pytest.fixture
def seal(resources):
    return resources.seal


@pytest.fixture
def expert(session, seal):
    made = factories.expert(specialities="桥梁抗震", title="教授")
    own = {"office_id": made.office_id, "expert": made.code}
    made.phone_sealed = seal.seal("13800138000", **own)
    return factories.save(made)


@pytest.fixture
def keeper(session, expert):
    return factories.actor(Role.POOL_KEEPER, office_id=expert.office_id)


@pytest.fixture
def own(session, expert):
    return factories.actor(Role.EXPERT, office_id=expert.office_id, expert_id=expert.id)


def look(session, expert, actor, now, seal, purpose=PURPOSE):
    return personal.show_contact(
        session, expert_id=expert.id, purpose=purpose, actor=actor, now=now, seal=seal
    )


def test_keeper_sees_the_contact_and_leaves_a_trace(session, expert, keeper, now, seal):
    contact = look(session, expert, keeper, now, seal)
    assert (contact.phone, contact.email) == ("13800138000", expert.email)
    row = session.exec(select(Disclosure)).one()
    assert (row.kind, row.expert_id, row.account_id, row.purpose) == (
        Disclosed.PHONE, expert.id, keeper.account_id, PURPOSE,
    )  # fmt: skip
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "disclosure:phone")).one()
    assert "13800138000" not in entry.after


@pytest.mark.parametrize("purpose", ["", "  ", "看看", "给 11010519491231002X 打电话"])
def test_without_a_purpose_nothing_is_shown(session, expert, keeper, now, seal, purpose):
    with pytest.raises(InvalidInput):
        look(session, expert, keeper, now, seal, purpose)
    assert not session.exec(select(Disclosure)).all()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.POOL_KEEPER}))
def test_nobody_else_sees_the_contact(session, expert, now, seal, role):
    with pytest.raises(Refused):
        look(session, expert, factories.actor(role, office_id=expert.office_id), now, seal)


def test_keeper_of_another_office_finds_nobody(session, expert, now, seal):
    with pytest.raises(NotFound):
        look(session, expert, factories.actor(Role.POOL_KEEPER), now, seal)


def test_own_export_holds_everything_and_is_no_disclosure(session, expert, own, now, seal):
    plain = personal.export_personal(
        session, expert_id=expert.id, purpose="", actor=own, now=now, seal=seal
    )
    assert plain["profile"]["phone"] == "13800138000"
    assert {"acts", "tasks", "fees", "evaluations", "disclosures", "messages"} <= set(plain)
    assert not session.exec(select(Disclosure)).all()
    other = factories.expert(office_id=expert.office_id)
    with pytest.raises(Refused):
        personal.export_personal(
            session, expert_id=other.id, purpose="", actor=own, now=now, seal=seal
        )


def test_export_by_the_keeper_needs_a_purpose_that_the_expert_reads(
    session, expert, keeper, own, now, seal
):
    given = {"expert_id": expert.id, "now": now, "seal": seal}
    with pytest.raises(InvalidInput):
        personal.export_personal(session, purpose="", actor=keeper, **given)
    personal.export_personal(session, purpose="本人书面要求", actor=keeper, **given)
    plain = personal.export_personal(session, purpose="", actor=own, **given)
    assert [row["purpose"] for row in plain["disclosures"]] == ["本人书面要求"]


def leave(expert, now, days=0):
    expert.state, expert.state_since = ExpertState.REMOVED, now - timedelta(days=days)
    return factories.save(expert)


def filled(session, expert, now):
    """Give an expert a row of everything personal."""
    own = {"office_id": expert.office_id, "expert_id": expert.id}
    factories.account(Role.EXPERT, **own, display_name=expert.name)
    factories.save(Employment(**own, relation=Relation.ADVISER, employer="甲院", added_at=now))
    day = now.date()
    factories.save(Unavailability(**own, from_on=day, until_on=day, note="出差", added_at=now))
    factories.save(
        ExpertFile(**own, code="consent", filename="张三同意书.pdf", media_type="application/pdf",
                   size=1, digest="sha256:" + "a" * 64, uploaded_at=now)
    )  # fmt: skip
    factories.save(
        Message(office_id=expert.office_id, expert_id=expert.id, recipient=expert.email,
                recipient_name=expert.name, subject="邀请", body=f"{expert.name}，您好",
                created_at=now)
    )  # fmt: skip
    act = ExpertAct(**own, action=ExpertAction.APPOINT, after=ExpertState.ACTIVE, at=now)
    return factories.save(act)


def erase(session, expert, keeper, now, removed):
    personal.erase_personal(
        session, expert_id=expert.id, note="本人申请", actor=keeper, now=now, remove=removed.append
    )


def test_erasure_leaves_the_code_and_the_record_alone(session, expert, keeper, now):
    filled(session, expert, now)
    name, email = expert.name, expert.email
    leave(expert, now)
    removed: list[str] = []
    erase(session, expert, keeper, now, removed)
    session.expire_all()
    blank = session.get(Expert, expert.id)
    assert blank.code in blank.name
    assert (blank.employer, blank.email, blank.phone_sealed, blank.title) == ("", "", "", "")
    assert blank.specialities == ""
    assert removed == ["sha256:" + "a" * 64]
    for table in (Employment, Unavailability):
        assert not session.exec(select(table).where(table.expert_id == expert.id)).all()
    file = session.exec(select(ExpertFile)).one()
    assert (file.filename, file.digest[:8]) == (f"{expert.code}.pdf", "sha256:a")
    message = session.exec(select(Message)).one()
    assert not {name, email} & {message.recipient, message.recipient_name, message.body}
    account = session.exec(select(Account).where(Account.expert_id == expert.id)).one()
    assert (account.is_active, account.email) == (False, "")
    assert name not in account.display_name
    acts = session.exec(select(ExpertAct).order_by(ExpertAct.id)).all()
    assert [act.action for act in acts] == [ExpertAction.APPOINT, ExpertAction.ERASE]
    grams = session.exec(select(ExpertGram.gram).where(ExpertGram.expert_id == expert.id)).all()
    assert name[:2] not in grams
    with pytest.raises(Refused) as refused:
        erase(session, expert, keeper, now, removed)
    assert refused.value.code == "personal_erased"


def test_file_that_another_row_needs_stays(session, expert, keeper, now):
    filled(session, expert, now)
    case = factories.assessment(state=AssessmentState.IN_REVIEW)
    factories.document(case, "D01", digest="sha256:" + "a" * 64)
    assert session.exec(select(Document)).all()
    leave(expert, now)
    removed: list[str] = []
    erase(session, expert, keeper, now, removed)
    assert removed == []


def seated(session, expert, now):
    case = factories.assessment(state=AssessmentState.IN_REVIEW)
    review = factories.save(
        Review(office_id=case.office_id, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW,
               number=1, panel_size=5, quorum=5, due_on=now.date(), opened_at=now)
    )  # fmt: skip
    factories.seat(review, expert_id=expert.id, code=expert.code, state=MemberState.READY)


def test_whoever_sits_in_an_open_review_is_not_erased(session, expert, keeper, now):
    seated(session, expert, now)
    leave(expert, now, days=5000)
    with pytest.raises(Refused) as refused:
        erase(session, expert, keeper, now, [])
    assert refused.value.code == "personal_seated"
    assert personal.erase_expired(session, now=now, remove=[].append) == 0


def test_member_of_the_pool_is_not_erased(session, expert, keeper, now):
    with pytest.raises(Refused) as refused:
        erase(session, expert, keeper, now, [])
    assert refused.value.code == "personal_in_pool"


@pytest.mark.parametrize(
    ("state", "term_until", "left", "today", "erased"),
    [
        (ExpertState.REMOVED, None, date(2023, 3, 1), date(2026, 3, 1), False),
        (ExpertState.REMOVED, None, date(2023, 3, 1), date(2026, 3, 2), True),
        (ExpertState.REMOVED, date(2025, 1, 1), date(2022, 1, 1), date(2026, 3, 2), False),
        (ExpertState.EXPIRED, date(2023, 3, 1), date(2023, 3, 2), date(2026, 3, 2), True),
        (ExpertState.EXPIRED, date(2023, 3, 2), date(2023, 3, 3), date(2026, 3, 2), False),
        (ExpertState.ACTIVE, date(2020, 1, 1), date(2020, 1, 1), date(2026, 3, 2), False),
    ],
)
def test_retention_period_ends_to_the_day(
    session, expert, now, state, term_until, left, today, erased
):
    expert.state, expert.term_until = state, term_until
    expert.state_since = now.replace(year=left.year, month=left.month, day=left.day)
    factories.save(expert)
    at = now.replace(year=today.year, month=today.month, day=today.day)
    assert personal.erase_expired(session, now=at, remove=[].append) == int(erased)
    session.expire_all()
    assert (session.get(Expert, expert.id).erased_at is not None) is erased
    assert personal.erase_expired(session, now=at, remove=[].append) == 0  # nothing twice
