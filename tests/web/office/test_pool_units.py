"""Pages of units, of names to rule on, of who is left out, and of contests."""

import pytest
import sqlalchemy as sa
from sqlmodel import select

from expert_pool.vocabulary import ContestState, ExpertState, MatchRuling
from models import Contest, Draw, Exclusion, NameRuling, Review, Unit, UnitAlias
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, Role
from tests import factories
from tests.support import reviews as scenes
from tests.support.office import page

CODE = "91350100M000100Y43"


@pytest.fixture
def kept(desk):
    """Return a case whose office's pool keeper is signed in."""
    return desk(AssessmentState.PREPARING, Role.POOL_KEEPER, institution="望岳评估咨询有限公司")


def expert(case, employer):
    return factories.expert(office_id=case.office_id, employer=employer, state=ExpertState.ACTIVE)


def form(**values):
    return {
        "name": "华宇建设有限公司",
        "kind": "employer",
        "credit_code": "",
        "parent": "",
        **values,
    }


def test_a_unit_is_registered_listed_and_shown(client, session, kept):
    row = expert(kept, "華宇建設公司")
    answer = client.post("/office/experts/units/new", data=form(credit_code=CODE))
    assert answer.status_code == 303
    shown = page(client, answer.location)
    assert CODE in shown
    assert f"（{row.code}）" in shown
    assert "写作“華宇建設公司”" in shown
    assert "华宇建设有限公司" in page(client, "/office/experts/units?q=M000100")


def test_wrong_input_is_kept_and_told(client, kept):
    answer = client.post("/office/experts/units/new", data=form(credit_code=CODE[:-1] + "4"))
    assert answer.status_code == 422
    assert "末位是“4”，按前 17 位计算应为“3”" in answer.text
    assert 'value="华宇建设有限公司"' in answer.text


def test_a_unit_is_corrected_named_and_merged(client, session, kept):
    for name in ("华宇建设有限公司", "金桥公司"):
        client.post("/office/experts/units/new", data=form(name=name))
    first, second = session.exec(
        select(Unit).where(Unit.kind == "employer").order_by(Unit.id)
    ).all()
    place = f"/office/experts/units/{second.id}"
    assert "金桥公司" in page(client, f"{place}/edit")
    assert (
        client.post(f"{place}/edit", data=form(name="金桥公司", parent=first.name)).status_code
        == 303
    )
    answer = client.post(f"/office/experts/units/{first.id}/edit", data=form(parent="金桥公司"))
    assert answer.status_code == 422
    assert "不能把“金桥公司”设为上级" in answer.text
    assert client.post(f"{place}/aliases", data={"alias-name": "金桥"}).status_code == 303
    assert client.post(f"{place}/aliases", data={"alias-name": "華宇建設公司"}).status_code == 422
    alias = session.exec(select(UnitAlias)).one()
    assert client.post(f"{place}/aliases/{alias.id}/removal").status_code == 303
    assert client.post(f"{place}/merge", data={"merge-into": "没有的单位"}).status_code == 422
    answer = client.post(f"{place}/merge", data={"merge-into": first.name})
    assert answer.location == f"/office/experts/units/{first.id}"
    assert "金桥公司" in page(client, answer.location)


def test_an_officer_reads_and_is_told_who_keeps_units(client, desk, session):
    case = desk(AssessmentState.PREPARING)
    unit = factories.unit(office_id=case.office_id)
    for path in ("new", f"{unit.id}", f"{unit.id}/edit"):
        shown = page(client, f"/office/experts/units/{path}")
        assert "由专家库管理员" in shown
        assert "btn-final" not in shown
    assert client.post("/office/experts/units/new", data=form()).status_code == 404


def test_questions_are_shown_side_by_side_and_answered(client, session, kept):
    row = expert(kept, "望岳评估咨询有限公司云水分公司")
    place = f"/office/assessments/{kept.id}/names"
    shown = page(client, place)
    assert "望岳评估咨询有限公司云水分公司" in shown
    assert row.code in shown
    first, second = sorted(["望岳评估咨询云水分公司", "望岳评估咨询公司"])
    data = {"first": first, "second": second}
    assert client.post(place, data=data).status_code == 422
    assert client.post(place, data={**data, "ruling": "same", "note": "证照"}).status_code == 303
    assert session.exec(select(NameRuling)).one().ruling is MatchRuling.SAME
    assert "没有需要认定的名称" in page(client, place)
    assert "任职于项目单位、评估机构或评估主体" in page(
        client, f"/office/assessments/{kept.id}/exclusions"
    )
    gone = client.post(place, data={**data, "ruling": "same"})
    assert gone.status_code == 422
    assert "已经不需要认定" in gone.text


