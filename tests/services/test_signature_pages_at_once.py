"""Two members who sign the same page at the same moment: one waits, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import Session, select

from models import MemberSignature, SignaturePage
from models.engine import make_engine, make_session
from riskassess.adapters.pades_reading import read_signed
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import PageState
from riskassess.services.signature_pages import make_page, sign_page
from tests import factories
from tests.support.migrated import migrate_by_copy
from tests.support.signature_pages import desk_in, signing_room


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own_engine(request, tmp_path):
    if request.param == "postgres":
        engine = make_engine(request.getfixturevalue("make_postgres_database")(), pool_size=8)
    else:
        engine = make_engine(f"sqlite:///{tmp_path / 'pages.db'}")
    migrate_by_copy(engine)
    yield engine
    engine.dispose()


def test_two_members_and_a_second_tab_sign_at_once(own_engine, tmp_path, now):
    desk = desk_in(tmp_path)
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        scene = signing_room(session)
        session.commit()
        page = make_page(
            session, review_id=scene.room.review.id, actor=scene.officer, now=now, desk=desk
        )
    start = Barrier(3)

    def sign(chair):
        with make_session(own_engine, may_write=True) as session:
            start.wait()
            try:
                sign_page(
                    session, member_id=chair.member.id, code=page.code, password="given",
                    check=lambda _hash, _given: True, actor=chair.actor, now=now, desk=desk,
                )  # fmt: skip
            except Refused as refused:
                return refused.code
        return "signed"

    first, second = scene.room.chairs
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(sign, [first, second, first]))
    assert sorted(told) == ["signed", "signed", "signed_already"]
    with Session(own_engine) as session:
        stored = session.exec(select(SignaturePage)).one()
        assert stored.state is PageState.SIGNED
        assert len(session.exec(select(MemberSignature)).all()) == 2
        content = desk.pages.files.read(stored.file_digest)
    found = read_signed(content, [root for _code, root in desk.pages.ca.office_roots()])
    assert {each.field for each in found.signatures} == {"certified", "member-E1", "member-E2"}
    assert found.ends_signed
    assert all(each.intact and each.trusted and each.unchanged for each in found.signatures)
