"""After an erasure no table says who the person was."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from expert_pool.vocabulary import (
    Disclosed,
    ExclusionReason,
    ExpertAction,
    ExpertState,
    RecusalGround,
    Relation,
    RequestKind,
)
from models import (
    AccountLink,
    ConditionCheck,
    Contest,
    Disclosure,
    DrawRequest,
    Employment,
    EvaluationChange,
    Exclusion,
    Expert,
    ExpertAct,
    ExpertFile,
    Fee,
    Message,
    RecoveryCode,
    Recusal,
    Review,
    SecondFactor,
    SignInSession,
    TaskEvaluation,
)
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import MemberState, MessageState, ReviewState, Role
from riskassess.proof.canonical import canonical_json
from riskassess.services.account_links import issue_link
from riskassess.services.accounts import add_account
from riskassess.services.pool import personal
from riskassess.services.pool.blank_words import blank_words
from riskassess.services.sign_in_sessions import begin_session
from tests import factories
from tests.support import reviews as scenes

NAME, MAIL, EMPLOYER, BEFORE, PHONE, LOGIN = (
    "欧阳特征", "ouyang@example.invalid", "独一处勘察院", "老字号设计院", "13912345678",
    "ouyang.tezheng",
)  # fmt: skip
TOLD = f"{NAME}（{EMPLOYER}，{MAIL}）曾在{BEFORE}"


def everything(session):
    """Yield every text of every table, in small letters, with its place."""
    session.expire_all()
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for name, value in row.items():
                if isinstance(value, str):
                    yield f"{table.name}.{name}", value.lower()


def places_of(session, words):
    return sorted({place for place, text in everything(session) for word in words if word in text})


@pytest.fixture
def drawn(session, resources, now):
    """Return a drawn panel with the person in the pool, and a closed review."""
    case = scenes.ready_case()
    people = scenes.pool(case.office_id)
    person = session.get(Expert, people[0].id)
    person.name, person.email, person.employer = NAME, MAIL, EMPLOYER
    own = {"office_id": case.office_id, "expert": person.code}
    person.phone_sealed = resources.seal.seal(PHONE, **own)
    factories.save(person)
    result = scenes.opened(session, case, scenes.officer(case), now=now)
    review = session.get(Review, result.review.id)
    review.state = ReviewState.CLOSED
    return result, factories.save(review), person


def come_in(session, own, keeper, now):
    """Leave an account with a session, a second factor and a link."""
    account = factories.Account(
        **own, login=LOGIN, display_name=NAME, email=MAIL, password_hash="x", created_at=now
    )  # fmt: skip
    add_account(session, account=account, roles=[Role.EXPERT], now=now)
    of_account = {"office_id": account.office_id, "account_id": account.id}
    begin_session(session, account, device="iphone wechat", now=now)
    factories.save(SecondFactor(**of_account, secret="s1:sealed", made_at=now))
    factories.save(RecoveryCode(**of_account, digest="d"))
    issue_link(
        session, account, LinkPurpose.RESET, actor=keeper, public_url="https://a.invalid", now=now
    )


def written(session, review, draw, person, now):
    """Write about the person wherever somebody can."""
    own = {"office_id": person.office_id, "expert_id": person.id}
    keeper = factories.actor(Role.POOL_KEEPER, office_id=person.office_id)
    by = keeper.account_id
    come_in(session, own, keeper, now)
    member = factories.seat(
        review,
        expert_id=person.id,
        code=f"{person.code}x",
        employer=EMPLOYER,
        decline_reason=TOLD,
        state=MemberState.DECLINED,
    )
    judged = factories.save(
        TaskEvaluation(**own, member_id=member.id, total=90, note=TOLD, manual_digest="m",
                       evaluated_by_id=by, evaluated_at=now, comment=TOLD)
    )  # fmt: skip
    facts = [{"reason": "former_unit", "name": BEFORE, "unit": "某区水务局", "role": "project_unit",
              "relation": "employee", "until_on": "2025-01-01"}]  # fmt: skip
    for row in (
        Employment(**own, relation=Relation.ADVISER, employer=BEFORE, added_at=now),
        ExpertAct(**own, action=ExpertAction.CORRECT, note=TOLD, comment=TOLD, at=now),
        ConditionCheck(**own, code="ethics", holds=True, evidence=TOLD, checked_by_id=by,
                       checked_at=now),
        ExpertFile(**own, code="consent", filename=f"{NAME}.pdf", media_type="application/pdf",
                   size=1, digest=f"sha256:{'a' * 64}", uploaded_at=now),
        Disclosure(**own, kind=Disclosed.FILE, account_id=by, purpose=TOLD, at=now),
        Recusal(**own, assessment_id=review.assessment_id, ground=RecusalGround.KINSHIP, note=TOLD,
                recorded_at=now),
        Contest(**own, assessment_id=review.assessment_id, reasons="same_unit", text=TOLD,
                decision=TOLD, raised_at=now),
        Exclusion(**own, assessment_id=review.assessment_id, draw_id=draw.id,
                  reason=ExclusionReason.FORMER_UNIT, facts=canonical_json(facts)),
        EvaluationChange(office_id=person.office_id, evaluation_id=judged.id,
                         content=canonical_json({"note": TOLD}), reason=TOLD, changed_by_id=by,
                         changed_at=now),
        Fee(**own, member_id=member.id, title_level="senior", duration="half", attendance="on_site",
            amount=1, reckoning="1", manual_digest="m", settled_by_id=by, settled_at=now,
            comment=TOLD),
        Message(**own, recipient=MAIL, recipient_name=NAME, subject=TOLD, body=TOLD,
                error=f"550 <{MAIL.title()}>", created_at=now),
        DrawRequest(office_id=person.office_id, review_id=review.id, kind=RequestKind.REDRAW,
                    draw_id=draw.id, reason_code="value_wrong", note=TOLD, requested_by_id=by,
                    requested_at=now),
    ):  # fmt: skip
        factories.save(row)
    return keeper


def test_no_text_of_any_table_names_an_erased_person(session, drawn, resources, now):
    result, review, person = drawn
    keeper = written(session, review, result.draw, person, now)
    given = {"expert_id": person.id, "actor": keeper, "now": now}
    personal.show_contact(session, purpose="联系评审时间", seal=resources.seal, **given)
    words = (NAME, MAIL, EMPLOYER, BEFORE, PHONE, LOGIN, NAME[:2])
    before = places_of(session, words)
    assert len(before) > 20  # the search finds what is there
    assert not [each for each in before if each.startswith(("audit_entry", "draw."))]
    person.state, person.state_since = ExpertState.REMOVED, now - timedelta(1)
    factories.save(person)
    personal.erase_personal(session, note="本人申请", remove=lambda _digest: None, **given)
    assert places_of(session, words) == []
    for table in (SignInSession, SecondFactor, RecoveryCode):
        assert not session.exec(select(table)).all()
    assert session.exec(select(AccountLink)).one().replaced_at == now
    facts = session.exec(select(Exclusion.facts)).one()
    assert "某区水务局" not in facts
    assert "2025" not in facts


def test_latin_name_goes_in_any_case_and_an_employer_in_quotes(session, now):
    person = factories.expert(name="John Ouyang", employer='"红旗"设计院')
    own = {"office_id": person.office_id, "expert_id": person.id}
    texts = ("JOHN OUYANG 说", canonical_json({"note": "john  ouyang", "at": person.employer}))
    rows = [
        factories.save(ExpertAct(**own, action=ExpertAction.CORRECT, note=text, at=now))
        for text in texts
    ]
    blank_words(session, person, {person.name, person.employer})
    session.commit()
    mark = "（已删除）"
    assert [row.note for row in rows] == [f"{mark} 说", canonical_json({"note": mark, "at": mark})]


def test_second_life_and_who_took_over_the_address_keep_their_mail(session, resources, now):
    office = factories.office()
    own = {"office_id": office.id, "email": MAIL}
    ended = {"state": ExpertState.REMOVED, "state_since": now - timedelta(1)}
    old = factories.expert(**own, **ended, name=NAME)
    new = factories.expert(**own, name=NAME, state=ExpertState.ACTIVE)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=office.id)
    mails = [
        factories.save(
            Message(office_id=office.id, expert_id=whose, recipient=MAIL.upper(), subject="邀请",
                    body="请点链接", created_at=now)
        )
        for whose in (new.id, None, old.id)
    ]  # fmt: skip

    def left():
        session.expire_all()
        return [(mail.body, mail.state) for mail in mails]

    kept, gone = ("请点链接", MessageState.QUEUED), ("", MessageState.KEPT)
    given = {"note": "本人申请", "remove": lambda _digest: None, "actor": keeper, "now": now}
    personal.erase_personal(session, expert_id=old.id, **given)
    assert left() == [kept, kept, gone]
    new.state, new.state_since = ExpertState.REMOVED, now
    factories.save(new)
    account = factories.account(office_id=office.id)
    account.email = MAIL
    factories.save(account)
    personal.erase_personal(session, expert_id=new.id, **given)
    assert left() == [gone, kept, gone]


def test_content_that_a_form_brings_at_this_moment_outlives_the_erased_paper(
    session, resources, now
):
    expert, files = factories.expert(), resources.files
    stored = files.put(b"%PDF-1.4 certificate")
    factories.save(
        ExpertFile(office_id=expert.office_id, expert_id=expert.id, code="consent", size=1,
                   filename="a.pdf", media_type="application/pdf", digest=stored.digest,
                   uploaded_at=now, erased_at=now)
    )  # fmt: skip
    personal.erase_expired(session, now=now, remove=files.remove_settled)
    assert files.exists(stored.digest)  # the form's row may be about to be written
    files.settle(stored.digest)
    personal.erase_expired(session, now=now, remove=files.remove_settled)
    assert not files.exists(stored.digest)
