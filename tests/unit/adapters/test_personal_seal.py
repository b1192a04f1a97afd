"""Personal fields at rest: what opens, what does not, and keys that change."""

import stat

import pytest

from riskassess.adapters.personal_seal import PersonalSeal, SealError


@pytest.fixture
def seal(tmp_path):
    return PersonalSeal(tmp_path / "keys")


def phone(seal, **row):
    return seal.seal("13800138000", **{"office_id": 1, "expert": "ZJ0001", **row})


def test_sealed_text_opens_for_its_expert_alone(seal):
    sealed = phone(seal)
    assert "13800138000" not in sealed
    assert seal.open(sealed, office_id=1, expert="ZJ0001") == "13800138000"
    for other in ({"office_id": 2, "expert": "ZJ0001"}, {"office_id": 1, "expert": "ZJ0002"}):
        with pytest.raises(SealError) as refused:
            seal.open(sealed, **other)
        assert refused.value.code == "seal_tampered"


def test_same_number_is_sealed_differently_each_time(seal):
    assert phone(seal) != phone(seal)


def test_each_changed_character_is_noticed(seal):
    sealed = phone(seal)
    for place, char in enumerate(sealed[:-1]):
        changed = sealed[:place] + ("A" if char != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(SealError):
            seal.open(changed, office_id=1, expert="ZJ0001")


@pytest.mark.parametrize("broken", ["13800138000", "s1:", "s1:xx:yy", "s1:000000000000:AAAA"])
def test_what_is_no_seal_is_refused(seal, broken):
    phone(seal)
    with pytest.raises(SealError):
        seal.open(broken, office_id=1, expert="ZJ0001")


def test_nothing_stays_nothing_and_makes_no_key(seal, tmp_path):
    assert seal.seal("", office_id=1, expert="ZJ0001") == ""
    assert seal.open("", office_id=1, expert="ZJ0001") == ""
    assert not (tmp_path / "keys").exists()


def test_old_texts_open_after_the_key_changed(seal):
    old = phone(seal)
    assert seal.is_current(old)
    seal.rotate()
    new = phone(seal)
    assert not seal.is_current(old)
    assert seal.is_current(new)
    assert {seal.open(each, office_id=1, expert="ZJ0001") for each in (old, new)} == {"13800138000"}


def test_key_files_are_for_their_owner_alone(seal, tmp_path):
    phone(seal)
    files = list((tmp_path / "keys").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert not [file for file in files if file.name.startswith(".new")]


def test_another_process_reads_the_same_key(seal, tmp_path):
    assert PersonalSeal(tmp_path / "keys").open(phone(seal), office_id=1, expert="ZJ0001")


def test_lost_key_is_told(seal, tmp_path):
    sealed = phone(seal)
    for key in (tmp_path / "keys").glob("*.key"):
        key.unlink()
    with pytest.raises(SealError) as refused:
        PersonalSeal(tmp_path / "keys").open(sealed, office_id=1, expert="ZJ0001")
    assert refused.value.code == "seal_unreadable"


def test_changed_key_is_told(seal, tmp_path):
    sealed = phone(seal)
    for key in (tmp_path / "keys").glob("*.key"):
        key.write_text("00" * 32)
    with pytest.raises(SealError) as refused:
        PersonalSeal(tmp_path / "keys").open(sealed, office_id=1, expert="ZJ0001")
    assert refused.value.code == "seal_unreadable"


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SealError) as refused:
        phone(PersonalSeal(tmp_path / "file" / "keys"))
    assert refused.value.code == "seal_unwritable"
