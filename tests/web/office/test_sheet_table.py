"""A member's submitted sheet as the office reads it, under the heads of its manual."""

import re

import pytest

from models import MustFix, QualityPoints
from riskassess.adapters.manuals import builtin_manual
from riskassess.adapters.pool_manuals import builtin_pool_manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Role
from riskassess.services import rounds
from riskassess.services.sheets import Change
from tests import factories
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault


@pytest.fixture
def shown(session, client, sign_in, now):
    """Return the page of a sheet under a manual; before the round is closed unless said so."""

    def call(manual_id, *, classes=False, closed=True):
        room = kind_room(session, manual_id, classes=classes, experts=1)
        chair = room.chairs[0]
        form = SheetForm(builtin_manual(manual_id), has_classes=classes)
        ops = [*figures(room, form), *OPINIONS]
        if form.items:
            ops.append(("item:A", "comment", "见批复"))
        changes = [Change(str(n), *op, None, at=now) for n, op in enumerate(ops)]
        who = {"member_id": chair.member.id, "actor": chair.actor, "now": now}
        save_changes(session, changes=changes, **who)
        sheet = submit_sheet(session, **who)
        if closed:
            actor = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
            rounds.close_round(
                session, round_id=room.round.id, actor=actor, now=now, seal=vault().seal
            )
            written(sheet)
        sign_in(client, factories.account(Role.CASE_OFFICER, office_id=room.review.office_id))
        return client.get(f"/office/sheets/{sheet.id}")

    return call


def written(sheet):
    """Add what must be mended and the points of the report, as the close writes them."""
    whose = {"office_id": sheet.office_id, "sheet_id": sheet.id}
    fix = {"key": "k1", "heading": "survey", "text": "补问卷（B3第1页）", "pages": "12–14"}
    factories.save(MustFix(**whose, **fix))
    for row in builtin_pool_manual("cn-pool").room.quality.headings:
        factories.save(QualityPoints(**whose, heading=row.code, points=row.maximum * 8_050))


def test_levels_stand_with_their_word(shown):
    page = shown("cn-levels").text
    assert page.count("3 中等") == 12  # three factors, two figures, before and after
    assert "前·权重" in page
    for words in ("12–14", "补问卷", "合计 80.5 分（满分 100 分），按手册界限为“通过”"):
        assert words in page
    assert "%" not in page.split("逐项评分")[1].split("</table>")[0]


def test_points_stand_item_by_item_without_weights(shown):
    page = shown("js-4013", classes=True).text
    table = page.split("逐项评分")[1].split("</table>")[0]
    assert "前·扣分" in table
    assert "前·权重" not in table
    assert table.count("<tr>") == 21
    opinion = table.split("群众意见分析")[1].split("</tr>")[0]
    assert re.findall(r"<div>([^<]*)</div>", opinion)[:3] == ["35", "按问卷折算", "3.5"]
    assert "见批复" in table


def test_nobody_reads_points_while_the_round_is_open(shown):
    assert shown("js-4013", closed=False).status_code == 404
