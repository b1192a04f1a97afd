"""To-do lines of announced draws and of requests."""

from riskassess.domain.tasks import Bucket, TaskKind
from riskassess.domain.vocabulary import Role
from riskassess.queries.todo import list_tasks
from riskassess.services import draw_requests
from tests import factories
from tests.support import reviews as scenes


def test_an_announced_draw_waits_for_each_thrower_and_a_request_for_another_approver(session, now):
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    officer = scenes.officer(case)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
    draw = scenes.announced(session, case, officer, now=now).draw
    of_officer, of_keeper = (lines_of(session, each, now) for each in (officer, keeper))
    assert of_officer == [(TaskKind.ENTER_VALUES, draw.id, now.date(), Bucket.TODAY)]
    assert of_keeper == [(TaskKind.THROW_DICE, draw.id, now.date(), Bucket.TODAY)]
    scenes.throw(session, draw, officer, "dice_officer", "3512644153", now=now + scenes.WAIT)
    assert lines_of(session, officer, now) == [
        (TaskKind.THROW_DICE, draw.id, now.date(), Bucket.WAITING)
    ]
    wish = draw_requests.Wish("value_wrong", "录像不清。")
    draw_requests.request_redraw(
        session, draw_id=draw.id, wish=wish, desk=scenes.desk(officer, now)
    )
    assert lines_of(session, scenes.approver(case), now) == [
        (TaskKind.DECIDE_DRAW_REQUEST, case.id, None, Bucket.WEEK)
    ]


def lines_of(session, actor, now):
    found = list_tasks(session, actor, now=now)
    kinds = (TaskKind.ENTER_VALUES, TaskKind.THROW_DICE, TaskKind.DECIDE_DRAW_REQUEST)
    lines = [(row.kind, row.subject_id, row.due_on, row.bucket) for row in found]
    return [line for line in lines if line[0] in kinds][:1]