def test_a_ruling_is_listed_and_changed(client, session, kept):
    account = factories.account(Role.POOL_KEEPER, office_id=kept.office_id)
    row = factories.save(
        NameRuling(
            office_id=kept.office_id, first="华宇公司", second="华宇集团", ruled_at=factories.NOW,
            ruling=MatchRuling.SAME, ruled_by_id=account.id,
        )
    )  # fmt: skip
    place = f"/office/experts/name-rulings/{row.id}"
    assert "华宇集团" in page(client, "/office/experts/name-rulings")
    assert "更改认定" in page(client, place)
    assert client.post(place, data={"ruling": "different", "note": ""}).status_code == 422
    assert client.post(place, data={"ruling": "different", "note": "分立"}).status_code == 303
    session.refresh(row)
    assert row.ruling is MatchRuling.DIFFERENT


def frozen(case, row):
    """Announce a draw by hand that left the expert out."""
    review = factories.save(
        Review(
            office_id=case.office_id, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW,
            number=1, panel_size=5, quorum=3, due_on=factories.NOW.date(), opened_at=factories.NOW,
        )
    )  # fmt: skip
    draw = factories.save(
        Draw(
            office_id=case.office_id, review_id=review.id, number=1, algorithm="rfc3797-sha256",
            rule="{}", pool_snapshot="{}", pool_digest="", announced_at=factories.NOW,
        )
    )  # fmt: skip
    facts = '[{"name":"望岳公司","reason":"same_unit","role":"institution","unit":"望岳评估"}]'
    factories.save(
        Exclusion(
            office_id=case.office_id, assessment_id=case.id, draw_id=draw.id, expert_id=row.id,
            reason="same_unit", facts=facts,
        )
    )  # fmt: skip
    return draw


def test_who_was_left_out_is_listed_with_the_fact(client, kept):
    row = expert(kept, "望岳公司")
    draw = frozen(kept, row)
    now = page(client, f"/office/assessments/{kept.id}/exclusions")
    assert f"/office/draws/{draw.id}/exclusions" in now
    shown = page(client, f"/office/draws/{draw.id}/exclusions?reason=same_unit")
    assert "工作单位“望岳公司”是评估机构“望岳评估”。" in shown
    assert row.code in shown
    assert row.code not in page(client, f"/office/draws/{draw.id}/exclusions?reason=property")


def test_who_holds_a_seat_is_counted_and_not_named(client, session, kept):
    row, member = expert(kept, "望岳公司"), expert(kept, "石溪律师事务所")
    draw = frozen(kept, row)
    factories.save(
        Exclusion(
            office_id=kept.office_id, assessment_id=kept.id, draw_id=draw.id, expert_id=member.id,
            reason="on_panel", facts="[]",
        )
    )  # fmt: skip
    review = session.get_one(Review, draw.review_id)
    factories.seat(
        review, expert_id=member.id, code=member.code, position=1, state=MemberState.INVITED
    )
    for path in (f"draws/{draw.id}", f"assessments/{kept.id}"):
        for more in ("", "?reason=on_panel"):
            shown = page(client, f"/office/{path}/exclusions{more}")
            assert member.code not in shown
            assert "另有 1 人" in shown


def test_a_contest_is_listed_and_decided(client, session, kept):
    row = expert(kept, "望岳公司")
    frozen(kept, row)
    contest = factories.save(
        Contest(
            office_id=kept.office_id, assessment_id=kept.id, expert_id=row.id,
            reasons="same_unit", text="早已离职", raised_at=factories.NOW,
        )
    )  # fmt: skip
    place = f"/office/experts/contests/{contest.id}"
    assert row.name in page(client, "/office/experts/contests?state=open")
    shown = page(client, place)
    assert "早已离职" in shown
    assert "工作单位“望岳公司”是评估机构“望岳评估”。" in shown
    assert client.post(place, data={"state": "lifted", "decision": ""}).status_code == 422
    assert client.post(place, data={"state": "lifted", "decision": "核实"}).status_code == 303
    session.refresh(contest)
    assert contest.state is ContestState.LIFTED
    assert client.post(place, data={"state": "upheld", "decision": "x"}).status_code == 422


def test_lists_ask_a_fixed_number_of_queries(client, session, kept, connection):
    seen = []
    sa.event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def asked(path):
        seen.clear()
        page(client, path)
        return len(seen)

    paths = ("/office/experts/units", f"/office/assessments/{kept.id}/exclusions")
    few = [asked(path) for path in paths]
    for _number in range(5):
        expert(kept, "望岳评估咨询公司")
        factories.unit(office_id=kept.office_id)
    session.expunge_all()
    assert [asked(path) for path in paths] == few


def test_an_open_question_keeps_the_review_from_being_opened(client, session, sign_in):
    case = scenes.ready_case(institution="望岳评估咨询有限公司")
    scenes.pool(case.office_id)
    expert(case, "望岳评估咨询有限公司云水分公司")
    sign_in(client, factories.account(Role.CASE_OFFICER, office_id=case.office_id))
    place = f"/office/assessments/{case.id}/review/new"
    link = f"/office/assessments/{case.id}/names"
    assert link in page(client, place)
    answer = client.post(
        f"/office/assessments/{case.id}/reviews",
        data={
            "kind": "project_review", "due_on": "2026-03-20", "offer": "dice",
            "expected_at": "2026-03-03T10:00",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "还有 1 处单位名称相近" in answer.text
    assert link in answer.text
    assert not session.exec(select(Draw)).all()
