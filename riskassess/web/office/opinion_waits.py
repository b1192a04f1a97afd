"""What a review waits for after its last round: leader, group opinion, votes, signatures, grade."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from riskassess.domain.room_vocabulary import GroupState, PageState
from riskassess.domain.vocabulary import AssessmentState, ReviewKind, ReviewState
from riskassess.i18n import _
from riskassess.queries.group_opinions import choices_of, find_group_opinion, list_voters
from riskassess.queries.leaders import find_leader
from riskassess.queries.reviews import ReviewView
from riskassess.queries.signature_pages import find_standing_page
from riskassess.web import context
from riskassess.web.office.review_wait import Wait


def opinion_waits(view: ReviewView) -> Iterator[Wait]:
    """Yield what waits once the sheets of a project review are in, until a grade is proposed."""
    review, session = view.review, context.db_session()
    is_over = review.state is ReviewState.CLOSED
    if review.kind is not ReviewKind.PROJECT_REVIEW or review.pool_manual_version_id is None:
        return
    if not is_over or view.case.assessment.state is not AssessmentState.IN_REVIEW:
        return
    opinion = find_group_opinion(session, review)
    if opinion is None or opinion.state is not GroupState.FINAL:
        yield _of_opinion(view, opinion)
        return
    yield from _of_page(view)
    url = url_for("office.show_result", assessment_id=view.case.id)
    yield Wait(_("专家组意见已通过：要求修改，或提出等级"), _("承办人"), url=url, verb=_("办理"))


def _of_opinion(view: ReviewView, opinion: Any) -> Wait:
    session, review_id = context.db_session(), view.review.id
    if find_leader(session, view.review) is None:
        url = url_for("office.show_leader", review_id=review_id)
        return Wait(_("推选组长"), _("专家组"), url=url, verb=_("查看"))
    url = url_for("office.show_group_opinion", review_id=review_id)
    if opinion is None or opinion.state is not GroupState.VOTING:
        return Wait(_("起草专家组意见"), _("组长"), url=url, verb=_("查看"))
    given, voters = len(choices_of(session, opinion)), len(list_voters(session, view.review))
    what = _("表决专家组意见，已投 %(given)s / %(voters)s 票", given=given, voters=voters)
    return Wait(what, _("专家组"), url=url, verb=_("查看"))


def _of_page(view: ReviewView) -> Iterator[Wait]:
    page = find_standing_page(context.db_session(), view.case, view.review)
    url = url_for("office.show_signature_page", review_id=view.review.id)
    if page is None or page.is_void:
        yield Wait(_("制作签字页"), _("承办人"), url=url, verb=_("制作"))
    elif page.state is PageState.OPEN:
        what = _("%(n)s 位专家在签字页签名", n=len(page.waiting))
        yield Wait(what, _("专家组"), url=url, verb=_("查看"))
