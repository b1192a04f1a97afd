"""Fields that experts and the keeper change: contact, calendar, employers, corrections."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertAction, ExpertState, Relation
from models import AuditEntry, Disclosure, Employment, Expert, ExpertAct, Unavailability
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound
from riskassess.domain.vocabulary import Role
from riskassess.services.pool import correcting, profile
from tests import factories


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


def edit(session, own, now, seal, **given):
    values = {"email": "new@example.invalid", "phone": "13900139000", "employer": "新研究院",
              "employer_type": "", "specialities": "桥梁"}  # fmt: skip
    wanted = profile.OwnProfile(**{**values, **given})
    return profile.edit_own_profile(session, profile=wanted, actor=own, now=now, seal=seal)


def test_expert_changes_the_own_contact_and_leaves_the_employer(session, expert, own, now, seal):
    old = expert.employer
    changed = edit(session, own, now, seal)
    assert set(changed) == {"email", "phone", "employer", "specialities"}
    row = session.exec(select(Employment)).one()
    assert (row.employer, row.until_on) == (old, date(2026, 3, 2))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "expert:edit_profile")).one()
    assert "13900139000" not in entry.after
    assert edit(session, own, now, seal) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "abc", "personal_phone_wrong"),
        ("email", "", "personal_email_missing"),
        ("email", "x", "personal_email_wrong"),
        ("employer", " ", "personal_missing"),
        ("specialities", "卡号 4111111111111111", "personal_number_bank_card"),
        ("employer", "11010519491231002X", "personal_number_id_card"),
    ],
)
def test_wrong_field_is_named(session, expert, own, now, seal, field, value, code):
    with pytest.raises(InvalidInput) as refused:
        edit(session, own, now, seal, **{field: value})
    assert (refused.value.code, refused.value.where) == (code, field)


DAY = date(2026, 3, 10)


def absent(session, own, now, start=DAY, end=DAY, note=""):
    return profile.add_absence(session, from_on=start, until_on=end, note=note, actor=own, now=now)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (DAY, date(2026, 3, 9), "absence_order"),
        (date(2026, 2, 1), date(2026, 3, 1), "absence_past"),
        (DAY, date(2027, 3, 10), "absence_too_long"),
        (date(2029, 1, 1), date(2029, 1, 2), "absence_too_long"),
    ],
)
def test_absence_has_limits(session, own, now, start, end, code):
    with pytest.raises(InvalidInput) as refused:
        absent(session, own, now, start, end)
    assert refused.value.code == code


def test_absence_is_added_once_and_taken_back(session, expert, own, now):
    row = absent(session, own, now)
    with pytest.raises(InvalidInput) as refused:
        absent(session, own, now)
    assert refused.value.code == "absence_twice"
    other = factories.actor(
        Role.EXPERT, office_id=expert.office_id,
        expert_id=factories.expert(office_id=expert.office_id).id,
    )  # fmt: skip
    with pytest.raises(NotFound):
        profile.remove_absence(session, absence_id=row.id, actor=other, now=now)
    profile.remove_absence(session, absence_id=row.id, actor=own, now=now)
    assert not session.exec(select(Unavailability)).all()


def test_employment_has_begun(session, own, now):
    given = {"relation": Relation.ADVISER, "employer": "甲院", "until_on": None}
    for day in (date(2026, 3, 3), date(2030, 1, 1)):
        with pytest.raises(InvalidInput) as refused:
            profile.add_employment(session, **given, from_on=day, actor=own, now=now)
        assert (refused.value.code, refused.value.where) == ("career_ahead", "from_on")
    profile.add_employment(session, **given, from_on=date(2026, 3, 2), actor=own, now=now)


def test_employment_ends_once(session, own, now):
    now += timedelta(days=8)
    given = {"relation": Relation.ADVISER, "employer": "甲院", "from_on": DAY, "until_on": None}
    row = profile.add_employment(session, **given, actor=own, now=now)
    with pytest.raises(InvalidInput):
        profile.end_employment(
            session, employment_id=row.id, until_on=date(2026, 3, 9), actor=own, now=now
        )
    profile.end_employment(session, employment_id=row.id, until_on=DAY, actor=own, now=now)
    with pytest.raises(IllegalTransition):
        profile.end_employment(session, employment_id=row.id, until_on=DAY, actor=own, now=now)


def correct(session, expert, keeper, now, seal, **given):
    fields = {name: getattr(expert, name) for name in correcting.Correction.__dataclass_fields__
              if name not in {"email", "phone"}}  # fmt: skip
    return correcting.correct_expert(
        session, expert_id=expert.id, correction=correcting.Correction(**{**fields, **given}),
        note="已核对证书", actor=keeper, now=now, seal=seal,
    )  # fmt: skip


def test_keeper_corrects_without_seeing_the_contact(session, expert, keeper, now, seal):
    factories.manual()
    act = correct(session, expert, keeper, now, seal, title="研究员", title_level="chief")
    assert "职称职务、职称等级" in act.note
    session.expire_all()
    kept = session.get(Expert, expert.id)
    assert (kept.title, kept.email) == ("研究员", expert.email)
    assert not session.exec(select(Disclosure)).all()


def test_keeper_gives_nobody_an_address_that_somebody_has(session, expert, keeper, now, seal):
    factories.manual()
    other = factories.expert(office_id=expert.office_id)
    with pytest.raises(InvalidInput, match="pool_known_email"):
        correct(session, expert, keeper, now, seal, email=other.email.upper())
    correct(session, expert, keeper, now, seal, email=expert.email.upper())  # the own one


def test_unknown_word_is_not_taken(session, expert, keeper, now, seal):
    factories.manual()
    with pytest.raises(InvalidInput) as refused:
        correct(session, expert, keeper, now, seal, profession="cooking")
    assert refused.value.where == "profession"


def test_comment_stands_beside_the_act_of_the_own_record_only(session, expert, own, now):
    other = factories.expert(office_id=expert.office_id)
    act = factories.save(
        ExpertAct(office_id=other.office_id, expert_id=other.id, action=ExpertAction.APPOINT,
                  after=ExpertState.ACTIVE, at=now)
    )  # fmt: skip
    with pytest.raises(NotFound):
        profile.comment_on_act(session, act_id=act.id, text="不同意", actor=own, now=now)
