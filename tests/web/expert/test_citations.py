"""Citations on pages: links for who may read the document, plain text for everything else."""

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role
from riskassess.services import rounds
from riskassess.services.sheets import Change
from riskassess.web.citations import anchor
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault

TEXT = "见〔D05 第2页〕、〔D05-2 第3页〕和〔D21 第1页〕"


def documents(room):
    """Put two files under D05, of which the first was replaced, and one that experts never see."""
    first, second = (factories.document(room.assessment, "D05") for _ in range(2))
    first.superseded_at, first.superseded_by_id = factories.NOW, second.id
    factories.save(first)
    return first, second, factories.document(room.assessment, "D21")


def test_the_own_sheet_leads_to_the_pages_that_the_expert_may_read(expert, room, session, now):
    first, second, kept = documents(room)
    chair = room.chairs[0]
    change = Change("1", str(room.factors[0].id), "comment", TEXT, None, now)
    save_changes(session, member_id=chair.member.id, changes=[change], actor=chair.actor, now=now)
    page = expert.get(f"/expert/reviews/{chair.member.id}/sheet").text
    path = f"/expert/reviews/{chair.member.id}/documents"
    assert f'<a class="cite" href="{path}/{second.id}#page-3">〔D05-2 第3页〕</a>' in page
    assert f"{path}/{first.id}" not in page
    assert f"{path}/{kept.id}" not in page
    assert "〔D05 第2页〕、" in page
    shown = expert.get(f"{path}/{second.id}?part={room.factors[0].id}").text
    assert "〔D05-2〕" in shown or "页面图像正在生成" in shown
    assert f'href="/expert/reviews/{chair.member.id}/sheet/{room.factors[0].id}"' in shown


def test_a_page_image_has_its_anchor_and_its_citation(client, expert, room):
    row = factories.document(room.assessment, "D05")
    store = client.application.extensions["files"]
    for page in (1, 2):
        store.put_page(row.digest, page, b"\xff\xd8\xff")
    url = f"/expert/reviews/{room.chairs[0].member.id}"
    alone = expert.get(f"{url}/documents/{row.id}").text
    assert f'id="{anchor(2)}"' in alone
    assert 'data-cite="〔D05 第2页〕"' in alone
    beside = expert.get(f"{url}/sheet/{room.factors[0].id}").text
    assert f'id="d{row.id}-{anchor(2)}"' in beside


def test_the_office_reaches_replaced_files_too(session, client, sign_in, now):
    room = kind_room(session, "cn-default", experts=1)
    first, _second, kept = documents(room)
    chair, form = room.chairs[0], SheetForm(builtin_manual("cn-default"))
    ops = [*figures(room, form), *OPINIONS, (str(room.factors[0].id), "comment", TEXT)]
    changes = [Change(str(n), *op, None, at=now) for n, op in enumerate(ops)]
    who = {"member_id": chair.member.id, "actor": chair.actor, "now": now}
    save_changes(session, changes=changes, **who)
    sheet = submit_sheet(session, **who)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    rounds.close_round(session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal)
    sign_in(factories.account(Role.CASE_OFFICER, office_id=room.review.office_id))
    page = client.get(f"/office/sheets/{sheet.id}").text
    for row, at in ((first, 2), (kept, 1)):
        assert f"/documents/{row.id}#page-{at}" in page
