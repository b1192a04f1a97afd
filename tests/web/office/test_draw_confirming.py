"""Published values on the page of a draw: entered by one, confirmed by another, then drawn."""

from datetime import timedelta

from riskassess.services import panels
from riskassess.services.draw_sources import SourceChoice
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import asked, final, page, sign_in

LATER = factories.NOW - timedelta(days=3)


def test_the_page_says_who_confirms_and_draws_when_it_is_done(client, session):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    officer, approver = scenes.officer(case), scenes.approver(case)
    draw = panels.open_review(
        session, assessment_id=case.id, kind="project_review", due_on=scenes.DUE,
        choice=SourceChoice("two_lotteries"), desk=scenes.desk(officer, LATER),
    ).draw  # fmt: skip
    place = f"/office/draws/{draw.id}"
    sign_in(client, session, officer)
    shown = page(client, place)
    assert "6 个不同的数，1 至 33；1 个数，1 至 16" in shown
    for source, values in (("ssq", "3 9 12 20 27 31 5"), ("dlt", "1 2 3 4 5 6 7")):
        sent = {f"{source}-values": values, f"{source}-note": "公告", "confirmed": "yes"}
        client.post(f"{place}/values/{source}", data=sent)
    own = page(client, place)
    assert own.count("还须由另一位承办人或审批人对照来源复核") == 2
    assert "数值有误，更正" in own
    assert "复核无误" not in own
    refused = client.post(f"{place}/values/ssq/confirmation", follow_redirects=True).text
    assert "录入数值的人不能自己复核" in refused
    assert "还没有数值" not in page(client, f"/draws/{draw.code}")
    sign_in(client, session, approver)
    assert page(client, place).count("复核无误") == 2
    stale = {"confirm-ssq-seen": "[1]"}
    changed = client.post(f"{place}/values/ssq/confirmation", data=stale, follow_redirects=True)
    assert "又更正过" in changed.text
    seen = {"confirm-ssq-seen": "[3,9,12,20,27,31,5]", "confirm-dlt-seen": "[1,2,3,4,5,6,7]"}
    one = final(client, f"{place}/values/ssq/confirmation", seen).text
    assert "数值已复核" in one
    asking, _carried = asked(client, f"{place}/values/dlt/confirmation", seen)
    assert ("1  2  3  4  5  6  7" in asking, "立即抽取专家" in asking) == (True, True)
    done = final(client, f"{place}/values/dlt/confirmation", seen).text
    assert "已抽取专家并发出 5 份邀请" in done
    assert approver.name in done
