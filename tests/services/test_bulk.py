"""Many rows at once are the rows that one by one would be, on both databases."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from expert_pool.vocabulary import ExpertState, WayIn
from models import Expert
from models.bulk import BulkRefused, insert_rows
from tests import factories

ODD = "制表\t换行\n回车\r反斜\\N“é'"


def given(office_id, code, **values):
    return {
        "office_id": office_id, "code": code, "name": "张三", "expert_class": "management",
        "profession": "law", "title": "", "title_level": "", "practice_since": None,
        "specialities": ODD, "employer": ODD, "employer_type": "", "unit_id": None, "email": "",
        "phone_sealed": "", "way_in": WayIn.REGISTRATION, "state": ExpertState.ACTIVE,
        "term_until": date(2027, 1, 2), "consent_text": "", "is_demonstration": True,
        "created_at": datetime(2026, 3, 2, 2, 30, tzinfo=UTC), **values,
    }  # fmt: skip


def insert(session, *rows):
    names = list(rows[0])
    values = [[row[name] for name in names] for row in rows]
    insert_rows(session.connection(), Expert.__table__, names, values)


def test_every_kind_of_value_comes_back(session):
    office = factories.office()
    rows = [given(office.id, f"B{n}", practice_since=2000 + n or None) for n in range(3)]
    insert(session, *rows, given(office.id, "B9"))
    found = session.exec(select(Expert).where(Expert.office_id == office.id)).all()
    assert len(found) == 4
    for row, stored in zip(rows, sorted(found, key=lambda each: each.code), strict=False):
        assert {name: getattr(stored, name) for name in row} == row
    assert {row.practice_since for row in found} == {None, 2000, 2001, 2002}


def test_refused_rows_are_told_without_their_content(session):
    office = factories.office()
    insert(session, given(office.id, "B0"))
    with pytest.raises((BulkRefused, IntegrityError)) as told, session.begin_nested():
        insert(session, given(office.id, "B0", name="不可说出的人"))
    assert "不可说出的人" not in str(told.value)
    assert told.value.__context__ is None or "不可说出的人" not in repr(told.value.__context__)
    assert session.execute(sa.select(sa.func.count(Expert.id))).scalar() >= 1
