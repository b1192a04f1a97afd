"""An open round stays closed: nothing readable rests in the store, nothing is changed unnoticed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from models import Factor, Opinion, RoundKey, Score, Sheet, SheetChange, SheetVersion
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.room_seal import RoomSeal
from riskassess.domain.errors import Refused
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import SheetState
from riskassess.proof.canonical import canonical_json
from riskassess.proof.commitments import COMMITMENT_PURPOSE, commitment_of
from riskassess.proof.signing import frame, signature_record, signed_record_holds
from riskassess.queries.sheet_documents import document_of_rows
from riskassess.resources import TellingRoomSeal
from riskassess.services import rounds, sheets
from riskassess.services.sheets import Change
from tests import factories
from tests.services.test_sheet_reopening import desk, officer  # noqa: F401 - fixtures
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import close_round, said, save_changes, submit_sheet
from tests.support.signing import sign
from tests.support.vault import vault

SECRET = "只有本人知道的话"


@pytest.fixture
def room(session):
    return kind_room(session, "cn-default", experts=2)


@pytest.fixture
def write(session, room, now):
    """Save everything of a sheet, and the secret."""

    def call(chair=0):
        seat = room.chairs[chair]
        form = SheetForm(builtin_manual("cn-default"))
        ops = [*figures(room, form), *OPINIONS[:-1], ("opinions", "overall", SECRET)]
        changes = [Change(f"{n}", *op, None, at=now) for n, op in enumerate(ops)]
        done = save_changes(
            session, member_id=seat.member.id, changes=changes, actor=seat.actor, now=now
        )
        assert (done.rejected, done.conflicts) == ({}, {})

    return call


@pytest.fixture
def submit(session, room, write, now):
    def call(chair=0):
        write(chair)
        seat = room.chairs[chair]
        return submit_sheet(session, member_id=seat.member.id, actor=seat.actor, now=now)

    return call


def everything(session):
    """Return all that rests in the store, as one sequence of bytes."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(found)


def test_nothing_of_an_open_sheet_rests_readable(session, room, write, submit, now):
    write()
    submit(chair=1)
    assert session.exec(select(Score)).all() == session.exec(select(Opinion)).all() == []
    assert SECRET.encode() not in everything(session)
    sheets_there = session.exec(select(Sheet)).all()
    assert {(row.conclusion, row.initial_grade) for row in sheets_there} == {(None, None)}
    assert {(row.before, row.after) for row in session.exec(select(SheetChange))} == {(None, None)}
    close_round(session, room, now)
    assert SECRET.encode() in everything(session)


def test_a_submission_leaves_a_signed_commitment_that_names_nobody(session, room, submit):
    sheet = submit()
    version = session.exec(select(SheetVersion)).one()
    record = json.loads(version.record)
    assert record["commitment"] == version.commitment == sheet.digest
    assert signed_record_holds(COMMITMENT_PURPOSE, record)
    assert not signed_record_holds(COMMITMENT_PURPOSE, {**record, "round": 2})
    assert room.chairs[0].member.code not in version.record
    assert (version.content, version.salt) == ("", "")


def test_the_same_words_give_another_commitment_each_time(submit):
    assert submit(0).digest != submit(1).digest


def test_the_end_of_the_round_opens_what_was_committed_to(session, room, submit, now):
    sheet = submit()
    before = said(session, sheet)
    close_round(session, room, now)
    session.refresh(sheet)
    assert sheet.sealed is None
    after = document_of_rows(session, sheet)
    codes = {row.id: row.code for row in session.exec(select(Factor))}
    assert after.published(codes) == before.published(codes)
    version = session.exec(select(SheetVersion)).one()
    content = json.loads(version.content)
    assert commitment_of(content, version.salt) == version.commitment
    assert content["places"] == after.published(codes)
    line = session.exec(select(SheetChange).where(SheetChange.field == "opinion:overall")).one()
    assert (line.after, line.sealed) == (SECRET, None)
    assert session.exec(select(RoundKey)).one().opened_at == now


def test_an_unfinished_sheet_stays_closed(session, room, write, submit, now):
    write(0)
    submit(1)
    close_round(session, room, now)
    drafts = [row for row in session.exec(select(Sheet)) if row.sealed is not None]
    assert len(drafts) == 1
    assert len(session.exec(select(Opinion)).all()) == 1
    kept = session.exec(select(SheetChange).where(SheetChange.sheet_id == drafts[0].id)).all()
    assert all(row.after is None and row.sealed for row in kept)


@pytest.mark.parametrize("what", ["byte", "other version", "content"])
def test_what_was_changed_in_the_store_does_not_open(session, room, submit, now, what):
    submit(0)
    submit(1)
    mine, other = session.exec(select(SheetVersion).order_by(SheetVersion.id)).all()
    if what == "byte":
        mine.sealed = mine.sealed[:-1] + bytes([mine.sealed[-1] ^ 1])
    elif what == "other version":
        mine.sealed = other.sealed
    else:  # by somebody who seals anew: the commitment was signed before
        key = session.exec(select(RoundKey)).one()
        payload = json.dumps({"content": {"places": {}}, "salt": "00"}).encode()
        bound = f"version:{mine.sheet_id}:{mine.number}"
        mine.sealed = vault().seal.seal_for_round(key.public_key, payload, bound=bound)
    session.add(mine)
    session.flush()
    with pytest.raises(Refused, match="sheet_tampered"):
        close_round(session, room, now)


