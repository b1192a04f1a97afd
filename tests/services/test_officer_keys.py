"""Three officers hold a round: any two open it, none does alone."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import AccountRole, AuditEntry, OfficerKey, RoundKey
from models.engine import make_session
from riskassess.adapters.officer_seal import OfficerSeal
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import Role
from riskassess.queries.round_openings import find_own_key
from riskassess.resources import TellingOfficerSeal
from riskassess.services import officer_keys
from riskassess.services.deputies import Naming, name_deputy
from tests import factories
from tests.services.test_acts_at_once import at_once, own_engine  # noqa: F401 - a fixture
from tests.support.review_room import make_room
from tests.support.vault import vault

SEAL = TellingOfficerSeal(OfficerSeal(memory_kib=64))
PASSPHRASES = ("春江水暖鸭先知，甲的口令", "竹外桃花三两枝，乙的口令", "蒌蒿满地芦芽短，丙的口令")


@pytest.fixture
def room(session):
    return make_room(session)


@pytest.fixture
def officers(session, room, now):
    """Return three officers with a key each."""
    made = [
        factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id) for _each in PASSPHRASES
    ]
    for actor, passphrase in zip(made, PASSPHRASES, strict=True):
        officer_keys.make_officer_key(
            session, passphrase=passphrase, actor=actor, now=now, seal=SEAL
        )
    return made


@pytest.fixture
def key(session, room, officers, now):
    holders = [actor.account_id for actor in officers]
    return officer_keys.share_round(
        session, room.round, holders=holders, actor=officers[0], now=now, seal=SEAL
    )


def give(session, key, actor, passphrase, now):
    return officer_keys.give_part(
        session, key, passphrase=passphrase, actor=actor, now=now, seal=SEAL
    )


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (0, 2), (2, 1)])
def test_any_two_open_and_none_alone(session, officers, key, now, pair):
    first, second = pair
    sealed = vault().seal.seal_for_round(key.public_key, b"said", bound="x")
    assert give(session, key, officers[first], PASSPHRASES[first], now) is None
    with pytest.raises(Refused, match="part_given"):
        give(session, key, officers[first], PASSPHRASES[first], now)
    opener = give(session, key, officers[second], PASSPHRASES[second], now)
    assert opener.public_key == key.public_key
    assert opener.open(sealed, bound="x") == b"said"
    assert key.parts == "{}"


def test_the_first_part_is_still_sealed_for_the_others(session, officers, key, now):
    give(session, key, officers[0], PASSPHRASES[0], now)
    ((_who, parts),) = json.loads(key.parts).items()
    assert set(parts) == {str(officers[1].account_id), str(officers[2].account_id)}
    assert all(len(part) > 64 for part in parts.values())  # no bare key of 32 bytes


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(session, officers, key, now):
    before = (key.wrapped, key.parts)
    with pytest.raises(Refused, match="passphrase_wrong"):
        give(session, key, officers[0], PASSPHRASES[1], now)
    assert (key.wrapped, key.parts) == before


def test_who_holds_no_part_is_not_told_of_the_round(session, room, key, now):
    other = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    with pytest.raises(NotFound):
        give(session, key, other, PASSPHRASES[0], now)


def test_a_new_key_of_an_officer_still_opens_the_older_round(session, officers, key, now):
    later = now.replace(hour=9)
    officer_keys.make_officer_key(
        session, passphrase="另换一个新的口令也可以，甲", actor=officers[0], now=later, seal=SEAL
    )
    assert give(session, key, officers[0], PASSPHRASES[0], now) is None
    held = officer_keys.list_holders(session, officers[0].office_id)
    assert [row.account_id for row, _name in held].count(officers[0].account_id) == 1


def test_a_key_made_in_the_same_moment_or_before_the_clock_went_back_is_not_taken(
    session, officers, key, now
):
    """The round says itself which key of an officer it is sealed for."""
    for later in (now, now.replace(year=2025)):
        officer_keys.make_officer_key(
            session, passphrase=PASSPHRASES[1], actor=officers[0], now=later, seal=SEAL
        )
    assert give(session, key, officers[0], PASSPHRASES[0], now) is None


@pytest.mark.postgres
def test_an_officer_who_makes_three_keys_at_once_has_one_in_use(own_engine, now):  # noqa: F811
    with make_session(own_engine, may_write=True) as made, factories.writing_with(made):
        officer = factories.actor(Role.APPROVER)
        made.commit()

    def make(one):
        officer_keys.make_officer_key(
            one, passphrase=PASSPHRASES[0], actor=officer, now=now, seal=SEAL
        )

    assert at_once(own_engine, make, make, make) == []
    with make_session(own_engine, may_write=True) as after:
        assert find_own_key(after, officer) is not None
        assert len(after.exec(select(OfficerKey)).all()) == 3


def test_a_second_key_in_use_is_not_stored(session, officers, now):
    standing = session.exec(select(OfficerKey)).first()
    session.add(OfficerKey(**{**standing.model_dump(), "id": None, "public_key": "other"}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_three_different_officers_with_keys_are_needed(session, room, officers, now):
    ids = [actor.account_id for actor in officers]
    for holders in (ids[:2], [*ids[:2], ids[0]], [*ids[:2], 999_999], [*ids, ids[0]]):
        with pytest.raises(InvalidInput, match="holders_three"):
            officer_keys.share_round(
                session, room.round, holders=holders, actor=officers[0], now=now, seal=SEAL
            )
    assert session.exec(select(RoundKey)).all() == []


def test_who_stands_in_for_another_holder_is_no_second_one(session, room, officers, now):
    absent, deputy, _third = officers
    session.add(AccountRole(account_id=absent.account_id, role=Role.APPROVER))
    session.flush()
    first = now.date() + timedelta(days=30)
    naming = Naming(absent.account_id, deputy.account_id, frozenset({Role.APPROVER}), first, first,
                    "年休假")  # fmt: skip
    name_deputy(session, naming=naming, actor=absent, now=now)
    with pytest.raises(InvalidInput, match="holders_stand_in"):
        officer_keys.share_round(
            session, room.round, holders=[each.account_id for each in officers],
            actor=absent, now=now, seal=SEAL,
        )  # fmt: skip


def test_no_holder_of_a_locked_round_becomes_the_deputy_of_another(
    session, room, officers, key, now
):
    absent, deputy, _third = officers
    held = select(AccountRole).where(AccountRole.account_id == deputy.account_id)
    own = session.exec(held).one()
    own.role = Role.ARCHIVIST
    factories.save(own)
    today, lent = now.date(), frozenset({Role.CASE_OFFICER})
    naming = Naming(absent.account_id, deputy.account_id, lent, today, today, "年休假")
    for state in (RoundState.OPEN, RoundState.LOCKED):
        room.round.state = state
        with pytest.raises(InvalidInput, match="deputy_holds_round"):
            name_deputy(session, naming=naming, actor=absent, now=now)
    room.round.state = RoundState.CLOSED
    name_deputy(session, naming=naming, actor=absent, now=now)


def test_who_is_no_officer_any_more_gives_no_part(session, officers, key, now):
    gone = replace(officers[0], roles=frozenset())
    with pytest.raises(Refused, match="not_your_role"):
        give(session, key, gone, PASSPHRASES[0], now)


def test_only_officers_make_keys_and_no_short_ones(session, now):
    expert = factories.actor(Role.EXPERT)
    with pytest.raises(Refused, match="not_your_role"):
        officer_keys.make_officer_key(
            session, passphrase=PASSPHRASES[0], actor=expert, now=now, seal=SEAL
        )
    officer = factories.actor(Role.APPROVER)
    with pytest.raises(InvalidInput, match="passphrase_short"):
        officer_keys.make_officer_key(session, passphrase="短", actor=officer, now=now, seal=SEAL)


def test_no_passphrase_rests_anywhere(session, officers, key, now):
    give(session, key, officers[0], PASSPHRASES[0], now)
    rows = [*session.exec(select(OfficerKey)), *session.exec(select(AuditEntry)), key]
    text = " ".join(str(row.model_dump()) for row in rows)
    assert not any(passphrase in text for passphrase in PASSPHRASES)