@pytest.fixture
def forge(session, now):
    """Put another content into a version with the database alone, its commitment with it."""

    def call(version, *, says, sign_with=None):
        key = session.exec(select(RoundKey)).one()
        opener = vault().seal.open_round(key.wrapped, round_id=key.round_id)  # what it said
        bound = f"version:{version.sheet_id}:{version.number}"
        payload = json.loads(opener.open(version.sealed, bound=bound))
        payload["content"] |= says
        version.commitment = commitment_of(payload["content"], payload["salt"])
        version.sealed = vault().seal.seal_for_round(
            key.public_key, json.dumps(payload).encode(), bound=bound
        )
        session.get(Sheet, version.sheet_id).digest = version.commitment
        if sign_with:
            made = {**json.loads(version.record), "commitment": version.commitment}
            del made["signature"]
            signature = sign_with("", frame(COMMITMENT_PURPOSE, made))
            version.record = canonical_json({**made, "signature": signature_record(signature)})
        session.add(version)
        session.flush()

    return call


@pytest.mark.parametrize("by", ["nobody", "a stranger", "the office"])
def test_a_version_forged_with_its_commitment_does_not_open(
    session, room, submit, forge, now, tmp_path, by
):
    submit(0)
    version = session.exec(select(SheetVersion)).one()
    stranger = OfficeKeys(tmp_path).sign
    who = {"nobody": None, "a stranger": lambda _o, payload: stranger("X", payload)}
    says = {"member": "E2"} if by == "the office" else {"places": {}}
    forge(version, says=says, sign_with=who.get(by, sign))
    with pytest.raises(Refused, match="sheet_tampered"):
        close_round(session, room, now)


@pytest.mark.parametrize("what", ["all", "last", "first"])
def test_a_version_that_was_taken_away_is_missed(session, room, desk, now, what):  # noqa: F811
    desk.fill()
    sheet = desk.submit().sheet
    desk.ask(sheet)
    desk.answer()
    desk.submit()
    first, last = desk.versions()
    for version in {"all": (first, last), "last": (last,), "first": (first,)}[what]:
        session.delete(version)
    session.flush()
    with pytest.raises(Refused, match="sheet_tampered"):
        close_round(session, room, now)


@pytest.mark.parametrize("left", [0, 1])
def test_a_reopened_sheet_loses_none_either(session, room, desk, officer, now, left):  # noqa: F811
    for chair in (0, 1):
        desk.fill(chair)
        desk.submit(chair)
    sheet = session.exec(select(Sheet).order_by(Sheet.id)).first()
    for submits in range(left + 1):
        desk.ask(sheet)
        desk.answer()
        if submits < left:
            desk.submit()
    session.delete([row for row in desk.versions() if row.sheet_id == sheet.id][-1])
    session.flush()
    with pytest.raises(Refused, match="sheet_tampered"):
        rounds.close_round(
            session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal
        )


def test_a_sheet_of_before_there_were_versions_stands_as_it_is(session, room, submit, now):
    submit(0)
    seat = room.chairs[1]
    old = factories.save(
        Sheet(
            office_id=room.review.office_id, round_id=room.round.id, member_id=seat.member.id,
            started_at=now, state=SheetState.SUBMITTED, submitted_at=now, digest="sha256:old",
            conclusion="pass",
        )
    )  # fmt: skip
    text = factories.save(
        Opinion(office_id=old.office_id, sheet_id=old.id, heading="overall", text=SECRET)
    )
    close_round(session, room, now)
    assert (old.conclusion, text.text) == ("pass", SECRET)


def test_a_draft_of_another_sheet_does_not_open(session, room, write):
    write(0)
    write(1)
    mine, other = session.exec(select(Sheet).order_by(Sheet.id)).all()
    mine.sealed = other.sealed
    session.add(mine)
    session.flush()
    with pytest.raises(Refused, match="sheet_tampered"):
        said(session, mine)


def test_a_lost_key_is_told_and_nothing_is_overwritten(session, room, write, now, tmp_path):
    write()
    sealed = session.exec(select(Sheet)).one().sealed
    other = replace(vault(), seal=TellingRoomSeal(RoomSeal(Path(tmp_path))))
    seat = room.chairs[0]
    change = Change("late", "opinions", "overall", "新的话", SECRET, now)
    with pytest.raises(Refused, match="room_key_unreadable"):
        sheets.save_changes(
            session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now,
            vault=other,
        )  # fmt: skip
    assert session.exec(select(Sheet)).one().sealed == sealed


def test_a_sheet_begun_before_sheets_were_sealed_is_sealed_at_its_next_change(session, room, now):
    seat, factor = room.chairs[0], room.factors[0]
    old = factories.save(
        Sheet(
            office_id=room.review.office_id, round_id=room.round.id, member_id=seat.member.id,
            started_at=now, conclusion="pass",
        )
    )  # fmt: skip
    whose = {"office_id": old.office_id, "sheet_id": old.id}
    factories.save(Score(**whose, factor_id=factor.id, before_impact=5000))
    factories.save(Opinion(**whose, heading="overall", text=SECRET))
    change = Change("1", str(factor.id), "before_impact", "60", "50", now)
    done = save_changes(
        session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now
    )
    assert done.saved == ["1"]
    content = said(session)
    assert content.get(str(factor.id), "before_impact") == 6000
    assert (content.get("sheet", "conclusion"), content.get("opinions", "overall")) == (
        "pass", SECRET,
    )  # fmt: skip
    assert SECRET.encode() not in everything(session)
    assert session.exec(select(Sheet)).one().conclusion is None
